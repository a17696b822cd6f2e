"""A dataset from a hub, when a user asks for it: the Parquet files that the hub keeps of each split.

The addresses are those of Hugging Face (``/api/datasets/ID/parquet/CONFIG/SPLIT``); HF_ENDPOINT names
another hub of the same kind. A gated dataset needs HF_TOKEN, which is sent to the hub alone.
"""

from __future__ import annotations

import os
import shutil
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec

from parallaxe.measure.dataset import file_sha256
from parallaxe.vocabulary.errors import UnreadableInputError

_TIMEOUT_S = 60.0
_REFUSED = frozenset({401, 403})


class Fetched(msgspec.Struct, frozen=True):
    """Where a file came from, kept beside it."""

    hub: str
    config: str
    split: str
    urls: list[str]
    sha256: str


def fetch(hub: str, config: str, split: str, to: Path) -> Path:
    """Download a split as one Parquet file, there whole or not at all; returns its path.

    Raises:
        UnreadableInputError: the hub cannot be reached, refuses, or has no such split.
    """
    listing = f"{os.environ.get('HF_ENDPOINT', 'https://huggingface.co')}/api/datasets/{hub}/parquet/{config}/{split}"
    with _open(listing, hub) as answer:
        try:
            urls = msgspec.json.decode(answer.read(), type=list[str])
        except msgspec.DecodeError as error:
            raise UnreadableInputError(f"the hub gave no list of files ({error})", where=listing) from error
    if not urls:
        raise UnreadableInputError("the hub has no files of this split", where=listing)
    to.parent.mkdir(parents=True, exist_ok=True)
    parts = [to.with_name(f"{to.name}.{number}.part") for number in range(len(urls))]
    try:
        for url, part in zip(urls, parts, strict=True):
            _download(url, hub, part)
        whole = parts[0] if len(parts) == 1 else _joined(parts, to.with_name(f"{to.name}.part"))
        source = Fetched(hub, config, split, urls, file_sha256(whole))
        to.with_name(f"{to.name}.source.json").write_bytes(msgspec.json.format(msgspec.json.encode(source), indent=1))
        whole.rename(to)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return to


def _download(url: str, hub: str, part: Path) -> None:
    with _open(url, hub) as answer, part.open("wb") as file:
        try:
            shutil.copyfileobj(answer, file, 1 << 20)
        except (OSError, HTTPException) as error:
            raise UnreadableInputError(f"cut short ({error})", where=url, mend="Run the same command again.") from error
        wanted = answer.headers.get("Content-Length")
    if wanted and int(wanted) != part.stat().st_size:
        raise UnreadableInputError("cut short", where=url, mend="Run the same command again.")


def _open(url: str, hub: str) -> HTTPResponse:
    request = Request(url, headers={"User-Agent": "parallaxe"})  # noqa: S310 - the hub's own addresses
    if token := os.environ.get("HF_TOKEN"):
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    try:
        answer: HTTPResponse = urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310
    except HTTPError as error:
        mend = "Check the suite's `hub`, `config` and `split`, or give your own copy with --data."
        if error.code in _REFUSED:
            mend = f"Accept the terms of '{hub}' on the hub and put your token in HF_TOKEN."
        raise UnreadableInputError(f"the hub answers {error.code}", where=url, mend=mend) from error
    except (OSError, HTTPException, ValueError) as error:
        raise UnreadableInputError(
            f"cannot be fetched ({getattr(error, 'reason', None) or error})",
            where=url,
            mend="Check the connection, or give your own copy with --data.",
        ) from error
    return answer


def _joined(parts: list[Path], to: Path) -> Path:
    """Shards as one file, in order."""
    import pyarrow.parquet as pq

    with pq.ParquetWriter(to, pq.read_schema(parts[0])) as writer:
        for part in parts:
            for batch in pq.ParquetFile(part).iter_batches():
                writer.write_batch(batch)
    return to
