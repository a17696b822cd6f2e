"""What stands around positions and the names that hold them, as patterns made of a language's words."""

from __future__ import annotations

import re
from functools import lru_cache

from parallaxe.read.words.lexicon import Lexicon
from parallaxe.read.words.positions import any_of

#: Patterns by name. ``<a b>`` stands for any word the lexicon has under these keys of ``positions``, ``{articles}`` for an
#: article with what follows it, ``{start}`` and ``{end}`` for bounds of words, ``{space}`` for a space where they are written.
_TEMPLATES = {
    # Between the names of a list: brackets, figures, commas, "and".
    "joined": r"{behind}(?:[(（][^()（）]{1,40}[)）])?{figure}[ ]*(?:[,;、，])?[ ]*(?:<joint>{end})?[ ]*{articles}{0,2}{before}",
    # From "the top three" to its list: words of being, a colon.
    "leads": r"[^,;.，。；(（]{0,40}?(?:[:：]| —|{space}<leads>{end})(?:{space}<leads>{end})?[ ]?{articles}{0,2}{before}",
    # Between a name and the bare ordinal it is told by: "is", ", only", "(in".
    "being": r"{behind}[(（]?(?:[,，]| ?[:–—-])?(?:[ ]?<before being at ends>{end}){0,3}[ ]?{articles}?[*_]*",
    # Behind a bare ordinal that is a position.
    "ends": r"[*_]*(?:[.,;:)）。，、；]|$|[ ]<behind beyond joint passing passed ends>{end})",
    # Before the name of whom a position is behind, or of whom it is ahead.
    "passed": r"{start}<passed>{space}{articles}?{before}$",
    "passing": r"{start}<passing>{space}{articles}?{before}$",
    # Before a superlative that several share or that is asked for, and behind it.
    "shared": r"{start}<shared>{space}[^,;:.，。]{0,24}$",
    "one_of": r"[^，。、；,]{0,14}?<one_of>",
    # Before a position that is not held, or an ordinal that only counts times.
    "denied": r"(?:(?<!\w)|(?=n'))<denied>[ ]?{articles}?$",
    # Behind words of leading that tell no list, and behind "the first" what was done first.
    "unlisted": r"{space}<unlisted>{end}",
    "first_to": r"(?: [\w-]+){0,4} <first_to> \w+(?:[aei]r|oir|re)\b",
    # Within a position: what makes it one of being the most of something, and words of coming next.
    "most": r"{start}<most>",
    "follows": r"<follows>",
    "gives_way": r"<gives_way>",
    # Behind a position: what only countries are, what stands in an address, the company a person is second at, what companies are.
    "economy": r"[ -]?<economy>",
    "address": r"[ ,]+<address>{end}",
    "at": r" <at>(?: |(?<='))",
    "firm": r"<firm>",
    # Before the position somebody comes from, and from there to the one reached.
    "left": r"{start}<from>{space}{articles}?$",
    "reached": r"{space}(?:<behind> )?<to>{space}{articles}?[*_]*",
    # Around a superlative: whose own it is; before it: what has not come to be so; from a name to the one that explains it.
    "own": r"(?<!\w)<own>(?!\w)",
    "later": r"(?<!\w)<later>[ -]$",
    "apposed": r"{behind}(?:,|–|—|\() ?{articles}?(?:<being> )?{articles}?(?:\w+['’]?s? )?[*_]*",
    # Before a name that is part of what somebody is; behind one, a clause about it, or what goes on with what was said.
    "becomes": r"<becomes>$",
    "relative": r"{behind}, <relative>{end}",
    "goes_on": r"{behind},?[ ]?<joint>{end}",
    # Before an ordinal that goes on with a position told before; around one that several hold.
    "also": r"[^.;。；]{0,60}(?:,|{start}<joint>|、[^，。、；]{0,6})[ ]?{articles}?[*_]*$",
    "tied": r"{start}<tied>{end}",
    # What reads like a position and opens what is argued: "in the first place".
    "argued": r"<argued>",
    # Verbs of leading that prefixes far behind make others, those, words right behind that do, and their own prefix.
    "separable": r"<separable>",
    "apart": r"[^.;:!?]*? <apart>(?=[ ]*[.,;:!?]|$)| <apart_at>(?!\w)",
    "whole": r"[^.;:!?]*? <whole>(?=[ ]*[.,;:!?]|$)",
}
_PARTS = {
    "behind": r"[ *_\"”»」』》）)\]]*",
    "before": r"[ *_\"“«「『《（(\[]*",
    "figure": r"(?:[ ,]*(?:\w{1,4} )?[~$€]?\d[\d.,\u202f]*[ \w%$€/.-]{0,24}?)?",
    "articles": r"(?:<articles>(?:[ ]|(?<=')))",
}
_WORDS, _PART = re.compile(r"<([a-z_ ]+)>"), re.compile(r"\{([a-z]+)\}")


@lru_cache(maxsize=1024)
def around(lexicon: Lexicon, name: str) -> re.Pattern[str]:
    """The pattern of a name in a language, made once."""
    spaced = lexicon.spaced
    bounds = {"start": r"(?<!\w)", "end": r"(?!\w)", "space": " "} if spaced else {"start": "", "end": "", "space": ""}
    whole = _PART.sub(lambda match: {**_PARTS, **bounds}[match[1]], _TEMPLATES[name])

    def words(match: re.Match[str]) -> str:
        terms = [lexicon.fold(term) for key in match[1].split() for term in lexicon.positions.get(key, [])]
        return rf"(?:{any_of([term for term in terms if not term.startswith('>')])})"

    return re.compile(_WORDS.sub(words, whole))
