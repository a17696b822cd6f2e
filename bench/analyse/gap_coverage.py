"""How often the intervals of the frontier gap hold the truth, in a world where the truth is known.

    python bench/analyse/gap_coverage.py [--worlds 400] [--first 0]

Two sides release models whose capability grows with time; each is measured on the same
benchmarks, which favour some models, or on some of them only (at least four). Values are means over
the benchmarks run. After the grid come settings that the method was not derived with.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from gap_cells import Cell, World, released, some_run, study
from peer import arguments

from parallaxe.statistics.resample import student_draws

DRAWS, LEAST_RUN = 300, 4
GRID = [Cell(lag, n, run, noise) for lag, n, noise, run in product((0, 120, 300), (8, 20), (1.0, 4.0), (1.0, 0.4))]
UNSEEN = [Cell(lag, 12, run, noise, (40, 20)) for lag, noise, run in product((60, 200), (2.0, 8.0), (0.7, 0.3))]
#: Points a day at which both frontiers grow, and scatter of models below it.
GROWTH, SCATTER = 0.03, 4.0


def world(rng: np.random.Generator, cell: Cell) -> World:
    """Scores in points; the influence of a benchmark on a mean is its score's distance from it."""
    days, late = released(rng, cell), (0, cell.lag)
    truth = np.concatenate(
        [
            GROWTH * (day - behind) - np.abs(rng.normal(0, SCATTER, day.size))
            for day, behind in zip(days, late, strict=True)
        ]
    )
    ran = some_run(rng, cell, LEAST_RUN)
    scores = truth[:, None] + rng.normal(0, cell.favour, ran.shape)
    count = ran.sum(axis=1, keepdims=True)
    own = (scores * ran).sum(axis=1, keepdims=True) / count
    influence = ran * (scores - own) / count / np.sqrt(1 - 1 / count)
    return World(days, truth, own.T + np.vstack([np.zeros(len(own)), student_draws(influence, DRAWS, rng)]))


def main() -> None:
    """Print both tables."""
    parser = arguments(__doc__)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--first", type=int, default=0, help="cell to start with, those before having been run")
    given = parser.parse_args()
    print(f"growth {GROWTH} points a day, scatter {SCATTER}")
    study("grid", GRID, world, given.worlds, given.first)
    study("settings unseen", UNSEEN, world, given.worlds, max(0, given.first - len(GRID)))


if __name__ == "__main__":
    main()
