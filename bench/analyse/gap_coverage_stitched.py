"""How often the intervals of the gap hold the truth where values come from a stitched scale, as in the report.

    python bench/analyse/gap_coverage_stitched.py [--worlds 300] [--first 0]

Two sides release models whose capability, in logits, grows with time. Benchmarks differ in difficulty
and slope and favour some models; each model has run all of them, or some. The index is fitted to the
scores and drawn by the code the report runs. The truth is each model's score on the suite, averaged over
what benchmarks may favour. After the grid come settings that the method was not derived with, in which
scores are also counts of right answers to a few items, with their standard errors.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from gap_cells import DAYS, Cell, World, released, some_run, study
from peer import arguments
from scipy.special import expit

from parallaxe.analyse.recipe import Component, Method, Recipe
from parallaxe.analyse.scores import Score, sheet
from parallaxe.analyse.stitched import stitched_draws
from parallaxe.vocabulary.source import Redistribution

DRAWS, LEAST_RUN = 300, 4
GRID = [Cell(*one) for one in product((0, 120, 300), (9, 20), (1.0, 0.5), (0.3, 0.8))]
UNSEEN = [Cell(*one, (40, 20)) for one in product((60, 200), (14,), (0.7, 0.4), (0.5, 1.2))]
ITEMS = 150
#: Logits a day at which both frontiers grow, and scatter of models below it.
GROWTH, SCATTER = 0.004, 0.6
#: Nodes and weights of the mean over what benchmarks may favour.
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(15)


@cache
def recipe(benchmarks: int) -> Recipe:
    """An index of so many benchmarks in one category."""
    return Recipe(
        id="toy-1", title="Toy", publisher="toy", version="1", released="2026", method=Method.EXPECTED_SCORE, unit="%",
        source="none", checked="2026-11-22", redistribution=Redistribution.DATA, minimum_components=LEAST_RUN,
        components=[Component(benchmark=f"b{j}", name=f"b{j}", category="all") for j in range(benchmarks)],
    )  # fmt: skip


def world(rng: np.random.Generator, cell: Cell, items: int | None = None) -> World:
    """Scores on curves unlike one another, exact or counted on items."""
    days, late = released(rng, cell), (0, cell.lag)
    ability = np.concatenate(
        [
            GROWTH * (day - DAYS / 2 - behind) - np.abs(rng.normal(0, SCATTER, day.size))
            for day, behind in zip(days, late, strict=True)
        ]
    )
    slope, difficulty = rng.uniform(0.7, 1.4, cell.benchmarks), rng.normal(0, 1.0, cell.benchmarks)
    clear = slope * (ability[:, None] - difficulty)
    favoured = expit(clear + cell.favour * NODES[:, None, None]).mean(axis=2)
    scores = expit(clear + rng.normal(0, cell.favour, clear.shape))
    error = np.zeros_like(scores)
    if items is not None:
        scores = rng.binomial(items, scores) / items
        error = np.sqrt(scores * (1 - scores) / items)
    ran = some_run(rng, cell, LEAST_RUN)
    index = recipe(cell.benchmarks)
    given = [
        Score(model=f"{i:02d}", benchmark=f"b{j}", score=float(scores[i, j]), standard_error=float(error[i, j]) or None)
        for i, j in np.argwhere(ran)
    ]
    drawn = stitched_draws(index, sheet(index, given), replicates=DRAWS, seed=int(rng.integers(1 << 31)))
    order = np.argsort([int(key[0]) for key in drawn.keys])
    values = np.vstack([drawn.values, drawn.replicates])[:, order]
    return World(days, 100 * WEIGHTS @ favoured / WEIGHTS.sum(), values)


def counted(rng: np.random.Generator, cell: Cell) -> World:
    """The same with scores counted on a few items."""
    return world(rng, cell, ITEMS)


def main() -> None:
    """Print both tables."""
    parser = arguments(__doc__)
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="cell to start with, those before having been run")
    given = parser.parse_args()
    print(f"growth {GROWTH} logits a day, scatter {SCATTER}")
    study("grid", GRID, world, given.worlds, given.first)
    study(f"settings unseen, {ITEMS} items a benchmark", UNSEEN, counted, given.worlds, max(0, given.first - len(GRID)))


if __name__ == "__main__":
    main()
