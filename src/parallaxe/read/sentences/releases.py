"""Releases told by a date beside a model: in brackets behind it, joined by a dash, or each of several with its own."""

from __future__ import annotations

import re
from itertools import pairwise

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.led_dates import Led, led_by
from parallaxe.read.pages.order import listed_on
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.announcements import tells_plan
from parallaxe.read.sentences.dated import RELEASE, dated_draft
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: What joins a date to what came out then, and code points between them.
_DASHES, _DASHED = frozenset("-–—:"), 8
#: Length of a year, and of names in a line that holds nothing but a model and its date.
_YEAR = len("2025")
_MARKS = " *_"
#: Code points behind a year in which the abbreviated word for it may stand ("2022 г.").
_YEARS_WORD = 5
#: From a model to the bracket that dates it: signs, and words for a series.
_OPENING = re.compile(
    r"[\s*_\"”»\]]*(?:(?P<series>family|series|models?|famille|série|familie|serie|modelle|familia|família|семейство|серия|系列|シリーズ|ファミリー)[\s*_]*)?[(（][\s*_]*"
)
#: What parts models of a list: their makers in brackets, commas, "and".
_LISTED = re.compile(
    r"[\s*_.]*(?:[(（][^()（）]{1,40}[)）])?[\s*_.]*(?:[,;、，&+/]|and|et|und|y|e|и|và|と|和)?[\s*_.]*"
)
#: Words from a verb of release to what it brings out, and weight of that where only a heading dates it.
_LED_WORDS, _LED = 10, 0.6
_POSSESSIVE = re.compile(r"^'s? ?")
#: What joins a model to its date without a verb: ", from".
_FROM = re.compile(r"[ *_\"”»]*, (?:from|of|dating from|de|du|del|datant de|vom|von|aus dem|от|từ) (?:l'|the |el |o )?")
#: What stands between a model (or its verb) and its date.
_OWN_DATE = re.compile(r"[ *_\"”»」]*(?:— |– |は|が)?(?:in|en|em|im|am|on|le|el|vào|hồi|в|с|from|since)? ?(?:the )?")


def headed_dates(sentence: Sentence) -> list[Draft]:
    """Releases told by a date beside a model: in brackets behind it, or joined to it by a dash where a line opens."""
    return [*_bracketed(sentence), *_dashed(sentence), *_in_turn(sentence), *_apposed(sentence)]


def _in_turn(sentence: Sentence) -> list[Draft]:
    """As in "GPT-2 in 2019, GPT-3 in 2020 and GPT-4 in 2023": models of a list that each have a date, and no figure is told."""
    names = [name for name in sentence.names if name.type == EntityType.MODEL]
    if len(names) < 2 or len(sentence.dates) < 2 or not sentence.page.lexicon.spaced:  # noqa: PLR2004
        return []
    pairs: list[tuple[Name, DateSpan]] = []
    for name in names:
        own = next((span for span in sentence.dates if name.end <= span.start and span.iso), None)
        dated = own is not None and sentence.page.lexicon.joins.in_date.fullmatch(
            sentence.page.folded, name.end, own.start
        )
        joined_to = not pairs or _goes_on(sentence, pairs[-1][1].end, name.start)
        if dated and joined_to and own is not None:
            pairs.append((name, own))
        elif len(pairs) < 2:  # noqa: PLR2004
            pairs = []
        else:
            break
    return [dated_draft(sentence, RELEASE, *pair, 0.65) for pair in pairs] if len(pairs) > 1 else []


def _apposed(sentence: Sentence) -> list[Draft]:
    """As in "GPT-4, from March 2023, is retired": a model with a month or day of its own between commas."""
    page, found = sentence.page, []
    for span in sentence.dates:
        name = next((one for one in reversed(sentence.names) if one.end <= span.start), None)
        if name is None or name.type != EntityType.MODEL or span.iso is None or len(span.iso) <= _YEAR:
            continue
        closed = page.folded[span.end : span.end + 1] in {",", ")"}
        if closed and _FROM.fullmatch(page.folded, name.end, span.start):
            found.append(dated_draft(sentence, RELEASE, name, span, 0.65))
    return found


def _dashed(sentence: Sentence) -> list[Draft]:
    """As in "August 2025 - Model X:" and "- Model X – 22 May 2025", entries of a timeline."""
    page, models = sentence.page, [name for name in sentence.names if name.type == EntityType.MODEL]
    models = models or [name for name in sentence.names if name.type == EntityType.PRODUCT and _ends(sentence, name)]
    if len(sentence.dates) == 1 and len(models) > 1:
        return _several(sentence, models, sentence.dates[0])
    if len(models) != 1 or len(sentence.dates) != 1:
        return []
    span, name = sentence.dates[0], models[0]
    first, second = sorted(((span.start, span.end), (name.start, name.end)))
    lead, gap = page.folded[sentence.start : first[0]], page.folded[first[1] : second[0]]
    joined = gap.strip(_MARKS) in _DASHES and len(gap) <= _DASHED and not lead.strip(" *_#-–•\n0123456789.")
    dated = span.iso is not None and len(span.iso) > _YEAR
    if joined and dated and span.start > name.start:
        joined = sentence.block.kind is not BlockKind.PARAGRAPH or _closes(sentence, span)
    return [dated_draft(sentence, RELEASE, name, span, 0.7)] if joined and dated else []


def _ends(sentence: Sentence, name: Name) -> bool:
    """Whether a line ends with a name."""
    return not sentence.page.folded[name.end : sentence.end].strip(" *_.\n")


def _several(sentence: Sentence, models: list[Name], span: DateSpan) -> list[Draft]:
    """As in "- March 2023 – A (its maker), B (another)": a date and nothing but models behind it."""
    folded = sentence.page.folded
    lead, gap = folded[sentence.start : span.start], folded[span.end : models[0].start]
    joined_by = gap.strip(_MARKS) in _DASHES and len(gap) <= _DASHED and not lead.strip(" *_#-–•\n0123456789.")
    alone = all(_LISTED.fullmatch(folded, one.end, two.start) for one, two in pairwise(models))
    closed = _LISTED.fullmatch(folded, models[-1].end, sentence.end)
    if not (joined_by and alone and closed and span.iso and len(span.iso) > _YEAR):
        return []
    return [dated_draft(sentence, RELEASE, name, span, 0.7) for name in models]


def _closes(sentence: Sentence, span: DateSpan) -> bool:
    """Whether nothing but a full stop follows a date in its line."""
    return not sentence.page.folded[span.end : sentence.end].strip(" *_.")


def _bracketed(sentence: Sentence) -> list[Draft]:
    """As in "Model X (16 June)": a date in brackets right behind a model is its release."""
    page, drafts = sentence.page, []
    for span in sentence.dates:
        names = [name for name in sentence.names if name.end < span.start]
        maker = names.pop() if len(names) > 1 and _is_maker(sentence, names[-1], span) else None
        if not names or names[-1].type not in RELEASE.types or span.iso is None:
            continue
        behind = page.folded[span.end : span.end + _YEARS_WORD].lstrip(" г.")[:1]
        alone = behind in {")", "）"}
        opening = _OPENING.fullmatch(page.folded, names[-1].end, maker.start if maker else span.start)
        if opening is None or (opening["series"] and not any(sign.isdigit() for sign in names[-1].surface)):
            continue
        if not (alone or behind in {"，", ",", "、"}):
            continue
        if len(span.iso) > _YEAR or (alone and names[-1].type == EntityType.MODEL):
            drafts += [dated_draft(sentence, RELEASE, name, span, 0.72) for name in _listed(sentence, names)]
    return drafts


def _is_maker(sentence: Sentence, name: Name, span: DateSpan) -> bool:
    """Whether a name is that of the maker in the bracket whose date follows: "Model X (Maker, May 2025)"."""
    gap = sentence.page.folded[name.end : span.start]
    return name.type == EntityType.ORGANIZATION and gap.strip(_MARKS) in {",", "，", "、", ";", "·", "/"}


def _listed(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The last of some models, with those joined to it where a plural list opens the line."""
    return names[-1:] if sentence.block.kind is BlockKind.PARAGRAPH else joined(sentence, names)


def joined(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The last of some names with those that "and" joins to it: "A and B, released in May"."""
    kept = names[-1:]
    for name in names[-2::-1]:
        if name.type != kept[0].type or not sentence.page.lexicon.joins.listed.fullmatch(
            sentence.page.folded, name.end, kept[0].start
        ):
            break
        kept.insert(0, name)
    return kept


def each_dated(sentence: Sentence, cue: Tag) -> list[tuple[Name, DateSpan]]:
    """Models behind a verb of release that each have a date right behind: "released A in January and B in August"."""
    names = [name for name in sentence.names if name.start >= cue.end and name.type in RELEASE.types]
    pairs = []
    for place, name in enumerate(names):
        stop = names[place + 1].start if place + 1 < len(names) else sentence.end
        own = next((span for span in sentence.dates if name.end <= span.start < stop and span.iso), None)
        if own is None or sentence.words_between(name.end, own.start) > 2:  # noqa: PLR2004
            return []
        pairs.append((name, own))
    return pairs if len(pairs) > 1 else []


def in_sequence(sentence: Sentence, cue: Tag) -> list[tuple[Name, DateSpan]]:
    """Models around a verb that each have a date: "A came out in May and B a month later", "Aは5月、Bは6月に公開された"."""
    page = sentence.page
    names = [name for name in sentence.names if name.type in RELEASE.types]
    if page.lexicon.spaced:
        first = [name for name in names if name.end <= cue.start][-1:]
        names = first + [name for name in names if name.start >= cue.end]
        reach = {names[0].start: cue.end} if first else {}
    else:
        names, reach = [name for name in names if name.end <= cue.start], {}
    pairs: list[tuple[Name, DateSpan]] = []
    for name in names:
        if pairs and not _goes_on(sentence, pairs[-1][1].end, name.start):
            break
        place = reach.get(name.start, name.end)
        own = next((span for span in sentence.dates if place <= span.start and span.iso), None)
        if own is None or not _OWN_DATE.fullmatch(page.folded, place, own.start):
            break
        pairs.append((name, own))
    return pairs if len(pairs) > 1 else []


def _goes_on(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a list goes on from a date to the next model, its maker perhaps before it: "… in May and B's C"."""
    folded = sentence.page.folded
    gap = folded[first:last]
    for name in sentence.names:
        if first <= name.start and name.end <= last and name.type == EntityType.ORGANIZATION:
            gap = folded[first : name.start] + _POSSESSIVE.sub("", folded[name.end : last])
    return sentence.page.lexicon.joins.next.fullmatch(gap) is not None


def led_by_dates(sentence: Sentence, cue: Tag) -> list[tuple[Name, DateSpan]]:
    """Models that each have a date before them and one verb behind all: "7月にA、11月6日にBを公開した"."""
    if sentence.page.lexicon.script != "kana":
        return []
    spans = [span for span in sentence.dates if span.iso and span.end <= cue.start]
    pairs = []
    for place, span in enumerate(spans):
        stop = spans[place + 1].start if place + 1 < len(spans) else cue.start
        own = [name for name in sentence.names if span.end <= name.start < stop and name.type in RELEASE.types]
        if len(own) != 1 or sentence.words_between(span.end, own[0].start) > _LED_WORDS:
            return []
        pairs.append((own[0], span))
    return pairs if len(pairs) > 1 else []


def led_releases(sentence: Sentence, led: list[Led]) -> list[Draft]:
    """As in "- OpenAI released X" under a heading that is a day: what a verb of release says came out then."""
    span = led_by(led, sentence.start) if led else None
    if span is None:
        return []
    for cue in sentence.tags("links", "release"):
        if of_a_paper(sentence, cue) or tells_plan(sentence, cue) or sentence.tags("future"):
            continue
        after = [name for name in sentence.names if name.start >= cue.end and name.type in RELEASE.types]
        if not after or sentence.words_between(cue.end, after[0].start) > _LED_WORDS:
            continue
        return [dated_draft(sentence, RELEASE, name, span, _LED) for name in listed_on(sentence, after)]
    return []


def of_a_paper(sentence: Sentence, cue: Tag) -> bool:
    """Whether what is published is a study, not a model: "a study published in March", "die veröffentlichte Studie"."""
    return any(
        sentence.words_between(min(tag.end, cue.end), max(tag.start, cue.start)) <= 3  # noqa: PLR2004
        and not any(
            name.start >= min(tag.end, cue.end) and name.end <= max(tag.start, cue.start) for name in sentence.names
        )
        and not sentence.marks_between(min(tag.end, cue.end), max(tag.start, cue.start))
        for tag in sentence.tags("links", "paper")
    )
