"""Documents without a title are named by how they begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallaxe.publish.opening import opening


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Back\n\nThe labs of the south are growing\n\nMore", "The labs of the south are growing"),
        ('---\nlang: fr\ntitle: "Pôles et modèles"\n---\nCorps du texte ici présent', "Pôles et modèles"),
        ("# Un titre de quatre mots\n", "Un titre de quatre mots"),
        ("中国人工智能发展报告摘要\n正文", "中国人工智能发展报告摘要"),
        ("Back", "Back"),
        ("", ""),
        ("word " * 40, "word " * 13 + "word…"),
    ],
)
def test_opening(text, expected):
    assert opening(text) == expected


@given(st.text())
def test_it_is_short_and_one_line(text):
    assert len(opening(text)) <= 73
    assert len(opening(text).splitlines()) <= 1
