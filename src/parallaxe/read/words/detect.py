"""Which language a text is in: by script, then by frequent words, then by a small model."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from parallaxe.read.words.fold import fold
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.read.words.markup import prose

_SCRIPTS = {
    "han": re.compile(r"[\u4e00-\u9fff]"),
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "other": re.compile(r"[\u0370-\u03ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff]"),
}
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
#: A text is looked at up to here; its language shows long before.
_SAMPLE = 4000
#: What a table of names and figures is read as whose few words tell no language: most are headed in it.
_OF_TABLES = "en"
#: How much of a text may be markup for each part that is not, and code points of words that tell a language.
_MARKED, _ENOUGH = 15, 120
#: Shares of letters in a script that make the text one of that script.
_MOSTLY, _PRESENT = 0.3, 0.03
#: Share of stop words that settles the language, and how far ahead of the next one's: Italian and Romanian
#: reach a fifth with the stop words of Spanish, articles half of theirs.
_STOP_SHARE, _AHEAD = 0.25, 1.5
_FEW_WORDS = 10


def detect(text: str, lexicons: dict[str, Lexicon]) -> str | None:
    """BCP 47 tag of a text's language among those there are lexicons for; None for any other.

    Remembered for the next reader of the text.
    """
    return _detected(text, tuple(lexicons.items()))


@lru_cache(maxsize=2)
def _detected(text: str, known: tuple[tuple[str, Lexicon], ...]) -> str | None:
    lexicons = dict(known)
    seen = prose(text[: _SAMPLE * _MARKED])[:_SAMPLE]
    sample = seen if len(seen) >= _ENOUGH else text[:_SAMPLE]
    signs = Counter(sample)
    letters = sum(count for sign, count in signs.items() if _LETTER.match(sign))
    if not letters:
        return None
    shares = {name: sum(signs[sign] for sign in script.findall("".join(signs))) for name, script in _SCRIPTS.items()}
    if shares["hangul"] > _MOSTLY * letters or shares["other"] > _MOSTLY * letters:
        return None
    if shares["kana"] > _PRESENT * letters and shares["kana"] + shares["han"] > 2 * _PRESENT * letters:
        return "ja" if "ja" in lexicons else None
    if shares["han"] > _PRESENT * 3 * letters:
        return "zh" if "zh" in lexicons else None
    if shares["cyrillic"] > _MOSTLY * letters:
        return "ru" if "ru" in lexicons else None
    tabular = sample is not seen and "|" in text and _OF_TABLES in lexicons
    return _by_words(sample, lexicons) or (_OF_TABLES if tabular else None)


def _by_words(sample: str, lexicons: dict[str, Lexicon]) -> str | None:
    lowered = sample.lower()
    if "vi" in lexicons and sum(map(lowered.count, set(_VIETNAMESE.findall(lowered)))) > _PRESENT * len(lowered):
        return "vi"
    # A word in capitals (MIT) is a name, whatever language has a word like it.
    plain = " ".join(word for word in _WORD.findall(sample) if len(word) == 1 or not word.isupper())
    words = Counter(_WORD.findall(fold(plain.lower(), strip_accents=True)))
    total = sum(words.values())
    scores = {
        language: sum(words[word] for word in _stopwords(lexicon)) / total
        for language, lexicon in lexicons.items()
        if lexicon.script == "latin" and total
    }
    ranked = sorted(scores, key=lambda language: -scores[language])
    if (
        ranked
        and scores[ranked[0]] >= _STOP_SHARE
        and (len(ranked) == 1 or scores[ranked[0]] > _AHEAD * scores[ranked[1]])
    ):
        return ranked[0]
    return _by_model(sample, lexicons, ranked[0] if ranked and scores[ranked[0]] > 0 and total < _FEW_WORDS else None)


@lru_cache(maxsize=64)
def _stopwords(lexicon: Lexicon) -> list[str]:
    return [fold(word, strip_accents=True) for word in lexicon.stopwords]


def _by_model(sample: str, lexicons: dict[str, Lexicon], fallback: str | None) -> str | None:
    """The model knows languages there is no lexicon for; on a few words it guesses, and words decide."""
    from py3langid.langid import classify

    language = str(classify(sample)[0])
    return language if language in lexicons else fallback
