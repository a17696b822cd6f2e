"""Cells that hold a score, and labels of what is measured but scores nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from parallaxe.read.amounts.quantities import Quantity, quantities
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.grid import Cell

_NUMBER = r"\d[\d.,\u00a0\u202f]*(?:\s?[%％])?"
#: A number alone but for footnote marks, its error, a second setting in brackets or behind a slash.
SCORE_CELL = re.compile(
    rf"^[~≈<>≤≥+*_†‡\s$€¥]*{_NUMBER}\s*(?:points?|pts|分|点|점|Elo)?\s*[*†‡§#^_¹²³⁴⁵↑↓]*"
    rf"(?:\s*(?:±|\+/-|\+-|\\pm)\s*{_NUMBER})?(?:\s*[(（\[][^)）\]]*[)）\]])?(?:\s*[/|→]\s*{_NUMBER}[*†‡]*)*$",
    re.IGNORECASE,
)
#: Units of speed, memory, training and money: whatever else the table holds, these are no scores.
_OTHER_MEASURE = re.compile(
    r"(?<![a-z])(?:gb|gib|mb|ms|secs?|seconds?|tok(?:en)?s?[ ]?(?:/|per|je|par|por|pro)|tps|qps|rps|t/s|it/s|fps|[gtp]?flops|latenc\w*|ttft|tpot|"
    r"throughput|speed\w*|times?|durations?|minutes?|tokens?|temps|\w*zeit|tiempo|tempo|thời gian|vram|memory|mem|gpus?|cpu|batch(?:[ _]?size)?|bsz?|epochs?|lr|learning rate|layers?|hidden|heads?|dim|"
    r"vocab\w*|downloads?|likes?|stars?|votes?|costs?|price\w*|\$|€|seq\w*|steps?|warmup\w*|hours?|days?|years?|year|size|length|tokens|params?|"
    r"input_length|max_\w+|durée|vitesse|mémoire|velocidad|memoria|velocidade|memória|geschwindigkeit|speicher|dauer|tốc độ|bộ nhớ)(?![a-z])"
    r"|卡数|时间|用时|时长|時間|время|длительность|数量|显存|速度|延迟|吞吐|内存|显卡|层数|词表|价格|成本|下载|耗时|时延|长度|メモリ|速度|価格|скорость|память|задержк|цена",
    re.IGNORECASE,
)
#: Labels remembered: they recur, and are asked about several times a table.
_LABELS = 4096
_KINDS = frozenset({"percent", "count", "index points", "money"})


def is_score(text: str) -> bool:
    """Whether a cell's text is a number and no more than marks beside it."""
    return SCORE_CELL.match(text) is not None


@lru_cache(maxsize=_LABELS)
def measures_something_else(label: str) -> bool:
    """Whether a label speaks of speed, memory, size or money, which are no scores."""
    return _OTHER_MEASURE.search(label) is not None


def score_in(page: Page, cell: Cell) -> Quantity | None:
    """The score a cell holds, None where it holds none."""
    place = cell.start, cell.end
    if place not in page.scores:
        page.scores[place] = _score(page, cell)
    return page.scores[place]


def _score(page: Page, cell: Cell) -> Quantity | None:
    if not is_score(cell.text):
        return None
    found = quantities(page.folded, page.tags, page.lexicon, cell.start, cell.end)
    return next((one for one in found if one.kind in _KINDS and not one.exponent), None)
