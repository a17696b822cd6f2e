"""A repetition in one document is one claim; what else the document says of the same speaks for or against it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from msgspec.structs import replace

from parallaxe.read.draft import Draft

#: Counts are capped.
_MOST, _AGAIN, _OTHERS = 3, 3, 4


def once(drafts: Iterable[Draft]) -> list[Draft]:
    """The surest place of each claim, with signs of how the document's claims agree.

    A claim said several times is surer; two values of one subject, or two subjects of one value, are seldom both right where
    a model has one maker and one date of release.
    """
    best: dict[tuple[object, ...], Draft] = {}
    times: Counter[tuple[object, ...]] = Counter()
    for draft in drafts:
        key = (draft.subject or draft.surface, draft.metric, draft.value, draft.unit, draft.benchmark)
        times[key] += 1
        known = best.get(key)
        if known is None or draft.weight > known.weight:
            best[key] = draft
    return _agreeing(best, times)


def _agreeing(best: dict[tuple[object, ...], Draft], times: Counter[tuple[object, ...]]) -> list[Draft]:
    values: dict[tuple[object, ...], int] = defaultdict(int)
    subjects: dict[tuple[object, ...], int] = defaultdict(int)
    places: dict[tuple[int, int], int] = defaultdict(int)
    for draft in best.values():
        values[draft.subject, draft.metric, draft.unit, draft.benchmark] += 1
        subjects[draft.metric, draft.value, draft.unit, draft.benchmark] += 1
        places[draft.start, draft.end] += 1
    found = []
    for key, draft in best.items():
        of_subject = values[draft.subject, draft.metric, draft.unit, draft.benchmark]
        of_value = subjects[draft.metric, draft.value, draft.unit, draft.benchmark]
        signs = {
            _of(draft.metric, "values", min(_MOST, of_subject)): 1.0,
            _of(draft.metric, "subjects", min(_MOST, of_value)): 1.0,
            "said again": min(_AGAIN, times[key] - 1) / _AGAIN,
            "values": min(_OTHERS, of_subject - 1) / _OTHERS,
            "subjects": min(_OTHERS, of_value - 1) / _OTHERS,
            "same place": min(_AGAIN, places[draft.start, draft.end] - 1) / _AGAIN,
        }
        found.append(replace(draft, signs=draft.signs | {name: value for name, value in signs.items() if value}))
    return found


@lru_cache(maxsize=512)
def _of(metric: str, what: str, number: int) -> str:
    return f"{metric}: {what} {number}"
