"""Markup that says nothing: tags, link targets, addresses; blanked so that offsets stay."""

from __future__ import annotations

import re

#: The badge of a licence: many READMEs state theirs nowhere else.
_LICENCE_BADGE = re.compile(r"img\.shields\.io/badge/[^?\s\"'<>)]*licen[cs]e[^?\s\"'<>)]*", re.IGNORECASE)
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)"  # comments
    r"|</?[a-zA-Z][\w:-]*(?:\s[^<>]*|/)?>"  # tags
    r"|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s+\"[^\"\n]*\")?\)"  # link targets
    r"|\[\[(?:[^\[\]|\n]{1,80}\\?\|)?(?=[^\[\]\n]{1,80}\]\])|\]\](?!\()"  # marks of links within a wiki
    r"|https?://[^\s<>\"'|)\]}，。；、）」]+",
    re.DOTALL,
)
_FENCED = re.compile(r"^\s*(```|~~~).*?^\s*\1|\A---\r?\n.*?\n---\s*$", re.DOTALL | re.MULTILINE)


def blanked(text: str, *, badges: bool = True) -> str:
    """The text with spaces for its markup, every code point at its place.

    Args:
        text: Markdown, HTML or plain.
        badges: whether to keep the words of a licence's badge ("License-MIT").
    """
    if "<" not in text and "](" not in text and "://" not in text and "[[" not in text:
        return text
    return _HIDDEN.sub(_blank if badges else _spaces, text)


def _spaces(match: re.Match[str]) -> str:
    return _blanks(match[0])


def _blanks(markup: str) -> str:
    return "\n".join(" " * len(line) for line in markup.split("\n"))


def _blank(match: re.Match[str]) -> str:
    badge = _LICENCE_BADGE.search(match[0])
    if badge is None:
        return _spaces(match)
    return _blanks(match[0][: badge.start()]) + badge[0] + _blanks(match[0][badge.end() :])


def prose(text: str) -> str:
    """What a reader sees of a text apart from tables, code and markup."""
    if "```" in text or "~~~" in text or text.startswith("---"):
        text = _FENCED.sub(" ", text)
    lines = blanked(text, badges=False).splitlines()
    return "\n".join(words for line in lines if "|" not in line and (words := " ".join(line.split())))
