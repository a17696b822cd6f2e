"""Figures in running text: a quantity, what it is of, and whom it is about."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.amounts.quantities import Quantity, restated
from parallaxe.read.amounts.token_prices import for_thousand, per_million
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, as_app
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.adoption import USAGE_SHARE, of_others
from parallaxe.read.sentences.backers import FUNDING, WORTH, givers
from parallaxe.read.sentences.benchmark_of import benchmark_of
from parallaxe.read.sentences.certain import INTO, paid, with_certain
from parallaxe.read.sentences.circumstances import dimensions, period
from parallaxe.read.sentences.complements import complement, is_enclosed, stranger
from parallaxe.read.sentences.cues import OTHER
from parallaxe.read.sentences.deals import VALUATION, bought, deal
from parallaxe.read.sentences.earlier import again
from parallaxe.read.sentences.groups import group_name
from parallaxe.read.sentences.investments import providers, receiver, sellers
from parallaxe.read.sentences.joined_behind import OF_MODELS, joined_behind, specific
from parallaxe.read.sentences.markets import REVENUE
from parallaxe.read.sentences.meanings import POINTED, meanings
from parallaxe.read.sentences.metrics import weighed
from parallaxe.read.sentences.model_sizes import ACTIVE, TOTAL
from parallaxe.read.sentences.not_said import (
    are_downloads,
    buys_shares,
    is_average,
    is_condition,
    is_of_a_holding,
    is_shared,
    is_spent,
    of_one_company,
    speaks_of_investing,
)
from parallaxe.read.sentences.prices import INPUT, OUTPUT
from parallaxe.read.sentences.products import is_opinion, owned_beside, used
from parallaxe.read.sentences.question import Question, attached, owner
from parallaxe.read.sentences.reach import Cues, bound, converts
from parallaxe.read.sentences.respective import NOBODY, against, followed, of_countries, respectively
from parallaxe.read.sentences.rows import in_pattern, is_row
from parallaxe.read.sentences.sides import sides
from parallaxe.read.sentences.stated import GAP, stated
from parallaxe.read.sentences.subjects import Candidate, candidates
from parallaxe.read.sentences.thread import SCORE, TOPICS, Meant, Thread
from parallaxe.read.sentences.units import with_currency, with_levels, with_prices, with_tokens
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import EntityType

#: Metrics whose figures come in twos.
_PAIRS = frozenset({(INPUT, OUTPUT), (TOTAL, ACTIVE), (ACTIVE, TOTAL)})
#: Roles of names that are no new subject.
_ASIDE = {"venue", "source", "source_after", "place"}
#: Weight of a figure whose place in its row tells what it is, and what being in a row adds to a cue.
_PLACED, _IN_ROW = 0.75, 1.0
#: Kinds that keep their unit; bare numbers and counted things take the metric's.
_OWN_UNITS = {"money", "percentage points", "months", "x", "GPU-hours", "percent"}
_LEAST_SUBJECT = 0.1
#: How clear a metric must be for a later figure to go on with it.
_CLEAR = 0.5
#: How clear the subject of a figure told in turn is, and of money put into a company.
_IN_TURN, _INVESTED = 0.85, 0.9
_OWN_WORDS, _PEOPLE_WORDS = 3, 5
#: What is told of an application where a maker's name is also its ("Meta AI").
_OF_APPS = {"users", "usage_share"}
_MARKET = "market_share"
#: What is told of a product rather than of the maker or country it is named with, and of whom then.
_OF_OWNED = frozenset({"usage_share", "market_share", "usage_volume", "model_count"})
_HELD_BY: list[str] = [EntityType.PRODUCT, EntityType.MODEL, EntityType.ORGANIZATION]
#: What several companies spend or sell together, and none alone.
_OF_ONE = frozenset({"revenue", "capex_commitment"})
#: Who holds a market where they are named.
_MAKERS = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.MODEL})
#: What licences ask for from a certain number on.
_REACHED = frozenset({"users", "revenue"})


def figures(
    sentence: Sentence, rules: dict[str, FigureRule], roles: dict[int, str], memory: Memory, thread: Thread
) -> list[Draft]:
    """Claims of the figures of a sentence."""
    thread.topic(sentence)
    thread.tokens = with_tokens(sentence, thread.tokens)
    thread.currency = with_currency(sentence, thread.currency, headed="money" in thread.headed)
    with_levels(sentence)
    with_prices(sentence)
    row = is_row(sentence)
    placed = in_pattern(sentence, thread.row) if row else {}
    drafts: list[Draft] = []
    last: dict[tuple[str, bool], tuple[Meant, Draft]] = {}
    cues = Cues(sentence, rules)
    proposed = meanings(sentence, rules, thread, cues)
    meant = weighed(sentence, rules, thread, roles, cues, proposed)
    meant = with_certain(sentence, proposed, meant, rules, memory)
    if placed:
        meant = [Meant(quantity, metric, _PLACED, None) for quantity, metric in placed.items()]
    elif row:
        by_quantity = {item.quantity: item.metric for item in meant}
        thread.row = [(quantity.unit, by_quantity.get(quantity, "")) for quantity in sentence.quantities]
        meant = [replace(item, weight=min(1.0, item.weight * _IN_ROW)) for item in meant]
    inside = of_one_company(sentence)
    meant = [item for item in meant if item.metric != OTHER and not (inside and item.metric == _MARKET)]
    thread.leave(sentence, meant)
    in_turn = _in_turn(sentence, meant, rules, roles)
    meant = _alike(meant, in_turn)
    for metric in POINTED:
        in_turn |= against(sentence, [item.quantity for item in meant if item.metric == metric], memory.pair)
    in_turn |= _of_payer(sentence, meant, thread.payer)
    in_turn = sides(sentence, meant, rules, roles) | in_turn
    for item in meant:
        others = [other.quantity.start for other in meant if other.metric == item.metric and other is not item]
        enclosed = is_enclosed(sentence, item.quantity.start)
        previous = last.get((item.metric, enclosed))
        shared = previous is not None and _shares_subject(sentence, previous[0], item, rules[item.metric], roles)
        told = None if item.metric in INTO and receiver(sentence, item.quantity) else in_turn.get(item.quantity)
        if told is NOBODY:
            continue
        told = _meant(sentence, item, told, roles) if told else None
        draft = (
            _draft(sentence, item, rules[item.metric], told, _IN_TURN, memory)
            if told
            else _claim(sentence, item, rules[item.metric], roles, memory, others)
        )
        if told is None and shared and previous is not None:
            draft = _same_subject(
                draft
                or _claim(sentence, item, rules[item.metric], roles, memory, [])
                or _again(sentence, item, rules[item.metric], previous[1], memory),
                previous[1],
            )
        if draft is not None:
            drafts += [] if restated(item.quantity, sentence.quantities) else [draft]
            last |= {(item.metric, inner): (item, draft) for inner in {True, enclosed}}
        if item.quantity.kind != "count" and item.weight >= _CLEAR:
            thread.metrics[item.quantity.kind] = item.metric
            thread.named = item.quantity.end if item.metric == USAGE_SHARE else thread.named
    of_nobody = [quantity for quantity, name in in_turn.items() if name is NOBODY]
    drafts = again(sentence, _paired(sentence, drafts), thread.told, of_nobody)
    thread.told = drafts[-1] if drafts else thread.told
    return drafts


def _paired(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """A price for input and the one for output right behind it, as total and active size, are of one model: the surer subject's."""
    result = list(drafts)
    for place, (first, second) in enumerate(pairwise(drafts)):
        named = any(first.end <= name.start < second.start for name in sentence.names)
        if (first.metric, second.metric) not in _PAIRS or named or first.subject == second.subject:
            continue
        if first.weight >= second.weight:
            result[place + 1] = _same_subject(second, first) or second
        else:
            result[place] = _same_subject(first, second) or first
    return result


def _in_turn(
    sentence: Sentence, meant: list[Meant], rules: dict[str, FigureRule], roles: dict[int, str]
) -> dict[Quantity, Name]:
    """The subjects of figures that go in turn ("A and B, at 57 and 58 respectively", "57 % for A, 19 % for B")."""
    found: dict[Quantity, Name] = {}
    words = sentence.tags("links", "respectively")
    for metric in TOPICS & {item.metric for item in meant}:
        shares = [item.quantity for item in meant if item.metric == metric]
        found |= followed(sentence, shares, rules[metric].subjects, roles)
        for first, second in () if words else pairwise(shares):
            found |= respectively(sentence, [first, second], rules[metric].subjects)
    for metric in INTO & {item.metric for item in meant}:
        found |= of_countries(sentence, [item.quantity for item in meant if item.metric == metric])
    for metric in {item.metric for item in meant} if words else ():
        same = [item.quantity for item in meant if item.metric == metric]
        behind = [quantity for quantity in same if quantity.start >= words[-1].end]
        same = behind if len(behind) > 1 else same
        found |= respectively(sentence, same, rules[metric].subjects)
    return found


def _of_payer(sentence: Sentence, meant: list[Meant], payer: Name | None) -> dict[Quantity, Name]:
    """Items of a list of someone's contracts name whom they are with: what they cost is the one's who signed them."""
    own = payer is None or any(name.key == payer.key for name in sentence.names)
    if payer is None or own or sentence.block.kind is not BlockKind.ITEM:
        return {}
    return {item.quantity: payer for item in meant if item.metric == "capex_commitment"}


def _alike(meant: list[Meant], in_turn: dict[Quantity, Name]) -> list[Meant]:
    """Figures told in turn are of one metric as clearly as the clearest of them."""
    clearest: dict[str, float] = {}
    for item in meant if in_turn else ():
        if item.quantity in in_turn:
            clearest[item.metric] = max(item.weight, clearest.get(item.metric, 0.0))
    return [replace(item, weight=clearest[item.metric]) if item.quantity in in_turn else item for item in meant]


def _shares_subject(sentence: Sentence, first: Meant, second: Meant, rule: FigureRule, roles: dict[int, str]) -> bool:
    """Whether a figure is said of the same subject as the one before: no other name has come up."""
    start, end = first.quantity.end, second.quantity.start
    spoken = any(start <= name.start and name.end <= end for name in sentence.names)
    if bound(first, second) or (converts(first.quantity, second.quantity) and not spoken):
        return True
    own = second.metric in OF_MODELS and joined_behind(sentence, second.quantity, rule.subjects)
    if (
        second.whom
        or own
        or attached(sentence, second.quantity.end, rule.subjects)
        or owner(sentence, second.quantity.start, rule.subjects)
    ):
        return False
    if rule.subjects[:1] == [EntityType.COUNTRY] and complement(sentence, second.quantity):
        return False
    if rule.metric == USAGE_SHARE and of_others(sentence, first.quantity, second.quantity):
        return False
    between = [tag for key in ("leader", "rest") for tag in sentence.tags("groups", key)]
    inner = is_enclosed(sentence, second.quantity.start)
    if any(first.quantity.end <= tag.start < second.quantity.start for tag in between):
        return False
    return not any(
        first.quantity.end <= name.start and name.end <= second.quantity.start and name.type in rule.subjects
        for name in sentence.names
        if (inner or not is_enclosed(sentence, name.start))
        and (roles.get(name.start) not in _ASIDE or _leads(sentence, name, second.quantity))
    ) and not any(
        first.quantity.end <= tag.start < second.quantity.start and not _of_people(sentence, first.quantity, tag)
        for tag in sentence.tags("demonyms")
    )


def _of_people(sentence: Sentence, quantity: Quantity, demonym: Tag) -> bool:
    """Whether an adjective behind a share only says whose people it is of: "36 % of German firms"."""
    return sentence.words_between(quantity.end, demonym.start) <= _PEOPLE_WORDS and not sentence.marks_between(
        quantity.end, demonym.start
    )


def _leads(sentence: Sentence, name: Name, quantity: Quantity) -> bool:
    """Whether a name stands right before a figure: "auf Google 21 %"."""
    return (
        sentence.words_between(name.end, quantity.start) <= _OWN_WORDS
        and sentence.marks_between(name.end, quantity.start) == 0
    )


def _again(sentence: Sentence, item: Meant, rule: FigureRule, other: Draft, memory: Memory) -> Draft | None:
    """A share of whom the one before was said of, where nobody else is named: "36 % of firms; a year ago it was 20 %"."""
    place = item.quantity.start
    name = Name(place, place, other.surface, None, other.subject_type or "")
    return _draft(sentence, item, rule, name, other.weight, memory) if item.metric == USAGE_SHARE else None


def _same_subject(draft: Draft | None, other: Draft) -> Draft | None:
    if draft is None:
        return None
    return replace(
        draft,
        subject=other.subject,
        surface=other.surface,
        subject_type=other.subject_type,
        weight=max(draft.weight, 0.95 * other.weight),
        period=draft.period or other.period,
    )


def _claim(
    sentence: Sentence, item: Meant, rule: FigureRule, roles: dict[int, str], memory: Memory, others: list[int]
) -> Draft | None:
    quantity = item.quantity
    if item.metric in INTO and (target := paid(sentence, item, memory)):
        memory.raiser = target.key, sentence.start
        invested = replace(item, metric="funding_raised", weight=max(item.weight, _INVESTED))
        return _draft(sentence, invested, rule, target, _INVESTED, memory)
    if cue := deal(sentence, item):
        company = bought(sentence, cue, quantity, roles)
        if company or cue is item.cue:
            return _draft(sentence, item, rule, company, 0.85, memory) if company else None
    if _is_none(sentence, item):
        return None
    if own := stated(sentence, item, rule, memory, roles):
        named = _meant(sentence, item, own.name, roles)
        return _draft(sentence, item, rule, named, own.weight, memory) if named else None
    return _weighed(sentence, item, rule, _question(sentence, item, rule, roles, memory, others))


def _weighed(sentence: Sentence, item: Meant, rule: FigureRule, question: Question) -> Draft | None:
    """The claim with its likeliest subject, None where none is likely."""
    found = _found(sentence, item, candidates(question))
    if not found or found[0].weight < _LEAST_SUBJECT:
        return None
    best = found[0]
    question.memory.told = best.name.key, sentence.start
    if item.metric in WORTH:
        question.memory.raiser = best.name.key, sentence.start
    name = _meant(sentence, item, best.name, question.roles)
    draft = _draft(sentence, item, rule, name, best.weight, question.memory) if name else None
    if draft is None:
        return None
    told = "figure, subject remembered" if best.remembered else draft.rule
    return replace(
        draft,
        rule=told,
        signs={"metric": item.weight, "chance": best.weight, "nobody": 1 - sum(one.weight for one in found)},
    )


def _question(
    sentence: Sentence, item: Meant, rule: FigureRule, roles: dict[int, str], memory: Memory, others: list[int]
) -> Question:
    quantity, further = item.quantity, []
    if group := group_name(sentence, quantity.start, rule.subjects):
        further.append(("group", group))
    if EntityType.ORGANIZATION in rule.subjects and (unknown := stranger(sentence, quantity.start)):
        further.append(("stranger", unknown))
    return Question(
        sentence=sentence, start=quantity.start, end=quantity.end, metric=item.metric, value=quantity.value, types=rule.subjects,
        roles=roles, memory=memory, cue=item.cue, weight=item.weight, others=others, further=further,
    )  # fmt: skip


def _is_none(sentence: Sentence, item: Meant) -> bool:
    """Whether an amount is that of a stake, which is neither a company's value nor money for infrastructure."""
    if item.metric == VALUATION:
        return is_of_a_holding(sentence, item.cue)
    return item.metric == "capex_commitment" and buys_shares(sentence, item.quantity)


def _meant(sentence: Sentence, item: Meant, name: Name, roles: dict[int, str]) -> Name | None:
    """Whom a figure is of, of a model, its maker and its application; None where it is nobody's."""
    entities = sentence.page.entities
    spends = item.metric == REVENUE and name.type == EntityType.ORGANIZATION and is_spent(sentence, item.cue)
    shared = item.metric in _OF_ONE and is_shared(sentence, item.quantity, name)
    if spends or shared or is_average(sentence, item.quantity, name):
        return None
    if item.metric == "usage_share" and is_opinion(sentence, item.quantity):
        return None
    if item.metric in _REACHED and is_condition(sentence, item.quantity):
        return None
    if item.metric in _OF_OWNED:
        name = owned_beside(sentence, name, _HELD_BY) or name
    if item.metric == "users":
        name = used(sentence, item.quantity, name, roles)
        if are_downloads(sentence, item.cue, name):
            return None
    if item.metric in _OF_APPS and name.type == EntityType.ORGANIZATION:
        return as_app(name, entities, slug_of(name.surface))
    return name


def _found(sentence: Sentence, item: Meant, found: list[Candidate]) -> list[Candidate]:
    """The candidates without those who cannot be meant: sellers of what money goes into, countries, which raise no rounds.

    Nor do countries hold shares of markets where a maker is named: then they say which market it is.
    """
    spent = item.metric == "capex_commitment"
    aside = [*sellers(sentence, item.quantity), *providers(sentence, item.quantity)] if spent else []
    raised = item.metric == FUNDING
    aside += givers(sentence).values() if raised else []
    countries = raised and not speaks_of_investing(sentence)
    countries |= item.metric == _MARKET and any(name.type in _MAKERS for name in sentence.names)
    left = [
        candidate
        for candidate in found
        if candidate.name not in aside and not (countries and candidate.name.type == EntityType.COUNTRY)
    ]
    whole = 1 - sum(candidate.weight for candidate in found) + sum(candidate.weight for candidate in left)
    return [replace(candidate, weight=candidate.weight / whole) for candidate in left]


def _draft(
    sentence: Sentence, item: Meant, rule: FigureRule, name: Name, weight: float, memory: Memory
) -> Draft | None:
    quantity = item.quantity
    name = specific(sentence, name) if item.metric == SCORE else name
    date = period(sentence, quantity)
    benchmark = benchmark_of(sentence, quantity, memory) if item.metric == SCORE else None
    if item.metric == SCORE and benchmark is None:
        return None
    own = quantity.kind in _OWN_UNITS or (item.metric == GAP and quantity.unit != "")
    unit = quantity.unit if own else rule.unit
    thousand = item.metric in {INPUT, OUTPUT} and for_thousand(sentence.page.folded, quantity.start, quantity.end)
    return Draft(
        metric=item.metric, value=per_million(quantity.value) if thousand else quantity.value, unit=unit, start=quantity.start, end=quantity.end,
        subject=name.subject, surface=name.surface, subject_type=name.type or None,
        rule="figure" if item.cue is not None else "figure, metric carried", weight=min(1.0, item.weight) * min(1.0, weight) ** 0.5,
        benchmark=benchmark, qualifier=quantity.qualifier, period=date.iso if date else None, dimensions=dimensions(sentence, item), at=quantity.number_start,
    )  # fmt: skip
