"""Inspect AI's ``.eval``: the log as a zip, a file a sample, so that viewers need not load all of it.

Inspect compresses members with Zstandard (method 93), which the standard library reads from Python
3.14 on only. We write deflate, which Inspect reads as well, and stock tools too.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import zstandard

_MAGIC = b"PK\x03\x04"
_ZSTANDARD = 93
_LOCAL_HEADER_BYTES = 30
_LENGTHS = struct.Struct("<26xHH")  # of name and extra field, in a member's local header
_SUMMARISED = ("id", "epoch", "input", "choices", "target", "scores", "model_usage", "started_at", "completed_at")


def is_archive(path: Path) -> bool:
    """Whether a file begins as a zip does."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def read_archive(path: Path) -> dict[str, Any]:
    """The log as one object, samples included.

    Raises:
        zipfile.BadZipFile, KeyError, msgspec.DecodeError, zstandard.ZstdError: not such an archive.
    """
    with zipfile.ZipFile(path) as archive:
        log: dict[str, Any] = _member(archive, "header.json")
        names = [name for name in archive.namelist() if name.startswith("samples/")]
        log["samples"] = [_member(archive, name) for name in names]
    return log


def write_archive(path: Path, head: dict[str, Any], samples: Iterable[dict[str, Any]]) -> None:
    """Write a log, one sample in memory at a time."""
    summaries = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_journal/start.json", _json({"version": 2, "eval": head["eval"], "plan": head["plan"]}))
        for sample in samples:
            archive.writestr(f"samples/{sample['id']}_epoch_{sample['epoch']}.json", _json(sample))
            kept = {name: sample[name] for name in _SUMMARISED}
            summaries.append(kept | {"completed": True, "message_count": len(sample["messages"])})
        archive.writestr("summaries.json", _json(summaries))
        archive.writestr("header.json", _json(head))


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)


def _member(archive: zipfile.ZipFile, name: str) -> Any:
    found = archive.getinfo(name)
    if found.compress_type != _ZSTANDARD:
        return msgspec.json.decode(archive.read(name))
    file = archive.fp
    if file is None:
        raise zipfile.BadZipFile("closed")
    file.seek(found.header_offset)
    lengths = _LENGTHS.unpack(file.read(_LOCAL_HEADER_BYTES))
    file.seek(sum(lengths), 1)
    packed = file.read(found.compress_size)
    return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(packed, max_output_size=found.file_size))
