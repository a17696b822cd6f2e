"""What the head of a text declares, and what it may not break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallaxe.sources import load
from parallaxe.sources.front_matter import front_matter


def test_title_day_and_language_are_taken_from_the_head(tmp_path):
    path = tmp_path / "post.txt"
    path.write_text(
        '---\ntitle: "A round: again"\ndate: 2025-09-11T08:00:00Z\nlang: fr\n---\nMistral AI lève des fonds.\n'
    )
    document = load(path).document
    assert (document.title, document.published, document.language) == ("A round: again", "2025-09-11", "fr")


def test_the_list_beside_a_text_has_the_last_word(tmp_path):
    (tmp_path / "post.txt").write_text("---\ndate: 2025-09-11\n---\nWords.\n")
    (tmp_path / "sources.jsonl").write_text('{"file": "post.txt", "id": "post", "published": "2025-10-01"}\n')
    assert load(tmp_path / "post.txt").document.published == "2025-10-01"


@pytest.mark.parametrize(
    "head", ["date: soon", "date: 2025-13-40", "title: |\n  folded", "lang: Klingon!", "date:", "date: 20 fev 2026"]
)
def test_entries_that_cannot_be_what_they_should_be_are_none(head):
    note = front_matter(f"---\n{head}\n---\nWords.\n")
    assert (note.title, note.published, note.language) == (None, None, None)


@given(st.text(max_size=300))
def test_no_head_breaks(words):
    front_matter(f"---\n{words}\n---\nWords.\n")
    front_matter(words)
