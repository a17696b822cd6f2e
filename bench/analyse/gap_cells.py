"""What both studies of the gap's coverage do with their worlds: count what intervals hold, print a line a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from parallaxe.analyse.gap import lag_interval, points_interval
from parallaxe.statistics.frontier import Gap, Side, gap_on

DAYS = 1000
LEVEL = 0.95


class Cell(NamedTuple):
    """One setting: the follower's lag, benchmarks, their share each model has run, and how much they favour models."""

    lag: int
    benchmarks: int
    run: float
    favour: float
    sides: tuple[int, int] = (30, 30)


class World(NamedTuple):
    """Days of release by side, true values, and the estimate with its draws, (1 + draws, models)."""

    days: Sequence[np.ndarray]
    truth: np.ndarray
    values: np.ndarray


def released(rng: np.random.Generator, cell: Cell) -> list[np.ndarray]:
    """Days of release of both sides, in order."""
    return [np.sort(rng.integers(0, DAYS, size)) for size in cell.sides]


def some_run(rng: np.random.Generator, cell: Cell, least: int) -> np.ndarray:
    """Which benchmarks each model has run, (models, benchmarks)."""
    ran = rng.random((sum(cell.sides), cell.benchmarks)) < cell.run
    for row in ran:
        row[rng.choice(cell.benchmarks, least, replace=False)] = True
    return ran


def study(
    title: str, cells: Sequence[Cell], world: Callable[[np.random.Generator, Cell], World], worlds: int, first: int
) -> None:
    """Run worlds of every cell and print how often intervals held the truth, how wide they were, and how far off.

    Each cell has a seed of its own, so that a study can be taken up at the ``first`` cell not run yet.
    """
    print(f"{title}: {worlds} worlds a cell")
    print(
        "lag in truth  benchmarks  run  favour  sides   points: held  error  width   lag: held  its draws  error  width"
    )
    rows = []
    for number, cell in enumerate(cells[first:], start=first):
        rng = np.random.default_rng([7, number])
        found = np.array([_told(cell, world(rng, cell)) for _ in range(worlds)], dtype=float).mean(axis=0)
        rows.append(found)
        print(
            f"{cell.lag:12d}  {cell.benchmarks:10d}  {cell.run:3.1f}  {cell.favour:6.1f}  {cell.sides[0]:2d}+{cell.sides[1]:2d}"
            f"   {100 * found[0]:10.1f} %  {found[1]:+5.2f}  {found[2]:5.2f}"
            f"   {100 * found[3]:7.1f} %  {100 * found[4]:7.1f} %  {found[5]:+5.1f}  {found[6]:5.1f}",
            flush=True,
        )
    if not rows:
        return
    table = np.array(rows)
    for name, column in (("points", 0), ("lag", 3)):
        held = 100 * table[:, column]
        print(f"{name}: mean coverage {held.mean():.1f} %, least {held.min():.1f} %")
    print(f"draws within the lag's interval: {100 * table[:, 4].mean():.1f} % on average")


def _told(cell: Cell, one: World) -> tuple[Any, ...]:
    actual, found = (_gap(cell, one.days, values) for values in (one.truth[None, :], one.values))
    points, lag = points_interval(found.points, LEVEL), lag_interval(found.lag, LEVEL)
    within = np.mean((found.lag[1:] >= lag.lower) & (found.lag[1:] <= lag.upper))
    true_points, true_lag = float(actual.points[0]), float(actual.lag[0])
    return (
        points.contains(true_points), float(found.points[0]) - true_points, points.width,
        lag.contains(true_lag), within, float(found.lag[0]) - true_lag, lag.width,
    )  # fmt: skip


def _gap(cell: Cell, days: Sequence[np.ndarray], values: np.ndarray) -> Gap:
    first = cell.sides[0]
    return gap_on(DAYS, Side.of(days[0], values[:, :first]), Side.of(days[1], values[:, first:]))
