"""Articles a second on one core, beside one pass over the bytes and the bare text extractor.

usage: python bench/read/throughput.py [FOLDER…] [--corpus tests/corpus] [--rounds 10]

Kinds of texts: those of ``tests/corpus`` joined to about 3 kB, dense in claims as price lists; its distractors
as they are; whole articles (the texts of each FOLDER, with an ``index.jsonl`` in or ``NAME.jsonl`` beside it that
gives each its language) cut to about 3 kB; then the corpus's HTML pages. Times are CPU time, the least of some rounds for each text, which other
work disturbs little.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from parallaxe.catalog import load_catalogue
from parallaxe.identity.fold import fold
from parallaxe.read.reader import RuleReader
from parallaxe.read.words.lexer import Lexer
from parallaxe.vocabulary.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ARTICLE = 3000
_DIGIT = re.compile(r"\d")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("tests/corpus"))
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    reader = RuleReader(load_catalogue())
    for kind, articles in kinds(options.corpus, options.folders).items():
        if articles:
            print(
                json.dumps({"kind": kind} | measured(reader, articles, options.rounds), ensure_ascii=False), flush=True
            )
    print(json.dumps(pages(reader, options.corpus, options.rounds)))


def kinds(corpus: Path, folders: list[Path]) -> dict[str, list[Document]]:
    """Texts by what they are like."""
    labelled = [text for part in sorted(corpus.iterdir()) if part.is_dir() for text in texts(part)]
    plain = [text for text in labelled if "distr" in text.id or "no_claims" in text.id]
    dense = [text for text in labelled if text not in plain]
    whole = [piece for folder in folders for text in texts(folder) for piece in cut(text)]
    return {"dense": list(joined(dense)), "distractors": plain, "articles": whole}


def measured(reader: RuleReader, articles: list[Document], rounds: int) -> dict[str, object]:
    """Milliseconds an article, whole and by its first stages, and what bounds them from below."""
    claims = sum(len(list(reader.read(article))) for article in articles)
    size = sum(len(article.text.encode()) for article in articles) / len(articles)
    folded = {article.id: reader.rules.lexicons[str(article.language)].fold(article.text) for article in articles}
    loose = {article.id: fold(article.text).loose for article in articles}
    lexers = {language: Lexer(lexicon, reader.rules.shared) for language, lexicon in reader.rules.lexicons.items()}
    stages: dict[str, Callable[[Document], object]] = {
        "read": lambda article: list(reader.read(article)),
        "names": lambda article: reader.names.find(article.text),
        "terms": lambda article: lexers[str(article.language)]._scan(folded[article.id]),  # noqa: SLF001
        "automaton of names": lambda article: reader.names._lexicon.automaton.find_matches_as_indexes(  # noqa: SLF001
            loose[article.id], overlapping=True
        ),
        "automaton of terms": lambda article: lexers[str(article.language)]._automaton.find_matches_as_indexes(  # noqa: SLF001
            folded[article.id], overlapping=True
        ),
        "one expression": lambda article: _DIGIT.findall(folded[article.id]),
        "one pass over the bytes": lambda article: article.text.encode().count(b"\n"),
    }
    took = {name: least(stage, articles, rounds) for name, stage in stages.items()}
    a_second = 1000 / took["read"]
    return {
        "texts": len(articles),
        "bytes": round(size),
        "claims": round(claims / len(articles), 1),
        "a second": round(a_second, 1),
        "a second of 3 kB": round(a_second * size / ARTICLE, 1),
        "ms": {name: round(value, 3) for name, value in took.items()},
        "load": round(os.getloadavg()[0], 1),
        "mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def least(work: Callable[[Document], object], articles: list[Document], rounds: int) -> float:
    """Milliseconds of CPU an article: the mean of each one's least time."""
    best = [float("inf")] * len(articles)
    for _ in range(rounds):
        for place, article in enumerate(articles):
            start = time.process_time()
            work(article)
            best[place] = min(best[place], time.process_time() - start)
    return 1000 * sum(best) / len(best)


def pages(reader: RuleReader, corpus: Path, rounds: int) -> dict[str, object]:
    """Milliseconds an HTML page: the bare text extractor, our extraction (metadata, tables kept), and reading with it."""
    import trafilatura

    from parallaxe.sources.html import read_page

    found = [document(path.stem, path.read_text("utf-8"), path.stem[:2]) for path in sorted(corpus.glob("*/*.html"))]

    def read(page: Document) -> object:
        return list(reader.read(msgspec.structs.replace(page, text=read_page(page.text, "page").text)))

    return {
        "kind": "html",
        "pages": len(found),
        "ms": {
            "bare extractor": round(least(lambda page: trafilatura.extract(page.text), found, rounds), 2),
            "extraction": round(least(lambda page: read_page(page.text, "page"), found, rounds), 2),
            "extraction and reading": round(least(read, found, rounds), 2),
        },
        "load": round(os.getloadavg()[0], 1),
    }


def texts(folder: Path) -> Iterator[Document]:
    """Plain texts of a folder with their languages."""
    index = folder / "index.jsonl"
    rows = map(json.loads, (index if index.exists() else folder.with_suffix(".jsonl")).read_text("utf-8").splitlines())
    languages = {row["id"]: row["lang"] for row in rows}
    for path in sorted(folder.glob("*.txt")):
        if path.stem in languages:
            yield document(path.stem, path.read_text("utf-8"), languages[path.stem])


def document(name: str, text: str, language: str | None) -> Document:
    return Document(id=name, text=text, snapshot="0", language=language, published="2026-01-01")


def joined(short: Iterable[Document]) -> Iterator[Document]:
    """Texts of one language put together to the length of an article."""
    by_language: dict[str, str] = {}
    for one in short:
        text = by_language.get(str(one.language), "") + one.text + "\n\n"
        full = len(text.encode()) >= ARTICLE
        by_language[str(one.language)] = "" if full else text
        if full:
            yield document(one.id, text, one.language)


def cut(long: Document) -> Iterator[Document]:
    """Pieces of about the length of an article, at ends of paragraphs; a short rest is left out."""
    piece = ""
    for paragraph in long.text.splitlines(keepends=True):
        piece += paragraph
        if len(piece.encode()) >= ARTICLE * 0.9:
            yield document(f"{long.id} {len(piece)}", piece, long.language)
            piece = ""
    if len(piece.encode()) >= ARTICLE / 2:
        yield document(f"{long.id} rest", piece, long.language)


if __name__ == "__main__":
    main()
