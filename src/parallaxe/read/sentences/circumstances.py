"""When and how a figure holds: its date, whether it is a mean or a peak, planned or forecast."""

from __future__ import annotations

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.thread import Meant
from parallaxe.read.sentences.wholes import DIMENSIONS, whole

#: Metrics told as a mean or a peak of a stretch of time, and code points between that word and the figure.
_OF_A_STRETCH, _BESIDE = {"usage_share", "usage_volume", "market_share"}, 40


def period(sentence: Sentence, quantity: Quantity) -> DateSpan | None:
    """The date nearest to a figure, none beyond another figure of its kind."""
    best: tuple[float, DateSpan] | None = None
    for span in sentence.dates:
        if span.iso is None:
            continue
        near, far = (span.end, quantity.start) if span.start < quantity.start else (quantity.end, span.start)
        crossed = sum(near <= other.start < far and other.kind == quantity.kind for other in sentence.quantities)
        distance = max(0, far - near) + 60 * crossed
        if best is None or distance < best[0]:
            best = distance, span
    return best[1] if best and best[0] < 90 else None  # noqa: PLR2004


def dimensions(sentence: Sentence, item: Meant) -> dict[str, str]:
    """Whether a figure is a mean or a peak, planned or forecast, and what a share is of, by the key of the dimension."""
    found = (
        {"aggregation": said}
        if item.metric in _OF_A_STRETCH and (said := _aggregation(sentence, item.quantity))
        else {}
    )
    name = DIMENSIONS.get(item.metric)
    if name and item.quantity.unit == "%" and (of := whole(sentence, item.quantity)):
        found |= {name: of}
    if sentence.tags("forecast"):
        return found | {"modality": "forecast"}
    return found | {"modality": "planned"} if sentence.tags("future") else found


def _aggregation(sentence: Sentence, quantity: Quantity) -> str | None:
    """Whether a figure is told as the mean or the peak of a stretch of time; the nearest such word of its clause."""
    best: tuple[int, str] | None = None
    for tag in sentence.tags("aggregations"):
        ahead = tag.start < quantity.start
        near, far = (tag.end, quantity.start) if ahead else (quantity.end, tag.start)
        taken = any(near <= other.start < far for other in sentence.quantities if other is not quantity)
        apart = taken or (not ahead and sentence.marks_between(near, far) > 0)
        if far - near <= _BESIDE and not apart and (best is None or far - near < best[0]):
            best = far - near, tag.key
    return best[1] if best else None
