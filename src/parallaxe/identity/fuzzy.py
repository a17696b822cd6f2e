"""Names that are nearly one of the catalogue's: candidates, and a match only where nothing else is near."""

from __future__ import annotations

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from parallaxe.identity.fold import fold_name, loosen
from parallaxe.identity.lexicon import Lexicon, Role

#: Share of characters (rapidfuzz ratio) from which a name is worth listing, and from which it may be taken.
WORTH_LISTING, NEAR_ENOUGH = 0.72, 0.88
#: Shorter names are one letter from too many others.
SHORTEST = 7
_COMPARABLE = 4
_MARGIN = 0.06
#: One letter may be off for so many; with more it is another name ("Kilo Code", "Kimi Code"), listed but not taken.
_LETTERS, _DOUBTFUL = 8, NEAR_ENOUGH * 0.95 - 0.01


class Fuzzy:
    """Nearest names by edit distance.

    Args:
        lexicon: names and stems of the catalogue.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._slugs: dict[str, list[str]] = {}
        for pattern, entries in lexicon.by_pattern.items():
            slugs = [e.entity.slug for e in entries if e.role in {Role.NAME, Role.STEM} and not e.context]
            if slugs and len(pattern) >= _COMPARABLE:
                self._slugs[pattern] = slugs
        self._patterns = list(self._slugs)

    def near(self, surface: str) -> list[tuple[str, float]]:
        """Slugs with the likeness (0 to 1) of their nearest name, best first, at most eight."""
        wanted = loosen(fold_name(surface))
        if len(wanted) < _COMPARABLE:
            return []
        rows = process.extract(wanted, self._patterns, scorer=fuzz.ratio, score_cutoff=WORTH_LISTING * 100, limit=8)
        best: dict[str, float] = {}
        for pattern, score, _ in rows:
            likeness = score / 100 * 0.95
            if Levenshtein.distance(wanted, pattern) > max(1, len(wanted) // _LETTERS):
                likeness = min(likeness, _DOUBTFUL)
            for slug in self._slugs[pattern]:
                best[slug] = max(best.get(slug, 0.0), likeness)
        return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))

    @staticmethod
    def certain(scores: list[float], surface: str) -> bool:
        """Whether the best of some likenesses is beyond doubt: a long name without digits, nothing else near."""
        if not scores or len(surface) < SHORTEST or any(sign.isdigit() for sign in surface):
            return False
        return scores[0] >= NEAR_ENOUGH * 0.95 and (len(scores) == 1 or scores[0] - scores[1] >= _MARGIN)
