"""What an organization is for, where its English name tells: few universities raise rounds, few authorities have users."""

from __future__ import annotations

import re
from functools import lru_cache

_OFFICES = {
    "university": re.compile(r"\b(?:Universit|Institut|Academy|College|School|Laborator|Polytechnic|ETH\b|MIT\b)"),
    "authority": re.compile(
        r"\b(?:Administration|Ministry|Commission|Department|Bureau|Agency|Government|Council|Office|Congress|Senate|Court)\b"
    ),
    "investor": re.compile(
        r"\b(?:Capital|Ventures?|Funds?|Partners|Bank|Investments?|Holdings|Sequoia|Horowitz|Goldman)\b"
    ),
    "observer": re.compile(r"\b(?:IDC|Gartner|Omdia|Canalys|Forrester|Bernstein|Research|Analy|Insights|Times|News)"),
}
_NAMES = 4096


@lru_cache(maxsize=_NAMES)
def office_of(name: str) -> str:
    """What the organization of a canonical name is for: "university", "authority", "investor", "observer"; else empty."""
    return next((office for office, words in _OFFICES.items() if words.search(name)), "")
