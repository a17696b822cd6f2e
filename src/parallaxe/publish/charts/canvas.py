"""The drawing surface all charts share: two widths, marks by kind, text that is escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

#: Widths in CSS pixels the same chart is drawn for; the page shows the one that fits.
WIDE, NARROW = 680, 328
#: Average advance of a letter of the sans family, in em; Han characters take a whole one.
_LETTER = 0.5
_SIZE = 14
_TITLE, _TITLE_LINE = 17, 24

#: Where a line may break: after spaces, and around Han characters.
_WORDS = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+")

#: Colours of the standalone files (the light palette of style.css).
_LIGHT = {
    "a": "#b5410b", "b": "#0a5c94", "c": "#5d6b00", "d": "#7a3b8f", "n": "#5c5a57",
    "ink": "#1c1b1a", "soft": "#5c5a57", "line": "#d9d5cf", "paper": "#fffdfa",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One drawn observation.

    Args:
        value: position on the value axis, in the chart's unit.
        text: the value as written, sign and unit included.
        spoken: what a screen reader says: subject, date and value.
        kind: claimed is drawn hollow, recomputed half, measured solid.
        colour: role in the palette.
        anchor: id of the card it opens; None draws no link.
        qualifier: at_least and at_most are drawn as open ends.
        lower: lower end of its interval.
        upper: upper end.
    """

    value: float
    text: str
    spoken: str
    kind: str
    colour: str = "n"
    anchor: str | None = None
    qualifier: str | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(kw_only=True)
class Canvas:
    """Collects SVG elements."""

    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, cls: str) -> None:
        """A straight line."""
        self.parts.append(f'<line x1="{_r(x1)}" y1="{_r(y1)}" x2="{_r(x2)}" y2="{_r(y2)}" class="{cls}"/>')

    def path(self, points: Sequence[tuple[float, float]], cls: str) -> None:
        """An open polyline."""
        steps = "L".join(f"{_r(x)} {_r(y)}" for x, y in points)
        self.parts.append(f'<path d="M{steps}" class="{cls}"/>')

    def text(self, x: float, y: float, text: str, cls: str = "", anchor: str = "start") -> None:
        """A line of text; ``anchor`` is start, middle or end."""
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        name = f' class="{cls}"' if cls else ""
        self.parts.append(f'<text x="{_r(x)}" y="{_r(y)}"{at}{name}>{escape(text)}</text>')

    def dot(self, x: float, y: float, mark: Mark, radius: float = 5) -> None:
        """A mark: hollow for claimed, half for recomputed, solid for measured; linked to its card."""
        if mark.anchor:
            self.parts.append(f'<a href="#{escape(mark.anchor)}" aria-label="{escape(mark.spoken)}">')
        self.parts.append(f'<circle cx="{_r(x)}" cy="{_r(y)}" r="12" class="hit"/>')
        style = "full" if mark.kind == "measured" else "hollow"
        self.parts.append(f'<circle cx="{_r(x)}" cy="{_r(y)}" r="{radius}" class="{style} {mark.colour}"/>')
        if mark.kind == "recomputed":
            half = f"M{_r(x)} {_r(y - radius)}a{radius} {radius} 0 0 0 0 {2 * radius}z"
            self.parts.append(f'<path d="{half}" class="full {mark.colour}"/>')
        if mark.anchor:
            self.parts.append("</a>")

    def arrow(self, x: float, y: float, *, dx: float = 0, dy: float = 0, colour: str = "n") -> None:
        """An open end: the value lies at least (or at most) here."""
        tip_x, tip_y = x + dx, y + dy
        back = 4
        if dx:
            sign = 1 if dx > 0 else -1
            wings = [(tip_x - sign * back, tip_y - back), (tip_x, tip_y), (tip_x - sign * back, tip_y + back)]
        else:
            sign = 1 if dy > 0 else -1
            wings = [(tip_x - back, tip_y - sign * back), (tip_x, tip_y), (tip_x + back, tip_y - sign * back)]
        self.path([(x, y), (tip_x, tip_y)], f"open {colour}")
        self.path(wings, f"open {colour}")

    def svg(self, *, title: str, description: str, ident: str, cls: str) -> Markup:
        """The drawing for a page: colours by class, so that it follows light, dark and print."""
        return Markup(
            '<svg class="{}" viewBox="0 0 {} {}" role="group" aria-labelledby="{}-t {}-d">'
            '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>'
        ).format(
            cls, self.width, _r(self.height), ident, ident, ident, title, ident, description,
            Markup("".join(self.parts)),  # noqa: S704  # written above, texts escaped
        )  # fmt: skip


def standalone(canvas: Canvas, *, title: str, subtitle: str, source: str, language: str, headed: bool = True) -> bytes:
    """The drawing as a file of its own: title (unless it is to stand under one), colours and type inside, no links."""
    titles = wrap(title, canvas.width, _TITLE) if headed else []
    head, foot = _TITLE_LINE * len(titles) + 34, 30
    height = canvas.height + head + foot
    body = _unlinked("".join(canvas.parts))
    style = "".join(
        f".full.{role}{{fill:{_LIGHT[role]};stroke:{_LIGHT[role]}}}.hollow.{role},.open.{role},.run.{role}"
        f"{{stroke:{_LIGHT[role]}}}.label.{role}{{fill:{_LIGHT[role]}}}.band.{role}{{fill:{_LIGHT[role]}}}"
        for role in "abcdn"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{canvas.width}" height="{_r(height)}" '
        f'viewBox="-12 0 {canvas.width + 24} {_r(height)}" lang="{language}">'
        f"<title>{escape(title)}</title><style>text{{font:14px 'Source Sans Pro','Noto Sans CJK SC',sans-serif;"
        f"fill:{_LIGHT['ink']}}}.t{{font-size:17px;font-weight:600}}.soft{{fill:{_LIGHT['soft']};font-size:13px}}"
        f".strong,.label{{font-weight:600}}.small{{font-size:13px;font-weight:400}}.spot{{fill-opacity:.55}}.band{{fill-opacity:.16;stroke:none}}"
        f".grid{{stroke:{_LIGHT['line']}}}.axis{{stroke:{_LIGHT['soft']}}}.hit{{fill:none}}"
        f".hollow{{fill:{_LIGHT['paper']};stroke-width:2}}.open,.run{{fill:none;stroke-width:2}}.sparse{{stroke-width:1.5;stroke-dasharray:2 4}}.range{{stroke-width:5;"
        f"stroke-opacity:.3;stroke:{_LIGHT['soft']}}}{style}</style>"
        + (
            f'<rect x="-12" width="{canvas.width + 24}" height="{_r(height)}" fill="{_LIGHT["paper"]}"/>'
            if headed
            else ""
        )
        + "".join(
            f'<text x="0" y="{24 + number * _TITLE_LINE}" class="t">{escape(line)}</text>'
            for number, line in enumerate(titles)
        )
        + f'<text x="0" y="{head - 14}" class="soft">{escape(subtitle)}</text>'
        f'<g transform="translate(0 {head})">{body}</g>'
        f'<text x="0" y="{_r(height - 10)}" class="soft">{escape(source)}</text></svg>\n'
    ).encode()


def text_width(text: str, size: float = _SIZE) -> float:
    """Estimated width of a line in pixels."""
    units = sum(1.0 if unicodedata.east_asian_width(character) in "WF" else _LETTER for character in text)
    return units * size


def shorten(text: str, width: float, size: float = _SIZE) -> str:
    """The text, cut with an ellipsis where it would be wider."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text, size) > width - size:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, width: float, size: float = _SIZE) -> list[str]:
    """The text in lines no wider than that; a single longer word keeps a line of its own."""
    lines: list[str] = []
    for word in _WORDS.findall(text):
        if lines and text_width((lines[-1] + word).rstrip(), size) <= width:
            lines[-1] += word
        else:
            lines.append(word)
    return [line.rstrip() for line in lines]


def _unlinked(body: str) -> str:
    return re.sub(r"</?a\b[^>]*>", "", body)


def _r(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
