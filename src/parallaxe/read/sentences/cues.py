"""The words of a sentence that say what its figures are of."""

from __future__ import annotations

from collections import defaultdict

from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.adoption import use_cues
from parallaxe.read.sentences.backers import FUNDING, taken
from parallaxe.read.sentences.deals import price_cues
from parallaxe.read.sentences.investments import rent_cues
from parallaxe.read.sentences.markets import market_cues
from parallaxe.read.sentences.thread import INDEX, SCORE, benchmarks, is_index
from parallaxe.read.sentences.training import training_cues
from parallaxe.read.sentences.volumes import volume_cues
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule

OTHER = "other"
#: Nouns of things whose number is of no metric; they say nothing of shares and amounts.
COUNTED = "counted"
#: What money taken in may be.
_PROCEEDS, _WORTH = {FUNDING, "revenue"}, "valuation"
#: Weight of a benchmark's name as a cue of its scores; code points of a phrase behind a figure, at most.
_NAMED, _PHRASE = 0.9, 24


def cues_of(sentence: Sentence, rules: dict[str, FigureRule]) -> list[Tag]:
    """Cues of metrics and of figures that have none, benchmarks by their names, deals and uses by their verbs."""
    measured = benchmarks(sentence)
    cues = [
        tag
        for tag in sentence.tags("metrics")
        if tag.key in {OTHER, COUNTED} or (tag.key in rules and (tag.key != SCORE or measured))
    ]
    cues = [cue for cue in cues if cue.side or not _spoken_for(sentence, cue)]
    cues = _told_twice(sentence, cues)
    cues += [Tag(name.start, name.end, "metrics", SCORE, _NAMED) for name in measured]
    cues += [Tag(name.start, name.end, "metrics", INDEX) for name in sentence.names if is_index(name)]
    return [
        *cues,
        *price_cues(sentence),
        *use_cues(sentence),
        *volume_cues(sentence),
        *taken(sentence),
        *market_cues(sentence),
        *training_cues(sentence),
        *rent_cues(sentence),
    ]


def _spoken_for(sentence: Sentence, cue: Tag) -> bool:
    """Whether a noun ends the phrase of the figure right before it: "77 milliards de revenus et 34 milliards…"."""
    return any(
        tag.key == cue.key
        and tag.side == "<"
        and cue.end <= tag.end
        and tag.start < cue.start
        and any(0 <= tag.start - one.end <= 1 for one in sentence.quantities)
        for tag in sentence.page.tags.within("metrics", max(sentence.start, cue.start - _PHRASE), cue.start)
    )


def _told_twice(sentence: Sentence, cues: list[Tag]) -> list[Tag]:
    """Without one of two senses of a word for proceeds: what is taken in is raised where a listing, a round or a value is told, else revenue."""
    by_place: dict[int, set[str]] = defaultdict(set)
    for cue in cues:
        if cue.key in _PROCEEDS:
            by_place[cue.start].add(cue.key)
    if all(len(keys) < len(_PROCEEDS) for keys in by_place.values()):
        return cues
    raised = bool(sentence.tags("links", "ipo") or sentence.tags("links", "round")) or any(
        cue.key == _WORTH and cue.weight == 1 for cue in cues
    )
    return [
        cue
        for cue in cues
        if by_place.get(cue.start) != _PROCEEDS or (cue.key == FUNDING) == raised or cue.key not in _PROCEEDS
    ]
