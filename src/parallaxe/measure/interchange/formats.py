"""The formats by name."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from parallaxe.measure.interchange.finished import Finished
from parallaxe.measure.interchange.imported import Foreign
from parallaxe.vocabulary.errors import InvalidValueError

_MODULES = {"inspect": "inspect_log", "lm-eval": "lm_eval", "every-eval-ever": "every_eval_ever"}
#: Inspect's log has two forms; either is read by the one name.
_INSPECT_EVAL = "inspect-eval"
FORMATS = tuple(_MODULES)


def export(run: Finished, to: str, folder: Path) -> Path:
    """Write a run in a format; returns the path to open."""
    folder.mkdir(parents=True, exist_ok=True)
    if to == _INSPECT_EVAL:
        from parallaxe.measure.interchange.inspect_log import write_eval

        return write_eval(run, folder)
    written: Path = _module(to).write(run, folder)
    return written


def import_(path: Path, of: str) -> Foreign:
    """Read a run in a format."""
    if not path.exists():
        raise InvalidValueError("no such file", where=str(path), mend="Name the log that the other tool wrote.")
    read: Foreign = _module(of).read(path)
    return read


def _module(name: str) -> Any:
    if name not in _MODULES:
        raise InvalidValueError(f"no format '{name}'", mend=f"Take one of {', '.join(_MODULES)}.")
    return importlib.import_module(f"parallaxe.measure.interchange.{_MODULES[name]}")
