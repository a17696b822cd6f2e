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
#: Any of these: most texts are told by words, and hold none.
_SCRIPT = re.compile(f"[{''.join(script.pattern[1:-1] for script in _SCRIPTS.values())}]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
#: A text is looked at up to here; its language shows long before.
_SAMPLE = 1500
#: What a table of names and figures is read as whose few words tell no language: most are headed in it.
_OF_TABLES = "en"
#: How much of a text may be markup for each part that is not, and code points of words that tell a language.
_MARKED, _ENOUGH = 15, 120
#: Shares of letters in a script that make the text one of that script.
_MOSTLY, _PRESENT = 0.3, 0.03
#: Share of stop words that settles the language, and how far ahead of the next one's: Italian and Romanian
#: reach a fifth with the stop words of Spanish, articles half of theirs.
_STOP_SHARE, _AHEAD = 0.25, 1.5
#: Less settles it in texts of so many words, full of names and figures, the farther ahead the less: the share of its
#: stop words times how often it holds the next one's. Catalan reaches 0.47 by those of Spanish, Italian 0.2.
_LEAST_SHARE, _LEAD, _MANY_WORDS = 0.1, 0.5, 50
_FEW_WORDS = 10
#: Letters of a month's name that tells a language as a stop word does.
_MONTH = 4


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
    if not _LETTER.search(sample):
        return None
    if _SCRIPT.search(sample) and (told := _by_script(sample)):
        return told if told in lexicons else None
    tabular = sample is not seen and "|" in text and _OF_TABLES in lexicons
    return _by_words(sample, lexicons) or (_OF_TABLES if tabular else None)


def _by_script(sample: str) -> str | None:
    """What the signs of a text tell; a language of its own for scripts there is no lexicon for."""
    signs = Counter(sample)
    letters = sum(count for sign, count in signs.items() if _LETTER.match(sign))
    shares = {name: sum(signs[sign] for sign in script.findall("".join(signs))) for name, script in _SCRIPTS.items()}
    if shares["hangul"] > _MOSTLY * letters or shares["other"] > _MOSTLY * letters:
        return "und"
    if shares["kana"] > _PRESENT * letters and shares["kana"] + shares["han"] > 2 * _PRESENT * letters:
        return "ja"
    if shares["han"] > _PRESENT * 3 * letters:
        return "zh"
    return "ru" if shares["cyrillic"] > _MOSTLY * letters else None


def _by_words(sample: str, lexicons: dict[str, Lexicon]) -> str | None:
    if "vi" in lexicons and not sample.isascii():
        lowered = sample.lower()
        if len(_VIETNAMESE.findall(lowered)) > _PRESENT * len(lowered):
            return "vi"
    # A word in capitals (MIT) is a name, whatever language has a word like it.
    plain = " ".join(word for word in _WORD.findall(sample) if len(word) == 1 or not word.isupper())
    words = Counter(fold(plain.lower(), strip_accents=True).split())
    total = words.total()
    scores = {
        language: sum(map(words.__getitem__, _stopwords(lexicon))) / total
        for language, lexicon in lexicons.items()
        if lexicon.script == "latin" and total
    }
    if not scores:
        return _by_model(sample, lexicons, None)
    first, *others = sorted(scores, key=lambda language: -scores[language])
    best, next_best = scores[first], scores[others[0]] if others else 0.0
    if best >= _STOP_SHARE and (not others or best > _AHEAD * next_best):
        return first
    if best >= _LEAST_SHARE and total >= _MANY_WORDS and others and best * best > _LEAD * next_best:
        return first
    return _by_model(sample, lexicons, first if best > 0 and total < _FEW_WORDS else None)


@lru_cache(maxsize=64)
def _stopwords(lexicon: Lexicon) -> list[str]:
    months = (name for names in lexicon.months for name in names if len(name) >= _MONTH and name.isalpha())
    return [fold(word, strip_accents=True) for word in {*lexicon.stopwords, *months}]


def _by_model(sample: str, lexicons: dict[str, Lexicon], fallback: str | None) -> str | None:
    """The model knows languages there is no lexicon for; on a few words it guesses, and words decide."""
    from py3langid.langid import classify

    language = str(classify(sample)[0])
    return language if language in lexicons else fallback
