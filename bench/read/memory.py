"""Memory over many articles: ``read_documents`` with some workers, resident memory of all processes as it goes.

usage: python bench/read/memory.py FOLDER… [--articles 100000] [--workers 2] [--length 300]

Each article is a file of its own name; beginnings of the texts of the folders come round again and again.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from parallaxe.read.workers import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--length", type=int, default=300, help="code points of a text; what counts here is the number of articles"
    )
    options = parser.parse_args()
    texts = [path.read_text("utf-8")[: options.length] for folder in options.folders for path in folder.glob("*.txt")]
    start, claims = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        readings = read_documents(files(texts, folder, options.articles), workers=options.workers)
        for number, reading in enumerate(readings, 1):
            claims += len(reading.claims)
            if number % (options.articles // 20) == 0:
                seconds = round(time.monotonic() - start, 1)
                print(json.dumps({"articles": number, "claims": claims, "seconds": seconds} | resident()), flush=True)


def files(texts: list[str], folder: str, count: int) -> Iterator[str]:
    """Paths of their own for texts that come round, made as they are asked for."""
    kept = [Path(folder, f"{number}.text") for number in range(len(texts))]
    for path, text in zip(kept, texts, strict=True):
        path.write_text(text, "utf-8")
    for number, path in enumerate(islice(cycle(kept), count)):
        link = Path(folder, f"{number:06}.txt")
        link.symlink_to(path)
        yield str(link)


def resident() -> dict[str, float]:
    """Megabytes of this process and of its workers together."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    return {"mb": megabytes("self"), "workers_mb": round(sum(map(megabytes, children)), 1)}


def megabytes(process: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024, 1)


if __name__ == "__main__":
    main()
