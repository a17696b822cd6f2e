"""Total and active parameters told side by side in running text: "1T total, 32B active", "17B of its 397B", "671 Mds (37 actifs)"."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.qualifier import Qualifier

TOTAL, ACTIVE = "parameters_total", "parameters_active"
#: The least size of a model, and how many times the active one it is.
_LEAST, _TIMES = 10**8, 2
#: Between the two sizes of a model, and what stands before and behind them, in code points.
_GAP, _BESIDE = 44, 36
_WORD = (
    r"(?:activ|aktiv|actif|ativ|激活|启用|活跃|アクティブ|活性|актив|kích hoạt|(?:\bare|\bis|werden|sind|sont|son) (?:used|genutzt|utilis|usad)|"
    r"だけを?(?:使|動)|\bfire\b|engage|ligad|acionad|travaill|sollicit|mobilis|genutzt|utilizad|(?:per|par|por|pro|je|à chaque|a chaque|a cada|pour chaque|cho mỗi|mỗi|на каждый|на) (?:token|jeton|токен|inferên|anfrage|запрос))"
)
_STOP = r"[^|\n\d;；]"
#: What says that the size before, or the one behind, is the active one.
_BEHIND = re.compile(rf"{_STOP}{{0,20}}?{_WORD}")
_RIGHT_BEHIND = re.compile(rf" ?{_WORD}")
_BEFORE = re.compile(rf"{_WORD}{_STOP}{{0,14}}$")
#: A part of the whole named behind it; sizes of the next model, told as those of the one before.
_PART = re.compile(
    r" ?(?:parameter\w* ?)?(?:out )?(?:of|von|des|de|dos|das|из|trong|trên)(?: (?:the|its|their|a|total|seinen|ihren|den|insgesamt|ses|los|sus|las|seus|tổng|số|общих))* ?$"
)
_SLASHED, _SCALES = re.compile(r" ?/ ?(\d+(?:\.\d+)?)([bt])(?![\w/])"), {"b": 9, "t": 12}
_BRACKET = re.compile(r" ?[(（][~≈]? ?")
_JOINED = re.compile(r" ?(?:/|und|and|et|y|e|и|và|と|和) ?")


def size_order(sentence: Sentence) -> dict[Quantity, str]:
    """Which sizes of a sentence are total and which active, where words or their order tell both.

    A bare number of active parameters takes the scale of the total: ``sentence.quantities`` is mended in place.

    Args:
        sentence: with the quantities of its text.
    """
    if not any(_is_size(one) for one in sentence.quantities) or _counts_people(sentence):
        return {}
    found: dict[Quantity, str] = {}
    told = bool(sentence.tags("metrics", ACTIVE))
    if told:
        _with_slashed(sentence)
    distinct = _distinct(sentence)
    for (first, past), (other, last) in pairwise(distinct):
        second = _scaled(sentence, first, other)
        apart = second.start - past > _GAP or not _is_size(first) or not _is_size(second)
        if apart or first in found or any(first.end <= name.start < second.start for name in sentence.names):
            continue
        order = (TOTAL, TOTAL) if _is_series(sentence, first, second) else None
        if order := order or _order(sentence, (first, past), (second, last), slashed=told, before=bool(found)):
            sentence.quantities[sentence.quantities.index(other)] = second
            found |= dict(zip((first, second), order, strict=True))
    return found


def _distinct(sentence: Sentence) -> list[tuple[Quantity, int]]:
    """The figures without those that give one before them again in brackets ("1 billón (1 T)"), and where each ends with these."""
    found: list[tuple[Quantity, int]] = []
    for quantity in sentence.quantities:
        known, past = found[-1] if found else (None, 0)
        again = known is not None and quantity.value in {known.value, known.value.scaleb(-known.exponent)}
        if known is not None and again and _BRACKET.fullmatch(sentence.page.folded, past, quantity.start):
            found[-1] = known, quantity.end
        else:
            found.append((quantity, quantity.end))
    return found


def _counts_people(sentence: Sentence) -> bool:
    """Whether the active are users: no number is a size by its letter, and no word speaks of parameters."""
    if not sentence.tags("metrics", "users") or any(one.letter or one.unit for one in sentence.quantities):
        return False
    return not any(tag.key == "parameters" for tag in sentence.terms("units"))


def _order(
    sentence: Sentence, one: tuple[Quantity, int], other: tuple[Quantity, int], *, slashed: bool, before: bool
) -> tuple[str, str] | None:
    """What two sizes are, the first of which is named before the second, and ends with its brackets where the numbers say."""
    folded = sentence.page.folded
    (first, past), (second, last) = one, other
    between = folded[past : second.start]
    if first.value >= _TIMES * second.value:
        active = _BEHIND.match(folded, last, min(sentence.end, last + _BESIDE)) or _BEFORE.search(between)
        joined = _JOINED.fullmatch(between) and (before or (slashed and "/" in between))
        return (TOTAL, ACTIVE) if active or joined else None
    if second.value >= _TIMES * first.value:
        lead = folded[max(sentence.start, first.start - _BESIDE) : first.start]
        part = _BEHIND.match(between) or (
            not _BEFORE.search(between) and (_PART.fullmatch(between) or _BEFORE.search(lead))
        )
        return (ACTIVE, TOTAL) if part else None
    return None


def _is_series(sentence: Sentence, first: Quantity, second: Quantity) -> bool:
    """Whether two sizes are the ends of a series of models: "from 0.6B to 235B"."""
    both = (first.qualifier, second.qualifier) == (Qualifier.AT_LEAST, Qualifier.AT_MOST)
    named = any(name.type == EntityType.MODEL for name in sentence.names)
    return both and named and first.letter == second.letter == "b" and first.value < second.value


def _with_slashed(sentence: Sentence) -> None:
    """Adds the active size behind the slash of a total one, which is no number elsewhere: "106B/12B"."""
    for place, total in reversed(list(enumerate(sentence.quantities))):
        slashed = _SLASHED.match(sentence.page.folded, total.end) if total.letter in _SCALES else None
        if slashed and _is_size(total):
            exponent = _SCALES[slashed[2]]
            active = Quantity(
                slashed.start(1), slashed.end(), Decimal(slashed[1]).scaleb(exponent), "", None, slashed.start(1), exponent, slashed[2]
            )  # fmt: skip
            sentence.quantities.insert(place + 1, active)


def _scaled(sentence: Sentence, total: Quantity, active: Quantity) -> Quantity:
    """A bare number right before the word for active, in the scale of the total: "671 milliards (37 actifs)"."""
    bare = (
        not active.unit
        and not active.exponent
        and total.exponent
        and active.value < total.value.scaleb(-total.exponent)
    )
    if not bare or not _RIGHT_BEHIND.match(sentence.page.folded, active.end):
        return active
    return replace(active, value=active.value.scaleb(total.exponent), exponent=total.exponent)


def _is_size(quantity: Quantity) -> bool:
    return quantity.unit in {"", "parameters"} and quantity.exponent > 0 and quantity.value >= _LEAST
