"""Prices of tokens are given for a million; texts tell some for a thousand ("$0.03/1K tokens")."""

from __future__ import annotations

import re
from decimal import Decimal

INPUT, OUTPUT = "price_input_per_mtok", "price_output_per_mtok"
_TOKENS = r"(?:tok\w*|トークン|токен\w*|词元|令牌)"
_THOUSAND = (
    rf"(?:1\s?k(?!\w)|1[.,\s]?000(?![\d.,])|千|тыс\w*\.?|(?:thousand|k|mille|mil|tausend|nghìn|ngàn)(?=\s?{_TOKENS}))"
)
_PER = r"(?:/|／|per|pro|par|por|je|за|на|每|mỗi|cho)\s*"
#: Behind an amount, its currency perhaps between.
_BEHIND = re.compile(rf"\s*(?:usd|eur|元|美元|円|ドル|руб\w*\.?|₽|долл\w*\.?|€|\$)?\s*{_PER}{_THOUSAND}(?!\w)")
#: In a label, or the words above a table: what is priced is a thousand tokens.
_SAID = re.compile(rf"{_PER}{_THOUSAND}(?!\w)|(?<![\w.,]){_THOUSAND}\s?{_TOKENS}")


def for_thousand(folded: str, end: int) -> bool:
    """Whether an amount that ends there is told for a thousand tokens."""
    return _BEHIND.match(folded, end) is not None


def says_thousand(folded: str) -> bool:
    """Whether a label, or words above, say that prices are for a thousand tokens."""
    return _SAID.search(folded) is not None


def per_million(value: Decimal) -> Decimal:
    """The price of a million tokens, from that of a thousand."""
    return value.scaleb(3)
