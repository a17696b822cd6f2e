"""What is announced without being released: a plan, in a clause of its own."""

from __future__ import annotations

import re

from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag

_ANNOUNCED = re.compile(r"announc|annonc|anunci|ankundig|angekundig|объяв|анонс|công bố|thông báo|tuyên bố")
_THAT = re.compile(r"[ ,](?:that|qu'|que|dass|что|rằng|it (?:will|would|is|was|has|had|plans)) ?")
#: What begins like a word of publishing and is none.
_ADVERTS = ("publicit", "publicid")
#: Words from a word of announcing to the clause that tells what.
_CLAUSE_WORDS = 9


def tells_plan(sentence: Sentence, cue: Tag) -> bool:
    """Whether a clause tells what is announced, and no word of release stands in it: "announced that it will test ads in A"."""
    page = sentence.page
    if page.folded.startswith(_ADVERTS, cue.start):
        return True
    if not page.lexicon.spaced or not _ANNOUNCED.search(page.folded, cue.start, cue.end):
        return False
    stop = min(sentence.end, cue.end + int(page.word * _CLAUSE_WORDS))
    clause = _THAT.search(page.folded, cue.end, stop)
    if clause is None or any(cue.end <= name.start < clause.start() for name in sentence.names):
        return False
    return not any(
        tag.start >= clause.end() and not page.folded.startswith(_ADVERTS, tag.start)
        for tag in sentence.tags("links", "release")
    )
