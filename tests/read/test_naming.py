"""Names as the readers of a text get them: whole, made by whom, and none that are not."""

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.identity import Names
from parallaxe.read.naming.names import known_names
from parallaxe.read.naming.unlisted import with_sized

NAMES = Names(load_catalogue())


def named(text):
    return [
        (name.surface, name.entity and name.entity.developer) for name in with_sized(text, known_names(NAMES, text)[0])
    ]


@pytest.mark.parametrize(
    ("surface", "developer"),
    [
        ("dots.llm1.base", "xiaohongshu"),
        ("Llama-3-ELYZA-JP-9B", "elyza"),
        ("Hermes-3-Llama-3.1-405B", "nous-research"),
        ("Qwen3Guard-Gen-8B", "alibaba"),
        ("shisa-v2-llama3.1-405b", "shisa-ai"),
        ("Goliath-120B", None),
        ("xLAM-9-70b-fc-r", "salesforce"),
    ],
)
def test_a_build_is_one_name_and_has_one_maker(surface, developer):
    assert named(f"We compare {surface} with others.") == [(surface, developer)]


@pytest.mark.parametrize("text", ["a sub-7B model", "the top-10B list", "USD-3B", "see https://host.org/x/Foo-7B here"])
def test_sizes_alone_name_nobody(text):
    assert named(text) == []
