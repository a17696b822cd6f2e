"""Texts and numbers in each language."""

import string
from datetime import date
from decimal import Decimal

import pytest

from parallaxe.publish.texts import LANGUAGES, Texts, keys
from parallaxe.publish.texts import _load as load
from parallaxe.publish.writing import Writer, visible
from parallaxe.vocabulary.errors import MissingTranslationError


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language):
    everywhere = set().union(*(keys(one) for one in LANGUAGES))
    assert everywhere - keys(language) <= {"ordinal_one", "ordinal_two", "ordinal_few"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_takes_the_same_arguments(language):
    def arguments(text):
        forms = text.values() if isinstance(text, dict) else [text]
        return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}

    for key, text in load(language).items():
        english = arguments(load("en").get(key, text))
        assert arguments(text) - {"plain", "number"} == english - {"plain", "number"}, key


def test_a_text_nobody_has_is_an_error():
    with pytest.raises(MissingTranslationError):
        Texts("fr")("no.such.text")


def test_arguments_are_escaped():
    assert "<b>" not in Texts("en")("event", subject="<b>", metric="x")


@pytest.mark.parametrize(
    ("language", "unit", "value", "expected"),
    [
        ("fr", "%", "36", "36\u202f%"),
        ("en", "%", "1.2", "1.2%"),
        ("zh", "%", "36", "36%"),
        ("fr", "CNY", "380000000000", "380\u00a0milliards de yuans"),
        ("en", "CNY", "380000000000", "CN¥380\u00a0billion"),
        ("zh", "CNY", "380000000000", "3800亿元人民币"),
        ("fr", "USD", "2.19", "2,19\u00a0dollars"),
        ("fr", "users", "100000000", "100\u00a0millions d’utilisateurs"),
        ("fr", "tokens", "1250000000000", "1\u202f250\u00a0milliards de jetons"),
        ("fr", "USD", "0.5", "0,50\u00a0dollars"),
        ("fr", "users", "1", "1\u00a0utilisateur"),
        ("en", "tokens", "256000", "256,000\u00a0tokens"),
        ("fr", "tokens", "256000", "256\u202f000\u00a0jetons"),
        ("fr", "rank", "1", "1er"),
        ("fr", "rank", "2", "2e"),
        ("en", "rank", "3", "3rd"),
        ("en", "rank", "11", "11th"),
        ("zh", "rank", "2", "第2"),
        ("en", "furlongs", "3", "3\u00a0furlongs"),
        ("fr", "%", "0.000000001", "0,000000001\u202f%"),
    ],
)
def test_quantities(language, unit, value, expected):
    assert Writer(Texts(language)).quantity(Decimal(value), unit) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "2025-08-01", "1er août 2025"),
        ("fr", "2025-Q1", "1er trimestre 2025"),
        ("fr", "2025-01-01/2025-06-30", "1er semestre 2025"),
        ("fr", "2024/2025", "2024 – 2025"),
        ("en", "2025-08", "August 2025"),
        ("en", "2025-Q3", "3rd quarter of 2025"),
        ("zh", "2025-H2", "2025年第2半年"),
        ("zh", "2025-08-12", "2025年8月12日"),
        ("zh", "2025", "2025年"),
    ],
)
def test_periods(language, text, expected):
    assert Writer(Texts(language)).period(text) == expected


def test_days_and_signs():
    writer = Writer(Texts("fr"))
    assert writer.day(date(2026, 11, 21)) == "21 novembre 2026"
    assert writer.signed_plain("36\u202f%", "approx") == "≈\u202f36\u202f%"
    assert "environ" in writer.signed("36", "approx")


def test_control_and_direction_marks_are_shown():
    shown = visible("a\u202eb\x00<i>")
    assert "\u202e" not in shown
    assert "U+202E" in shown
    assert "U+0000" in shown
    assert "&lt;i&gt;" in shown
