"""Tables of companies, fact sheets, timelines and lists of amounts, in nine languages, as many hands lay them out."""

import re
from pathlib import Path

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document

FILE = Path(__file__).parent / "layouts.txt"
#: Floors under what the reader reached when the layouts were written; raise them, never lower them.
LEAST_RECALL, LEAST_PRECISION = 0.97, 0.98
#: As sure as `read` shows claims by default.
LEAST = 0.7


def value_of(said):
    try:
        return float(said)
    except ValueError:
        return said


def sections():
    for section in re.split(r"^@@ ", FILE.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        language, rest = section.split("\n", 1)
        lines = rest.split("\n")
        text = "\n".join(line for line in lines if line[:2] not in {"= ", "? "})
        told = {mark: set() for mark in "=?"}
        for line in lines:
            if line[:2] in {"= ", "? "}:
                metric, subject, said = line[2:].split(" | ")
                told[line[0]].add((metric, subject, value_of(said)))
        yield language, text, told["="], told["?"]


@pytest.fixture(scope="module")
def counted():
    reader, right, missed, wrong = RuleReader(load_catalogue()), 0, [], []
    for language, text, wanted, possible in sections():
        document = Document(id="l", text=text, snapshot="0", language=language, published="2026-03-01")
        got = {
            (claim.metric, claim.subject, value_of(str(claim.value)))
            for claim in reader.read(document)
            if claim.confidence >= LEAST
        }
        right += len(wanted & got)
        missed += wanted - got
        wrong += got - wanted - possible
    return right, missed, wrong


def test_most_of_what_layouts_say_is_read(counted):
    right, missed, _ = counted
    assert right >= LEAST_RECALL * (right + len(missed)), missed


def test_little_else_is_read(counted):
    right, _, wrong = counted
    assert right >= LEAST_PRECISION * (right + len(wrong)), wrong
