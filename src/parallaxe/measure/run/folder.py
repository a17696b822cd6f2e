"""A run's folder: manifest, log, lock and result."""

from __future__ import annotations

import fcntl
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from parallaxe import __version__
from parallaxe.measure.run.log import recover
from parallaxe.measure.run.plan import Plan
from parallaxe.vocabulary.errors import RunError

_UNSAFE = re.compile(r"[^a-z0-9.]+")


class Manifest(msgspec.Struct, kw_only=True):
    """``run.json``: what was asked of whom, with which software.

    Args:
        run: id of the run, the folder's name.
        created: ISO instant.
        software: version of parallaxe that began it.
        digest: of ``plan``.
        plan: see Plan.description.
        dataset_path: where the rows were read from on this machine, for resuming.
    """

    run: str
    created: str
    software: str
    digest: str
    plan: dict[str, Any]
    dataset_path: str


def run_name(plan: Plan) -> str:
    """Task, model and the start of the digest."""
    parts = (_UNSAFE.sub("-", part.lower()).strip("-.") for part in (plan.task, plan.endpoint.model))
    return "-".join([*(part[:40] for part in parts), plan.digest()[:10]])


def fresh_folder(runs: Path, plan: Plan) -> Path:
    """A folder for the plan that no run has used."""
    name = run_name(plan)
    taken = {path.name for path in runs.glob(f"{name}*")}
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return runs / (name if name not in taken else f"{name}-{number}")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run.

    Raises:
        RunError: the folder holds no run, or its manifest is damaged.
    """
    path = folder / "run.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise RunError(
            "this folder holds no run", where=str(folder), mend="Name a folder that `measure run` made."
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RunError(f"the manifest is damaged ({error})", where=str(path), mend="Restore it from a copy.") from error


class RunFolder:
    """A run's folder held by this process alone; use it in ``with``.

    Raises:
        RunError: another run holds it, or it belongs to another plan.
    """

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path, self._plan = path, plan
        self._lock = -1

    def __enter__(self) -> Self:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path / "run.lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise RunError(
                f"the run's folder cannot be written ({error.strerror})",
                where=str(self.path),
                mend="Choose another home or --into.",
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise RunError(
                "another run is writing into this folder",
                where=str(self.path),
                mend="Wait for it, or start a separate run with --fresh.",
            ) from error
        try:
            self._open()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)  # the kernel lets go of the lock, also when the process is killed

    def write_result(self, result: object) -> None:
        """Replace ``result.json`` in one step."""
        write_whole(self.path / "result.json", msgspec.json.format(msgspec.json.encode(result), indent=1))

    def _open(self) -> None:
        if not (self.path / "run.json").exists():
            if any(path.name.startswith("answers-") for path in self.path.iterdir()):
                raise RunError("answers without a manifest", where=str(self.path), mend="Restore run.json from a copy.")
            write_whole(self.path / "run.json", msgspec.json.format(msgspec.json.encode(self._manifest()), indent=1))
        elif read_manifest(self.path).digest != self._plan.digest():
            raise RunError(
                "the folder holds a run of other items, model or settings",
                where=str(self.path),
                mend="Give another folder, or the command that began it.",
            )
        recover(self.path)

    def _manifest(self) -> Manifest:
        return Manifest(
            run=self.path.name,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            software=__version__,
            digest=self._plan.digest(),
            plan=self._plan.description(),
            dataset_path=str(self._plan.dataset.path.resolve()),
        )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        part.unlink(missing_ok=True)
        raise
    part.rename(path)
