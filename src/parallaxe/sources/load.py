"""One input to its Document and Source."""

from __future__ import annotations

import hashlib
import re
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from parallaxe.sources import media, web
from parallaxe.sources.front_matter import front_matter
from parallaxe.sources.sidecar import Sidecar, SourceNote
from parallaxe.sources.snapshots import Snapshot
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.errors import UnreadableInputError
from parallaxe.vocabulary.source import Redistribution, Source, SourceClass

#: A text or page above this is refused: the longest reports of the field stay under 5 MB.
MAX_TEXT_BYTES = 20_000_000
MAX_PDF_BYTES = 200_000_000
STDIN = "-"
UNNAMED = "unnamed publisher"
_HEADING = re.compile(r"\A\s*#\s+(.{1,200}?)\s*#*\s*$", re.MULTILINE)


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """One input, read.

    Args:
        document: what a reader gets.
        source: who published it, as far as the input or the list beside it says.
        raw: its bytes.
        extractor: name and version of what made the text, None where the text is the bytes.
    """

    document: Document
    source: Source
    raw: bytes
    extractor: str | None = None

    @property
    def snapshot(self) -> Snapshot:
        """What the store keeps of it."""
        return Snapshot(
            hash=self.document.snapshot,
            raw=self.raw,
            text=self.document.text,
            media_type=self.document.media_type,
            extractor=self.extractor,
        )


def load(path: str | Path, *, sidecar: Sidecar | Path | None = None) -> Loaded:
    """Read a text, Markdown, HTML or PDF file, an http(s) address, or standard input for ``-``.

    Args:
        path: the file or address.
        sidecar: list of sources; without one ``sources.jsonl`` or ``index.jsonl`` in the file's folder is used.

    Raises:
        UnreadableInputError: missing, unreadable, empty, binary, in another encoding, damaged or too large.
        UnknownFormatError: the list of sources holds a line that is no row of one.
    """
    notes = Sidecar.read(sidecar) if isinstance(sidecar, Path) else sidecar
    where = str(path)
    if where == STDIN:
        found = _Bytes(sys.stdin.buffer.read(MAX_PDF_BYTES + 1), Path("stdin"), "standard input", _today())
    elif web.is_address(where):
        fetched = web.fetch(where, MAX_PDF_BYTES)
        found = _Bytes(fetched.raw, Path(fetched.name), where, _today(), url=where, charset=fetched.charset)
    else:
        found = _file(Path(path), where)
        notes = notes or Sidecar.beside(Path(path).parent)
    return _loaded(found, notes.note(found.file) if notes else SourceNote())


@dataclass(frozen=True, slots=True)
class _Bytes:
    """Bytes with what is known of them before they are looked into."""

    raw: bytes
    file: Path
    where: str
    fetched: date
    url: str | None = None
    charset: str | None = None


def _loaded(found: _Bytes, note: SourceNote) -> Loaded:
    raw, file, where = found.raw, found.file, found.where
    kind = media.media_type(file.name, raw)
    _check_size(len(raw), kind, where)
    text, declared, extractor = _text(found, kind)
    if not text.strip():
        raise UnreadableInputError("empty", where=where, mend="Leave it out, or hand in the text it should hold.")
    said = _merged(note, declared)
    url = note.url or found.url or said.url
    snapshot = hashlib.sha256(raw).hexdigest()
    source = Source(
        id=said.id or file.stem,
        publisher=said.publisher or _host(url) or UNNAMED,
        title=said.title or "",
        url=url,
        source_class=said.source_class or SourceClass.AGGREGATOR_OR_PRESS,
        language=said.language or "und",
        licence=said.licence,
        redistribution=said.redistribution or Redistribution.FIGURES_WITH_CREDIT,
        published=said.published,
        fetched=said.fetched or found.fetched.isoformat(),
    )
    document = Document(
        id=file.stem,
        text=text,
        snapshot=snapshot,
        language=said.language,
        published=said.published,
        title=source.title,
        url=url,
        media_type=kind,
    )
    return Loaded(document=document, source=source, raw=raw, extractor=extractor)


def _text(found: _Bytes, kind: str) -> tuple[str, SourceNote, str | None]:
    """Text, what the input itself declares, and what extracted it."""
    raw, where = found.raw, found.where
    if not raw:
        raise UnreadableInputError("empty", where=where, mend="Leave it out, or hand in the text it should hold.")
    if kind == media.HTML:
        from parallaxe.sources import html

        page = html.read_page(media.decode_html(raw, where, declared=found.charset), where)
        said = SourceNote(
            title=page.title, language=page.language, published=page.published, publisher=page.publisher, url=page.url
        )
        return page.text, said, html.extractor_version()
    if kind == media.PDF:
        from parallaxe.sources import pdf

        read = pdf.read_pdf(raw, where)
        return read.text, SourceNote(title=read.title), pdf.extractor_version()
    text = media.decode_plain(raw, where)
    said = front_matter(text)
    heading = _HEADING.match(text) if kind == media.MARKDOWN and said.title is None else None
    return text, replace(said, title=heading[1]) if heading else said, None


def _merged(note: SourceNote, declared: SourceNote) -> SourceNote:
    """The list's word over the input's own; short keys of the list under their full names."""
    return SourceNote(
        id=note.id,
        publisher=note.publisher or declared.publisher,
        url=note.url or declared.url,
        title=note.title or declared.title,
        language=note.language or note.lang or declared.language,
        published=note.published or note.date or declared.published,
        source_class=note.source_class,
        licence=note.licence,
        redistribution=note.redistribution,
        fetched=note.fetched,
    )


def _file(file: Path, where: str) -> _Bytes:
    """A file; the day it was last written is the latest it can have been obtained."""
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableInputError("a folder, not a file", where=where, mend="Hand in the files in it.")
        _check_size(status.st_size, media.PDF if file.suffix.lower() == ".pdf" else media.PLAIN, where)
        return _Bytes(file.read_bytes(), file, where, datetime.fromtimestamp(status.st_mtime, UTC).date())
    except FileNotFoundError as error:
        raise UnreadableInputError("no such file", where=where, mend="Check the path.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableInputError(f"cannot be read ({reason})", where=where, mend="Check its permissions.") from error


def _today() -> date:
    return datetime.now(UTC).date()


def _check_size(size: int, kind: str, where: str) -> None:
    limit = MAX_PDF_BYTES if kind == media.PDF else MAX_TEXT_BYTES
    if size > limit:
        raise UnreadableInputError(
            f"{size / 1e6:.0f} MB is over the {limit / 1e6:.0f} MB a text may have",
            where=where,
            mend="Split it into its articles, or ingest it as a dataset (--as).",
        )


def _host(url: str | None) -> str | None:
    return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None
