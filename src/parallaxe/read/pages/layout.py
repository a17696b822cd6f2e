"""How a text is laid out: front matter, code, headings, list items, tables, paragraphs, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.members import direct

_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?\r?\n)---\s*(?:\r?\n|\Z)", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s*<h[1-6]\b[^>]*>(?=[^\n]*[^\s<>])", re.IGNORECASE)
#: What headings open with.
_HEADS = frozenset("#<")
_TAGGED = re.compile(r"\s*<h([1-6])", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-*+•·▪–—]|\d{1,2}[.)、])\s+")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_PIPE = re.compile(r"[\s>]*\|.*\||[^|\n]+\|[^|\n]+\|[^|\n]+")
#: The line under the header of a table: dashes and colons between pipes.
_RULE = re.compile(r"[\s>]*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|[\s>]*\|\s*:?-{2,}:?\s*\|?\s*$")
_HTML_TABLE = re.compile(r"<table\b.*?(?:</table>|\Z)", re.DOTALL | re.IGNORECASE)
_CREDIT = re.compile(r"^\s*(?:source|sources|photo|image|©|copyright)\b", re.IGNORECASE)
#: A line this long that ends without a full stop goes on in the next one (hard-wrapped text).
_WRAPPED = 60
#: Lines that show at which width a text was wrapped, at least, and widths texts are wrapped at.
_WRAPPED_LINES, _WIDTHS = 3, range(40, 133)
#: An item this short may head others.
_LEADING = 60
#: A line in bold and nothing else, but for a colon.
_BOLD = re.compile(r"\s*(?:\*\*|__)[^*_\n]{2,120}(?:\*\*|__)[ :：]*\n?")
#: A line that opens with a label goes on none.
_LABELLED = re.compile(r"[^\w\s]{0,4}\s?[^\W\d][^:：.!?]{1,40}\s?[:：](?!//)")
#: A year and nothing else ("### 2024", "**2024年**").
_ONLY_YEAR = re.compile(r"[\s#*_\-+•<h1-6>]{0,12}?(20[0-3]\d)\s*(?:年|г\.|год)?[\s*_:：#]*(?:</h[1-6]>)?\s*")
#: A year that opens a line as its label ("**2022**: …", "- 2023 – …").
_OPENING_YEAR = re.compile(r"\s*(?:[-*+•]\s+)?[*_]{0,3}(20[0-3]\d)(?:年)?[*_]{0,3}\s?(?:[:：]|[–—-]\s)[*_]{0,3}")
#: Facts that bars part are no row of a table.
_FACTS = re.compile(r"\s*(?:[-*+•]\s+)?[^|:：\n]{1,40}[:：][^|\n]*(?:\s\|\s[^|:：\n]{1,40}[:：](?!//)[^|\n]*)+\s*")
#: Level of an item that is not indented.
ITEMS = 7
#: Begins with one set of signs, so that searches skip to them.
_STOP = re.compile(
    r"[.!?…。！？；;](?:(?<=[.!?…])[.!?…]*[\"»”’')\]]*\s+|(?<=[。！？；])[。！？；]*[」』”’）)]*\s*|(?<=;)\s+)"
)
#: What stands before a number that counts within a sentence: "the first are: 1. A, 2. B".
_NUMBERING = frozenset({": ", ", ", "; "})
#: Code points of the longest stretch read as one sentence, by whether words have spaces: half as long again as any in 700 texts.
_LONGEST = {True: 1200, False: 600}
#: A year before its word or ending, as Russian writes it ("2025 г.", "2025-м.").
_YEAR_BEFORE = re.compile(r"\d{4}[ \u00a0-]$")
_LAST_WORD = re.compile(r"([\w.]+)$")


@direct
class BlockKind(StrEnum):
    """What a stretch of lines is."""

    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    HTML_TABLE = "html_table"


#: What a line in bold may head.
_LED = frozenset({BlockKind.ITEM, BlockKind.TABLE})


class Block(msgspec.Struct, frozen=True, gc=False):
    """A stretch of text: code points, kind, the sentences in it (none in tables), and how deep it stands.

    The level of a heading is 1 to 6, that of an item or an indented line ``ITEMS`` and more, 0 of anything else. An item
    with others indented under it leads them; one that only names what they are about is a heading.
    """

    start: int
    end: int
    kind: BlockKind
    sentences: tuple[tuple[int, int], ...] = ()
    level: int = 0
    leads: bool = False


@lru_cache(maxsize=2)
def blocks(text: str, lexicon: Lexicon) -> list[Block]:
    """The blocks of a text in order; front matter, code and blank lines are left out.

    Remembered for the next reader of the text, so the list may not be changed.
    """
    found: list[Block] = []
    front = _FRONT_MATTER.match(text)
    position = front.end() if front else 0
    for table in (*(_HTML_TABLE.finditer(text, position) if "<" in text else ()), None):
        until = table.start() if table else len(text)
        found += _line_blocks(text, position, until, lexicon)
        if table:
            found.append(Block(table.start(), table.end(), BlockKind.HTML_TABLE))
            position = table.end()
    return _with_leading_items(text, found)


def headed_years(text: str, laid: list[Block]) -> list[tuple[int, int, int]]:
    """Stretches under a heading, a line in bold or an item that is a year and nothing else: first, last, year.

    Days and months told there without a year are of that one.
    """
    found: list[tuple[int, int, int]] = []
    for place, block in enumerate(laid):
        heads = block.kind is BlockKind.HEADING or block.leads
        match = _ONLY_YEAR.fullmatch(text, block.start, block.end) if heads else None
        if match is None:
            if block.sentences and (opening := _OPENING_YEAR.match(text, block.start, block.end)):
                found.append((block.start, block.end, int(opening[1])))
            continue
        level = block.level if block.kind is BlockKind.HEADING else ITEMS - 1
        closing = (one.start for one in laid[place + 1 :] if _closes(one, level))
        found.append((block.start, next(closing, len(text)), int(match[1])))
    return found


def _closes(block: Block, level: int) -> bool:
    """Whether a block ends what a heading of a level, or a line in bold, heads."""
    if block.kind is BlockKind.HEADING:
        return block.level <= level
    return level == ITEMS - 1 and block.kind is BlockKind.PARAGRAPH and not block.level


def _with_leading_items(text: str, found: list[Block]) -> list[Block]:
    """Items that head the items indented under them, as headings; lines in bold that head a list lead it."""
    for place, (block, following) in enumerate(pairwise(found)):
        if (
            block.kind is BlockKind.PARAGRAPH
            and following.kind in _LED
            and _BOLD.fullmatch(text, block.start, block.end)
        ):
            found[place] = replace(block, leads=True)
            continue
        if not (block.kind is following.kind is BlockKind.ITEM and following.level > block.level):
            continue
        words = text[block.start : block.end].strip()
        short = len(words) <= _LEADING and words[-1] not in ".。!?！？;；"
        found[place] = replace(block, leads=True, kind=BlockKind.HEADING if short else block.kind)
    return found


def _line_blocks(text: str, start: int, end: int, lexicon: Lexicon) -> list[Block]:
    found: list[Block] = []
    lines = [match.span() for match in _LINE.finditer(text, start, end)]
    kinds = [_kind(text[slice(*line)]) for line in lines]
    filled = _filled(text, lines, kinds)
    place, fences, fenced = 0, "```" in text or "~~~" in text, False
    while place < len(lines):
        first, last = lines[place]
        line = text[first:last]
        bare = line.strip()
        fence = fences and _FENCE.match(line) is not None
        fenced ^= fence
        place += 1
        ruled = "|" in line and place < len(lines) and _RULE.match(text, *lines[place]) is not None
        if fence or (fenced and not ruled) or not bare:
            continue
        tabs = 0 if "|" in line else bare.count("\t")
        tabbed = bool(tabs) and place < len(lines) and text.count("\t", *lines[place]) == tabs
        kind = BlockKind.TABLE if ruled or tabbed else kinds[place - 1]
        if tabbed:
            while place < len(lines) and text.count("\t", *lines[place]):
                last = lines[place][1]
                place += 1
        elif kind is BlockKind.TABLE:
            while place < len(lines) and _in_table(text, lines[place], ruled=ruled):
                last = lines[place][1]
                place += 1
        elif kind is not BlockKind.HEADING:
            while place < len(lines) and (place in filled or _goes_on(text, (first, last), lines[place])):
                last = lines[place][1]
                place += 1
        sentences = () if kind is BlockKind.TABLE else tuple(_sentences(text, first, last, lexicon))
        found.append(Block(first, last, kind, sentences, _level(line, kind)))
    return found


def _filled(text: str, lines: list[tuple[int, int]], kinds: list[BlockKind]) -> set[int]:
    """Lines that go on the one before: of paragraphs wrapped at a width, whose every next word did not fit any more."""
    found: set[int] = set()
    told = [text[slice(*line)].strip() for line in lines]
    first = 0
    for place in range(len(lines) + 1):
        if place < len(lines) and told[place] and kinds[place] is BlockKind.PARAGRAPH:
            continue
        if place - first >= _WRAPPED_LINES and _wrapped(told[first:place]):
            found.update(range(first + 1, place))
        first = place + 1
    return found


def _wrapped(lines: list[str]) -> bool:
    width = max(map(len, lines))
    if all(_LABELLED.match(line) for line in lines):
        return False
    return width in _WIDTHS and all(
        len(line) + 1 + len(following.split(maxsplit=1)[0]) > width for line, following in pairwise(lines)
    )


def levelled(text: str, laid: list[Block]) -> str:
    """The text with spaces for line breaks inside paragraphs and items, and pipes for tabs in tables, in their places."""
    parts, position = [], 0
    for block in laid:
        inside = text[block.start : block.end - 1]
        if block.sentences and "\n" in inside:
            inside = inside.replace("\n", " ")
        elif block.kind is BlockKind.TABLE and "\t" in inside:
            inside = inside.replace("\t", "|")
        else:
            continue
        parts += [text[position : block.start], inside]
        position = block.start + len(inside)
    return "".join((*parts, text[position:]))


def _level(line: str, kind: BlockKind) -> int:
    indent = len(line) - len(line.lstrip())
    if kind is BlockKind.ITEM or (kind is BlockKind.PARAGRAPH and indent):
        return ITEMS + indent
    if kind is not BlockKind.HEADING:
        return 0
    tag = _TAGGED.match(line)
    return int(tag[1]) if tag else len(line.strip()) - len(line.strip().lstrip("#"))


def _in_table(text: str, line: tuple[int, int], *, ruled: bool) -> bool:
    """Whether a table goes on: under a rule one pipe makes a row, else rows look like rows."""
    return "|" in text[slice(*line)] if ruled else _PIPE.match(text, *line) is not None


def _kind(line: str) -> BlockKind:
    opening = line.lstrip()[:1]
    if opening in _HEADS and _HEADING.match(line):
        return BlockKind.HEADING
    if line.count("|") > 1 and _PIPE.match(line) and not _FACTS.fullmatch(line):
        return BlockKind.TABLE
    return BlockKind.PARAGRAPH if opening.isalpha() or not _ITEM.match(line) else BlockKind.ITEM


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether a line continues in the next: hard-wrapped, or the next one starts in lower case."""
    lower = text[slice(*following)].strip()
    if not lower:
        return False
    upper = text[slice(*line)].rstrip()
    if upper[-1:] in ".!?:;。！？：；|":
        return False
    last_line = upper.rsplit("\n", 1)[-1]
    if _kind(lower + "\n") is not BlockKind.PARAGRAPH or _FENCE.match(lower):
        return False
    return lower[0].islower() or (len(last_line) >= _WRAPPED and not _CREDIT.match(lower) and last_line[-1] in ",-")


def _sentences(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    found, first = [], start
    for match in _STOP.finditer(text, start, end):
        if match[0][0] == "." and not _ends_sentence(text, match, lexicon):
            continue
        found.append((first, match.end()))
        first = match.end()
    if text[first:end].strip():
        found.append((first, end))
    return [piece for sentence in found for piece in _pieces(text, *sentence, _LONGEST[lexicon.spaced])]


def _pieces(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """A sentence, or what is taken for one, in stretches of bounded length: thousands of figures without a full stop are a list.

    What a sentence costs grows with the square of its names and figures.
    """
    while end - start > longest:
        cuts = (text.rfind(mark, start + longest // 2, start + longest) + 1 for mark in ";；,，、 ")
        cut = next((cut for cut in cuts if cut), start + longest)
        yield start, cut
        start = cut
    yield start, end


def _ends_sentence(text: str, stop: re.Match[str], lexicon: Lexicon) -> bool:
    following = text[stop.end() : stop.end() + 1]
    word = _LAST_WORD.search(text, max(0, stop.start() - 12), stop.start())
    if following.islower():
        return False
    if word is None:
        return True
    last = word[1].lower().strip(".")
    if last.isdigit() and len(last) <= 2:  # noqa: PLR2004
        return lexicon.language != "de" and text[word.start() - 2 : word.start()] not in _NUMBERING
    if last in _scale_words(lexicon):
        return lexicon.language != "de" and following.isupper()
    if (
        len(last) == 1
        and lexicon.script == "cyrillic"
        and _YEAR_BEFORE.search(text, max(0, word.start(1) - 5), word.start(1))
    ):
        return following.isupper()
    return last not in lexicon.abbreviations and (len(last) > 1 or not last.isalpha() or not lexicon.spaced)


@lru_cache(maxsize=64)
def _scale_words(lexicon: Lexicon) -> frozenset[str]:
    """Abbreviated scales, which end a sentence when a capital follows ("6,8 млрд. Китайская")."""
    return frozenset(term.strip(".*<>~") for terms in lexicon.scales.values() for term in terms)
