"""Makes a report: material to sections, sections to pages, pages and data to a folder."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from parallaxe.publish.data_files import data_files
from parallaxe.publish.folder import MANIFEST, Manifest, digest, write_folder
from parallaxe.publish.page import Page, make_page, page_files
from parallaxe.publish.report_input import ReportInput
from parallaxe.publish.view import PAGE_FIGURES, Material
from parallaxe.vocabulary.errors import InvalidValueError, PublishError

#: No page may be larger, in bytes: it is one file that a phone loads at once.
PAGE_LIMIT = 2_000_000
#: Names a folder of its own.
_NAME = re.compile(r"\w[\w.-]*")
#: Figures a page is tried with, until it fits.
FIGURES_TRIED = (PAGE_FIGURES, 800, 500, 250, 100)


def build_report(given: ReportInput, out: Path) -> Manifest:
    """Write the report's folder and say what is in it.

    The folder holds one page a language (the first is ``index.html``), ``data/``, ``charts/`` and
    ``manifest.json``. The same input gives the same bytes. An edition is written once.

    Raises:
        CatalogueError: the focus names an entity the catalogue does not have.
        PublishError: the folder holds something else, an edition would change, or a page is too large.
    """
    if given.edition is not None and not _NAME.fullmatch(given.edition):
        raise InvalidValueError(
            f"an edition cannot be called '{given.edition}'", where="--edition",
            mend="Use letters, digits, dots and hyphens, such as 2026-q4.",
        )  # fmt: skip
    if not given.languages:
        raise InvalidValueError("no language asked for", where="--lang", mend="Name at least one of fr, en, zh.")
    files = render_report(given)
    manifest = msgspec.json.decode(files[MANIFEST], type=Manifest)
    write_folder(out, files, immutable=given.edition is not None)
    return manifest


def render_report(given: ReportInput) -> dict[str, bytes]:
    """All files of a report by their path in its folder."""
    material, pages = _fitting(given)
    files: dict[str, bytes] = {}
    for position, page in enumerate(pages):
        files[page_name(given.languages, position)] = _checked(page)
        files |= page_files(page)
    files |= data_files(material)
    manifest = Manifest(
        focus=given.focus.id,
        languages=list(given.languages),
        as_of=given.as_of.isoformat() if given.as_of else None,
        edition=given.edition,
        observations=len({row.id for page in pages for row in page.used}),
        untranslated={page.language: sorted(page.missing) for page in pages if page.missing},
        files={name: digest(content) for name, content in sorted(files.items())},
    )
    files[MANIFEST] = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    return files


def _fitting(given: ReportInput) -> tuple[Material, list[Page]]:
    """The pages with as many figures as the limit allows."""
    for figures in FIGURES_TRIED:
        material = Material(given, figures)
        pages = [make_page(material, language) for language in given.languages]
        if max(len(page.html.encode()) for page in pages) <= PAGE_LIMIT:
            break
    return material, pages


def page_name(languages: tuple[str, ...], position: int) -> str:
    """File name of a language's page."""
    return "index.html" if position == 0 else f"{languages[position]}.html"


def _checked(page: Page) -> bytes:
    content = page.html.encode()
    if len(content) > PAGE_LIMIT:
        raise PublishError(
            f"the {page.language} page would have {len(content):,} bytes, over {PAGE_LIMIT:,}",
            mend="Choose a narrower focus.",
        )
    return content
