"""What holds for every text."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parallaxe.catalog import load_catalogue
from parallaxe.identity import Names, names_of
from parallaxe.identity.fold import fold, fold_name

CATALOGUE = load_catalogue()
NAMES, AGAIN = names_of(CATALOGUE), Names(CATALOGUE)
KNOWN = [
    "Alibaba",
    "Qwen2.5-Max",
    "R1",
    "DeepSeek",
    "阿里巴巴",
    "GPT-4o",
    "Китай",
    "Mistral Large",
    "o1",
    "(high)",
    "Trung Quốc",
    "É",
]
PIECES = st.sampled_from(
    [*KNOWN, " ", "\n", ", ", "-", "5", "\u200b", "e\u0301", "İ", "ﬁ", "，", "Ａ", "\x00", "\u202e", "𝔊", "'s"]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=80))


@settings(deadline=None)
@given(TEXTS)
def test_mentions_stand_where_they_say_and_do_not_overlap(text):
    end = 0
    for mention in NAMES.find(text):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        assert mention.candidates
        assert 0 < mention.score <= 1
        assert mention.score == max(candidate.score for candidate in mention.candidates)
        assert mention.entity is None or mention.entity in [candidate.entity for candidate in mention.candidates]
        end = mention.end


@settings(deadline=None)
@given(st.text(max_size=30))
def test_names_fold_like_texts(text):
    assert fold_name(text) == fold(unicodedata.normalize("NFC", text)).plain


@pytest.mark.parametrize("text", ["a", "a@", "R1 ", "Qwen-", "((", "1", "DeepSeek R1 ", "US", "H100 "])
def test_long_and_odd_texts_take_time_in_proportion(text):
    """Ten times the text must not take a hundred times as long."""
    short, long = (text * (length // len(text)) for length in (5_000, 50_000))
    NAMES.find(short)
    start = time.process_time()
    NAMES.find(short)
    middle = time.process_time()
    NAMES.find(long)
    assert time.process_time() - middle < 40 * (middle - start) + 0.2


@settings(deadline=None)
@given(TEXTS)
def test_finding_is_a_function_of_the_text(text):
    assert NAMES.find(text) == NAMES.find(text)


@settings(deadline=None)
@given(
    st.sampled_from(["Alibaba", "DeepSeek R1-0528", "Qwen2.5-Max", "México", "Trương Gia Bình", "Mistral AI"]),
    st.booleans(),
)
def test_case_form_and_invisible_signs_do_not_matter(name, upper):
    plain = NAMES.resolve(name).entity
    decomposed = unicodedata.normalize("NFD", name.upper() if upper else name)
    assert NAMES.find("\u200b".join(decomposed))[0].entity == plain


@settings(deadline=None)
@given(st.sampled_from(sorted(CATALOGUE.entities)))
def test_a_canonical_name_means_its_entity_or_one_that_shares_the_name(slug):
    entity = CATALOGUE.entities[slug]
    found = NAMES.resolve(entity.name).entity
    if found is not None and found.slug != slug:
        shared = [name.casefold() for names in found.names.values() for name in [found.name, *names]]
        assert entity.name.casefold() in shared


@settings(deadline=None)
@given(
    st.sampled_from(sorted(CATALOGUE.families)),
    st.sampled_from(["", " ", "-"]),
    st.sampled_from(["2", "3.5", "7B", "Max", "Pro 32B", "Mini-0528"]),
)
def test_minted_members_belong_to_the_family_and_are_the_same_again(slug, gap, tail):
    family = CATALOGUE.families[slug]
    first = NAMES.resolve(family.name + (gap or " ") + tail).entity
    if first is None or first.parent != slug:
        return
    assert first.developer == family.developer
    assert AGAIN.resolve(first.name).entity == first
