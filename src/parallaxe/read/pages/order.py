"""Word order that tells what belongs together: dates before the verb or noun they modify, passives, agents before verbs."""

from __future__ import annotations

import re

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_CLAUSE_END = re.compile("[，、。；;]")
#: A day of the week in brackets behind its date.
_WEEKDAY = re.compile(r"^ ?\([^()]{1,16}\)")
_ATTRIBUTE = re.compile(" ?[的の] ?")
#: What a day only says when it was, before the verb: "在9月24日的云栖大会上", "5日の発表会で"; what joins a verb to its day.
_OCCASION = re.compile(
    r"[^，。、；,;]{0,16}?(?:大会|峰会|会上|会议|活动|论坛|开发者日|展会|直播|电话会|イベント|会見|説明会|会合|カンファレンス|発表会)[上中で]?"
)
#: Events of a company that clauses tell one by one, and that describe it ("成立于2019年的X").
_OF_ONE = frozenset({"found", "ipo"})
#: Signs before what a Chinese verb is done to.
_DEALT = frozenset("对将把對將")
_IS = re.compile(r"[ 」』》”\"*)）]*(?:则|便|就|也)?(?:是|系)")
#: Commas of a list between 由 and its verb, at most.
_LISTED_MARKS, _BESIDE = 3, 1
_ON_DAY = frozenset({"", "于", "在", "於", "は"})
#: What stands between a thing and its maker in "X是由A开发的…" and "XはAが開発した…".
_BY_MAKER = re.compile(
    r"[ 」』》”\"*)）]*(?:(?:是|则是|系)?[^，。、；]{0,4}(?:由|出自|来自)|(?:就|便|则)?是|[はもが]、?(?:[^、。]{0,6}の)?)[ 「『《“\"*]*$"
)
_FROM = ("出自", "来自")
_MADE_BY = re.compile(
    r"[ 」』》”\"*]*(?:社|公司|团队|氏ら|グループ)?(?:等|(?:和|与|及|、|以及|と)[^，。；]{2,20}?(?=联合|共同|が))?[がの]?[^，。、；]{0,4}$"
)
_MADE, _CONTROLS = ("make", "release"), {"control", "control_verb"}
#: A name that another figure is measured by: "X的8%", "Xの約27分の1".
_MEASURE = re.compile(r"[ 」』》”\"*]*[的の](?:约|約|仅)?\d[\d.]*(?:%|分之|分の|倍)")
#: Signs that close and open what stands around a name, and roles told by a phrase that ends in a noun for a company.
CLOSING, OPENING = ' )*_»”"」』》）】〉', " \"'“«(*_「『《（【〈"
_PHRASED = {"backer", "rival"}
_PHRASE, _LONG_WORD = 18, 2
#: What joins names that a verb is said of together: "AとB", "AをBとともに".
_JOINED = re.compile(r"[ 」』》”\"*)]*(?:と|や|、|,|・|および|及び|ならびに|並びに|&)[ 「『《“\"*(]*")
_TOGETHER = re.compile(r"[ 」』》”\"*)]*(?:を、?|と|や|、|および|及び|に加え、?)[ 「『《“\"*(]*")
_LISTED = re.compile(
    r"[ 」』》”\"*)）]*(?:[、,，]|和|与|及|以及|と|や|、?および|及び)[ 「『《“\"*(（]*(?:[^，。、；,;()]{1,8}[)）])?"
)
#: Code points from what a maker is called by to its name, and words over a comma.
_CALLED, _CALLED_WORDS = 4, 2.5
#: Nouns between a thing and what its maker is called by, and what the maker is besides: "AI助手的开发商", "を開発するAI安全性企業".
_CALLED_NOUN = re.compile(
    r"[ 」』》”\"]*(?:ai)? ?(?:大?模型|助手|聊天机器人|智能体|应用|系列|モデル|チャットボット|アシスタント|アプリ)(?=的|の|を)"
)
_CALLED_FIRM = re.compile(
    r"[^，。、；はがをも,]{0,14}?(?:企業|企业|会社|公司|新興|スタートアップ|大手|巨头|独角兽|の|的)[ 「『“\"*]*"
)
#: Words from a date to the verb behind it; code points from a maker to its verb.
_VERB_WORDS, _VERB_GAP = 4, 34
#: Words from an attribute to the company it describes, with what that is between ("成立于2023年的知名网关制造商X").
_DESCRIBED_WORDS = 9
#: Words from a verb of buying to the share that is bought.
_PART_WORDS = 3
#: Words from a Japanese verb to the name it stands before ("公表した「A」").
_BESIDE_WORDS = 2.5


def belongs_elsewhere(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether a date modifies another word than the cue: beyond a bracket, and where modifiers come first.

    As in "取代去年的V3" (the year is V3's) and "发布A，并在2月14日发布了B" (the day is the second verb's).
    """
    page = sentence.page
    if cue.key in _CONTROLS and span.end <= cue.start and "(" in _WEEKDAY.sub("", page.folded[span.end : cue.start]):
        return True
    if page.lexicon.spaced:
        return False
    if _modifies_noun(sentence, cue, span):
        return True
    if span.start >= cue.end and _CLAUSE_END.search(page.folded, cue.end, span.start):
        return True
    later = [tag for tag in sentence.tags("links", cue.key) if tag.start >= span.end and tag.start > cue.start]
    return (
        span.start >= cue.end
        and bool(later)
        and sentence.words_between(span.end, later[0].start) <= _VERB_WORDS
        and not sentence.marks_between(span.end, later[0].start)
    )


def _modifies_noun(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether a date is joined to a noun that is neither the cue, nor what it describes, nor the occasion of the verb."""
    page = sentence.page
    attribute = _ATTRIBUTE.match(page.folded, span.end)
    if attribute is None or page.folded[cue.end : span.start] in _ON_DAY:
        return False
    occasion = _OCCASION.match(page.folded, attribute.end())
    if occasion is not None and occasion.end() <= cue.start and not sentence.marks_between(occasion.end(), cue.start):
        return False
    return not any(tag.key == cue.key for tag in page.tags.within("links", attribute.end(), attribute.end() + 2))


def described(sentence: Sentence, cue: Tag, names: list[Name]) -> Name | None:
    """Whom a verb with its day describes where modifiers come first: "成立于2019年的X", "X是A于4月开源的模型"."""
    page = sentence.page
    if (
        cue.key == "release"
        and not page.lexicon.spaced
        and _ATTRIBUTE.match(page.folded, cue.end - (page.folded[cue.end - 1] == "的"))
    ):
        being = [name for name in names if name.end <= cue.start and _IS.match(page.folded, name.end)]
        return being[-1] if being and not sentence.marks_between(being[-1].end, cue.start) else None
    for span in sentence.dates if not page.lexicon.spaced and cue.key in _OF_ONE else ():
        attribute = _ATTRIBUTE.match(page.folded, span.end)
        if attribute is None or span.start < cue.end or page.folded[cue.end : span.start] not in _ON_DAY:
            continue
        after = [name for name in names if name.start >= attribute.end()]
        if after and sentence.words_between(attribute.end(), after[0].start) <= _DESCRIBED_WORDS:
            return None if sentence.marks_between(attribute.end(), after[0].start) else after[0]
    return None


def told_of(sentence: Sentence, names: list[Name]) -> list[Name]:
    """Whom an event of companies is told of: the first named, all of a list where they are told in turn."""
    run = listed_with(sentence, names) if sentence.tags("links", "respectively") else []
    return run if len(run) > 1 else names[:1]


def opens_with_day(sentence: Sentence, cue: Tag) -> bool:
    """Whether a Japanese sentence opens with a day and its verb, its topic left out: "2022年8月創業で、…"."""
    lead = sentence.page.folded[sentence.start : cue.start]
    days = [span for span in sentence.dates if span.end <= cue.start]
    if sentence.page.lexicon.script != "kana" or not days:
        return False
    return not lead[: days[0].start - sentence.start].strip(" *-•・　") and cue.start - days[0].end <= _BESIDE


def owned_in_clause(sentence: Sentence, cue: Tag, names: list[Name]) -> list[Name]:
    """Names without those behind a Chinese 由 in the clause of a verb, who act or are where the actor came from."""
    if sentence.page.lexicon.script != "han" or cue.key not in _OF_ONE:
        return names
    floor = max((tag.end for tag in sentence.tags("roles") if tag.key == "source"), default=sentence.start)
    by = sentence.page.folded.rfind("由", floor, cue.start)
    if by < 0 or sentence.marks_between(by, cue.start) > _LISTED_MARKS:
        return names
    return [name for name in names if name.end <= by]


def listed_with(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The last of some names and those that a list joins to it: "A、B和C"."""
    kept = names[-1:]
    for name in reversed(names[:-1]):
        if not _LISTED.fullmatch(sentence.page.folded, name.end, kept[0].start):
            break
        kept.insert(0, name)
    return kept


def listed_on(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The first of some names and those that a list joins to it: "A, the B and C"."""
    kept = names[:1]
    for name in names[1:]:
        if not sentence.page.lexicon.joins.listed.fullmatch(sentence.page.folded, kept[-1].end, name.start):
            break
        kept.append(name)
    return kept


def since_last(sentence: Sentence, cue: Tag, names: list[Name]) -> list[Name]:
    """Those named since the last word of the same event, where each clause has its own ("A于1月8日上市，B于次日上市")."""
    others = [tag for tag in sentence.tags("links", cue.key) if tag.end <= cue.start]
    if sentence.page.lexicon.spaced or not others or cue.key not in _OF_ONE:
        return names
    since = others[-1].end
    own = [span for span in sentence.dates if sentence.marks_between(since, span.start)]
    if not own or not sentence.marks_between(since, cue.start):
        return names
    return [name for name in names if name.start >= others[-1].end] or names


def dealt_with(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The name before a Chinese verb that it is done to: "对A的收购"."""
    folded = sentence.page.folded
    return [name for name in names if folded[name.start - 1 : name.start] in _DEALT][-1:]


def comparisons(sentence: Sentence) -> list[tuple[int, int]]:
    """Brackets that only compare: "(vs. A, $2.50)", "(contre 8 000 pour A)"."""
    page, found = sentence.page, []
    opening = page.folded.find("(", sentence.start, sentence.end)
    while opening >= 0:
        closing = page.folded.find(")", opening, sentence.end)
        tag = page.tags.at(opening + 1, "roles", "rival")
        if tag is not None and tag.side != "<" and closing >= 0:
            found.append((opening, closing))
        opening = page.folded.find("(", opening + 1, sentence.end)
    return found


def filed(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether a listing is only applied for on a date ("启动IPO", "hat den Börsengang beantragt")."""
    near = int(sentence.page.word * _VERB_WORDS)
    return any(
        min(abs(tag.start - cue.end), abs(cue.start - tag.end)) <= near and not span.start <= tag.start < span.end
        for tag in sentence.tags("links", "filing")
    )


def buys_part(sentence: Sentence, cue: Tag) -> bool:
    """Whether only a part of a company is bought: "s'est offert 49 % de A", "bought a 20 % stake in A"."""
    if cue.key not in {"acquire", "acquired"}:
        return False
    return any(
        one.unit == "%" and cue.end <= one.start and sentence.words_between(cue.end, one.start) <= _PART_WORDS
        for one in sentence.quantities
    )


def undergoer(sentence: Sentence, cue: Tag, names: list[Name]) -> Name | None:
    """Whom a passive verb is done to: "A被B收购", "A được B mua lại"; None in the active voice."""
    for tag in reversed(sentence.tags("links", "passive")):
        if tag.end > cue.start or sentence.marks_between(tag.end, cue.start):
            continue
        before = [name for name in names if name.end <= tag.start]
        agents = [name for name in sentence.names if tag.end <= name.start and name.end <= cue.start]
        beside = sentence.words_between(tag.end, cue.start) <= 1
        return before[-1] if before and (agents or beside) else None
    return None


def made_by(sentence: Sentence, made: Name, maker: Name) -> bool:
    """Whether a thing is followed by its maker and what the maker did: "X是由A开发的", "XはAが開発した"."""
    page = sentence.page
    if page.lexicon.spaced or not _BY_MAKER.fullmatch(page.folded, made.end, maker.start):
        return False
    if page.folded[made.end : maker.start].rstrip(' 「『《“"*').endswith(_FROM):
        return True
    return any(
        tag.key in _MADE and _MADE_BY.fullmatch(page.folded, maker.end, tag.start)
        for tag in page.tags.within("links", maker.end, min(sentence.end, maker.end + _VERB_GAP))
    )


def called_maker(sentence: Sentence, made: Name, maker: Name) -> bool:
    """Whether a maker follows what it is called by: "ChatGPT-Entwickler A", "ChatGPTを開発する米A", "разработчик ChatGPT A"."""
    page = sentence.page
    between = page.folded[made.end : maker.start]
    noun = None if page.lexicon.spaced else _CALLED_NOUN.match(page.folded, made.end, maker.start)
    for place in (made.end, made.end + 1, *((noun.end(),) if noun else ())):
        tag = page.tags.at(place, "companies", "maker_after", "making_after")
        if tag is None or tag.end > maker.start or sentence.marks_between(tag.end, maker.start):
            continue
        if maker.start - tag.end <= _CALLED or (
            not page.lexicon.spaced and _CALLED_FIRM.fullmatch(page.folded, tag.end, maker.start)
        ):
            return True
    lead = made.start - 1
    while lead > sentence.start and page.folded[lead - 1] in OPENING:
        lead -= 1
    if page.tags.before(lead, "companies", "maker_before") is None:
        return False
    return not between.strip(CLOSING) or (
        sentence.words_between(made.end, maker.start) <= _CALLED_WORDS and between.lstrip(CLOSING).startswith(",")
    )


def owned_by(sentence: Sentence, made: Name, maker: Name) -> bool:
    """Whether "of" and a noun for a company join a thing to its known maker: "X des US-Anbieters A", "X của hãng A"."""
    page = sentence.page
    start, end = made.end, maker.start
    if sentence.marks_between(start, end) or sentence.words_between(start, end) > _VERB_WORDS + 1:
        return False
    lead = len(page.folded[start:end]) - len(page.folded[start:end].lstrip(' *_"“”»'))
    of = page.tags.at(start + lead, "links", "of")
    if of is None or of.end > end:
        return False
    nouns = [tag for tag in page.tags.within("companies", of.end, end) if tag.key == "before"]
    spoken = page.tags.within("anaphora", of.end, end)
    return bool(nouns) or any(tag.key == EntityType.ORGANIZATION for tag in spoken)


def measures(sentence: Sentence, name: Name) -> bool:
    """Whether a name is only what another one's figure is a part or multiple of: "定价仅为X的8%"."""
    return not sentence.page.lexicon.spaced and _MEASURE.match(sentence.page.folded, name.end) is not None


def phrased_role(sentence: Sentence, position: int) -> str | None:
    """The role of a name behind a noun for a company: "led by the venture firm X", "投资方为荷兰光刻机巨头X"."""
    page = sentence.page
    noun = page.tags.before(position, "companies", "before")
    if noun is None:
        return None
    found = [
        tag
        for tag in page.tags.within("roles", max(sentence.start, noun.start - _PHRASE), noun.start)
        if tag.key in _PHRASED
        and tag.side != "<"
        and tag.end <= noun.start
        and (page.lexicon.spaced or tag.end - tag.start >= _LONG_WORD)
    ]
    if not found or sentence.marks_between(found[-1].end, noun.start):
        return None
    return None if page.names_in(found[-1].end, noun.start) else found[-1].key


def released(sentence: Sentence, before: list[Name], after: list[Name], cue: Tag) -> list[Name]:
    """What a Japanese sentence says is released: names before を and those joined to them; one right behind the verb; the last one."""
    folded = sentence.page.folded
    place = next((place for place, name in reversed([*enumerate(before)]) if particle(sentence, name) == "を"), None)
    if place is None:
        beside = after[:1] if after and sentence.words_between(cue.end, after[0].start) <= _BESIDE_WORDS else []
        return beside or before[-1:]
    first = last = place
    while first and _JOINED.fullmatch(folded, before[first - 1].end, before[first].start):
        first -= 1
    while last + 1 < len(before) and _TOGETHER.fullmatch(folded, before[last].end, before[last + 1].start):
        last += 1
    return before[first : last + 1]


def made(sentence: Sentence, before: list[Name]) -> list[Name]:
    """What a Japanese verb makes: the last name before を; nothing in other languages."""
    if sentence.page.lexicon.script != "kana":
        return []
    return [name for name in before if particle(sentence, name) == "を"][-1:]


def particle(sentence: Sentence, name: Name) -> str:
    """The sign behind a name and what closes it: in Japanese its particle."""
    page, place = sentence.page, name.end
    while place < sentence.end and page.folded[place] in CLOSING:
        place += 1
    return page.folded[place : place + 1]


def objects(sentence: Sentence, names: list[Name]) -> list[Name]:
    """Names that no particle marks as who acts, in Japanese: not those before は, が and も."""
    return [name for name in names if particle(sentence, name) not in {"は", "が", "も"}]
