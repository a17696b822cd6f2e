"""Articles a second on one core, beside one pass over the bytes and the bare text extractor.

usage: python bench/read/throughput.py FOLDER… [--seconds 5] [--memory 2000]

Texts of the folders are joined to about 3 kB each (what a news article has), language by language.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from itertools import cycle
from pathlib import Path

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document

ARTICLE = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--memory", type=int, default=2000, help="further articles read while memory is watched")
    options = parser.parse_args()
    reader = RuleReader(load_catalogue())
    articles = list(read_articles(options.folders))
    for article in articles:
        list(reader.read(article))
    result = {"articles": len(articles), "bytes": sum(len(a.text.encode()) for a in articles)}
    result["per_second"] = round(rate(lambda a: list(reader.read(a)), articles, options.seconds), 1)
    result["one_pass_per_second"] = round(rate(lambda a: a.text.encode().count(b"\n"), articles, 0.5), 1)
    result |= html(reader, options.folders, options.seconds)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, article in zip(range(options.memory), cycle(articles), strict=False):
        list(reader.read(Document(id=str(number), text=article.text, snapshot="0", language=article.language)))
    result["memory_growth_mb"] = round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 2)
    print(json.dumps(result, indent=2))


def rate(work, articles: list, seconds: float) -> float:
    for article in articles:
        work(article)
    start = time.process_time()
    for done, article in enumerate(cycle(articles), 1):
        work(article)
        if done % 16 == 0 and time.process_time() - start > seconds:
            return done / (time.process_time() - start)
    return 0.0


def html(reader: RuleReader, folders: list[Path], seconds: float) -> dict[str, float]:
    """Pages a second: the bare text extractor, our extraction (metadata, tables kept), and reading with it."""
    import trafilatura

    from parallaxe.sources.html import read_page

    pages = [
        (path.read_text("utf-8"), path.stem.split("_")[0])
        for folder in folders
        for path in sorted(folder.glob("*.html"))
    ]
    if not pages:
        return {}

    def read(page: tuple[str, str]) -> None:
        text = read_page(page[0], "page").text
        list(reader.read(Document(id="x", text=text, snapshot="0", language=page[1], published="2026-01-01")))

    return {
        "html_pages": len(pages),
        "html_bytes": sum(len(markup.encode()) for markup, _ in pages),
        "html_extractor_per_second": round(rate(lambda page: trafilatura.extract(page[0]), pages, seconds), 1),
        "html_extraction_per_second": round(rate(lambda page: read_page(page[0], "page"), pages, seconds), 1),
        "html_read_per_second": round(rate(read, pages, seconds), 1),
    }


def read_articles(folders: list[Path]):
    by_language: dict[str, str] = {}
    for folder in folders:
        index = {
            row["id"]: row["lang"] for row in map(json.loads, (folder / "index.jsonl").read_text("utf-8").splitlines())
        }
        for path in sorted(folder.glob("*.txt")):
            language = index.get(path.stem)
            if language is None:
                continue
            text = by_language.get(language, "") + path.read_text("utf-8") + "\n\n"
            by_language[language] = "" if len(text.encode()) >= ARTICLE else text
            if len(text.encode()) >= ARTICLE:
                yield Document(id=path.stem, text=text, snapshot="0", language=language, published="2026-01-01")


if __name__ == "__main__":
    main()
