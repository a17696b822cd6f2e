"""The page's own type: two families, and a Han face where the page needs one, cut to its characters.

The fonts come from packages (SIL Open Font License 1.1); a page embeds only the glyphs it uses, so
that it looks the same everywhere and renders on a machine that has no Chinese font.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from markupsafe import Markup

from parallaxe.catalog.files import cache_folder

#: Changes whenever the way of cutting does.
_CUT = 2
#: Position of the simplified Chinese face in the collection.
_SIMPLIFIED_CHINESE = "Noto Sans CJK SC"


@dataclass(frozen=True, slots=True)
class Face:
    """One face a page may embed: family, weights it serves, style, and where its file is."""

    family: str
    weight: str
    style: str
    package: str
    file: str


_LATIN = (
    Face("Source Serif Pro", "400", "normal", "font_source_serif_pro", "files/SourceSerifPro-Regular.ttf"),
    Face("Source Serif Pro", "400", "italic", "font_source_serif_pro", "files/SourceSerifPro-It.ttf"),
    Face("Source Serif Pro", "600", "normal", "font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
    Face("Source Sans Pro", "400", "normal", "font_source_sans_pro", "files/SourceSansPro-Regular.ttf"),
    Face("Source Sans Pro", "600", "normal", "font_source_sans_pro", "files/SourceSansPro-Semibold.ttf"),
)
_HAN = Face("Parallaxe Han", "400", "normal", "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")


def font_css(text: str) -> Markup:
    """``@font-face`` rules with everything a text needs; empty where the packages are not installed."""
    characters = frozenset(text)
    latin = "".join(sorted(_USUAL | {character for character in characters if ord(character) < _FIRST_HAN}))
    han = "".join(sorted(character for character in characters if ord(character) >= _FIRST_HAN))
    rules = [_rule(face, latin) for face in _LATIN if path_of(face)]
    if han and path_of(_HAN):
        rules.append(_rule(_HAN, han))
    return Markup("".join(rules))  # noqa: S704  # base64 and names of our own


def font_folders() -> list[str]:
    """Folders of the packages' fonts, for the drawing of PNG files."""
    return sorted({str(path.parent) for face in (*_LATIN, _HAN) if (path := path_of(face))})


def path_of(face: Face) -> Path | None:
    """Where a face's file is, if its package is installed."""
    spec = find_spec(face.package)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / face.file
    return path if path.is_file() else None


#: Characters every Latin face keeps, used or not, so that most reports share one cut.
_USUAL = frozenset(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040), 0x20AC))
#: From here on (CJK radicals, punctuation, ideographs, full-width forms) the Han face serves.
_FIRST_HAN = 0x2E80


def _rule(face: Face, characters: str) -> str:
    font = base64.b64encode(_subset(face, characters)).decode()
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};font-display:block;'
        f"src:url(data:font/woff2;base64,{font}) format('woff2')}}\n"
    )


@cache
def _subset(face: Face, characters: str) -> bytes:
    """The face cut to characters, as WOFF2; cuts are kept between runs."""
    key = hashlib.sha256(f"{_file_key(face)} {characters}".encode()).hexdigest()[:32]
    kept = cache_folder() / f"font-{key}.woff2"
    if kept.is_file():
        return kept.read_bytes()
    cut = _cut(face, characters)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        aside = kept.with_suffix(f".{os.getpid()}")
        aside.write_bytes(cut)
        aside.replace(kept)
    return cut


def _file_key(face: Face) -> str:
    path = path_of(face)
    size = path.stat().st_size if path else 0
    return f"{_CUT} {version('fonttools')} {face.package} {version(face.package.replace('_', '-'))} {face.file} {size}"


def _cut(face: Face, characters: str) -> bytes:
    from fontTools import subset  # type: ignore[import-untyped]

    path = path_of(face)
    options = subset.Options(
        flavor="woff2", layout_features=[] if face is _HAN else ["kern", "lnum", "tnum"], hinting=False,
        recalc_timestamp=False, drop_tables=["DSIG", "FFTM", "vhea", "vmtx", "VORG", "BASE"],
    )  # fmt: skip
    options.font_number = _number(path) if path and path.suffix == ".ttc" else -1
    font = subset.load_font(str(path), options)
    if face is _HAN:
        for table in ("GSUB", "GPOS", "GDEF"):
            del font[table]
    worker = subset.Subsetter(options)
    worker.populate(text=characters)
    worker.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


@cache
def _number(path: Path) -> int:
    from fontTools.ttLib import TTCollection  # type: ignore[import-untyped]

    for position, font in enumerate(TTCollection(path, lazy=True)):
        if str(font["name"].getDebugName(1)) == _SIMPLIFIED_CHINESE:
            return position
    return 0
