"""Where an organization has its seat: "based in A", "Name (A)", "the A start-up Name"."""

from __future__ import annotations

import re
from itertools import pairwise

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.ties import company_at, named
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_SEATS = {EntityType.PLACE, EntityType.COUNTRY}
_CJK_FIRM = re.compile(
    r"(?:市|的|の|に本社を置く)?(?:[^，。、；,;()（）「」はがをも]{0,14}?(?:公司|企业|企業|初创|创业|新创|新創|开发商|開発企業|开发公司|厂商|巨头|独角兽|实验室|團隊|团队|団体|新興|スタートアップ|ユニコーン|大手|ベンチャー|メーカー)(?:企业|企業|公司|明星)*|科技|技术|人工智能|大模型|ai|芯片|机器人|明星|的|の)*[ 「『《“]*"
)
_CJK_BRACKET = re.compile(
    r"(?:股份|有限|公司|集团|集團|集団|科技|智能|技术|技術|グループ|株式会社|社|ホールディングス|ai| )*\((?:[^()]{0,10}[、,，])?"
)
_CJK_SUFFIX = re.compile(r"[市都府県区]{0,3}[^()]{0,6}\)")
_CJK_RELATIVE = re.compile(r"(?:市|州)?(?:的|の|に本社を置く|に拠点を置く|を拠点とする)")
_DEFINITE = re.compile(r"(?<!\w)the $")
#: What makes of a base one that is only opened.
_SEAT = re.compile(
    r"(?:siege|siege social|sede|sitz|hauptsitz|zentrale|headquarters|head office|штаб-квартира|trụ sở|trụ sở chính)(?: central| principal| social)?"
    r" (?:de |d'|du |del |da |do |von |der |des |of |компании |của )(?:la |le |the |l'|a |o |hãng |công ty )?(?:[a-zа-я-]+ )?[\"«“*_]*$"
)
_IS_IN = re.compile(
    r"[\"»”*_]* (?:se trouve|est|est situe|est base|est etabli|esta|se encuentra|fica|befindet sich|liegt|ist|is|are|находится|расположена|đặt|nằm)(?: located| toujours| also)? (?:a|au|en|em|na|no|in|at|в|tại|ở) "
)
_SEAT_REACH, _BESIDE_PLACE = 40, 3
_OPENED = re.compile(r"を?(?:開|新設|設け|設立|設置|新た|増)")
#: What leads from a word for a seat to a city: "headquartered in the eastern Chinese city of Hangzhou".
_CITY = re.compile(
    r" (?:[\w-]+ ){0,5}(?:city|town|capital|suburb|ville|banlieue|ciudad|cidade|stadt|metropole|thành phố|городе)(?: (?:of|de|da))? "
)
#: What leads to a noun for a company and its adjective behind a name: "A, jeune pousse parisienne".
_NOUN_FIRST, _BESIDE = re.compile(r",[^,;:.]*$"), 12
_OFFICE, _APPOSED = (
    re.compile(r" (?:headquarters|head office|hq|home base)\b"),
    re.compile(r", (?:an?|the) (?:[\w-]+ ){0,2}"),
)
#: Verbs of moving a seat, and what stands before where it is moved to.
_MOVED = re.compile(
    r"(?:moved|moving|relocated|relocating|shifted|transferred|moves|relocates|will move) (?:its|their|the) (?:\w+ )?(?:headquarters|head office|base|hq)"
    r"|(?:transfere|deplace|demenage|installe) son siege|(?:traslado|trasladara|mudo|movio) su sede|(?:transferiu|mudou|moveu) (?:a )?sua sede"
    r"|(?:verlegt|verlegte|verlegt hat) (?:seinen|ihren) (?:haupt|firmen)?sitz|chuyển trụ sở|перенесла? (?:свою )?штаб-квартиру"
)
_TO = re.compile(r" (?:to|a|para|nach|sang|đến|tới|в) $")
_OPENING = 5
#: Words between a place, the noun for a company, and the company's name.
_NOUN_WORDS, _NAME_WORDS, _OWNER_WORDS = 4, 2, 4
#: Names of those whose town is told with everything else; what stands between a city and what it lies in; the least sure of plain words.
_SCHOOL, _WITHIN, _PLAIN = re.compile(r"Universit|Institute|Academy"), re.compile(r" ?[,(、，] ?"), 0.8
#: Words of seats that also say where anything comes from.
_LOOSE = {"aus", "из"}


def headquarters(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Headquarters claims: a word for the seat, "Name (Place)", "Name of Country"."""
    drafts = [
        named("headquarters", company, place.subject or place.surface, weight, place)
        for place in sentence.adjectives
        if place.type == EntityType.PLACE and place.entity and (place.entity.country or place.entity.parent)
        for weight, company in _by_adjective(sentence, place, memory)
    ]
    places = [name for name in sentence.names if name.type in _SEATS]
    for before, place in pairwise([None, *places]):
        if place is None or _holds(sentence, before, place):
            continue
        for weight, company in _seated(sentence, place, roles, memory):
            if _is_elsewhere(company, place, weight):
                continue
            drafts.append(named("headquarters", company, place.subject or place.surface, weight, place))
            break
    return drafts


def _holds(sentence: Sentence, city: Name | None, place: Name) -> bool:
    """Whether a place is only told as what the city before it lies in ("Hangzhou, China"), or the city right behind it ("中国杭州")."""
    page = sentence.page
    if city is not None and city.type == EntityType.PLACE and _WITHIN.fullmatch(page.folded, city.end, place.start):
        return True
    return not page.lexicon.spaced and any(
        name.start == place.end and name.type == EntityType.PLACE for name in sentence.names
    )


def _is_elsewhere(company: Name, place: Name, weight: float) -> bool:
    """Whether a country can only be a likeness ("China's Meta"), or the company is a university, whose town says little."""
    if company.entity is None:
        return False
    abroad = place.type == EntityType.COUNTRY and company.entity.country not in {None, place.key}
    return _SCHOOL.search(company.entity.name) is not None or (abroad and weight < _PLAIN)


def _by_adjective(sentence: Sentence, place: Name, memory: Memory) -> list[tuple[float, Name]]:
    """As in "The Parisian firm X", or "the Parisian firm" of one named before."""
    near = [
        name
        for name in sentence.names
        if name.type == EntityType.ORGANIZATION
        and 0 <= name.start - place.end <= sentence.page.word * 4
        and not sentence.marks_between(place.end, name.start)
    ]
    if near:
        return [(0.72, near[0])]
    before = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.end <= place.start]
    if before and _NOUN_FIRST.match(sentence.page.folded, before[-1].end, place.start):
        noun = sentence.page.tags.within("companies", before[-1].end, place.start, "before")
        if noun and 0 <= place.start - noun[-1].end <= _BESIDE:
            return [(0.7, before[-1])]
    nouns = [tag for tag in sentence.tags("anaphora", "organization") if tag.start - 16 <= place.start <= tag.end + 24]
    spoken = _spoken_of(sentence, place, memory) if nouns else None
    return [(0.6, spoken)] if spoken else []


def _spoken_of(sentence: Sentence, place: Name, memory: Memory) -> Name | None:
    """The company spoken of at a place: the only one its sentence has named, else the one before."""
    named = {
        name.key: name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.end <= place.start
    }
    remembered = memory.of(EntityType.ORGANIZATION)
    if len(named) == 1:
        return next(iter(named.values()))
    return remembered[0] if remembered and not named else None


def _seated(sentence: Sentence, place: Name, roles: dict[int, str], memory: Memory) -> list[tuple[float, Name]]:
    page, found = sentence.page, _by_word(sentence, place, roles, memory)
    for company in (name for name in sentence.names if name.type == EntityType.ORGANIZATION):
        if company.end <= place.start:
            between = page.folded[company.end : place.start].strip(" *_")
            gap = page.folded[company.end : place.start]
            link = page.tags.at(company.end + len(gap) - len(gap.lstrip(" *_")), "links", "from") if between else None
            if between in {"(", "（"} and page.folded[place.end : place.end + 1] in {")", "）", ",", " ", "，"}:
                found.append((0.85, company))
            elif page.lexicon.spaced and link and link.end >= place.start - 2 and place.start > company.end + 1:
                found.append((0.6, company))
        else:
            between = page.folded[place.end : company.start].strip(" *_")
            if between in {"(", "（"} and page.folded[company.end : company.end + 1] in {")", "）", ","}:
                found.append((0.75, company))
    if page.lexicon.spaced and not found:
        found += _seat_of(sentence, place) or _between_noun(sentence, place)
    if not found and page.lexicon.spaced:
        found += _owned_by_place(sentence, place) or _moved(sentence, place, roles, memory)
    if place.type == EntityType.PLACE and not found:
        found += _by_noun(sentence, place, roles, memory) or _placed(sentence, place, memory)
        found = found or _opened(sentence, place, roles)
    return sorted(found, key=lambda pair: -pair[0])


def _by_word(sentence: Sentence, place: Name, roles: dict[int, str], memory: Memory) -> list[tuple[float, Name]]:
    """As in "X, based in A", "the A-based X"."""
    page, found = sentence.page, list[tuple[float, Name]]()
    for tag in sentence.tags("links", "seat"):
        if _OPENED.match(page.folded, tag.end):
            continue
        loose = page.folded[tag.start : tag.end] in _LOOSE and place.type == EntityType.COUNTRY
        city = page.lexicon.spaced and _CITY.fullmatch(page.folded, tag.end, place.start)
        beside = (
            city
            or 0 <= place.start - tag.end <= page.word * 2
            or (tag.start - place.end in range(3) and tag.side != ">")
        )
        if beside and not loose and (company := _seated_by(sentence, tag, place, roles, memory)):
            found.append((0.88, company))
    return found


def _seat_of(sentence: Sentence, place: Name) -> list[tuple[float, Name]]:
    """As in "Le siège de X se trouve à A", "the headquarters of X are in A"."""
    page = sentence.page
    for company in sentence.names:
        if company.type == EntityType.ORGANIZATION and _IS_IN.fullmatch(page.folded, company.end, place.start):
            lead = page.folded[max(sentence.start, company.start - _SEAT_REACH) : company.start]
            return [(0.85, company)] if _SEAT.search(lead) else []
    return []


def _between_noun(sentence: Sentence, place: Name) -> list[tuple[float, Name]]:
    """As in "l'entreprise de A X", "startup A X": a place between a noun for a company and its name."""
    page = sentence.page
    after = next((name for name in sentence.names if 1 <= name.start - place.end <= _BESIDE_PLACE), None)
    if after is None or after.type != EntityType.ORGANIZATION or page.folded[place.end : after.start].strip(' "«“'):
        return []
    of = page.tags.before(place.start - 1, "links", "of", "from")
    end = of.start - 1 if of else place.start - 1
    noun = page.tags.before(end, "companies", "before")
    return [(0.75, after)] if noun and noun.start >= sentence.start else []


def _seated_by(sentence: Sentence, tag: Tag, place: Name, roles: dict[int, str], memory: Memory) -> Name | None:
    """Whose seat a word tells: who follows "A-based" and "总部位于A的", else who was spoken of."""
    page = sentence.page
    behind = tag.start >= place.end or _CJK_RELATIVE.match(page.folded, place.end)
    after = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.start >= place.end]
    if behind and after and sentence.words_between(max(place.end, tag.end), after[0].start) <= _OWNER_WORDS:
        return None if sentence.marks_between(place.end, after[0].start) else after[0]
    return company_at(sentence, min(tag.start, place.start), roles, memory)


def _owned_by_place(sentence: Sentence, place: Name) -> list[tuple[float, Name]]:
    """As in "France's Mistral AI", "Frankreichs Mistral AI", "DeepSeek's Hangzhou headquarters", "X, a Singapore company"."""
    page = sentence.page
    companies = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    for company in companies:
        if company.start > place.end:
            gap = page.folded[place.end : company.start]
            german = gap == " " and page.lexicon.language == "de" and page.folded[place.end - 1] == "s"
            genitive = german and page.folded[place.start : place.end] != (place.subject or "").lower()
            return [(0.72, company)] if genitive or gap in {"'s ", "’s ", "' "} else []
    before = [name for name in companies if name.end <= place.start]
    if not before:
        return []
    lead = page.folded[before[-1].end : place.start]
    if lead in {"'s ", "’s "} and _OFFICE.match(page.folded, place.end):
        return [(0.8, before[-1])]
    noun = page.tags.at(place.end + 1, "companies", "before")
    return [(0.72, before[-1])] if noun and _APPOSED.fullmatch(lead) else []


def _moved(sentence: Sentence, place: Name, roles: dict[int, str], memory: Memory) -> list[tuple[float, Name]]:
    """As in "A moved its headquarters from B to C"."""
    page = sentence.page
    for match in _MOVED.finditer(page.folded, sentence.start, place.start):
        if _TO.search(page.folded, match.end(), place.start) and not sentence.marks_between(match.end(), place.start):
            company = company_at(sentence, match.start(), roles, memory)
            return [(0.75, company)] if company else []
    return []


def _by_noun(sentence: Sentence, place: Name, roles: dict[int, str], memory: Memory) -> list[tuple[float, Name]]:
    """As in "the Toronto start-up X", "the Santa Clara company" of one named before."""
    page = sentence.page
    last = min(sentence.end, place.end + int(page.word * _NOUN_WORDS))
    noun = next(
        (tag for tag in page.tags.within("companies", place.end, last) if tag.key == "before"),
        None,
    )
    if not page.lexicon.spaced or noun is None or sentence.marks_between(place.end, noun.start):
        return []
    after = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.start >= noun.end]
    if after and sentence.words_between(noun.end, after[0].start) <= _NAME_WORDS:
        return [(0.72, after[0])] if not sentence.marks_between(noun.end, after[0].start) else []
    if not _DEFINITE.search(page.folded[max(sentence.start, place.start - 5) : place.start]):
        return []
    company = company_at(sentence, place.start, roles, memory)
    return [(0.65, company)] if company else []


def _placed(sentence: Sentence, place: Name, memory: Memory) -> list[tuple[float, Name]]:
    """As in "The start-up from Hangzhou" of one named before; "上海公司X" and "X（杭州市）" in East Asian texts."""
    page = sentence.page
    after = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.start >= place.end]
    if not page.lexicon.spaced and after and _CJK_FIRM.fullmatch(page.folded[place.end : after[0].start]):
        return [(0.65, after[0])]
    before = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.end <= place.start]
    if not page.lexicon.spaced and before and _CJK_BRACKET.fullmatch(page.folded[before[-1].end : place.start]):
        return [(0.7, before[-1])] if _CJK_SUFFIX.match(page.folded, place.end) else []
    link = page.tags.before(place.start - 1, "links", "of", "from")
    noun = page.tags.before(link.start - 1, "anaphora", EntityType.ORGANIZATION) if link else None
    spoken = _spoken_of(sentence, place, memory) if noun and noun.start >= sentence.start else None
    return [(0.6, spoken)] if spoken else []


def _opened(sentence: Sentence, place: Name, roles: dict[int, str]) -> list[tuple[float, Name]]:
    """As in "In Hangzhou, X…" at the head of a sentence; "X, the Sunnyvale maker" right after a name."""
    page = sentence.page
    companies = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.start not in roles]
    after = [name for name in companies if name.start >= place.end]
    if (
        after
        and page.text[sentence.start : place.start].strip(' *-#"«') != page.text[sentence.start : place.start].strip()
    ):
        return []
    if after and place.start - sentence.start <= _OPENING and page.folded[place.end : place.end + 1] in {",", "，"}:
        return [(0.62, after[0])] if page.lexicon.spaced and not sentence.dates else []
    before = [name for name in companies if 0 < place.start - name.end <= page.word * 2]
    if before and re.match(
        r"[ *]*, *(?:the|de|aus|из|da|do|of|from|à|a|in) $", page.folded[before[-1].end : place.start]
    ):
        return [(0.6, before[-1])]
    return []
