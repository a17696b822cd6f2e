"""Prices of tokens are given for a million; texts tell some for a thousand ("$0.03/1K tokens")."""

from __future__ import annotations

import re
from decimal import Decimal

INPUT, OUTPUT = "price_input_per_mtok", "price_output_per_mtok"
_TOKENS = r"(?:tok\w*|jeton\w*|トークン|токен\w*|词元|令牌)"
#: Which tokens: "a thousand input tokens".
_WHICH = r"(?:(?:input|output|prompt|completion|eingabe|ausgabe|входн\w*|выходн\w*|输入|输出|入力|出力)[- ]?)?"
_THOUSAND = rf"(?:1\s?k(?!\w)|1[.,\s]?000(?![\d.,])|тыс\w*\.?(?!\w)|千(?!\w)|(?:千|thousand|k|mille|mil|tausend|nghìn|ngàn)(?=\s?(?:个|個|de )?\s?{_WHICH}{_TOKENS}))"
_PER = r"(?:/|／|per|pro|par|por|je|за|на|每|mỗi|cho)\s*"
_CURRENCY = r"(?:usd|eur|元|美元|人民币|yuan|円|ドル|руб\w*\.?|₽|долл\w*\.?|dollars?|cents?|€|\$)?"
#: Behind an amount, its currency perhaps between, or the amount it was cut to.
_CUT = r"(?:\s*(?:降至|降到|下调至|降为|to|auf|à|a|para|до|xuống|から)\s*[$€¥]?\d[\d.,]*\s*"
_BEHIND = re.compile(rf"\s*{_CURRENCY}{_CUT}{_CURRENCY})?\s*{_PER}{_THOUSAND}")
#: Before an amount: "每千tokens 0.02元", "per 1K tokens: $0.03".
_BEFORE = re.compile(rf"{_PER}{_THOUSAND}\s?{_WHICH}{_TOKENS}[^\d;；。]{{0,14}}$")
_BEFORE_LEAD = 40
#: In a label, or the words above a table: what is priced is a thousand tokens.
_SAID = re.compile(rf"{_PER}{_THOUSAND}|(?<![\w.,]){_THOUSAND}\s?{_TOKENS}")


def for_thousand(folded: str, start: int, end: int) -> bool:
    """Whether an amount that stands from a place to another is told for a thousand tokens."""
    return (
        _BEHIND.match(folded, end) is not None
        or _BEFORE.search(folded, max(0, start - _BEFORE_LEAD), start) is not None
    )


def says_thousand(folded: str) -> bool:
    """Whether a label, or words above, say that prices are for a thousand tokens."""
    return _SAID.search(folded) is not None


def per_million(value: Decimal) -> Decimal:
    """The price of a million tokens, from that of a thousand."""
    return value.scaleb(3)
