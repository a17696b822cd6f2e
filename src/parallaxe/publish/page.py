"""One page: its sections in order, laid out by templates, everything it needs inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

from parallaxe.publish import cards
from parallaxe.publish.blocks import Chart, Section
from parallaxe.publish.chart_files import chart_files, drawing
from parallaxe.publish.citations import citation_files
from parallaxe.publish.fonts import font_css
from parallaxe.publish.pdf import pdf_of
from parallaxe.publish.row import Row
from parallaxe.publish.sections import (
    controls,
    disputes,
    errata,
    everything,
    frontier,
    glance,
    hubs,
    indices,
    labs,
    prices,
    sources,
    themes,
    unknown,
)
from parallaxe.publish.texts import Texts, bare
from parallaxe.publish.view import Material, View
from parallaxe.vocabulary.period import Period

#: In the order of the page. Sources come last of all: they list what the others used.
_SECTIONS: tuple[Callable[[View], Section | None], ...] = (
    glance.build,
    themes.build,
    frontier.build,
    indices.build,
    labs.build,
    hubs.build,
    prices.build,
    controls.build,
    disputes.build,
    unknown.build,
    everything.build,
    errata.build,
    sources.build,
)


_TAG = re.compile(r"<[a-z][^<>]*>")
#: An attribute whose value needs no quotation marks (HTML, 13.1.2.3), not one before a closing slash.
_PLAIN_ATTRIBUTE = re.compile(r'(?<==)"([\w.#-]+)"(?=[\s>])', re.ASCII)

#: Where the fonts go once the page's characters are known.
_TYPE_MARK = Markup("/*type*/")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A finished page and what goes with it."""

    language: str
    html: str
    view: View
    sections: list[Section]
    title: str
    used: list[Row]
    missing: set[str]


def make_page(material: Material, language: str) -> Page:
    """Lay out the report in one language."""
    texts = Texts(language)
    view = View(material, texts)
    sections = [section for build in _SECTIONS if (section := build(view))] if view.rows else []
    glance.lead_to(sections)
    # Cards may bring further observations onto the page, so sources are listed after them.
    made = cards.build(view)
    sections = [sources.build(view) or section if section.id == "sources" else section for section in sections]
    title = texts.pick(material.given.focus.title, f"foci/{material.given.focus.id}.title")
    template = _environment().get_template("page.html.j2")
    html = template.render(
        t=texts,
        view=view,
        language=language,
        title=title,
        standfirst=_standfirst(view),
        as_of=_as_of(view),
        edition=material.given.edition,
        siblings=_siblings(material.given.languages, language),
        sections=sections,
        cards=made,
        type_mark=_TYPE_MARK,
        style=_asset("style.css"),
        script=_asset("cards.js"),
        wide=lambda chart: _svg(chart, "wide"),
        narrow=lambda chart: _svg(chart, "narrow"),
    )
    return Page(
        language=language,
        html=_tidy(html).replace(_TYPE_MARK, font_css(html), 1) + "\n",
        view=view,
        sections=sections,
        title=bare(title),
        used=list(view.used.values()),
        missing=texts.missing,
    )


def page_files(page: Page) -> dict[str, bytes]:
    """What stands beside a page: its charts, the citations (of the first language), its PDF."""
    given = page.view.material.given
    charts = _charts(page.sections)
    files = chart_files(charts, page.language)
    if page.language == given.languages[0]:
        files |= citation_files(page.view, page.title, page.used)
    if given.pdf:
        files[f"report.{page.language}.pdf"] = pdf_of(
            page.sections,
            texts=page.view.texts,
            title=page.title,
            standfirst=bare(_standfirst(page.view)),
            as_of=bare(_as_of(page.view)),
            charts={chart.id: drawing(chart, page.language, headed=False) for chart in charts},
        )
    return files


def _charts(sections: list[Section]) -> list[Chart]:
    return [block.chart for section in sections for block in section.blocks if block.chart]


def _svg(chart: Chart, width: str) -> Markup:
    canvas = chart.wide if width == "wide" else chart.narrow
    return canvas.svg(
        title=chart.title, description=chart.description, ident=f"{chart.id}-{width[0]}", cls=f"chart {width}"
    )


def _standfirst(view: View) -> Markup:
    focus = view.material.given.focus
    return view.texts.pick(focus.standfirst, f"foci/{focus.id}.standfirst") if focus.standfirst else Markup()


def _as_of(view: View) -> Markup:
    day = view.material.given.as_of
    if day:
        return view.texts("header.as_of", day=view.write.day(day))
    newest = max((Period.parse(row.published).start for row in view.rows if row.published), default=None)
    return view.texts("header.newest", day=view.write.day(newest)) if newest else Markup()


def _siblings(languages: tuple[str, ...], own: str) -> list[tuple[str, str]]:
    return [
        (language, "index.html" if position == 0 else f"{language}.html")
        for position, language in enumerate(languages)
        if language != own
    ]


def _tidy(html: str) -> str:
    """Without blank lines, indentation and quotation marks round plain attributes, which a phone need not load."""
    lines = "\n".join(line for raw in html.splitlines() if (line := raw.strip()))
    return _TAG.sub(lambda tag: _PLAIN_ATTRIBUTE.sub(r"\1", tag[0]), lines)


@cache
def _asset(name: str) -> Markup:
    return Markup((files("parallaxe.publish") / "assets" / name).read_text("utf-8"))  # noqa: S704  # our own files


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("parallaxe.publish"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
