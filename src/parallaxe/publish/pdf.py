"""The report on paper: the page's own sections set by typst (extra ``pdf``)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from markupsafe import Markup

from parallaxe.publish.blocks import Block, Chart, Event, Section, Table
from parallaxe.publish.fonts import font_folders
from parallaxe.publish.texts import Texts, bare
from parallaxe.vocabulary.errors import PublishError

_HEAD = """\
#set document(title: {title}, date: none)
#set page(
  paper: "a4", margin: (x: 20mm, top: 20mm, bottom: 22mm),
  footer: context text(size: 8pt, fill: luma(90), font: ("Source Sans Pro", "Noto Sans CJK SC"))[
    #{title} #h(1fr) #counter(page).display("1 / 1", both: true)
  ],
)
#set text(font: ("Source Serif Pro", "Noto Sans CJK SC"), size: 10pt, lang: {language})
#set par(leading: 0.6em)
#show heading.where(level: 1): set text(size: 16pt)
#show heading.where(level: 1): set block(above: 10mm, below: 4mm)
#show heading.where(level: 2): set text(size: 12pt)
#show heading.where(level: 2): set block(above: 7mm, below: 2.5mm)
#show image: set block(breakable: false)
#show table: set text(font: ("Source Sans Pro", "Noto Sans CJK SC"), size: 8.5pt)
#set table(stroke: (x, y) => (bottom: 0.4pt + luma(200)), inset: (x: 5pt, y: 3.5pt))
#text(size: 24pt, weight: "semibold", {title})

#text(size: 12pt, fill: luma(90), {standfirst})

#text(size: 9pt, fill: luma(90), {as_of})

#v(6mm)
#outline(title: text(size: 12pt, {contents}), depth: 1)
#pagebreak()
"""

#: Of an A4 page within its margins, and of a chart under a title, in mm.
_TEXT_WIDTH, _HIGHEST = 170, 205
#: What ends or escapes a typst string; other controls were made visible before.
_SPECIAL = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": " ", "\r": " ", "\t": " "})


def pdf_of(
    sections: Iterable[Section],
    *,
    texts: Texts,
    title: str,
    standfirst: str,
    as_of: str,
    charts: Mapping[str, bytes],
) -> bytes:
    """The sections as a PDF.

    Args:
        sections: in the order of the page.
        texts: of its language.
        title: of the report.
        standfirst: under it.
        as_of: what it covers.
        charts: SVG files by id of the chart.

    Raises:
        PublishError: typst is not installed.
    """
    if find_spec("typst") is None:
        raise PublishError(
            "typst is not installed",
            where="--pdf",
            mend="Install it with 'pip install parallaxe[pdf]', or say --no-pdf.",
        )
    import typst  # type: ignore[import-not-found, unused-ignore]

    head = _HEAD.format(
        title=_text(title), standfirst=_text(standfirst), as_of=_text(as_of), language=_text(texts.language),
        contents=_text(texts("header.contents")),
    )  # fmt: skip
    source = head + "\n".join(_section(section) for section in sections)
    with tempfile.TemporaryDirectory() as folder:
        for ident, svg in charts.items():
            (Path(folder) / f"{ident}.svg").write_bytes(svg)
        main = Path(folder) / "report.typ"
        main.write_text(source, "utf-8")
        return bytes(typst.compile(str(main), root=folder, font_paths=font_folders(), ignore_system_fonts=True))


def _section(section: Section) -> str:
    parts = [f"= #{_text(section.title)}", f"#text(fill: luma(90), {_text(section.lead)})" if section.lead else ""]
    extra = section.extra
    match section.template:
        case "glance.html.j2":
            parts += [_tile(tile) for tile in _list(extra, "tiles")]
            parts += [f"- #{_text(words)}" for _, words in _pairs(extra, "findings")]
        case "labs.html.j2":
            parts += [_lab(lab) for lab in _list(extra, "labs")]
        case "disputes.html.j2":
            parts += [_disputes(group) for group in _list(extra, "groups")]
        case "sources.html.j2":
            origins = extra.get("origins")
            parts.append(_table(origins) if isinstance(origins, Table) else "")
            parts += [_documents(group) for group in _list(extra, "groups")]
        case "everything.html.j2":
            parts += [_sheets(group) for group in _list(extra, "groups")]
        case _:
            parts += [_block(block) for block in section.blocks]
    return "\n\n".join(part for part in parts if part)


def _block(block: Block) -> str:
    head = [f"== #{_text(block.title)}" if block.title else "", _soft(block.subtitle)]
    head += [f"#{_text(paragraph)}" for paragraph in block.text]
    if block.chart:
        head = ["#block(breakable: false)[", *head, _image(block.chart), "]"]
    parts = head + [_table(table) for table in block.tables]
    parts += [_events(block.events)] if block.events else []
    parts += [_soft(note) for note in block.notes]
    return "\n\n".join(part for part in parts if part)


def _image(chart: Chart) -> str:
    """At text width, or as high as a page leaves room for under its title."""
    high = chart.wide.height / chart.wide.width * _TEXT_WIDTH > _HIGHEST
    size = f'height: {_HIGHEST}mm, width: 100%, fit: "contain"' if high else "width: 100%"
    return f'#image("{chart.id}.svg", {size}, alt: {_text(chart.description)})'


def _table(table: Table) -> str:
    kept = table.filled
    if not kept:
        return ""
    align = ", ".join("right" if table.columns[position].numeric else "left" for position in kept)
    widths = ", ".join("auto" if table.columns[position].numeric else "1fr" for position in kept)
    cells = [f"text(fill: luma(90), {_text(table.columns[position].head)})" for position in kept]
    rows = [f"table.header({', '.join(cells)})"]
    for group in table.groups:
        if group.head and len(table.groups) > 1:
            rows.append(f"table.cell(colspan: {len(kept)}, strong({_text(group.head[:1].upper() + group.head[1:])}))")
        rows += [", ".join(_text(line.cells[position]) for position in kept) for line in group.lines]
    return f"#table(columns: ({widths},), align: ({align},), {', '.join(rows)})"


def _events(events: Sequence[Event]) -> str:
    rows = ", ".join(f"{_text(event.when)}, {_text(event.what + Markup(' ') + event.figure)}" for event in events)
    return f"#table(columns: (32mm, 1fr), {rows})" if rows else ""


def _tile(tile: object) -> str:
    label, subject, figure, when = (getattr(tile, name) for name in ("label", "subject", "figure", "when"))
    said = f"{bare(subject)} · {bare(label)}"
    return f"#{_text(said)}: #strong({_text(figure)}) #{_text(when)} #text(fill: luma(90), {_text(getattr(tile, 'source', ''))})"


def _sheets(group: object) -> str:
    """All figures in small type: what, about what, how much."""
    heading, sheets = group if isinstance(group, tuple) else ("", [])
    rows: list[str] = []
    for sheet in sheets:
        rows.append(f"table.cell(colspan: 2, strong({_text(sheet.name)}) + {_text(Markup(' ') + sheet.about)})")
        rows += [
            f"{_text(Markup(', ').join(part for part in (metric, about) if part))}, {_text(figure)}"
            for metric, about, figure in sheet.entries
        ]
        if sheet.named:
            rows.append(f"table.cell(colspan: 2, text(fill: luma(90), {_text(sheet.named)}))")
    table = f"#text(size: 7.5pt, table(columns: (2fr, 1fr), align: (left, right), inset: (x: 2pt, y: 2pt), {', '.join(rows)}))"
    return "\n\n".join((f"== #{_text(heading)}", table)) if rows else ""


def _lab(lab: object) -> str:
    facts = [
        f"{_text(metric)}, {_text(Markup('; ').join(value + Markup(' ') + note for value, note in values))}"
        for metric, values in getattr(lab, "facts", [])
    ]
    models = [
        f"strong({_text(name)}), {_text(Markup(' · ').join(told))}" for _, name, told in getattr(lab, "models", [])
    ]
    tables = [f"#table(columns: (45mm, 1fr), {', '.join(rows)})" if rows else "" for rows in (facts, models)]
    parts = (f"== #{_text(getattr(lab, 'name', ''))}", *tables, _events(getattr(lab, "events", [])))
    return "\n\n".join(part for part in parts if part)


def _disputes(group: object) -> str:
    _, name, words, found, *_ = group if isinstance(group, tuple) else ("", "", "", [])
    parts = [f"== #{_text(str(name))}", _soft(str(words))]
    for dispute in found if isinstance(found, list) else []:
        rows = [
            f"{_text(said.figure)}, {_text(said.about + (Markup(' « ') + said.quote + Markup(' »') if said.quote else Markup()))}, {_text(said.source)}"
            for said in dispute.members
        ]
        parts.append(f"#strong({_text(dispute.title)})")
        parts.append(f"#table(columns: (auto, 1fr, 35mm), {', '.join(rows)})" if rows else "")
        parts.append(_soft(dispute.verdict))
    return "\n\n".join(part for part in parts if part)


def _documents(group: object) -> str:
    heading, documents = group if isinstance(group, tuple) else ("", [])
    lines = [f"== #{_text(heading)}"]
    for document in documents:
        said = [bare(getattr(document, name)) for name in ("title", "publisher", "details")]
        lines.append(f"- #{_text(', '.join(dict.fromkeys(said)))}")
    return "\n".join(lines)


def _soft(text: Markup | str) -> str:
    return f"#text(size: 9pt, fill: luma(90), {_text(text)})" if text else ""


def _list(extra: dict[str, object], name: str) -> Sequence[object]:
    found = extra.get(name, [])
    return found if isinstance(found, Sequence) else []


def _pairs(extra: dict[str, object], name: str) -> list[tuple[str, str]]:
    return [found for found in _list(extra, name) if isinstance(found, tuple)]


def _text(text: Markup | str) -> str:
    """A typst string: nothing in it is markup."""
    plain = bare(Markup(text.replace("<small>", "· "))) if isinstance(text, Markup) else text  # noqa: S704  # as it came
    return f'"{plain.translate(_SPECIAL)}"'
