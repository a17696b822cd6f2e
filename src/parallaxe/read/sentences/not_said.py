"""Figures that look like those of a metric and are not: changes, places in a ranking, what one company sells another."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_SIGNED = re.compile(r"[+±]$|[\s(][-−–]$")
#: "76 % fewer tokens", "40 % de tokens en moins", "30 % schneller".
_DIFFERENT = re.compile(
    r" ?(?:fewer|less|faster|cheaper|lower|slower|(?:de |d')(?:\w+ ){1,2}(?:en|de) (?:moins|plus)\b|(?:de|en) moins\b|moins|plus (?:rapid|cher|vit|lent)\w*|"
    r"weniger|schneller|günstiger|gunstiger|billiger|langsamer|niedriger|menos|más (?:rápid|barat|lent)\w*|mais (?:rápid|barat|lent)\w*|mas (?:rapid|barat|lent)\w*|mais (?:rapid|barat)\w*|"
    r"меньше|быстрее|дешевле|медленнее|ít hơn|nhanh hơn|rẻ hơn)(?!\w)"
)
#: What a model costs, takes or gains stands behind such a word, and of what is no task.
_SPENT = re.compile(
    r"(?:\b(?:costs?|spends?|uses?|gains?|gained|adds?|added|saves?|loses?|lost|by|coute|depense|consomme|utilise|gagne|perd|kostet|verbraucht|gewinnt|verliert|um|cuesta|"
    r"gasta|gana|pierde|custa|ganha|perde|стоит|тратит|на|tốn|tăng|giảm|thêm) |(?:提升|提高|降低|下降|节省|消耗|花费|领先|改善)了?)"
    r"(?:about |around |some |only |just |nearly |up to |environ |etwa |rund |unos |cerca de |около |khoảng |约)?[~≈]?$"
)
_SPENT_LEAD = 30
_OF_TOKENS = re.compile(
    r" (?:of|de|der|von|dos|das) (?:(?:its|the|all|their|what|ce que|lo que|o que|ses|sus|seus|seiner) ?)*(?:token|what|cost|budget|price|traffic|jeton|user|coût)"
)
_TOP, _TOP_LEAD = (
    re.compile(r"(?:(?<!\w)(?:top|oberst\w*|premiers|топ)[ -]?|上位|排名前|(?<![之以目当此先日年月])前|靠前的?)$"),
    12,
)
#: "Up 20 %", and code points before the figure in which it stands.
_MOVED, _MOVED_LEAD = (
    re.compile(r"[,(;–—] ?(?:up|down) (?:by |about |around |some |nearly |almost |more than |over |a )?$"),
    20,
)
#: A number of a list's members, the list's own number, and what makes it one.
_SELECTED = re.compile(
    r"(?: models?| modelos?| modèles?| modelle)? (?:of the|out of|des|sur les|parmi les|der|von den|unter den|de los|dos|das|trong|trong số|из) "
    r"(?:top |\w+ )?(?:\d+|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|fifty|trois|cinq|dix|quinze|vingt|trente|fünf|zehn|zwanzig|"
    r"cinco|diez|veinte|dez|vinte|mười|hai mươi|пяти|десяти|двадцати)(?!\w)"
)
_SELECTING = re.compile(
    r"(?:of the|out of the|among the|des|les|der|den|die|los|os|dos|nos|trong|trong số|из|среди|前|的) (?:top )?$|前$"
)
_MOST = re.compile(
    r"most|plus|meist|mais|más|nhiều nhất|самых|наиболее|最|best|beliebt|prem|primeir|erst|first|đầu|первых"
)
_OF_LEAD, _MOST_REACH = 16, 18
#: What a model writes at most: its price's words, how far before it they begin, in code points, and its bounds.
_OUTPUT, _WRITTEN_LEAD, _WRITTEN = "price_output_per_mtok", 26, (100, 2_000_000)
_RATE, _WORDS = re.compile(r"[^\W\d_]* ?/ ?s(?!\w)"), re.compile(r"[^\W\d_ ]*(?: [^\W\d_]+)* ?")
_PLACE, _LEAD = re.compile(r"(?:\btop[ -]?|#|№ ?|\bno\. ?|\bтоп-?|前)$"), 5
#: Types whose names may end in a number, and words from a number to the noun it counts.
_NUMBERED, _NOUN_WORDS = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT}), 3
#: Years that tests are named after ("HMMT 25").
_YEARS = frozenset({24, 25, 26, 2024, 2025, 2026})
_STAKE, _STAKED, _STAKE_LEAD = (
    re.compile(r"(?:领投|跟投|参投|认购)(?!的)"),
    re.compile(r"(?:领投|跟投|参投|认购)了?约?$"),
    6,
)
#: Those whose downloads are no users.
_HOSTED = frozenset({EntityType.MODEL, EntityType.ORGANIZATION})
_INVESTING = re.compile("invest|投资|投資|出資|đầu tư|инвест|vốn")
#: Behind a number of examples a model is shown.
_SHOTS = re.compile(r"(?:[- ]?shots?|@\d|例|样本|ショット)(?!\w)")
_TIMES = frozenset("x×倍")
_DOWNLOADS = re.compile("ダウンロード|下载|lượt tải|скачив|загруз")
#: What joins names of a list; words from a word of togetherness to its amount: of a list's, of a sum's.
_JOINED = re.compile(
    r" ?(?:[,、，] ?)?(?:and|et|y|e|und|và|и|&|和|与|及|as well as)? ?(?:the |la |le |die |o |a )?", re.IGNORECASE
)
_JOINT_WORDS, _SUM_WORDS = 16, 4
#: Words from an amount to the shares it buys.
_SHARES_WORDS = 8
#: Words from a share to whose revenue it is of.
_REVENUE_WORDS = 12
_OWNER_WORDS, _REVENUE, _MARKET = 6, "revenue", "market_share"


def is_multiple(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a bare number says how many times as much: "3.98x", "6,3×"."""
    if quantity.unit or quantity.exponent:
        return False
    folded = sentence.page.folded
    return (
        folded[quantity.end : quantity.end + 1] in _TIMES and not folded[quantity.end + 1 : quantity.end + 2].isalnum()
    )


def is_change(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a figure is a difference or a bound: "+10 %", "(-3 %)", "20 fewer than A", "the top 10 %"."""
    folded, start = sentence.page.folded, quantity.number_start
    signed = quantity.unit == "%" and _SIGNED.search(folded, max(sentence.start, start - 2), start) is not None
    moved = quantity.unit == "%" and _MOVED.search(folded, max(sentence.start, start - _MOVED_LEAD), start) is not None
    behind = quantity.end + (folded[quantity.end : quantity.end + 1] == " ")
    different = quantity.unit == "%" and _DIFFERENT.match(folded, quantity.end) is not None
    told = different or sentence.page.tags.at(behind, "links", "differs") is not None
    return signed or moved or told or is_bound(sentence, quantity)


def is_selection(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number only says how many of a list are meant: "seven of the twenty most used models", "top ten"."""
    if quantity.unit or quantity.exponent:
        return False
    folded, end = sentence.page.folded, quantity.end
    lead = folded[max(sentence.start, quantity.start - _OF_LEAD) : quantity.start]
    part = _SELECTED.match(folded, end)
    last = part.end() if part else end
    return bool((part or _SELECTING.search(lead)) and _MOST.search(folded, last, last + _MOST_REACH))


def is_condition(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number is one that something must reach: "anyone with more than 100 million users must…"."""
    return any(tag.start < quantity.start for tag in sentence.tags("links", "condition"))


def is_bound(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a percentage only says how many of the first are meant: "the top 10 % of papers", "上位10%"."""
    start = quantity.number_start
    lead = sentence.page.folded[max(sentence.start, start - _TOP_LEAD) : start]
    return quantity.unit == "%" and _TOP.search(lead) is not None


def is_no_window(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number of tokens is what a model writes at most, or how many a second: "65,536 output tokens", "750 tokens/s"."""
    if quantity.unit not in {"tokens", ""} or not _WRITTEN[0] <= quantity.value <= _WRITTEN[1]:
        return False
    folded, tags, end = sentence.page.folded, sentence.page.tags, quantity.end
    if quantity.unit and _RATE.match(folded, end):
        return True
    if tags.at(end + (folded[end : end + 1] == " "), "metrics", _OUTPUT):
        return True
    lead = tags.within("metrics", max(sentence.start, quantity.start - _WRITTEN_LEAD), quantity.start, _OUTPUT)
    return bool(lead) and _WORDS.fullmatch(folded, lead[-1].end, quantity.start) is not None


def is_stake(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether an amount is what one investor puts into a round, told in Chinese: "以13亿欧元领投", "IDG领投1.5亿美元"."""
    if quantity.kind != "money" or sentence.page.lexicon.spaced:
        return False
    folded, start = sentence.page.folded, quantity.start
    lead = folded[max(sentence.start, start - _STAKE_LEAD) : start]
    return _STAKE.match(folded, quantity.end) is not None or _STAKED.search(lead) is not None


def is_place(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a bare number is a place in a ranking: "#2", "Platz zwei", "top 10"."""
    if quantity.unit or quantity.exponent:
        return False
    start = quantity.number_start
    if _PLACE.search(sentence.page.folded, max(sentence.start, start - _LEAD), start):
        return True
    tags = (*sentence.tags("ranks"), *sentence.tags("ordinals"))
    return any(
        tag.start <= start and quantity.end <= tag.end and tag.end - tag.start > quantity.end - start for tag in tags
    )


def is_no_score(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a figure is a place in a ranking, a part told in words, a setting, or what is spent or gained, which scores are not."""
    told = is_place(sentence, quantity) or is_spelt(sentence, quantity) or is_setting(sentence, quantity)
    start = quantity.number_start
    lead = sentence.page.folded[max(sentence.start, start - _SPENT_LEAD) : start]
    return told or _SPENT.search(lead) is not None or _OF_TOKENS.match(sentence.page.folded, quantity.end) is not None


def is_setting(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number says how a benchmark was run ("5-shot", "pass@1"), not what came of it."""
    folded = sentence.page.folded
    return (
        folded[quantity.number_start - 1 : quantity.number_start] == "@"
        or _SHOTS.match(folded, quantity.end) is not None
    )


def is_spelt(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a percentage or number is told in words ("half of it", "six of seven"), as parts are and scores are not."""
    return quantity.unit in {"%", ""} and not sentence.page.text[quantity.number_start].isdigit()


def ends_name(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a bare number is the end of a name ("Microsoft 365"), no noun it counts behind it."""
    if quantity.unit or quantity.exponent:
        return False
    if quantity.value in _YEARS and any(
        name.type == EntityType.BENCHMARK and name.end + 1 == quantity.number_start for name in sentence.names
    ):
        return True
    if not any(name.end + 1 == quantity.number_start and name.type in _NUMBERED for name in sentence.names):
        return False
    behind = [cue for cue in sentence.tags("metrics") if cue.start >= quantity.end]
    return not any(sentence.words_between(quantity.end, cue.start) <= _NOUN_WORDS for cue in behind)


def is_average(sentence: Sentence, quantity: Quantity, name: Name) -> bool:
    """Whether a figure is that of the world on average, told beside a country's."""
    return any(
        name.end <= tag.start
        and tag.end <= quantity.start
        and sentence.words_between(tag.end, quantity.start) <= _NOUN_WORDS
        for tag in sentence.tags("groups", "average")
    )


def speaks_of_investing(sentence: Sentence) -> bool:
    """Whether a sentence speaks of investing: countries raise no rounds."""
    cues = [cue for cue in sentence.tags("metrics") if cue.key in {"capex_commitment", "funding_raised"}]
    return any(_INVESTING.search(sentence.page.folded, cue.start, cue.end) for cue in cues)


def are_downloads(sentence: Sentence, cue: Tag | None, name: Name) -> bool:
    """Whether "users" are only downloads of a model's weights."""
    if cue is None or name.type not in _HOSTED or sentence.tags("links", "app"):
        return False
    return _DOWNLOADS.search(sentence.page.folded, cue.start, cue.end) is not None


def buys_shares(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether money goes into shares of a company, right behind its amount: "$2 billion of A's shares", "… por 49% da A"."""
    part = next((one for one in sentence.quantities if one.start >= quantity.end), None)
    if part is not None and part.unit == "%" and sentence.words_between(quantity.end, part.start) <= 1:
        return any(tag.key == "pay_for" for tag in sentence.page.tags.within("links", quantity.end, part.start))
    return any(
        tag.start >= quantity.end
        and sentence.words_between(quantity.end, tag.start) <= _SHARES_WORDS
        and sentence.marks_between(quantity.end, tag.start) == 0
        for tag in sentence.tags("links", "equity")
    )


def is_of_a_holding(sentence: Sentence, cue: Tag | None) -> bool:
    """Whether what is worth so much is a stake, a contract or a fortune, and no company: "its stake in A is worth"."""
    if cue is None or not any(tag.start < cue.end and cue.start < tag.end for tag in sentence.tags("links", "worth")):
        return False
    return any(
        tag.end <= cue.start
        and sentence.words_between(tag.end, cue.start) <= _SHARES_WORDS
        and not sentence.marks_between(tag.end, cue.start)
        for tag in sentence.tags("links", "holding")
    )


def is_spent(sentence: Sentence, cue: Tag | None) -> bool:
    """Whether a word says what is spent, which is the size of a market and no company's revenue."""
    return cue is not None and any(
        tag.start < cue.end and cue.start < tag.end for tag in sentence.tags("links", "outlay")
    )


def is_shared(sentence: Sentence, quantity: Quantity, name: Name) -> bool:
    """Whether an amount is that of several together, one of whom is no subject of it: "together, A, B and C will spend $9 billion"."""
    joint = sentence.tags("links", "jointly")
    others = [one for one in sentence.names if one.type == EntityType.ORGANIZATION and one.key != name.key]
    if not joint or not others or quantity.kind != "money":
        return False
    listed = any(
        _JOINED.fullmatch(sentence.page.folded, first.end, last.start)
        for one in others
        for first, last in ((one, name), (name, one))
    )
    with_one = {tag.start for tag in sentence.tags("links", "together")}
    for tag in joint:
        first, last = sorted(((tag.start, tag.end), (quantity.start, quantity.end)))
        between = any(first[1] <= one.start < last[0] and one.kind == "money" for one in sentence.quantities)
        words = sentence.words_between(first[1], last[0])
        if tag.start in with_one or between:
            continue
        if (listed and words <= _JOINT_WORDS) or (name.end <= tag.start < quantity.start and words <= _SUM_WORDS):
            return True
    return False


def of_one_company(sentence: Sentence) -> bool:
    """Whether percentages are parts of one company, which are no shares of a market.

    As in "42 % of A's sales", and of its shares: "invests 1.3 billion in A and will hold 11 %".
    """
    page = sentence.page
    if sentence.tags("links", "invest") and all(tag.weight < 1 for tag in sentence.tags("metrics", _MARKET)):
        return True
    sold = [tag for tag in sentence.tags("metrics") if tag.key == _REVENUE or (tag.key == _MARKET and tag.side == "<")]
    return any(
        quantity.unit == "%"
        and quantity.end <= tag.end
        and sentence.words_between(quantity.end, tag.start) <= _REVENUE_WORDS
        and not sentence.marks_between(quantity.end, tag.start)
        and _is_owned(sentence, tag)
        for tag in sold
        for quantity in sentence.quantities
        if page.lexicon.spaced
    )


def _is_owned(sentence: Sentence, sold: Tag) -> bool:
    """Whether a word for revenue is joined to a company: "A's revenue", "revenue of A"."""
    page = sentence.page
    for name in sentence.names:
        if name.type != EntityType.ORGANIZATION:
            continue
        if sold.end <= name.start and sentence.words_between(sold.end, name.start) <= _OWNER_WORDS:
            gap = page.folded[sold.end : name.start]
            of = page.tags.before(name.start - (len(gap) - len(gap.rstrip())), "links", "of")
            if (of is not None or sold.end + 1 >= name.start) and not sentence.marks_between(sold.end, name.start):
                return True
        owns = name.end <= sold.start and sentence.words_between(name.end, sold.start) <= _OWNER_WORDS
        if owns and page.tags.at(name.end, "links", "possess") is not None:
            return True
    return False
