"""Articles to claims: readers, the words they go by, and what turns claims into observations.

``RuleReader`` reads by lexicons and a grammar, ``RelationReader`` what carries no figure, ``observe.observe`` makes an observation of a
claim, ``read_documents`` spreads texts over processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parallaxe.read.associations.reader import RelationReader
    from parallaxe.read.reader import RuleReader
    from parallaxe.read.workers import Reading, read_documents

__all__ = ["Reading", "RelationReader", "RuleReader", "read_documents"]

_PLACES = {
    "RelationReader": "associations.reader",
    "RuleReader": "reader",
    "Reading": "workers",
    "read_documents": "workers",
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used, so that importing one part stays cheap."""
    if name not in _PLACES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"parallaxe.read.{_PLACES[name]}"), name)
