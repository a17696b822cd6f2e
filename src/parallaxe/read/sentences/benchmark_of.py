"""Which benchmark a score is of: the nearest named in the sentence, else the one spoken of."""

from __future__ import annotations

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name, benchmark_name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.respective import respectively
from parallaxe.read.sentences.thread import benchmarks, is_index
from parallaxe.vocabulary.entity import EntityType

#: What a clause mark between a score and a benchmark costs, in code points, and a benchmark joined by a preposition gains.
_MARK_GAP, _ON_GAP = 40, 30
#: Kinds of figures that scores may be.
_SCORED = {"percent", "count", "index points"}


def benchmark_of(sentence: Sentence, quantity: Quantity, memory: Memory) -> str | None:
    """The benchmark a score is of: the nearest named in the sentence, else the heading's."""
    if (own := _tests_in_turn(sentence).get(quantity)) is not None:
        return benchmark_name(_in_full(sentence, own))
    named = sorted(benchmarks(sentence), key=lambda name: _apart(sentence, name, quantity))
    name = named[0] if named else _spoken_of(sentence, memory)
    if name is not None and is_index(name):
        return None
    return benchmark_name(_in_full(sentence, name)) if name else None


def _in_full(sentence: Sentence, name: Name) -> Name:
    """An abbreviation under the full name where the text gives it too: "HLE-Full (Humanity's Last Exam)"."""
    if name.entity is None or not (name.surface.isupper() and name.surface.isalpha()):
        return name
    full = name.entity.name
    return next((one for one in sentence.page.names if one.surface == full), name) if full != name.surface else name


def _spoken_of(sentence: Sentence, memory: Memory) -> Name | None:
    """The benchmark the paragraph named last, else the heading's."""
    last = memory.last.get(EntityType.BENCHMARK)
    within = last is not None and last.start >= sentence.block.start
    return last if within else memory.of_type(EntityType.BENCHMARK)


def _tests_in_turn(sentence: Sentence) -> dict[Quantity, Name]:
    """The benchmark each score is of where a word says that they go in turn ("在A、B上分别取得44.9%和60.2%")."""
    named = benchmarks(sentence) if sentence.tags("links", "respectively") else []
    if len(named) < 2:  # noqa: PLR2004
        return {}
    scores = [one for one in sentence.quantities if one.start >= named[0].end and one.kind in _SCORED]
    return respectively(sentence, scores, [EntityType.BENCHMARK])


def _apart(sentence: Sentence, name: Name, quantity: Quantity) -> int:
    """How far a benchmark is from a score; clause marks count, "74.9% on X, 88% on Y" ties each score to what follows."""
    before = name.end <= quantity.start
    near, far = (name.end, quantity.start) if before else (quantity.end, name.start)
    joined = not before and sentence.page.tags.at(near + 1, "roles", "venue")
    tied = joined and far - joined.end <= _ON_GAP // 3
    return far - near + _MARK_GAP * sentence.marks_between(near, far) - (_ON_GAP if tied else 0)
