"""What pages say, by language: one YAML file a language, and how a sentence is looked up in it.

A text is a string, or a mapping of CLDR plural categories chosen by its argument ``n``. A key a
language lacks falls back to English, marked on the page, and is remembered in ``Texts.missing``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from parallaxe.publish.texts.terms import term
from parallaxe.vocabulary.errors import InvalidValueError, MissingTranslationError

LANGUAGES = ("fr", "en", "zh")
FALLBACK = "en"

#: Typography that authors of texts need not type: French thin spaces before high punctuation.
_FRENCH = ((re.compile(r" ([;!?%»])"), "\u202f\\1"), (re.compile(r" :"), "\u00a0:"), (re.compile(r"« "), "«\u202f"))

_SPOKEN = re.compile(r'<span class="sr">[^<]*</span>')
_TAG = re.compile(r"<[^>]*>")
#: CLDR plural categories: a mapping with no other keys is one text with several forms.
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


class Texts:
    """The texts of one language.

    Args:
        language: one of LANGUAGES.

    Raises:
        InvalidValueError: there is no such language.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise InvalidValueError(
                f"no report in '{language}'", where="--lang", mend=f"Choose from {', '.join(LANGUAGES)}."
            )
        self.language = language
        self.missing: set[str] = set()
        self._own = _load(language)
        self._fallback = _load(FALLBACK)
        self._locale = Locale.parse(language)

    def has(self, key: str) -> bool:
        """Whether the key exists in this language or in English."""
        return key in self._own or key in self._fallback

    def __call__(self, key: str, /, **arguments: object) -> Markup:
        """The text of a key as HTML; arguments are escaped, unless they are Markup.

        Raises:
            MissingTranslationError: not even English has the key.
        """
        if key in self._own:
            return self._write(self._own[key], self._locale, arguments)
        if key not in self._fallback:
            raise MissingTranslationError(f"no text '{key}' in any language", where=f"texts/{FALLBACK}.yaml")
        return self.untranslated(self._write(self._fallback[key], Locale.parse(FALLBACK), arguments), key)

    def plain(self, key: str, /, **arguments: object) -> str:
        """The text of a key without markup, for attributes and charts."""
        return bare(self(key, **arguments))

    def join(self, key: str, parts: Iterable[str]) -> Markup:
        """Parts with a text between each two; plain ones are escaped."""
        return escape(self.plain(key)).join(parts)

    def pick(self, names: dict[str, str], key: str) -> Markup:
        """This language's name among several; English, marked, where it lacks one."""
        if self.language in names:
            return escape(_curled(names[self.language], self.language))
        return self.untranslated(names.get(FALLBACK) or next(iter(names.values()), key), key)

    def term(self, group: str, value: str) -> Markup | None:
        """How this language says a term of the catalogue; None where it has no word for it."""
        said = term(group, value, self.language)
        return None if said is None else _typeset(said, self.language)

    def untranslated(self, text: str, key: str) -> Markup:
        """English words where this language lacks its own: marked on the page, and remembered."""
        self.missing.add(key)
        return Markup('<span class="untranslated" lang="{}">{}</span>').format(FALLBACK, text)

    def spelled(self, name: str) -> str:
        """A name with the apostrophe of this language."""
        return _curled(name, self.language)

    def _write(self, text: Any, locale: Locale, arguments: dict[str, object]) -> Markup:
        count = arguments.get("n", 0)
        if isinstance(text, dict):
            text = text.get(locale.plural_form(_number(count)), text["other"])
        if type(count) is int and count:
            arguments["n"] = format_decimal(count, locale=locale)
        written: Markup = text.format(**arguments) if arguments else text
        return written


def bare(text: Markup) -> str:
    """Markup as plain text: its spaces (thin and fixed ones too) as they are, words for the ear left out."""
    return html.unescape(_TAG.sub("", _SPOKEN.sub("", text)))


def keys(language: str) -> frozenset[str]:
    """All keys a language has."""
    return frozenset(_load(language))


def _number(value: object) -> float:
    return float(str(value)) if not isinstance(value, int | float) else value


def _curled(text: str, language: str) -> str:
    return text.replace("'", "’") if language == "fr" else text


def _typeset(text: str, language: str) -> Markup:
    """A text as it stands on a page; what is put into it is escaped by Markup.format."""
    if language == "fr":
        for pattern, put in _FRENCH:
            text = pattern.sub(put, text)
    return Markup(text)  # noqa: S704  # our own text


@cache
def _load(language: str) -> dict[str, Any]:
    raw = yaml.safe_load((files(__name__) / f"{language}.yaml").read_text("utf-8"))
    return dict(_flatten(raw, "", language))


def _flatten(node: dict[str, Any], prefix: str, language: str) -> Any:
    for name, value in node.items():
        key = f"{prefix}{name}"
        if not isinstance(value, dict):
            yield key, _typeset(value, language)
        elif value.keys() <= _PLURALS:
            yield key, {form: _typeset(text, language) for form, text in value.items()}
        else:
            yield from _flatten(value, f"{key}.", language)
