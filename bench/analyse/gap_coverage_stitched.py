"""How often the intervals of the gap hold the truth where values come from a stitched scale, as in the report.

    python bench/analyse/gap_coverage_stitched.py [--worlds 100]

Two sides release models whose capability, in logits, grows with time. Benchmarks differ in difficulty
and slope and favour some models; each model has run all of them, or some. The index is fitted to the
scores and its benchmarks are resampled, by the code the report runs. The truth is each model's score
on the suite, averaged over what benchmarks may favour.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from peer import arguments
from scipy.special import expit

from parallaxe.analyse.gap import lag_interval, points_interval
from parallaxe.analyse.recipe import Component, Method, Recipe
from parallaxe.analyse.scores import Score, sheet
from parallaxe.analyse.stitched import stitched_draws
from parallaxe.statistics.frontier import Side, gap_on
from parallaxe.statistics.resample import spread_factor
from parallaxe.vocabulary.errors import InsufficientDataError
from parallaxe.vocabulary.source import Redistribution

DAYS, MODELS, DRAWS, LEAST_RUN = 1000, 30, 200, 4
LAGS, BENCHMARKS, RUN, FAVOUR = (0, 120, 300), (9, 20), (1.0, 0.5), (0.3, 0.8)
#: Logits a day at which both frontiers grow, and scatter of models below it.
GROWTH, SCATTER = 0.004, 0.6


def recipe(benchmarks: int) -> Recipe:
    """An index of so many benchmarks in one category."""
    return Recipe(
        id="toy-1", title="Toy", publisher="toy", version="1", released="2026", method=Method.EXPECTED_SCORE, unit="%",
        source="none", checked="2026-11-22", redistribution=Redistribution.DATA, minimum_components=LEAST_RUN,
        components=[Component(benchmark=f"b{j}", name=f"b{j}", category="all") for j in range(benchmarks)],
    )  # fmt: skip


def world(rng, lag: int, benchmarks: int, run: float, favour: float):
    """The true and the estimated gap on the last day, the latter with its replicates."""
    days = [np.sort(rng.integers(0, DAYS, MODELS)) for _ in range(2)]
    ability = np.concatenate(
        [
            GROWTH * (day - DAYS / 2 - late) - np.abs(rng.normal(0, SCATTER, MODELS))
            for day, late in zip(days, (0, lag), strict=True)
        ]
    )
    slope, difficulty = rng.uniform(0.7, 1.4, benchmarks), rng.normal(0, 1.0, benchmarks)
    clear = slope * (ability[:, None] - difficulty)
    blur = rng.normal(0, favour, (400, 1, 1))
    truth = 100 * expit(clear + blur).mean(axis=(0, 2))
    scores = expit(clear + rng.normal(0, favour, clear.shape))
    ran = rng.random(scores.shape) < run
    for row in ran:
        row[rng.choice(benchmarks, LEAST_RUN, replace=False)] = True
    index = recipe(benchmarks)
    given = [Score(model=f"{i:02d}", benchmark=f"b{j}", score=scores[i, j]) for i, j in np.argwhere(ran)]
    drawn = stitched_draws(index, sheet(index, given), replicates=DRAWS, seed=int(rng.integers(1 << 31)))
    order = np.argsort([int(key[0]) for key in drawn.keys])
    own, replicates = drawn.values[order], drawn.replicates[:, order]
    wide = spread_factor(benchmarks)
    values, spread = (np.vstack([own, own + factor * (replicates - own)]) for factor in (1.0, wide))
    half = slice(0, MODELS), slice(MODELS, None)
    return tuple(
        gap_on(DAYS, *(Side.of(day, rows[:, part]) for day, part in zip(days, half, strict=True)))
        for rows in (truth[None, :], *(np.where(np.isnan(one), np.nanmin(one) - 1, one) for one in (values, spread)))
    )


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--worlds", type=int, default=100)
    given = parser.parse_args()
    rng = np.random.default_rng(11)
    print(f"{given.worlds} worlds a cell, {MODELS} models a side, growth {GROWTH} logits a day, scatter {SCATTER}")
    print("lag in truth  benchmarks  run  favour   points: coverage  error  width   lag (days): coverage  error  width")
    totals: dict[str, list] = {"points": [], "lag": []}
    for lag, benchmarks, run, favour in product(LAGS, BENCHMARKS, RUN, FAVOUR):
        rows: dict[str, list] = {"points": [], "lag": []}
        for _ in range(given.worlds):
            actual, found, spread = world(rng, lag, benchmarks, run, favour)
            for name, drawn in (("points", found.points), ("lag", spread.lag)):
                true = float(getattr(actual, name)[0])
                try:
                    interval = (
                        points_interval(drawn, 0.95, benchmarks) if name == "points" else lag_interval(drawn, 0.95)
                    )
                except InsufficientDataError:
                    continue
                rows[name].append((interval.contains(true), float(drawn[0]) - true, interval.width))
        p, d = (np.mean(np.array(rows[name], dtype=float), axis=0) for name in ("points", "lag"))
        totals["points"].append(p[0])
        totals["lag"].append(d[0])
        print(
            f"{lag:12d}  {benchmarks:10d}  {run:3.1f}  {favour:6.1f}   {100 * p[0]:14.1f} %  {p[1]:+5.2f}  {p[2]:5.2f}"
            f"   {100 * d[0]:17.1f} %  {d[1]:+5.1f}  {d[2]:5.1f}",
            flush=True,
        )
    for name, values in totals.items():
        print(f"{name}: mean coverage {100 * np.mean(values):.1f} %, least {100 * min(values):.1f} %")


if __name__ == "__main__":
    main()
