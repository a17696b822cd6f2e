"""Units that a bare number takes from the words and numbers before it."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.prices import INPUT, MOST, OUTPUT
from parallaxe.read.words.lexer import Tag

#: Metrics whose figures are amounts of money only.
_MONEY_METRICS = frozenset({"valuation", "funding_raised", "revenue", "capex_commitment", "training_cost"})
#: Signs behind a number that count people and things in East Asian texts.
_COUNTERS = frozenset("人名件社回個个家款台枚本種种票次")
#: Power of ten from which a bare number may be money, words from its cue, code points to what it counts and to people.
_LARGE, _AMOUNT_WORDS, _COUNTED, _PEOPLE = 6, 9, 12, 24
#: Code points from a number to the noun of the money it is ("3.7 billion in revenue").
_BESIDE = 2
#: Units a level hands on, and over how many code points.
_LEVELLED, _LEVEL_REACH = {"%", "percentage points", "index points"}, 60
#: From how many on a bare number, with a scale's word, may be tokens, and words from their word.
_TOKENS, _REACH, _SPOKEN = 10**9, 24.0, 200
#: Code points over which numbers of tokens go on, and metrics that end them.
_SPOKEN_ON, _ELSEWHERE = 260, _MONEY_METRICS - {"capex_commitment"} | {"users", "parameters_total", "model_count"}
#: What is counted behind a number that is none of tokens.
_COUNTS = _ELSEWHERE | {"other", "counted"}
#: Words from a price to the word of input or output.
_NEAR_WORDS = 2
#: What parts of a whole lie below, in percent.
_WHOLE = 100
#: Code points from an amount to the next of a list.
_LISTED = 60
#: Code points between a level and the word before it.
_LEAD = 16


def with_currency(sentence: Sentence, spoken: str, *, headed: bool = False) -> str:
    """Large bare numbers behind a cue of money are in the currency spoken of last ("values it at 11.7 billion").

    ``sentence.quantities`` is changed.

    Args:
        sentence: where they stand.
        spoken: currency of the sentences before, "" if there is none.
        headed: whether the sentence is of a list of amounts.

    Returns:
        The currency spoken of after the sentence.
    """
    if all(one.unit or one.exponent < _LARGE for one in sentence.quantities):
        amounts = [one for one in sentence.quantities if one.kind == "money"]
        return amounts[-1].unit if amounts else spoken
    cues = [tag for tag in sentence.tags("metrics") if tag.key in _MONEY_METRICS and tag.weight == 1]
    counted = {tag.start for tag in sentence.tags("metrics") if tag.key not in _MONEY_METRICS and tag.side != ">"}
    people = {tag.start for tag in sentence.tags("metrics", "users")}
    folded = sentence.page.folded
    weak = (
        [tag for tag in sentence.tags("metrics") if tag.key in _MONEY_METRICS and tag.weight < 1] if not people else []
    )
    spoken = spoken or (sentence.page.currency if cues and sentence.quantities else "")
    for place, quantity in enumerate(sentence.quantities):
        if quantity.kind == "money":
            spoken = quantity.unit
        if folded[quantity.end : quantity.end + 1] in _COUNTERS:
            continue
        if quantity.unit or quantity.exponent < _LARGE:
            continue
        bare = not quantity.vague and not quantity.letter
        if not bare or not spoken or any(0 <= start - quantity.end <= _COUNTED for start in counted):
            continue
        if any(
            0 <= start - quantity.end <= _PEOPLE and not sentence.marks_between(quantity.end, start) for start in people
        ):
            continue
        before = sentence.quantities[place - 1] if place else None
        rose = before is not None and before.kind == "money" and follows_level(sentence, quantity)
        listed = headed and sentence.block.kind is BlockKind.ITEM
        named = any(0 <= cue.start - quantity.end <= _BESIDE for cue in cues)
        if (
            rose
            or listed
            or named
            or any(0 <= quantity.start - cue.end <= sentence.page.word * _AMOUNT_WORDS for cue in cues)
            or (
                _is_alone(sentence, quantity)
                and (_follows(before, quantity) or any(_leads(sentence, cue, quantity) for cue in weak))
            )
        ):
            sentence.quantities[place] = replace(quantity, unit=spoken)
    return spoken


def _leads(sentence: Sentence, cue: Tag, quantity: Quantity) -> bool:
    """Whether a weak cue stands before an amount in its clause: "ByteDance plans 160 billion"."""
    near = 0 <= quantity.number_start - cue.end <= sentence.page.word * _AMOUNT_WORDS
    return near and not sentence.marks_between(cue.end, quantity.number_start)


def _follows(before: Quantity | None, quantity: Quantity) -> bool:
    """Whether a number is the next of a list of amounts whose currency was told in a sentence before."""
    if before is None or before.kind != "money" or before.exponent < _LARGE:
        return False
    return quantity.start - before.end <= _LISTED


def _is_alone(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether no noun follows a number that it might count: a mark does, or a preposition."""
    page = sentence.page
    rest = page.folded[quantity.end : sentence.end].lstrip(" *_")
    if not rest or rest[0] in ".,;:!?)—–":
        return True
    place = quantity.end + len(page.folded[quantity.end : sentence.end]) - len(rest)
    return (
        page.tags.at(place, "links", "for", "from", "into", "pay_for") is not None
        or page.tags.at(place, "ranges") is not None
    )


def with_levels(sentence: Sentence) -> None:
    """A bare number behind "to" has the unit of the level before it, one before it that of the level behind.

    As in "from 17.5 percentage points in 2023 to 0.3 in 2024", "von 95 auf 50 Prozent" and "from 6.8 to 9.2 billion dollars".

    ``sentence.quantities`` is changed.
    """
    _share_unit(sentence)
    for place, (first, second) in enumerate(pairwise(sentence.quantities), 1):
        scaled = second.unit == "%" or (second.kind == "money" and second.exponent > 0)
        if not first.unit and not first.exponent and scaled and second.start - first.end <= _LEAD:
            if follows_level(sentence, second) and sentence.page.tags.before(first.start - 1, "links", "base"):
                value, exponent = first.value.scaleb(second.exponent), second.exponent
                sentence.quantities[place - 1] = replace(first, value=value, exponent=exponent, unit=second.unit)
            continue
        bare = not second.unit and not second.exponent and second.value <= first.value
        if (
            bare
            and first.unit in _LEVELLED
            and second.start - first.end <= _LEVEL_REACH
            and follows_level(sentence, second)
        ):
            sentence.quantities[place] = replace(second, unit=first.unit)


def _share_unit(sentence: Sentence) -> None:
    """Bare numbers behind the same word as the percentage they lead to, a name between each: "A auf 6,5, B auf 5,2 und C auf 3 Prozent"."""
    found = sentence.quantities
    for place in range(len(found) - 1, 0, -1):
        first, second = found[place - 1], found[place]
        bare = not first.unit and not first.exponent and first.value < _WHOLE
        if second.unit != "%" or not bare or second.start - first.end > _LEVEL_REACH:
            continue
        named = any(first.end <= name.start < second.start for name in sentence.names)
        if named and _word_before(sentence, first) == _word_before(sentence, second) != "":
            found[place - 1] = replace(first, unit=second.unit)


def _word_before(sentence: Sentence, quantity: Quantity) -> str:
    """The word right before a figure in its clause, "" where none is."""
    lead = sentence.page.folded[max(sentence.start, quantity.start - _LEAD) : quantity.start].rstrip(" *~≈")
    word = lead.rpartition(" ")[2]
    return word if word.isalpha() else ""


def with_tokens(sentence: Sentence, spoken: int) -> int:
    """Large bare numbers behind a word or a number of tokens are tokens: "daily token usage passed 50 trillion", "up from 20 trillion".

    ``sentence.quantities`` is changed; beside sizes they are sizes.

    Args:
        sentence: where they stand.
        spoken: where the last number of tokens of the sentences before ends.

    Returns:
        Where the last number of tokens ends.
    """
    if all(one.unit or one.letter or not one.exponent for one in sentence.quantities):
        return max([spoken, *(one.end for one in sentence.quantities if one.unit == "tokens" and one.value >= _TOKENS)])
    counted = {quantity.end for quantity in sentence.quantities if quantity.unit == "tokens"}
    sized = any(quantity.unit == "parameters" for quantity in sentence.quantities)
    words = [tag for tag in sentence.page.tags.within("units", sentence.start, sentence.end) if tag.key == "tokens"]
    words = [tag for tag in words if tag.end not in counted] or _volumes(sentence)
    for place, quantity in enumerate(sentence.quantities):
        if quantity.unit == "tokens" and quantity.value >= _TOKENS:
            spoken = quantity.end
        if quantity.unit or quantity.letter or not quantity.exponent or quantity.value < _TOKENS or sized:
            continue
        led = [tag.end for tag in words if 0 <= quantity.start - tag.end <= sentence.page.word * _REACH]
        if _goes_on(sentence, quantity, max(led, default=spoken)):
            sentence.quantities[place] = replace(quantity, unit="tokens")
            spoken = quantity.end
    return spoken


def _goes_on(sentence: Sentence, quantity: Quantity, spoken: int) -> bool:
    """Whether a bare number goes on with numbers of tokens: nothing else is spoken of in between, nothing counted behind it."""
    if quantity.vague or not 0 <= quantity.start - spoken <= _SPOKEN_ON:
        return False
    tags, end = sentence.page.tags, quantity.end
    said = [tag for tag in sentence.tags("metrics") if spoken <= tag.start < quantity.start]
    if any(tag.key in _ELSEWHERE for tag in said):
        return False
    behind = [tag for tag in tags.within("metrics", end, end + _COUNTED) if tag.side != ">"]
    return not any(tag.key in _COUNTS and not sentence.marks_between(end, tag.start) for tag in behind)


def _volumes(sentence: Sentence) -> list[Tag]:
    """East Asian words of volumes used, where the text before has spoken of tokens ("日均调用量增至30万亿")."""
    page = sentence.page
    if page.lexicon.spaced or not any(
        tag.key == "tokens" for tag in page.tags.within("units", sentence.start - _SPOKEN, sentence.start)
    ):
        return []
    return [
        tag for tag in sentence.tags("metrics", "usage_volume") if tag.weight == 1 and page.folded[tag.end - 1] == "量"
    ]


def speaks_of_tokens(sentence: Sentence) -> bool:
    """Whether a sentence speaks of tokens, whose shares are of use."""
    return any(tag.key == "tokens" for tag in sentence.terms("units"))


def with_prices(sentence: Sentence) -> None:
    """A bare number right before a word of input or output has the currency of the price before it: "$3 for input and 15 for output".

    ``sentence.quantities`` is changed.
    """
    cues = [tag.start for tag in sentence.tags("metrics") if tag.key in {INPUT, OUTPUT} and tag.weight == 1]
    if not cues:
        return
    unit = ""
    for place, quantity in enumerate(sentence.quantities):
        near = any(0 <= start - quantity.end <= sentence.page.word * _NEAR_WORDS for start in cues)
        if quantity.kind == "money":
            unit = quantity.unit if quantity.value <= MOST else ""
        elif unit and near and not quantity.unit and not quantity.exponent and quantity.value <= MOST:
            sentence.quantities[place] = replace(quantity, unit=unit)


def follows_level(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether "to", with or without "about", stands right before a figure."""
    start = max(quantity.start, sentence.start)
    lead = sentence.page.folded[max(sentence.start, start - _LEAD) : start].rstrip(" *~≈")
    end = max(sentence.start, start - _LEAD) + len(lead)
    tags = sentence.page.tags
    if tags.before(end, "levels") is not None:
        return True
    if tag := tags.before(end, "qualifiers"):
        end = tag.start - 1
    return tags.before(end, "levels") is not None


def leaves_level(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether "from" stands right before a figure and "to" before the next of its kind: "from 1 billion in May to 5"."""
    later = next((one for one in sentence.quantities if one.start >= quantity.end and one.kind == quantity.kind), None)
    if later is None or not follows_level(sentence, later):
        return False
    lead = sentence.page.folded[max(sentence.start, quantity.start - _LEAD) : quantity.start].rstrip(" *~≈")
    end = max(sentence.start, quantity.start - _LEAD) + len(lead)
    return sentence.page.tags.before(end, "links", "from") is not None
