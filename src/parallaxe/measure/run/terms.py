"""How a run is carried out: nothing here changes an answer, so it may differ from one sitting to the next."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from parallaxe.measure.run.budget import Price
from parallaxe.measure.run.folder import Manifest

_OF_ONE_SITTING = frozenset({"runs", "into", "fresh", "watch_every_s"})


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of a run that do not change its answers.

    Args:
        concurrency: most requests at once.
        deadline_s: seconds one request may take.
        attempts: most requests for one unit; a refusal for load counts a quarter.
        patience_s: seconds without any answer after which the run stops.
    """

    concurrency: int = 32
    deadline_s: float = 600.0
    attempts: int = 6
    patience_s: float = 120.0


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How a plan is carried out.

    Args:
        runs: folder of runs.
        into: the run's own folder, None for one named after the plan.
        fresh: whether to begin anew where a run of the same plan exists.
        limits: bounds of the engine.
        budget: amount and unit that are not to be passed.
        price: dated price of the model, where known.
        cache: file of the answer cache, None for no cache.
        watch_every_s: seconds between calls of the watcher.
    """

    runs: Path
    into: Path | None = None
    fresh: bool = False
    limits: Limits = Limits()
    budget: tuple[Decimal, str] | None = None
    price: Price | None = None
    cache: Path | None = None
    watch_every_s: float = 0.5

    def kept(self) -> dict[str, Any]:
        """What a run's manifest keeps of them, so that it is resumed as it was begun."""
        kept = {name: getattr(self, name) for name in self.__struct_fields__ if name not in _OF_ONE_SITTING}
        return dict(
            msgspec.to_builtins({name: value for name, value in kept.items() if value is not None}, enc_hook=str)
        )


def terms_kept(manifest: Manifest, folder: Path) -> Terms:
    """The terms a run was last carried out on; the usual ones where its manifest says none.

    Raises:
        RunError: the manifest is damaged.
    """
    from parallaxe.vocabulary.errors import RunError

    try:
        kept = msgspec.convert(manifest.terms, _Kept, dec_hook=lambda type_, value: type_(value))
    except msgspec.ValidationError as error:
        raise RunError(f"the manifest does not fit ({error})", where=str(folder), mend="Restore run.json.") from error
    return Terms(runs=folder.parent, into=folder, **{name: getattr(kept, name) for name in kept.__struct_fields__})


class _Kept(msgspec.Struct):
    limits: Limits = Limits()
    budget: tuple[Decimal, str] | None = None
    price: Price | None = None
    cache: Path | None = None
