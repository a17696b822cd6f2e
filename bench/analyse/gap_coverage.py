"""How often the intervals of the frontier gap hold the truth, in a world where the truth is known.

    python bench/analyse/gap_coverage.py [--worlds 300]

Two sides release models whose capability grows with time; each is measured on the same
benchmarks, which favour some models, or on some of them only (at least four). Intervals come from
resampling benchmarks, as in use.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from peer import arguments

from parallaxe.analyse.gap import lag_interval, points_interval
from parallaxe.statistics.frontier import Side, gap_on
from parallaxe.statistics.resample import spread_factor
from parallaxe.vocabulary.errors import StatisticsError

DAYS = 1000
DRAWS = 300
LAGS = (0, 120, 300)
BENCHMARKS = (8, 20)
NOISE = (1.0, 4.0)
MODELS = 30
#: Share of the benchmarks each model has run.
RUN = (1.0, 0.4)
LEAST_RUN = 4
#: A draw without any benchmark of a model puts it below this.
UNPLACED = -500.0
#: Points a day at which both frontiers grow, and scatter of models below it.
GROWTH, SCATTER = 0.03, 4.0


def measured(rng, truth: np.ndarray, benchmarks: int, noise: float, run: float, weights: np.ndarray) -> np.ndarray:
    """Means over the benchmarks each model ran, (draws, models), far below all where a draw has none of them."""
    scores = truth[:, None] + rng.normal(0, noise, (MODELS, benchmarks))
    ran = rng.random(scores.shape) < run
    for row in ran:
        row[rng.choice(benchmarks, LEAST_RUN, replace=False)] = True
    total, weight = weights @ (scores * ran).T, weights @ ran.T.astype(float)
    return np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), 2 * UNPLACED)


def world(rng, lag: int, benchmarks: int, noise: float, run: float):
    days = [np.sort(rng.integers(0, DAYS, MODELS)) for _ in range(2)]
    truth = [
        GROWTH * (day - late) - np.abs(rng.normal(0, SCATTER, MODELS)) for day, late in zip(days, (0, lag), strict=True)
    ]
    own = np.full((1, benchmarks), 1 / benchmarks)
    weights = np.vstack([own, rng.multinomial(benchmarks, own[0], DRAWS) / benchmarks])
    found = [measured(rng, value, benchmarks, noise, run, weights) for value in truth]
    wide = spread_factor(benchmarks)
    spread = [np.where(value < UNPLACED, value, value[0] + wide * (value - value[0])) for value in found]
    return tuple(
        gap_on(DAYS, *(Side.of(day, value) for day, value in zip(days, values, strict=True)))
        for values in (truth, found, spread)
    )


def cell(
    rng, worlds: int, lag: int, benchmarks: int, noise: float, run: float
) -> dict[str, tuple[float, float, float]]:
    """Coverage, mean error and mean width of points and of lag."""
    hits: dict[str, list] = {"points": [], "lag": []}
    for _ in range(worlds):
        actual, found, spread = world(rng, lag, benchmarks, noise, run)
        for name, rows in hits.items():
            value, drawn = float(getattr(actual, name)[0]), found.points if name == "points" else spread.lag
            try:
                interval = points_interval(drawn, 0.95, benchmarks) if name == "points" else lag_interval(drawn, 0.95)
            except StatisticsError:
                continue
            rows.append((interval.contains(value), float(drawn[0]) - value, interval.width))
    return {name: tuple(np.mean(np.array(rows, dtype=float), axis=0)) for name, rows in hits.items()}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--worlds", type=int, default=300)
    given = parser.parse_args()
    rng = np.random.default_rng(7)
    print(f"{given.worlds} worlds a cell, {MODELS} models a side, growth {GROWTH} points a day, scatter {SCATTER}")
    print("lag in truth  benchmarks  noise  run   points: coverage  error  width   lag (days): coverage  error  width")
    totals: dict[str, list] = {"points": [], "lag": []}
    for lag, benchmarks, noise, run in product(LAGS, BENCHMARKS, NOISE, RUN):
        found = cell(rng, given.worlds, lag, benchmarks, noise, run)
        p, d = found["points"], found["lag"]
        for name, row in found.items():
            totals[name].append(row[0])
        print(
            f"{lag:12d}  {benchmarks:10d}  {noise:5.1f}  {run:3.1f}   {100 * p[0]:14.1f} %  {p[1]:+5.2f}  {p[2]:5.2f}"
            f"   {100 * d[0]:17.1f} %  {d[1]:+5.1f}  {d[2]:5.1f}"
        )
    for name, values in totals.items():
        print(f"{name}: mean coverage {100 * np.mean(values):.1f} %, least {100 * min(values):.1f} %")


if __name__ == "__main__":
    main()
