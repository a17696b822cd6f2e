"""How a document without a title is named: by its own title line, else by its first words."""

from __future__ import annotations

import re

#: A first line of fewer words is a button or a rubric; a name of more characters is no name.
_FEWEST_WORDS, _LONGEST = 4, 72
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_TITLE = re.compile(r"^title:\s*(.+)$", re.MULTILINE)
_HAN = re.compile(r"[\u3040-\u9fff]")


def opening(text: str) -> str:
    """The title of a document's front matter, else the first line that says something, cut at a word."""
    front = _FRONT_MATTER.match(text)
    if front and (title := _TITLE.search(front[1])):
        return _cut(title[1].strip().strip("\"'"))
    body = text[front.end() :] if front else text
    lines = [line for raw in body.splitlines() if (line := " ".join(raw.split()).lstrip("#> "))]
    return _cut(next((line for line in lines if _says(line)), lines[0] if lines else ""))


def _says(line: str) -> bool:
    return len(line.split()) >= _FEWEST_WORDS or len(_HAN.findall(line)) > 2 * _FEWEST_WORDS


def _cut(line: str) -> str:
    if len(line) <= _LONGEST:
        return line
    return line[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
