"""A PDF to its text, page after page."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from parallaxe.vocabulary.errors import UnreadableInputError

#: Between pages: a blank line, so that no sentence seems to run on.
PAGE_BREAK = "\n\n"
#: Lines shorter than all but this share of a page's tell its width; with letters of unlike widths a full one has this
#: part of it at least.
_WIDEST, _FULL = 0.9, 0.86
_ITEM = re.compile(r"[-*+•·▪–—]\s|\d{1,2}[.)、]\s")
_WIDE = "WF"


@dataclass(frozen=True, slots=True)
class PdfText:
    """Text of all pages and the title the file declares."""

    text: str
    title: str


def extractor_version() -> str:
    """Name and version of what turns a PDF into text."""
    from importlib.metadata import version

    return f"pypdf/{version('pypdf')}"


def read_pdf(raw: bytes, where: str) -> PdfText:
    """Text of a PDF.

    Raises:
        UnreadableInputError: encrypted, damaged, or without text (a scan).
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableInputError("an encrypted PDF", where=where, mend="Save a copy without its password.")
        pages = [page.extract_text() for page in reader.pages]
        title = (reader.metadata.title if reader.metadata else None) or ""
    except DependencyError as error:
        raise UnreadableInputError("an encrypted PDF", where=where, mend="Save a copy without encryption.") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise UnreadableInputError(
            f"a damaged PDF ({error})", where=where, mend="Open and save it anew, or hand in its text."
        ) from error
    text = PAGE_BREAK.join(_flowing(page.strip()) for page in pages)
    if not text.strip():
        raise UnreadableInputError("a PDF without text (a scan?)", where=where, mend="Hand in recognised text.")
    return PdfText(_without_surrogates(text), " ".join(str(title).split()))


def _flowing(page: str) -> str:
    """A page with the lines of each paragraph as one: a line goes on where the next word would not have fitted in it."""
    lines = [line.strip() for line in page.split("\n")]
    widths = sorted(map(_width, filter(None, lines)))
    full = _FULL * widths[int(_WIDEST * (len(widths) - 1))] if widths else 0
    parts = lines[:1]
    for line, following in pairwise(lines):
        goes_on = line and following and not _ITEM.match(following) and _width(line) + _first_word(following) >= full
        parts += [_joint(line, following) if goes_on else "\n", following]
    return "".join(parts)


def _joint(line: str, following: str) -> str:
    """What stands between the parts of a line: nothing beside signs of scripts written without spaces."""
    wide = east_asian_width(line[-1]) in _WIDE or east_asian_width(following[0]) in _WIDE
    return "" if wide or line[-1] == "-" else " "


def _first_word(line: str) -> int:
    word = line.split(maxsplit=1)[0]
    return 2 if east_asian_width(word[0]) in _WIDE else 1 + _width(word)


def _width(words: str) -> int:
    return sum(2 if east_asian_width(sign) in _WIDE else 1 for sign in words)


def _without_surrogates(text: str) -> str:
    """Broken font tables yield lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
