"""Numbers, units, ranges and dates in nine languages, through the lexicons that ship."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallaxe.catalog import load_catalogue
from parallaxe.read.amounts.dates import dates
from parallaxe.read.amounts.quantities import quantities
from parallaxe.read.words.lexer import Lexer
from parallaxe.read.words.rules import load_rules

RULES = load_rules(load_catalogue())


@cache
def lexer(language):
    return Lexer(RULES.lexicons[language], RULES.shared)


def read(language, text):
    lexicon = RULES.lexicons[language]
    folded = lexicon.fold(text)
    return quantities(folded, lexer(language).scan(folded), lexicon, 0, len(folded))


def read_dates(language, text, page=date(2025, 11, 15)):
    lexicon = RULES.lexicons[language]
    folded = lexicon.fold(text)
    return [span.iso for span in dates(folded, lexer(language).scan(folded), lexicon, 0, len(folded), page)]


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("fr", "environ 380 milliards de yuans", "3.8e11", "CNY"),
        ("fr", "1,67 milliard de dollars", "1.67e9", "USD"),
        ("fr", "passant de 1 2 % fin", "1.2", "%"),
        ("fr", "1 048 576 jetons", "1048576", "tokens"),
        ("en", "US$3-billion", "3e9", "USD"),
        ("en", "$410-million", "4.1e8", "USD"),
        ("en", "1,048,576 tokens", "1048576", "tokens"),
        ("de", "4.096 Token", "4096", "tokens"),
        ("de", "7,45 Milliarden Parameter", "7.45e9", "parameters"),
        ("de", "100 Mio. Dollar", "1e8", "USD"),
        ("es", "2,788 millones de horas de GPU", "2788000", "GPU-hours"),
        ("es", "US$ 2.400 millones", "2.4e9", "USD"),
        ("es", "un billón de parámetros", "1e12", "parameters"),
        ("pt", "80 mil milhões de dólares", "8e10", "USD"),
        ("vi", "5,58 triệu đô la", "5.58e6", "USD"),
        ("vi", "133 tỷ nhân dân tệ", "1.33e11", "CNY"),
        ("ru", "97,4 млрд долларов", "9.74e10", "USD"),
        ("zh", "16.7亿人民币", "1.67e9", "CNY"),
        ("zh", "3.8万亿美元", "3.8e12", "USD"),
        ("ja", "1億7200万人", "172000000", ""),
        ("ja", "1兆4000億ドル", "1.4e12", "USD"),
        ("en", "tens of millions of users", "1e7", ""),
    ],
)
def test_values_and_units(language, text, value, unit):
    first = read(language, text)[0]
    assert (first.value, first.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("language", "text", "low", "high", "unit"),
    [
        ("fr", "50 à 80 % des parts", 50, 80, "%"),
        ("fr", "entre 2 et 3 milliards de dollars", 2e9, 3e9, "USD"),
        ("en", "$2-3 billion", 2e9, 3e9, "USD"),
        ("de", "66 bis 72 Mrd. Dollar", 66e9, 72e9, "USD"),
    ],
)
def test_ranges_have_two_ends(language, text, low, high, unit):
    first, second = read(language, text)[:2]
    assert (float(first.value), float(second.value), first.unit, second.unit) == (low, high, unit, unit)
    assert (first.qualifier, second.qualifier) == ("at_least", "at_most")


def test_enumerations_share_their_unit():
    assert [quantity.unit for quantity in read("de", "Microsoft 80 Mrd. Dollar, Alphabet 85 Mrd.")] == ["USD", "USD"]


@given(st.integers(min_value=1, max_value=10**12), st.sampled_from(["en", "fr", "de", "es", "ru"]))
def test_grouping_is_undone(number, language):
    mark = {"en": ",", "fr": " ", "de": ".", "es": ".", "ru": " "}[language]
    written = f"{number:,}".replace(",", mark)
    values = [quantity.value for quantity in read(language, f"x {written} tokens")]
    assert values == [Decimal(number)]


@given(
    st.decimals(min_value=Decimal("0.1"), max_value=Decimal(999), places=1),
    st.sampled_from(["en", "fr", "de", "pt", "ru", "vi"]),
)
def test_decimals_are_read_in_each_languages_notation(number, language):
    mark = RULES.lexicons[language].decimal
    first = read(language, f"{str(number).replace('.', mark)} %")[0]
    assert (first.value, first.unit) == (number, "%")


@given(st.text(max_size=300), st.sampled_from(sorted(RULES.lexicons)))
def test_any_text_is_read_and_offsets_lie_in_it(text, language):
    for quantity in read(language, text):
        assert 0 <= quantity.start <= quantity.number_start <= quantity.end <= len(text)
        assert quantity.value.is_finite()
    read_dates(language, text)


@given(st.text(max_size=200))
def test_folding_keeps_offsets(text):
    for lexicon in RULES.lexicons.values():
        assert len(lexicon.fold(text)) == len(text)


@pytest.mark.parametrize(
    ("language", "text", "iso"),
    [
        ("en", "January 15, 2025", "2025-01-15"),
        ("en", "the first half of 2025", "2025-H1"),
        ("en", "in Q3 2025", "2025-Q3"),
        ("en", "late in 2024", "2024"),
        ("en", "last month", "2025-10"),
        ("en", "on Wednesday", "2025-11-12"),
        ("en", "in March", "2025-03"),
        ("fr", "le 1er septembre 2024", "2024-09-01"),
        ("fr", "au quatrième trimestre 2024", "2024-Q4"),
        ("fr", "en décembre", "2024-12"),
        ("de", "am 9. Januar 2026", "2026-01-09"),
        ("de", "im ersten Halbjahr 2025", "2025-H1"),
        ("de", "in den ersten sechs Monaten 2025", "2025-H1"),
        ("vi", "nửa đầu năm 2025", "2025-H1"),
        ("vi", "nửa cuối năm 2025", "2025-H2"),
        ("es", "el 20 de enero de 2025", "2025-01-20"),
        ("pt", "em 7 de agosto de 2025", "2025-08-07"),
        ("vi", "ngày 5/12/2024", "2024-12-05"),
        ("vi", "tháng 3 năm 2024", "2024-03"),
        ("ru", "4 сентября 2025 года", "2025-09-04"),
        ("zh", "2025年一季度", "2025-Q1"),
        ("zh", "2025年6月27日", "2025-06-27"),
        ("zh", "去年", "2024"),
        ("ja", "2025年5月20日", "2025-05-20"),
        ("en", "2025-06-27", "2025-06-27"),
    ],
)
def test_dates(language, text, iso):
    assert read_dates(language, text) == [iso]


def test_relative_dates_stay_open_without_a_page_date():
    assert read_dates("en", "last month", page=None) == [None]


def test_days_that_do_not_exist_are_no_dates():
    assert "2025-02-30" not in read_dates("fr", "le 30 février 2025")
