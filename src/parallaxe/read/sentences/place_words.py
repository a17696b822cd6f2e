"""What stands around positions and the names that hold them, as patterns made of a language's words."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from parallaxe.read.words.lexicon import Lexicon
from parallaxe.read.words.positions import any_of

_BEHIND, _BEFORE = r"[ *_\"”»」』》）)\]]*", r"[ *_\"“«「『《（(\[]*"
_FIGURE = r"(?:[ ,]*(?:\w{1,4} )?[~$€]?\d[\d.,\u202f]*[ \w%$€/.-]{0,24}?)?"
_BRACKETED = r"(?:[(（][^()（）]{1,40}[)）])?"


class Around:
    """The patterns of one language; the words are those of ``positions`` in its lexicon.

    Args:
        lexicon: the language.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._ends = r"(?!\w)" if lexicon.spaced else ""
        self._starts = r"(?<!\w)" if lexicon.spaced else ""
        self._space = " " if lexicon.spaced else ""

    def _any(self, *keys: str) -> str:
        told = self._lexicon.positions
        terms = [self._lexicon.fold(term) for key in keys for term in told.get(key, [])]
        return rf"(?:{any_of([term for term in terms if not term.startswith('>')])})"

    @cached_property
    def _articles(self) -> str:
        return rf"(?:{self._any('articles')}(?:[ ]|(?<=')))"

    @cached_property
    def joined(self) -> re.Pattern[str]:
        """Between the names of a list: brackets, figures, commas, "and"."""
        return re.compile(
            rf"{_BEHIND}{_BRACKETED}{_FIGURE}[ ]*(?:[,;、，])?[ ]*(?:{self._any('joint')}{self._ends})?"
            rf"[ ]*{self._articles}{{0,2}}{_BEFORE}"
        )

    @cached_property
    def leads(self) -> re.Pattern[str]:
        """From "the top three" to its list: words of being, a colon."""
        words = rf"{self._space}{self._any('leads')}{self._ends}"
        return re.compile(
            rf"[^,;.，。；(（]{{0,40}}?(?:[:：]| —|{words})(?:{words})?[ ]?{self._articles}{{0,2}}{_BEFORE}"
        )

    @cached_property
    def being(self) -> re.Pattern[str]:
        """Between a name and the bare ordinal it is told by: "is", ", only", "(in"."""
        words = self._any("before", "being", "at", "ends")
        return re.compile(
            rf"{_BEHIND}[(（]?(?:[,，]| ?[:–—-])?(?:[ ]?{words}{self._ends}){{0,3}}[ ]?{self._articles}?[*_]*"
        )

    @cached_property
    def ends(self) -> re.Pattern[str]:
        """Behind a bare ordinal that is a position."""
        words = self._any("behind", "beyond", "joint", "passing", "passed", "ends")
        return re.compile(rf"[*_]*(?:[.,;:)）]|$|[ ]{words}{self._ends})")

    @cached_property
    def passed(self) -> re.Pattern[str]:
        """Before the name of whom a position is behind."""
        return re.compile(rf"{self._starts}{self._any('passed')}{self._space}{self._articles}?{_BEFORE}$")

    @cached_property
    def passing(self) -> re.Pattern[str]:
        """Before the name of whom a position is ahead of."""
        return re.compile(rf"{self._starts}{self._any('passing')}{self._space}{self._articles}?{_BEFORE}$")

    @cached_property
    def shared(self) -> re.Pattern[str]:
        """Before a superlative that several share, or that is asked for."""
        return re.compile(rf"{self._starts}{self._any('shared')}{self._space}[^,;:.，。]{{0,24}}$")

    @cached_property
    def one_of(self) -> re.Pattern[str]:
        """Behind a superlative that several share, where that is said behind it."""
        return re.compile(rf"[^，。、；,]{{0,14}}?{self._any('one_of')}")

    @cached_property
    def denied(self) -> re.Pattern[str]:
        """Before a position that is not held, or an ordinal that only counts times."""
        return re.compile(rf"(?:(?<!\w)|(?=n')){self._any('denied')}[ ]?{self._articles}?$")

    @cached_property
    def unlisted(self) -> re.Pattern[str]:
        """Behind words of leading that tell no list: "number one priority"."""
        return re.compile(rf"{self._space}{self._any('unlisted')}{self._ends}")

    @cached_property
    def most(self) -> re.Pattern[str]:
        """What makes a position one of being the most of something."""
        return re.compile(rf"{self._starts}{self._any('most')}")

    @cached_property
    def economy(self) -> re.Pattern[str]:
        """What only countries are, behind a position."""
        return re.compile(rf"[ -]?{self._any('economy')}")

    @cached_property
    def address(self) -> re.Pattern[str]:
        """What a number is of that stands in an address."""
        return re.compile(rf"[ ,]+{self._any('address')}{self._ends}")

    @cached_property
    def first_to(self) -> re.Pattern[str]:
        """Behind "the first": what was done first, in languages whose infinitives tell."""
        return re.compile(rf"(?: [\w-]+){{0,4}} {self._any('first_to')} \w+(?:[aei]r|oir|re)\b")

    @cached_property
    def at(self) -> re.Pattern[str]:
        """From a number that is a person's place to the company: "the No. 2 at"."""
        return re.compile(rf" {self._any('at')}(?: |(?<='))")

    @cached_property
    def left(self) -> re.Pattern[str]:
        """Before the position somebody comes from."""
        return re.compile(rf"{self._starts}{self._any('from')}{self._space}{self._articles}?$")

    @cached_property
    def reached(self) -> re.Pattern[str]:
        """Between the position somebody comes from and the one reached."""
        return re.compile(
            rf"{self._space}(?:{self._any('behind')} )?{self._any('to')}{self._space}{self._articles}?[*_]*"
        )

    @cached_property
    def own(self) -> re.Pattern[str]:
        """What is first only of its maker's own or of its time."""
        return re.compile(rf"(?<!\w){self._any('own')}(?!\w)")

    @cached_property
    def later(self) -> re.Pattern[str]:
        """Before a superlative of what has not come to be so."""
        return re.compile(rf"(?<!\w){self._any('later')}[ -]$")

    @cached_property
    def apposed(self) -> re.Pattern[str]:
        """From a name to the superlative that explains it: ", now the"."""
        return re.compile(
            rf"{_BEHIND}(?:,|–|—|\() ?{self._articles}?(?:{self._any('being')} )?{self._articles}?(?:\w+['’]?s? )?[*_]*"
        )

    @cached_property
    def becomes(self) -> re.Pattern[str]:
        """Words of being right before a name that is part of what somebody is."""
        return re.compile(rf"{self._any('becomes')}$")

    @cached_property
    def goes_on(self) -> re.Pattern[str]:
        """Behind a name: words that join what follows to what was said before it."""
        return re.compile(rf"{_BEHIND},?[ ]?{self._any('joint')}{self._ends}")

    @cached_property
    def also(self) -> re.Pattern[str]:
        """Right before an ordinal that goes on with a position told before: "and first", "; the fourth"."""
        return re.compile(rf"[^.;]{{0,60}}(?:,|{self._starts}{self._any('joint')})[ ]?{self._articles}?[*_]*$")

    @cached_property
    def tied(self) -> re.Pattern[str]:
        """What says that several hold a position."""
        return re.compile(rf"{self._starts}{self._any('tied')}{self._ends}")

    @cached_property
    def argued(self) -> re.Pattern[str]:
        """What opens what is argued, though it reads like a position: "in the first place"."""
        return re.compile(self._any("argued"))

    @cached_property
    def follows(self) -> re.Pattern[str]:
        """Words of coming next within those of a position."""
        return re.compile(self._any("follows"))

    @cached_property
    def gives_way(self) -> re.Pattern[str]:
        """Words of coming next that a position behind them makes plain."""
        return re.compile(self._any("gives_way"))

    @cached_property
    def firm(self) -> re.Pattern[str]:
        """What is said of companies only."""
        return re.compile(self._any("firm"))

    @cached_property
    def separable(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        """Verbs of leading that prefixes far behind make others, those prefixes, those right behind, and its own."""
        end = r"(?=[ ]*[.,;:!?]|$)"
        return (
            re.compile(rf"{self._any('separable')}"),
            re.compile(rf"^[^.;:!?]*? {self._any('apart')}{end}"),
            re.compile(rf"^ {self._any('apart_at')}(?!\w)"),
            re.compile(rf"^[^.;:!?]*? {self._any('whole')}{end}"),
        )


@lru_cache(maxsize=32)
def around(lexicon: Lexicon) -> Around:
    """The patterns of a language, made once."""
    return Around(lexicon)
