"""What reads like a stated position and is none: "on top of that", "number one priority", "A (a person) leads B"."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.naming.names import Name, proper_names
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: What a number is of that stands in an address, and what only countries are, in what may follow a position.
_ADDRESS = re.compile(
    r"[ ,]+(?:[\w-]+ ){0,2}(?:street|road|avenue|boulevard|lane|building|floor|district|block|room)\b"
)
_ECONOMY = re.compile(r"[ -](?:\w+ )?(?:economy|economie|economia|economi|volkswirtschaft|экономик)|経済|经济体|經濟體")
#: What is only the first to do something: "é o primeiro modelo a romper a barreira".
_FIRST_TO = re.compile(r"(?: [\w-]+){0,4} (?:a|en|que|à) \w+(?:[aei]r|oir|re)\b")
#: What goes on after words of leading that tell no list, prefixes that make another verb of "führt", and its own.
_NO_LIST = re.compile(
    r" to none\b| (?:priority|priorities|concern|goal|problem|rule|reason|enemy|risk|question|issue|fan|task)\b"
    r"|(?<=\bthe)(?! ranking)(?: [\w-]+)? (?:development|debate|campaign|efforts?|project|team|research|push|fight|talks|negotiations"
    r"|consortium|investigation|lawsuit|charge|call|design|work|rollout)\b"
    r"|(?<=第一)(?:美元|笔|次|批|步|时间|天|年|季|轮|代|届|财经)"
    r"| in the (?:debate|discussion|fight|campaign|negotiations)\b"
    r"| (?:time|vez|fois|mal|раз|takeover|acquisition|ubernahme|übernahme|rachat|adquisición|aquisição|quarter|trimestre|half|year)\b"
)
_ON_TOP = re.compile(r" (?:that|this|it|its|these|those|all|which|being|their|having|everything)\b")
_PREFIX = re.compile(r"^[^.;:!?]*? (?:zuruck|durch|ein|aus|fort|herbei)(?=[ ]*[.,;:!?]|$)|^ (?:zu|dazu|zum|zur|uns)\b")
_AN = re.compile(r"^[^.;:!?]*? an(?=[ ]*[.,;:!?]|$)")
#: What makes a position one that several share: "one of the world's most valuable companies".
_MOST = re.compile(
    "valu|valor|valio|capital|wertvoll|giá trị|vốn hóa|дорог|most|plus|mas |mais |meist|beliebt|популяр|скачив|nhất|最|leading|largest|biggest"
)
_SHARED = re.compile(
    r"\b(?:one of|among|some of|parmi|l'une? des|une? des|eine[rms]? der|unter den|zu den|un[ao] de l[ao]s|entre l[ao]s|uma? d[oa]s|entre [oa]s"
    r"|những|một trong|одн\w+ из|среди) [^,;:.]{0,24}$|\btop \d+ [^,;:.]{0,40}$"
    r"|\b(?:what|which|welch\w*|quel\w*|cual|qual|какой|какая) (?:is |are |ist |est |es |e |считает \w+ )?(?:the |la |le |el |o |a |der |die |das )?$|之一$|(?:の|な)一つ$"
)
#: What says that a position is not held, or only counts times.
_DENIED = re.compile(
    r"(?:\b(?:no|not|nicht|não|nao|ne|pas|không|không phải|не)|n't|n'|不是|并非|lần) (?:the |le |la |el |o |a |l')?$"
)
_ONE_OF = re.compile(r"[^，。、；,]{0,14}之一|[^、。，]{0,14}?(?:の|な)?(?:一つ|ひとつ|1つ)")
_PERSONAL = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+ [^\W\d_a-z][^\W\d_]+")
_AT = re.compile(r" (?:at |of |d'|de |da |do |von |bei |chez |в |của )")
#: Code points back to who leads, and from the head of a sentence to what opens it.
_PERSON, _HEAD = 40, 14


def is_no_place(sentence: Sentence, tag: Tag) -> bool:
    """Whether a number is part of an address, or a country's position is told where no country is named."""
    folded = sentence.page.folded
    if _ADDRESS.match(folded, tag.end) or _is_first_to(sentence, tag) or _is_phrase(sentence, tag):
        return True
    countries = any(name.type == EntityType.COUNTRY and name.end <= tag.start for name in sentence.names)
    return not countries and _ECONOMY.match(folded, tag.end) is not None


def is_superlative(sentence: Sentence, tag: Tag) -> bool:
    """Whether a position is told as being the most of something: "the most used", "wertvollste"."""
    return _MOST.search(sentence.page.folded, tag.start, tag.end) is not None


def _is_first_to(sentence: Sentence, tag: Tag) -> bool:
    """Whether "the first" only goes on with what was done first; English has no infinitives that tell."""
    page = sentence.page
    return tag.key == "1" and page.lexicon.decimal == "," and _FIRST_TO.match(page.folded, tag.end) is not None


def _is_phrase(sentence: Sentence, tag: Tag) -> bool:
    """Whether words of leading mean something else: "on top of that", "führt … zurück", "A (a person) leads the company B"."""
    page = sentence.page
    lead = page.folded[max(sentence.start, tag.start - _PERSON) : tag.start]
    on_top = page.folded[tag.start : tag.end] == "on top of" and _ON_TOP.match(page.folded, tag.end)
    if on_top or _DENIED.search(lead):
        return True
    if is_superlative(sentence, tag) and (_SHARED.search(lead) or _ONE_OF.match(page.folded, tag.end)):
        return True
    if _NO_LIST.match(page.folded, tag.end) or _opens_speech(sentence, tag) or _is_deputy(sentence, tag):
        return True
    if page.lexicon.language == "de" and page.folded.startswith("fuhr", tag.start) and _leads_on(sentence, tag):
        return True
    if tag.key != "1" or not page.lexicon.spaced:
        return False
    first = max(sentence.start, tag.start - _PERSON)
    named = [name for name in sentence.names if first <= name.start < tag.start]
    last = named[-1] if named else next(iter(_people(sentence, first, tag.start)[-1:]), None)
    return last is not None and last.type == EntityType.PERSON and not page.folded[last.end : tag.start].strip(" *_")


def _opens_speech(sentence: Sentence, tag: Tag) -> bool:
    """Whether "in the first place" only opens what is argued: before a comma, at the head, where nothing is counted."""
    folded = sentence.page.folded
    opens = tag.start - sentence.start <= _HEAD and folded[tag.end : tag.end + 1] in {",", "、", "，"}
    if not opens or any(name.end <= tag.start for name in sentence.names):
        return False
    return sentence.block.kind is BlockKind.PARAGRAPH and not sentence.quantities


def _is_deputy(sentence: Sentence, tag: Tag) -> bool:
    """Whether a number is a person's place in a company: "the No. 2 at A", "le numéro deux d'A"."""
    of = _AT.match(sentence.page.folded, tag.end)
    if of is None or not sentence.page.lexicon.spaced:
        return False
    return any(name.start == of.end() and name.type == EntityType.ORGANIZATION for name in sentence.names) and any(
        name.type == EntityType.PERSON for name in sentence.names
    )


def _leads_on(sentence: Sentence, tag: Tag) -> bool:
    """Whether "führt" begins another verb or has an object of its own: "führt … zurück", "führt Gespräche", not "führt … an"."""
    page = sentence.page
    behind = page.folded[tag.end : sentence.end]
    if _AN.search(behind):
        return False
    named = any(name.start == tag.end + 1 for name in sentence.names)
    own = "" if named else page.text[tag.end : tag.end + 2].strip()
    return _PREFIX.search(behind) is not None or own[:1].isupper()


def is_led(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether a person leads: "led by A, B raised …"."""
    known = any(tag.end <= one.start < name.start and one.type == EntityType.PERSON for one in sentence.names)
    return known or bool(_people(sentence, tag.end, name.start))


def _people(sentence: Sentence, first: int, last: int) -> list[Name]:
    """Names of two words that nobody knows, in a stretch; German writes all nouns like names."""
    if sentence.page.lexicon.language == "de":
        return []
    found = proper_names(sentence.page.text, first, last, sentence.names)
    return [replace(name, type=EntityType.PERSON) for name in found if _PERSONAL.fullmatch(name.surface)]
