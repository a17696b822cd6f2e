"""Numbers in Chinese characters: 二十六, 三百, 两千五百; the scales of four zeros belong to the lexicons."""

from __future__ import annotations

import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SPELT = "零一二三四五六七八九"
#: A run of such characters; one behind 第, 数 or 几 is a position or vague.
RUN = re.compile(
    "[一二两兩三四五六七八九十百千](?<![第数數几幾上好余餘][一二两兩三四五六七八九十百千])[一二两兩三四五六七八九十百千零〇]*"
)


def value_of(run: str) -> int | None:
    """The value of a run below ten thousand, None if it is no number ("三五", "十百")."""
    total, digit, last = 0, None, 10_000
    for sign in run:
        if sign in _UNITS:
            unit = _UNITS[sign]
            if unit >= last:
                return None
            total, digit, last = total + (1 if digit is None else digit) * unit, None, unit
        elif digit:
            return None
        else:
            digit = _DIGITS[sign]
    return total + (digit or 0)


def spelt(number: int) -> str:
    """A number below a hundred in characters.

    Raises:
        ValueError: it is larger or not positive.
    """
    if not 0 < number < 100:  # noqa: PLR2004
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    lead = ("" if tens == 1 else _SPELT[tens]) + "十" if tens else ""
    return lead + (_SPELT[ones] if ones or not tens else "")
