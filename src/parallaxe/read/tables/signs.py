"""What speaks for and against a claim of a table or fact line: what its subject and value look like, what else its table says."""

from __future__ import annotations

import math
from collections import Counter
from decimal import Decimal

from msgspec.structs import replace

from parallaxe.read.draft import Draft, sign_of
from parallaxe.read.pages.scene import Page

#: Counts are capped; code points of a cell are told in steps.
_WORDS, _TEST_WORDS, _COLUMNS, _CLAIMS, _ALIKE, _OF_SUBJECT = 6, 5, 8, 5, 4, 8
_CELL, _CELLS = 4, 4


def signed(page: Page, drafts: list[Draft], known: frozenset[str]) -> list[Draft]:
    """Drafts of one table, or of the fact lines that stand together, with their signs.

    Args:
        page: where they stand.
        drafts: the claims in the making.
        known: names of the catalogue.
    """
    metrics, subjects = Counter(draft.metric for draft in drafts), Counter(draft.subject for draft in drafts)
    shared = {
        f"language {page.lexicon.language}": 1.0,
        f"claims of its table {min(_CLAIMS, int(math.log2(max(1, len(drafts)))))}": 1.0,
    }
    return [
        replace(
            draft,
            signs=draft.signs
            | shared
            | _own(page, draft, known)
            | {
                sign_of(draft.metric, f"alike {min(_ALIKE, int(math.log2(metrics[draft.metric])))}"): 1.0,
                "claims of its subject": min(1.0, subjects[draft.subject] / _OF_SUBJECT),
            },
        )
        for draft in drafts
    ]


def _own(page: Page, draft: Draft, known: frozenset[str]) -> dict[str, float]:
    subject, text = draft.subject or "", page.text
    found = {
        "subject listed": 1.0 if subject in known else 0.0,
        "subject as written": 1.0 if subject == draft.surface else 0.0,
        "subject with a number": 1.0 if any(char.isdigit() for char in subject) else 0.0,
        "words of its subject": min(_WORDS, len(subject.split())) / _WORDS,
        f"columns {min(_COLUMNS, _bars(text, draft))}": 1.0,
        f"cell {min(_CELLS, (draft.end - draft.start) // _CELL)}": 1.0,
        sign_of(draft.metric, f"subject {draft.subject_type}"): 1.0,
        sign_of(draft.metric, f"unit {draft.unit}"): 1.0,
    }
    if draft.benchmark is not None:
        found["test listed"] = 1.0 if draft.benchmark in known else 0.0
        found["words of its test"] = min(_TEST_WORDS, len(draft.benchmark.split())) / _TEST_WORDS
    if isinstance(draft.value, Decimal):
        found[sign_of(draft.metric, f"magnitude {draft.value.adjusted() if draft.value > 0 else -1}")] = 1.0
        found["whole"] = 1.0 if draft.value == draft.value.to_integral_value() else 0.0
    return {name: value for name, value in found.items() if value}


def _bars(text: str, draft: Draft) -> int:
    """Bars in the line of a draft."""
    stop = text.find("\n", draft.end)
    return text.count("|", text.rfind("\n", 0, draft.start) + 1, stop if stop >= 0 else len(text))
