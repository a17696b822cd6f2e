"""A web page to its text: boilerplate dropped, tables kept as pipe rows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from parallaxe.sources.merged_cells import has_merged_cells, unmerge
from parallaxe.vocabulary.errors import InvalidValueError, UnreadableInputError
from parallaxe.vocabulary.period import Period

_DROPPED = "script,style,noscript,template,nav,header,footer,aside,form,svg,iframe"
_BLOCKS = "p,div,section,article,h1,h2,h3,h4,h5,h6,li,br,blockquote,figcaption,caption,dt,dd,pre"
_DATES = (
    ('meta[property="article:published_time"]', "content"),
    ('meta[itemprop="datePublished"]', "content"),
    ('meta[name="date"]', "content"),
    ('meta[name="dc.date"]', "content"),
    ('meta[name="DC.date.issued"]', "content"),
    ('meta[name="citation_publication_date"]', "content"),
    ("time[pubdate]", "datetime"),
    ('time[itemprop="datePublished"]', "datetime"),
    ("article time[datetime]", "datetime"),
)
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_DAY = re.compile(r"\d{4}(?:[-/]\d{2}(?:[-/]\d{2})?)?(?=$|[T\s])")


@dataclass(frozen=True, slots=True)
class Page:
    """Text and declared metadata of a page; what it does not declare is None."""

    text: str
    title: str = ""
    language: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None


def extractor_version() -> str:
    """Name and version of what turns markup into text."""
    from importlib.metadata import version

    return f"trafilatura/{version('trafilatura')}"


def read_page(markup: str, where: str) -> Page:
    """Text of a page.

    Raises:
        UnreadableInputError: no text is left when markup and boilerplate are gone.
    """
    from selectolax.lexbor import LexborHTMLParser

    if has_merged_cells(markup):
        markup = _unmerged(markup)
    tree = LexborHTMLParser(markup)
    text = _main_text(markup)
    if not text.strip() or ("|" not in text and _has_table(tree)):
        text = _visible_text(tree)
    if not text.strip():
        raise UnreadableInputError(
            "a page without text", where=where, mend="Save the page after its scripts have run, or hand in its text."
        )
    language = tree.css_first("html")
    return Page(
        text=text,
        title=_title(tree),
        language=(language.attributes.get("lang") or None) if language else None,
        published=_published(tree, markup),
        publisher=_attribute(tree, 'meta[property="og:site_name"]', "content"),
        url=_attribute(tree, 'link[rel="canonical"]', "href"),
    )


def _unmerged(markup: str) -> str:
    import trafilatura
    from lxml import html

    try:
        tree = trafilatura.load_html(markup)
        if tree is None:
            return markup
        unmerge(tree)
        return str(html.tostring(tree, encoding="unicode"))
    except (ValueError, TypeError, AttributeError, RecursionError):  # pages broken beyond what lxml mends
        return markup


def _main_text(markup: str) -> str:
    import trafilatura

    try:
        tree = trafilatura.load_html(markup)
        if tree is None:
            return ""
        text = trafilatura.extract(
            _without_captions(tree), include_tables=True, include_comments=False, output_format="txt", no_fallback=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError):  # pages broken beyond what lxml mends
        return ""
    return "\n".join(line.rstrip() for line in (text or "").split("\n"))


def _without_captions(tree: Any) -> Any:
    """Captions become paragraphs before their table: inside it they would pass for its header."""
    for caption in tree.xpath("//table/caption"):
        table = caption.getparent()
        if table.getparent() is None:
            continue
        caption.tag, caption.tail = "p", None
        table.addprevious(caption)
    return tree


def _visible_text(tree: Any) -> str:
    """Everything a browser would show outside navigation: for pages the extractor finds no article in."""
    body = tree.body
    if body is None:
        return ""
    for node in body.css(_DROPPED):
        node.decompose()
    for row in body.css("tr"):
        for cell in row.css("td,th"):
            cell.insert_before("| ")
            cell.insert_after(" ")
        row.insert_after("|\n")
    for node in body.css(_BLOCKS):
        node.insert_after("\n")
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in body.text().split("\n"))
    return "\n".join(line for line in lines if line)


def _has_table(tree: Any) -> bool:
    """Whether there is a grid of data: the extractor's last resort flattens those of bare pages."""
    return any(len(table.css("tr")) > 1 and len(table.css("td")) > len(table.css("tr")) for table in tree.css("table"))


def _title(tree: Any) -> str:
    heading = _attribute(tree, 'meta[property="og:title"]', "content")
    if heading:
        return heading
    node = tree.css_first("h1") or tree.css_first("title")
    return " ".join(node.text().split()) if node else ""


def _published(tree: Any, markup: str) -> str | None:
    """The day the page declares in its metadata; text is never searched for one."""
    found = [_attribute(tree, selector, name) for selector, name in _DATES]
    if match := _JSON_LD_DATE.search(markup):
        found.append(_unescaped(match[1]))
    for said in found:
        day = _DAY.match(said) if said else None
        if day is None:
            continue
        try:
            return Period.parse(day[0].replace("/", "-")).text
        except InvalidValueError:
            continue
    return None


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def _attribute(tree: Any, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    value = node.attributes.get(name) if node else None
    return value.strip() or None if value else None
