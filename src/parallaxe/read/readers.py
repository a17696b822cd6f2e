"""The readers there are: parallaxe's own and those of the entry-point group."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from parallaxe.vocabulary.errors import InvalidValueError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from parallaxe.catalog import Catalogue
    from parallaxe.vocabulary.ports import Reader

GROUP = "parallaxe.readers"
_OWN = {
    "rules": "parallaxe.read.reader:RuleReader",
    "relations": "parallaxe.read.associations.reader:RelationReader",
}
#: What texts are read with unless something else is asked.
DEFAULT = ("rules", "relations")


def reader_names() -> list[str]:
    """Names of all readers that need no endpoint, sorted; a plug-in replaces one of the same name."""
    return sorted({*_OWN, *_plugged()})


def load_reader(name: str, catalogue: Catalogue) -> Reader:
    """A reader by name; raises InvalidValueError listing the names there are."""
    plugged = _plugged()
    if name in plugged:
        made: Reader = plugged[name].load()(catalogue)
        return made
    if name not in _OWN:
        raise InvalidValueError(f"there is no reader '{name}'", mend=f"Choose one of {', '.join(reader_names())}.")
    module, _, attribute = _OWN[name].partition(":")
    own: Reader = getattr(import_module(module), attribute)(catalogue)
    return own


def _plugged() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}
