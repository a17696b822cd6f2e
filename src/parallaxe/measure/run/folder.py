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
        terms: how it was last carried out, see Terms; for resuming, too.
        key_name: environment variable that held the endpoint's key.
        answers_of: the run whose answers these are, where another grader judges them.
    """

    run: str
    created: str
    software: str
    digest: str
    plan: dict[str, Any]
    dataset_path: str
    terms: dict[str, Any] = {}
    key_name: str | None = None
    answers_of: str | None = None


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
        raise RunError(
            f"the manifest is damaged ({error})",
            where=str(path),
            mend="Restore it from a copy, or delete it and give the command that began the run: its answers are kept.",
        ) from error


class RunFolder:
    """A run's folder held by this process alone; use it in ``with``.

    Args:
        path: the folder.
        plan: the run's.
        terms: how it is carried out, for its manifest; None leaves what that says.
        answers_of: see Manifest.

    Raises:
        RunError: another run holds it, or it belongs to another plan.
    """

    def __init__(
        self, path: Path, plan: Plan, terms: dict[str, Any] | None = None, *, answers_of: str | None = None
    ) -> None:
        self.path, self._plan, self._terms, self._answers_of = path, plan, terms, answers_of
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
        if (self.path / "run.json").exists():
            self._go_on(read_manifest(self.path))
        elif any(self.path.glob("answers-*")) and not self.path.name.startswith(run_name(self._plan)):
            raise RunError("answers without a manifest", where=str(self.path), mend="Restore run.json from a copy.")
        else:
            self._write(self._manifest())
        recover(self.path)

    def _go_on(self, manifest: Manifest) -> None:
        if manifest.digest != self._plan.digest():
            raise RunError(
                "the folder holds a run of other items, model or settings",
                where=str(self.path),
                mend="Give another folder, or the command that began it.",
            )
        if self._terms is None:
            return
        mine = self._manifest()
        now = msgspec.structs.replace(
            manifest, terms=mine.terms, key_name=mine.key_name, dataset_path=mine.dataset_path
        )
        if now != manifest:
            self._write(now)

    def _write(self, manifest: Manifest) -> None:
        write_whole(self.path / "run.json", msgspec.json.format(msgspec.json.encode(manifest), indent=1))

    def _manifest(self) -> Manifest:
        return Manifest(
            run=self.path.name,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            software=__version__,
            digest=self._plan.digest(),
            plan=self._plan.description(),
            dataset_path=str(self._plan.dataset.path.resolve()),
            terms=self._terms or {},
            key_name=self._plan.endpoint.key_name,
            answers_of=self._answers_of,
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
