"""Readers from the command line: by name, the one of a language model with its endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from parallaxe.read.readers import DEFAULT, load_reader
from parallaxe.vocabulary.errors import SettingsError

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue
    from parallaxe.vocabulary.ports import Reader

LLM = "llm"


class Asked(NamedTuple):
    """The endpoint and model the reader ``llm`` asks, as the user named them."""

    endpoint: str | None = None
    model: str | None = None
    key_env: str = "PARALLAXE_KEY"


def made_readers(names: list[str] | None, catalogue: Catalogue, asked: Asked) -> dict[str, Reader]:
    """Readers by their names, in the order given; the default ones where none is.

    Raises:
        InvalidValueError: there is no reader of that name.
        SettingsError: ``llm`` without endpoint or model.
    """
    made = [
        _by_model(catalogue, asked) if name == LLM else load_reader(name, catalogue)
        for name in dict.fromkeys(names or DEFAULT)
    ]
    return {reader.name: reader for reader in made}


def _by_model(catalogue: Catalogue, asked: Asked) -> Reader:
    from parallaxe.cli.completion import EndpointCompletion
    from parallaxe.cli.endpoints import endpoint_named
    from parallaxe.read.llm import LlmReader

    if not asked.endpoint or not asked.model:
        raise SettingsError(
            "the reader 'llm' needs an endpoint and a model",
            mend="Add --endpoint URL --model NAME of an OpenAI-compatible endpoint.",
        )
    return LlmReader(catalogue, EndpointCompletion(endpoint_named(asked.endpoint, asked.model, asked.key_env)))
