"""Charts as files beside the page: SVG, PNG and CSV each, one click away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from markupsafe import escape

from parallaxe.publish.blocks import Chart
from parallaxe.publish.charts.canvas import standalone
from parallaxe.publish.fonts import font_folders

#: Pixels of the PNG for one of the drawing's: sharp on screens and in print.
_SCALE = 2.0


def chart_files(charts: Iterable[Chart], language: str) -> dict[str, bytes]:
    """Files by path under the report's folder."""
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(folder)
    files: dict[str, bytes] = {}
    for chart in charts:
        svg = drawing(chart, language)
        stem = chart_stem(chart.id, language)
        files[f"{stem}.svg"] = svg
        files[f"{stem}.png"] = vl_convert.svg_to_png(svg.decode(), scale=_SCALE)
        files[f"{stem}.csv"] = _csv(chart)
        files[f"{stem}.html"] = _embedded(chart, svg, language)
    return files


def drawing(chart: Chart, language: str, *, headed: bool = True) -> bytes:
    """The chart as SVG, with its title or to stand under one."""
    return standalone(
        chart.wide, title=chart.title, subtitle=chart.subtitle, source=chart.source, language=language, headed=headed
    )


def chart_stem(ident: str, language: str) -> str:
    """Path of a chart's files without their ending."""
    return f"charts/{language}/{ident}"


def _embedded(chart: Chart, svg: bytes, language: str) -> bytes:
    """A page that holds the drawing alone, to be framed by other pages."""
    head = f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{escape(chart.title)}</title>'
    style = "<style>body{margin:0}svg{width:100%;height:auto;max-width:44rem}</style>"
    return f"{head}{style}{svg.decode()}".encode()


def _csv(chart: Chart) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(chart.head)
    writer.writerows(chart.data)
    return out.getvalue().encode()
