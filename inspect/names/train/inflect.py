"""Endings of names in a sentence, roughly as each language makes them.

Cases: g genitive, d dative or allative, a accusative, i instrumental or
"with", l "in a place", v vocative. A name that no rule fits stays as it is.
"""

import re

# By language and case: (pattern of the end, what it becomes), first match.
RULES = {
    "pl": {
        "g": [("ski$", "skiego"), ("cki$", "ckiego"), ("ska$", "skiej"),
              ("cka$", "ckiej"), ("ek$", "ka"), ("([kg])a$", r"\1i"),
              ("a$", "y"), ("ów$", "owa"), ("y$", "ego"),
              ("([bcdfgklłmnprstwzźżń])$", r"\1a")],
        "d": [("ski$", "skiemu"), ("ska$", "skiej"), ("a$", "ie"),
              ("([bcdfgklłmnprstwz])$", r"\1owi")],
        "i": [("ski$", "skim"), ("ska$", "ską"), ("a$", "ą"),
              ("([kg])$", r"\1iem"), ("([bcdfłmnprstwz])$", r"\1em")],
        "l": [("wa$", "wie"), ("([mnpbfs])a$", r"\1ie"), ("ów$", "owie"),
              ("sk$", "sku"), ("a$", "ie"), ("([dt])$", r"\1zie"),
              ("([bfmnpsw])$", r"\1ie"), ("e$", "u")],
    },
    "cs": {
        "g": [("ová$", "ové"), ("ý$", "ého"), ("á$", "é"), ("a$", "y"),
              ("ek$", "ka"), ("ec$", "ce"),
              ("([bcdfghklmnprstvzřšž])$", r"\1a")],
        "d": [("ová$", "ové"), ("ý$", "ému"), ("a$", "ě"),
              ("([bdfghklmnprstvz])$", r"\1ovi")],
        "i": [("ová$", "ovou"), ("ý$", "ým"), ("a$", "ou"),
              ("([bcdfghklmnprstvz])$", r"\1em")],
        "l": [("ha$", "ze"), ("([bdmnptv])a$", r"\1ě"), ("a$", "e"),
              ("([bdmnpstv])$", r"\1ě"), ("o$", "u"), ("([lr])$", r"\1u")],
    },
    "sl": {
        "g": [("a$", "e"), ("([bcčdfghjklmnprsštvzž])$", r"\1a")],
        "i": [("a$", "o"), ("([bcčdfghjklmnprsštvzž])$", r"\1om")],
        "l": [("a$", "i"), ("o$", "u"), ("([bdfgklmnprstvz])$", r"\1u")],
    },
    "lt": {
        "g": [("ius$", "iaus"), ("us$", "aus"), ("as$", "o"), ("[iy]s$", "io"),
              ("a$", "os"), ("ė$", "ės")],
        "d": [("us$", "ui"), ("as$", "ui"), ("[iy]s$", "iui"), ("a$", "ai"),
              ("ė$", "ei")],
        "a": [("us$", "ų"), ("as$", "ą"), ("[iy]s$", "į"), ("a$", "ą"),
              ("ė$", "ę")],
        "i": [("us$", "umi"), ("as$", "u"), ("[iy]s$", "iu"), ("ė$", "e")],
        "l": [("ius$", "iuje"), ("us$", "uje"), ("as$", "e"),
              ("[iy]s$", "yje"), ("a$", "oje"), ("ė$", "ėje"), ("ai$", "uose")],
        "v": [("as$", "ai"), ("[iy]s$", "i"), ("us$", "au"), ("ė$", "e")],
    },
    "lv": {
        "g": [("is$", "a"), ("[sš]$", "a"), ("a$", "as"), ("e$", "es")],
        "d": [("is$", "im"), ("s$", "am"), ("a$", "ai"), ("e$", "ei")],
        "a": [("is$", "i"), ("[sš]$", "u"), ("a$", "u"), ("e$", "i")],
        "i": [("is$", "i"), ("[sš]$", "u"), ("a$", "u"), ("e$", "i")],
        "l": [("is$", "ī"), ("[sš]$", "ā"), ("a$", "ā"), ("e$", "ē")],
    },
    "fi": {
        "g": [("nen$", "sen"), ("([kpt])\\1([aoueiäöy])$", r"\1\2n"),
              ("([aoueiäöy])$", r"\1n"), ("([^aoueiäöy])$", r"\1in")],
        "d": [("nen$", "selle"), ("([kpt])\\1([aoueiäöy])$", r"\1\2lle"),
              ("([aoueiäöy])$", r"\1lle"), ("([^aoueiäöy])$", r"\1ille")],
        "a": [("nen$", "sen"), ("([aoueiäöy])$", r"\1n"),
              ("([^aoueiäöy])$", r"\1in")],
        "l": [("nen$", "sissa"), ("([aou].*[aouei])$", r"\1ssa"),
              ("([aoueiäöy])$", r"\1ssä"), ("([^aoueiäöy])$", r"\1issa")],
    },
    "et": {
        "g": [("([aoueiäöüõ])$", r"\1"), ("([^aoueiäöüõ])$", r"\1i")],
        "d": [("([aoueiäöüõ])$", r"\1le"), ("([^aoueiäöüõ])$", r"\1ile")],
        "i": [("([aoueiäöüõ])$", r"\1ga"), ("([^aoueiäöüõ])$", r"\1iga")],
        "l": [("([aoueiäöüõ])$", r"\1s"), ("([^aoueiäöüõ])$", r"\1is")],
    },
    "hu": {
        "d": [("a$", "ának"), ("e$", "ének"), ("([aáoóuú][^eéiíöőüű]*)$",
                                              r"\1nak"), ("(.)$", r"\1nek")],
        "i": [("a$", "ával"), ("e$", "ével"), ("([aáoóuú].*[aáoóuú])$",
                                              r"\1val"),
              ("([eéiíöőüű])$", r"\1vel"),
              ("([bcdfghjklmnprstvz])$", r"\1\1el")],
        "l": [("a$", "ában"), ("e$", "ében"), ("([aáoóuú][^eéiíöőüű]*)$",
                                              r"\1ban"), ("(.)$", r"\1ben")],
    },
    "el": {
        "g": [("ος$", "ου"), ("ης$", "η"), ("ας$", "α"), ("α$", "ας"),
              ("η$", "ης")],
        "a": [("ος$", "ο"), ("ης$", "η"), ("ας$", "α")],
        "v": [("ος$", "ε"), ("ης$", "η"), ("ας$", "α")],
    },
}
RULES["sk"] = dict(RULES["cs"])
RULES["sk"]["l"] = [("a$", "e"), ("([bdmnpstvlr])$", r"\1e"), ("o$", "e")]
RULES["hr"] = dict(RULES["sl"])


def word(language, case, text):
    for pattern, ending in RULES.get(language, {}).get(case, ()):
        changed, count = re.subn(pattern, ending, text)
        if count:
            return changed
    return text


def name(language, case, text):
    """All parts of a name change; in Finnish, Estonian, Hungarian the last."""
    parts = text.split(" ")
    if language in ("fi", "et", "hu"):
        parts[-1] = word(language, case, parts[-1])
    else:
        parts = [word(language, case, p) for p in parts]
    return " ".join(parts)
