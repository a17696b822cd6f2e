"""Finished or stopped runs, read back: their plan, their answers, their tally."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from parallaxe.measure.dataset import Columns, Dataset, file_sha256
from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.run.folder import Manifest, read_manifest
from parallaxe.measure.run.log import answers
from parallaxe.measure.run.plan import Plan
from parallaxe.measure.run.result import Money, Result, summarise
from parallaxe.measure.run.tally import Tally
from parallaxe.vocabulary.errors import RunError


def find_run(runs: Path, named: str) -> Path:
    """The folder of a run given by path, id, or the beginning of an id that only one run has.

    Raises:
        RunError: no such run, or several.
    """
    path = Path(named)
    if (path / "run.json").is_file():
        return path
    found = sorted(folder.parent for folder in runs.glob(f"{named}*/run.json"))
    exact = [folder for folder in found if folder.name == named]
    if len(exact or found) == 1:
        return (exact or found)[0]
    what = f"{len(found)} runs begin with '{named}'" if found else f"no run '{named}'"
    raise RunError(what, where=str(runs), mend="`parallaxe measure list` shows the runs.")


def plan_of(folder: Path, *, key: str | None = None, key_name: str = "PARALLAXE_KEY") -> Plan:
    """The plan a run was begun with.

    Raises:
        RunError: the manifest is damaged.
    """
    return plan_in(read_manifest(folder), folder, key=key, key_name=key_name)


def plan_in(manifest: Manifest, folder: Path, *, key: str | None = None, key_name: str = "PARALLAXE_KEY") -> Plan:
    """The plan in a manifest; raises as ``plan_of`` does."""
    plain: dict[str, Any] = dict(manifest.plan)
    dataset, endpoint = plain.pop("dataset"), plain.pop("endpoint")
    rest = {name: plain[name] for name in plain if name in Plan.__struct_fields__}
    try:
        typed = msgspec.convert(rest, _Rest)
        rows = Dataset(
            Path(manifest.dataset_path),
            dataset["sha256"],
            dataset["rows"],
            msgspec.convert(dataset["columns"], Columns),
        )
        served = Endpoint(url=endpoint["url"], model=endpoint["model"], key=key, key_name=key_name)
    except (msgspec.ValidationError, KeyError) as error:
        raise RunError(f"the manifest does not fit ({error})", where=str(folder), mend="Restore run.json.") from error
    return Plan(dataset=rows, endpoint=served, **{name: getattr(typed, name) for name in rest})


def require_dataset(plan: Plan) -> None:
    """Raise RunError where the rows are gone or have changed since the run began."""
    path = plan.dataset.path
    if not path.is_file() or file_sha256(path) != plan.dataset.sha256:
        raise RunError(
            "the dataset is gone or has changed since the run began",
            where=os.fspath(path),
            mend="Put the same file back; a changed one is a new run.",
        )


def tally_of(plan: Plan, folder: Path) -> Tally:
    """Counts of a run's log, each unit once with its last grade."""
    tally = Tally(plan.total, plan.repeats)
    for row in answers(folder):
        tally.add(row, cluster_of(row.fields(), plan.cluster) if plan.cluster else None)
    return tally


def result_of(plan: Plan, folder: Path) -> Result:
    """The result that a run's log gives now; what asking it cost and took is as ``result.json`` says."""
    counted, kept = summarise(plan, folder.name, tally_of(plan, folder)), kept_of(folder)
    return msgspec.structs.replace(counted, cost=kept.cost, seconds=kept.seconds, stopped=kept.stopped)


def kept_of(folder: Path) -> Kept:
    """What the last session of a run left in ``result.json``; nothing where it was killed or is the first."""
    try:
        return msgspec.json.decode((folder / "result.json").read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return Kept()


def cluster_of(fields: dict[str, Any], name: str) -> str:
    """A row's cluster label; a row without one stands alone."""
    label = fields.get(name)
    return f"\0{fields.get('id')}" if label is None else str(label)


def list_runs(runs: Path) -> tuple[list[Manifest], list[RunError]]:
    """Manifests of all runs, newest first; and for each that cannot be read, why."""
    found: list[Manifest] = []
    damaged: list[RunError] = []
    for path in sorted(runs.glob("*/run.json")):
        try:
            found.append(read_manifest(path.parent))
        except RunError as error:
            damaged.append(error)
    return sorted(found, key=lambda manifest: manifest.created, reverse=True), damaged


class Kept(msgspec.Struct):
    """What ``result.json`` says that a log does not."""

    cost: Money | None = None
    seconds: float = 0.0
    stopped: str | None = None


class _Rest(Plan, frozen=True, kw_only=True):
    """A plan's plain fields; dataset and endpoint are put in afterwards."""

    dataset: Any = None
    endpoint: Any = None
