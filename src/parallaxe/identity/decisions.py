"""Merges and splits people (or rules) decided: applied on top of the catalogue, reversible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parallaxe.identity.fold import fold_name
from parallaxe.vocabulary.events import AliasDecision


class Decisions:
    """What surfaces mean, or do not mean, by decision.

    Args:
        decisions: oldest first; the last one on a pair of surface and subject counts.
    """

    def __init__(self, decisions: Iterable[AliasDecision] = ()) -> None:
        self._same: dict[tuple[str, str], bool] = {}
        for decision in decisions:
            pair = fold_name(decision.surface), decision.subject
            self._same.pop(pair, None)
            if decision.same is not None:
                self._same[pair] = decision.same
        self._surfaces = {surface for surface, _ in self._same}

    def __bool__(self) -> bool:
        return bool(self._same)

    def on(self, surface: str) -> bool:
        """Whether anything was decided on a folded surface."""
        return surface in self._surfaces

    def subject(self, surface: str, read: str | None) -> str | None:
        """Whom a folded surface means that was read as somebody or nobody: who was decided last, else nobody where that was forbidden."""
        meant = [slug for (name, slug), same in self._same.items() if same and name == surface]
        if meant:
            return meant[-1]
        return None if read is not None and self.forbids(surface, read) else read

    def merges(self) -> Iterator[tuple[str, str]]:
        """Surfaces (folded) and the slugs they mean by decision."""
        return (pair for pair, same in self._same.items() if same)

    def forbids(self, surface: str, slug: str) -> bool:
        """Whether a folded surface was decided not to mean an entity."""
        return self._same.get((surface, slug)) is False

    def demands(self, surface: str, slug: str) -> bool:
        """Whether a folded surface was decided to mean an entity."""
        return self._same.get((surface, slug)) is True
