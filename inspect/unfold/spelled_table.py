#!/usr/bin/env python3
"""Write inspect/unfold/spelled_table.c: numbers in words, in 26 languages.

    inspect/unfold/spelled_table.py > inspect/unfold/spelled_table.c

Words are folded as inspect/words/word.h does: lower case, without accents.
"""

import sys
import unicodedata

UNITS = {
    "bg": "нула,един/една/едно,два/две,три,четири,пет,шест,седем,осем,девет",
    "cs": "nula,jedna/jeden/jedno,dva/dvě,tři,čtyři,pět,šest,sedm,osm,devět",
    "da": "nul,en/et,to,tre,fire,fem,seks,syv,otte,ni",
    "de": "null,eins/ein/eine,zwei/zwo,drei,vier,fünf/fuenf,sechs,sieben,"
          "acht,neun",
    "el": "μηδέν,ένα,δύο,τρία,τέσσερα,πέντε,έξι,επτά/εφτά,οκτώ/οχτώ,"
          "εννέα/εννιά",
    "en": "zero/oh/o/nought/naught,one,two,three,four,five,six,seven,eight,"
          "nine/niner",
    "es": "cero,uno/una/un,dos,tres,cuatro,cinco,seis,siete,ocho,nueve",
    "et": "null,üks,kaks,kolm,neli,viis,kuus,seitse,kaheksa,üheksa",
    "fi": "nolla,yksi/yks,kaksi/kaks,kolme,neljä,viisi/viis,kuusi/kuus,"
          "seitsemän,kahdeksan,yhdeksän",
    "fr": "zéro,un/une,deux,trois,quatre,cinq,six,sept,huit,neuf",
    "ga": "náid,haon/aon,dó,trí,ceathair,cúig,sé,seacht,hocht/ocht,naoi",
    "hr": "nula,jedan,dva,tri,četiri,pet,šest,sedam,osam,devet",
    "hu": "nulla,egy,kettő/két,három,négy,öt,hat,hét,nyolc,kilenc",
    "is": "núll,einn/ein/eitt,tveir/tvær/tvö,þrír/þrjár/þrjú,"
          "fjórir/fjórar/fjögur,fimm,sex,sjö,átta,níu",
    "it": "zero,uno/una,due,tre,quattro,cinque,sei,sette,otto,nove",
    "lt": "nulis,vienas,du,trys,keturi,penki,šeši,septyni,aštuoni,devyni",
    "lv": "nulle,viens,divi,trīs,četri,pieci,seši,septiņi,astoņi,deviņi",
    "mt": "żero/xejn,wieħed,tnejn,tlieta,erbgħa,ħamsa,sitta,sebgħa,tmienja,"
          "disgħa",
    "nl": "nul,een/één,twee,drie,vier,vijf,zes,zeven,acht,negen",
    "no": "null,en/ett/ei,to,tre,fire,fem,seks,sju/syv,åtte,ni",
    "pl": "zero,jeden/jedna,dwa/dwie,trzy,cztery,pięć,sześć,siedem,osiem,"
          "dziewięć",
    "pt": "zero,um/uma,dois/duas,três,quatro,cinco,seis/meia,sete,oito,nove",
    "ro": "zero,unu/una,doi/două,trei,patru,cinci,șase,șapte,opt,nouă",
    "sk": "nula,jeden/jedna,dva/dve,tri,štyri,päť,šesť,sedem,osem,deväť",
    "sl": "nič/nula,ena,dva/dve,tri,štiri,pet,šest,sedem,osem,devet",
    "sv": "noll,ett/en,två,tre,fyra,fem,sex,sju,åtta,nio",
}
TEENS = {
    "bg": "десет,единадесет/единайсет,дванадесет/дванайсет,"
          "тринадесет/тринайсет,четиринадесет/четиринайсет,"
          "петнадесет/петнайсет,шестнадесет/шестнайсет,"
          "седемнадесет/седемнайсет,осемнадесет/осемнайсет,"
          "деветнадесет/деветнайсет",
    "cs": "deset,jedenáct,dvanáct,třináct,čtrnáct,patnáct,šestnáct,sedmnáct,"
          "osmnáct,devatenáct",
    "da": "ti,elleve,tolv,tretten,fjorten,femten,seksten,sytten,atten,nitten",
    "de": "zehn,elf,zwölf,dreizehn,vierzehn,fünfzehn,sechzehn,siebzehn,"
          "achtzehn,neunzehn",
    "el": "δέκα,έντεκα/ένδεκα,δώδεκα,δεκατρία,δεκατέσσερα,δεκαπέντε,"
          "δεκαέξι/δεκάξι,δεκαεπτά/δεκαεφτά,δεκαοκτώ/δεκαοχτώ,"
          "δεκαεννέα/δεκαεννιά",
    "en": "ten,eleven,twelve,thirteen,fourteen,fifteen,sixteen,seventeen,"
          "eighteen,nineteen",
    "es": "diez,once,doce,trece,catorce,quince,dieciséis,diecisiete,"
          "dieciocho,diecinueve",
    "et": "kümme,üksteist,kaksteist,kolmteist,neliteist,viisteist,kuusteist,"
          "seitseteist,kaheksateist,üheksateist",
    "fi": "kymmenen,yksitoista,kaksitoista,kolmetoista,neljätoista,"
          "viisitoista,kuusitoista,seitsemäntoista,kahdeksantoista,"
          "yhdeksäntoista",
    "fr": "dix,onze,douze,treize,quatorze,quinze,seize",
    "hr": "deset,jedanaest,dvanaest,trinaest,četrnaest,petnaest,šesnaest,"
          "sedamnaest,osamnaest,devetnaest",
    "hu": "tíz,tizenegy,tizenkettő/tizenkét,tizenhárom,tizennégy,tizenöt,"
          "tizenhat,tizenhét,tizennyolc,tizenkilenc",
    "it": "dieci,undici,dodici,tredici,quattordici,quindici,sedici,"
          "diciassette,diciotto,diciannove",
    "lt": "dešimt,vienuolika,dvylika,trylika,keturiolika,penkiolika,"
          "šešiolika,septyniolika,aštuoniolika,devyniolika",
    "lv": "desmit,vienpadsmit,divpadsmit,trīspadsmit,četrpadsmit,piecpadsmit,"
          "sešpadsmit,septiņpadsmit,astoņpadsmit,deviņpadsmit",
    "nl": "tien,elf,twaalf,dertien,veertien,vijftien,zestien,zeventien,"
          "achttien,negentien",
    "no": "ti,elleve,tolv,tretten,fjorten,femten,seksten,sytten,atten,nitten",
    "pl": "dziesięć,jedenaście,dwanaście,trzynaście,czternaście,piętnaście,"
          "szesnaście,siedemnaście,osiemnaście,dziewiętnaście",
    "pt": "dez,onze,doze,treze,catorze,quinze,dezasseis/dezesseis,"
          "dezassete/dezessete,dezoito,dezanove/dezenove",
    "ro": "zece,unsprezece,doisprezece/douăsprezece,treisprezece,paisprezece,"
          "cincisprezece,șaisprezece,șaptesprezece,optsprezece,nouăsprezece",
    "sk": "desať,jedenásť,dvanásť,trinásť,štrnásť,pätnásť,šestnásť,sedemnásť,"
          "osemnásť,devätnásť",
    "sl": "deset,enajst,dvanajst,trinajst,štirinajst,petnajst,šestnajst,"
          "sedemnajst,osemnajst,devetnajst",
    "sv": "tio,elva,tolv,tretton,fjorton,femton,sexton,sjutton,arton,nitton",
}
TENS = {
    "bg": "двадесет/двайсет,тридесет/трийсет,четиридесет/четирийсет,петдесет,"
          "шестдесет/шейсет,седемдесет,осемдесет,деветдесет",
    "cs": "dvacet,třicet,čtyřicet,padesát,šedesát,sedmdesát,osmdesát,"
          "devadesát",
    "da": "tyve,tredive,fyrre,halvtreds,tres,halvfjerds,firs,halvfems",
    "de": "zwanzig,dreißig,vierzig,fünfzig,sechzig,siebzig,achtzig,neunzig",
    "el": "είκοσι,τριάντα,σαράντα,πενήντα,εξήντα,εβδομήντα,ογδόντα,ενενήντα",
    "en": "twenty,thirty,forty,fifty,sixty,seventy,eighty,ninety",
    "es": "veinte,treinta,cuarenta,cincuenta,sesenta,setenta,ochenta,noventa",
    "et": "kakskümmend,kolmkümmend,nelikümmend,viiskümmend,kuuskümmend,"
          "seitsekümmend,kaheksakümmend,üheksakümmend",
    "fi": "kaksikymmentä,kolmekymmentä,neljäkymmentä,viisikymmentä,"
          "kuusikymmentä,seitsemänkymmentä,kahdeksankymmentä,yhdeksänkymmentä",
    "fr": "vingt,trente,quarante,cinquante,soixante,septante,"
          "octante/huitante,nonante",
    "hr": "dvadeset,trideset,četrdeset,pedeset,šezdeset,sedamdeset,osamdeset,"
          "devedeset",
    "hu": "húsz/huszon,harminc,negyven,ötven,hatvan,hetven,nyolcvan,kilencven",
    "it": "venti,trenta,quaranta,cinquanta,sessanta,settanta,ottanta,novanta",
    "lt": "dvidešimt,trisdešimt,keturiasdešimt,penkiasdešimt,šešiasdešimt,"
          "septyniasdešimt,aštuoniasdešimt,devyniasdešimt",
    "lv": "divdesmit,trīsdesmit,četrdesmit,piecdesmit,sešdesmit,septiņdesmit,"
          "astoņdesmit,deviņdesmit",
    "nl": "twintig,dertig,veertig,vijftig,zestig,zeventig,tachtig,negentig",
    "no": "tjue/tyve,tretti/tredve,førti,femti,seksti,sytti,åtti,nitti",
    "pl": "dwadzieścia,trzydzieści,czterdzieści,pięćdziesiąt,sześćdziesiąt,"
          "siedemdziesiąt,osiemdziesiąt,dziewięćdziesiąt",
    "pt": "vinte,trinta,quarenta,cinquenta,sessenta,setenta,oitenta,noventa",
    "ro": "douăzeci,treizeci,patruzeci,cincizeci,șaizeci,șaptezeci,optzeci,"
          "nouăzeci",
    "sk": "dvadsať,tridsať,štyridsať,päťdesiat,šesťdesiat,sedemdesiat,"
          "osemdesiat,deväťdesiat",
    "sl": "dvajset,trideset,štirideset,petdeset,šestdeset,sedemdeset,"
          "osemdeset,devetdeset",
    "sv": "tjugo,trettio,fyrtio,femtio,sextio,sjuttio,åttio,nittio",
}
SPECIAL = {"ł": "l", "ß": "ss", "đ": "d", "ø": "o", "æ": "ae", "ħ": "h",
           "ı": "i", "ς": "σ", "þ": "th", "ð": "d"}


def fold(word):
    out = ""
    for c in unicodedata.normalize("NFD", word.lower()):
        if not unicodedata.combining(c):
            out += SPECIAL.get(c, c)
    return out


def lists(text):
    return [x.split("/") for x in text.split(",")]


def compounds(lang):
    """Tens and units in one word, as they are written in `lang`."""
    if lang not in TENS:
        return
    units, tens = lists(UNITS[lang]), lists(TENS[lang])
    for t, names in enumerate(tens, 2):
        for u in range(1, 10):
            for ten in names:
                for unit in units[u]:
                    if lang == "de" and unit != "eins":
                        yield unit + "und" + ten, 10 * t + u
                    if lang == "nl":
                        yield unit + "en" + ten, 10 * t + u
                    if lang in ("fi", "hu", "no", "sk") or (
                            lang == "sv" and unit != "en"):
                        yield ten + unit, 10 * t + u
                    if lang == "da":
                        yield unit + "og" + ten, 10 * t + u
                    if lang == "sl":
                        yield unit + "in" + ten, 10 * t + u
                    if lang == "it":
                        stem = ten[:-1] if unit[0] in "uo" else ten
                        yield stem + unit, 10 * t + u
                    if lang == "es" and t == 2:
                        yield "veinti" + unit, 20 + u


def rows():
    out = set()
    for lang, text in UNITS.items():
        words = [(w, n) for n, ws in enumerate(lists(text)) for w in ws]
        if lang in TEENS:
            words += [(w, 10 + n) for n, ws in enumerate(lists(TEENS[lang]))
                      for w in ws]
        if lang in TENS:
            words += [(w, 20 + 10 * n)
                      for n, ws in enumerate(lists(TENS[lang])) for w in ws]
        words += compounds(lang)
        out |= {(fold(w), lang, n) for w, n in words}
    out |= {("double", "en", 102), ("triple", "en", 103)}
    return sorted(out, key=lambda r: (r[0].encode(), r[1], r[2]))


def clues():
    """Units whose words are long enough to be searched for."""
    out = set()
    for text in UNITS.values():
        for words in lists(text)[:10]:
            out |= {w for w in words if len(w) >= 4}
    return sorted(out - {"jeden", "jedna", "jedno", "eine", "wieħed", "einn",
                         "eitt", "fimm"},
                  key=lambda w: w.encode())


FILLERS = "et and och und og si"


def seconds(words):
    """Which letters are second, as bits, by the first one of ASCII."""
    out = [0] * 26
    for w in words:
        if len(w) > 1 and w[:2].isascii():
            out[ord(w[0]) - ord("a")] |= 1 << (ord(w[1]) - ord("a"))
    return out


def wrap(items, write):
    line = "\t"
    for item in items:
        if len(line.encode()) + len(item.encode()) > 72 and line != "\t":
            write(line.rstrip() + "\n")
            line = "\t"
        line += item + " "
    write(line.rstrip() + "\n")


def main():
    write = sys.stdout.write
    langs = sorted(UNITS)
    write("/*\n * Made by inspect/unfold/spelled_table.py: do not edit.\n */\n"
          '#include "inspect/unfold/spelled_table.h"\n\n#include "base/attr.h"\n\n'
          "#define C(word)\tSV_INIT(word)\n\n"
          "enum { %s };\n\n" % ",\n    ".join(
              ", ".join(x.upper() for x in langs[i:i + 12])
              for i in range(0, len(langs), 12)))
    write("const struct spelled_row spelled_rows[] = {\n")
    wrap(['{"%s",%d,%s,%d},' % (w, len(w.encode()), lang.upper(), n)
          for w, lang, n in rows()], write)
    write("};\nconst size_t spelled_row_count = NELEMS(spelled_rows);\n\n"
          "const struct sv spelled_clue_list[] = {\n")
    wrap(['C("%s"),' % w for w in clues()], write)
    write("};\nconst size_t spelled_clue_count = NELEMS(spelled_clue_list);\n\n"
          "const uint32_t spelled_seconds[26] = {\n")
    wrap(["0x%x," % bits for bits in
          seconds([r[0] for r in rows()] + FILLERS.split())], write)
    write("};\n")


main()
