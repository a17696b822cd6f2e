"""What a run asks: everything that changes its answers, and the digest that names it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from parallaxe.measure.dataset import Dataset, Item
from parallaxe.measure.endpoint import Endpoint, Generation
from parallaxe.measure.prompt import Template

_OWN_FORM = frozenset({"dataset", "endpoint"})
_encode = msgspec.json.Encoder(order="deterministic").encode


class Unit(msgspec.Struct, frozen=True):
    """One item asked once; ``number`` is its place in the run."""

    number: int
    repeat: int
    item: Item


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A task put to one model.

    Args:
        task: name of the suite, or of the dataset file.
        suite_version: version of a declared suite, None for a file of the user's.
        dataset: the rows.
        endpoint: the model and where it is served.
        user, system: templates of the messages.
        generation: how answers are drawn.
        grader: name of the grader.
        grader_settings: the grader's own settings.
        cluster: field whose equal values mark dependent items, None where each stands alone.
        repeats: times each item is asked.
        limit: first so many items only, None for all.
        stream: whether answers are streamed.
        judge: the model that grades, None where no model does.
    """

    task: str
    dataset: Dataset
    endpoint: Endpoint
    user: str
    grader: str
    system: str | None = None
    generation: Generation = Generation()
    grader_settings: dict[str, Any] = {}
    suite_version: str | None = None
    cluster: str | None = None
    repeats: int = 1
    limit: int | None = None
    stream: bool = False
    judge: str | None = None

    @property
    def items(self) -> int:
        """Items asked."""
        return min(self.limit or self.dataset.count, self.dataset.count)

    @property
    def total(self) -> int:
        """Units: items times repeats."""
        return self.items * self.repeats

    @property
    def template(self) -> Template:
        """The messages of an item."""
        return Template(self.user, self.system)

    def units(self) -> Iterator[Unit]:
        """Units in order, one item in memory at a time."""
        for item in self.dataset.items():
            if item.index >= self.items:
                return
            for repeat in range(self.repeats):
                yield Unit(item.index * self.repeats + repeat, repeat, item)

    def description(self) -> dict[str, Any]:
        """Everything that changes an answer or its grade, as plain data; no key, no path of this machine."""
        plain = msgspec.to_builtins(
            {name: getattr(self, name) for name in self.__struct_fields__ if name not in _OWN_FORM}
        )
        plain["dataset"] = {
            "file": self.dataset.path.name,
            "sha256": self.dataset.sha256,
            "rows": self.dataset.count,
            "columns": msgspec.to_builtins(self.dataset.columns),
        }
        plain["endpoint"] = {"url": self.endpoint.url, "model": self.endpoint.model}
        if self.judge is None:
            del plain["judge"]
        return dict(plain)

    def digest(self) -> str:
        """Hex digest of the description: the same command finds its run again."""
        described = self.description()
        del described["dataset"]["file"]
        return hashlib.sha256(_encode(described)).hexdigest()
