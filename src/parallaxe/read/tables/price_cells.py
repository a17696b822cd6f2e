"""Prices that share a cell: "$0.75 / $2.40" under "In/Out", "$2.50 / $1.25 / $10.00" with the cached one between."""

from __future__ import annotations

import re

INPUT, OUTPUT = "price_input_per_mtok", "price_output_per_mtok"
#: What columns mean that hold several prices, and the metric of each, None for one that has none.
PAIR_OF_PRICES, OUTPUT_FIRST = "input and output price", "output and input price"
WITH_CACHED, CACHED_LAST = "input, cached and output price", "input, output and cached price"
#: A price of a million tokens of which the label does not say what for: two joined by a slash are input and output.
UNSAID = "prices"
ORDERS: dict[str, tuple[str | None, ...]] = {
    PAIR_OF_PRICES: (INPUT, OUTPUT),
    OUTPUT_FIRST: (OUTPUT, INPUT),
    WITH_CACHED: (INPUT, None, OUTPUT),
    CACHED_LAST: (INPUT, OUTPUT, None),
    UNSAID: (INPUT, OUTPUT),
}
#: What labels mean whose cells hold prices of tokens.
PRICES = frozenset({INPUT, OUTPUT, *ORDERS})
_CACHED = r"cache[dr]?\w*|缓存|緩存|キャッシュ|кэш\w*|кеш\w*|caché|cachê"
_INPUT = r"\binput\w*|\bin\b|\bprompt\b|输入|輸入|入力|entr[ée]e|\bentrada\w*|eingabe|eingang|вход\w*|ввод\w*|đầu vào|\bvào\b"
_OUTPUT = r"\boutput\w*|\bout\b|\bcompletion\b|输出|輸出|出力|sortie|\bsalida\w*|\bsaída\w*|\bsaida\w*|ausgabe|ausgang|выход\w*|вывод\w*|đầu ra|\bra\b"
_WORD = re.compile(rf"(?P<cached>{_CACHED})|(?P<output>{_OUTPUT})|(?P<input>{_INPUT})")
_PRICE = re.compile(
    r"\b(?:price|pricing|cost|preis|kosten|prix|tarif|co[ûu]t|precio|coste|costo|preço|custo)\w*|价格|定价|单价|费用|價格|料金|価格|单价|單價|\bцен\w*|стоимост\w*|\bgiá\b|chi phí"
)
_MILLION = re.compile(
    r"(?:1|per|pro|par|por|за|một|每|/)? ?[mм](?:illions?|io\.?|tok\w*)?\b|百万|млн|triệu|mtok|token|トークン|词元"
)
_CURRENCY = re.compile(r"[$€£¥₽]|\b(?:usd|eur|rub|cny|rmb|brl|dollars?|dólares|euros?|руб\w*|yuan)\b|元|円|ドル")
_METRICS = {"input": INPUT, "output": OUTPUT, "cached": None}
_SLASH = re.compile(r"[/／|、,+]")
#: A cell of two prices under a label that says no more than "price": "$5 / $25", "3,00 / 15,00".
_TWO = re.compile(
    r"[~≈*\s]*(?:[$€£¥₽] ?)?\d+(?:[.,]\d+)?(?: ?[$€£¥₽])? ?[/／] ?(?:[$€£¥₽] ?)?\d+(?:[.,]\d+)?(?: ?[$€£¥₽])?[*\s]*"
)


def kind_of(label: str) -> str | None:
    """Which of ``ORDERS`` a folded label lists ("Price (In / Cached / Out)"), or the one price it names; None if neither."""
    order = tuple(dict.fromkeys(_METRICS[str(match.lastgroup)] for match in _WORD.finditer(label)))
    if len(order) == 1 and (_PRICE.search(label) or (_MILLION.search(label) and _CURRENCY.search(label))):
        return order[0]
    if not order and _PRICE.search(label) and _MILLION.search(label):
        return UNSAID
    return next((kind for kind, known in ORDERS.items() if known == order), None) if _SLASH.search(label) else None


def said(folded: str, spans: list[tuple[int, int]], start: int, end: int) -> list[str | None]:
    """Metrics of amounts by the words beside them in a cell ("$3 input / $15 output", "in: $3, out: $15").

    Args:
        folded: text of the page, folded.
        spans: of the amounts, in order.
        start: of the cell.
        end: of the cell.
    """
    bounds = [start, *(place for span in spans for place in span), end]
    gaps = [folded[bounds[n] : bounds[n + 1]] for n in range(0, len(bounds), 2)]
    metrics = [_metric_in(gap) for gap in gaps]
    return metrics[:-1] if metrics[0] else metrics[1:]


def speaks_of_price(label: str) -> bool:
    """Whether a folded label speaks of money or of the tokens paid for, so that "input" in it is a price."""
    return _PRICE.search(label) is not None or _MILLION.search(label) is not None or _CURRENCY.search(label) is not None


def pairs_up(label: str, cells: list[str]) -> bool:
    """Whether a folded label that speaks of prices stands over cells of two amounts parted by a slash, as those for input and output are."""
    return bool(cells) and _PRICE.search(label) is not None and all(_TWO.fullmatch(cell) for cell in cells)


def speaks_of_cache(words: str) -> bool:
    """Whether words speak of cached input, whose price is another."""
    return re.search(_CACHED, words) is not None


def _metric_in(words: str) -> str | None:
    found = {_METRICS[str(match.lastgroup)] for match in _WORD.finditer(words)}
    return next(iter(found)) if len(found) == 1 else None
