"""How often intervals hold the truth, on a stated grid.

    python bench/analyse/coverage.py [--draws 4000]

Binomial intervals are summed exactly over all outcomes; the others are simulated.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from peer import arguments
from scipy import stats
from scipy.special import expit

from parallaxe.statistics.bradley_terry import bradley_terry, cluster_robust
from parallaxe.statistics.cluster import Clusters, cr2_weights, satterthwaite
from parallaxe.statistics.proportion import clopper_pearson, clustered_wilson, wilson
from parallaxe.vocabulary.errors import StatisticsError

SIZES = (20, 50, 198, 1000)
SHARES = (0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.99)
CLUSTERS = (5, 10, 20, 50)
ALIKE = (0.0, 0.1, 0.3)
GAPS = (0.0, 0.02, 0.05, 0.1)


def report(name: str, cells: dict[tuple, float]) -> None:
    worst = min(cells, key=cells.get)
    print(f"{name:44} mean {100 * np.mean(list(cells.values())):.1f} %, least {100 * cells[worst]:.1f} % at {worst}")


def binomial() -> None:
    for name, interval in (("Clopper-Pearson", clopper_pearson), ("Wilson", wilson)):
        cells = {}
        for n, p in product(SIZES, SHARES):
            k = np.arange(n + 1)
            lower, upper = interval(k, np.full(n + 1, n))
            cells[n, p] = stats.binom.pmf(k, n, p)[(lower <= p) & (p <= upper)].sum()
        report(f"{name} (n, p)", cells)


def _sizes(count: int, even: bool) -> np.ndarray:
    return np.full(count, 8) if even else 1 + (15 * np.arange(count) // count)


def _clustered(rng, sizes: np.ndarray, p: float, alike: float, draws: int) -> np.ndarray:
    """(draws, items) of 0 and 1 whose clusters have beta-distributed chances."""
    if alike:
        chance = rng.beta(p * (1 - alike) / alike, (1 - p) * (1 - alike) / alike, (draws, sizes.size))
    else:
        chance = np.full((draws, sizes.size), p)
    return (rng.random((draws, sizes.sum())) < np.repeat(chance, sizes, axis=1)).astype(float)


def clustered(rng, draws: int) -> None:
    student, score = {}, {}
    for count, even, p, alike in product(CLUSTERS, (True, False), (0.2, 0.5, 0.8, 0.95), ALIKE):
        sizes = _sizes(count, even)
        groups = Clusters.of(np.repeat(np.arange(count), sizes))
        values = _clustered(rng, sizes, p, alike, draws)
        mean = values.mean(axis=1)
        error = np.sqrt(np.sum(cr2_weights(groups.sizes) * groups.sums(values - mean[:, None]) ** 2, axis=1))
        df = satterthwaite(groups.sizes)
        half = stats.t.ppf(0.975, df) * error
        lower, upper = clustered_wilson(mean, error, np.full(draws, df), np.full(draws, count))
        key = (count, "equal" if even else "unequal", p, alike)
        student[key] = np.mean((mean - half <= p) & (p <= mean + half))
        score[key] = np.mean((lower <= p) & (p <= upper))
    report("not used on 0/1 scores: Student t (clusters, sizes, p, alike)", student)
    report("Wilson, effective n (clusters, sizes, p, alike)", score)
    many = {key: value for key, value in score.items() if key[0] >= 20}
    report("  the same with 20 clusters or more", many)


def paired(rng, draws: int) -> None:
    cells = {}
    for count, gap, alike in product(CLUSTERS, GAPS, ALIKE):
        sizes = _sizes(count, even=True)
        groups = Clusters.of(np.repeat(np.arange(count), sizes))
        base = _clustered(rng, sizes, 0.6, alike, draws)
        # The better model also solves a share of what the other fails, and loses a little elsewhere.
        won, lost = (gap + 0.08) / 0.4, 0.08 / 0.6
        flip = rng.random(base.shape)
        better = np.where(base == 0, flip < won, flip >= lost).astype(float)
        difference = better - base
        mean = difference.mean(axis=1)
        error = np.sqrt(np.sum(cr2_weights(groups.sizes) * groups.sums(difference - mean[:, None]) ** 2, axis=1))
        half = stats.t.ppf(0.975, satterthwaite(groups.sizes)) * error
        cells[count, gap, alike] = np.mean((mean - half <= gap) & (gap <= mean + half))
    report("paired difference (clusters, gap, alike)", cells)


def ratings(rng, draws: int) -> None:
    plain, robust = {}, {}
    for models, votes in product((5, 12), (20, 200)):
        truth = np.linspace(-1, 1, models)
        truth -= truth.mean()
        hits = []
        for _ in range(draws):
            won = rng.binomial(votes, expit(truth[:, None] - truth[None, :])).astype(float)
            wins = np.triu(won, 1) + np.triu(votes - won, 1).T
            try:
                lower, upper = bradley_terry(wins, [str(i) for i in range(models)]).ends()
            except StatisticsError:
                continue
            hits.append((lower <= truth) & (truth <= upper))
        plain[models, votes] = np.mean(hits)
    for voters in (10, 30, 100):
        robust[voters] = _robust(rng, voters, draws)
    report("Bradley-Terry, plain (models, votes a pair)", plain)
    report("Bradley-Terry, cluster-robust (voters)", robust)


def _robust(rng, voters: int, draws: int) -> float:
    """Voters with tastes of their own; the target is the rating their mean preference implies."""
    models, each = 5, 40
    truth = np.linspace(-1, 1, models)
    names = [str(i) for i in range(models)]
    taste = rng.normal(size=(200_000, models)) * 0.7
    mean = np.array(
        [[expit(truth[i] - truth[j] + taste[:, i] - taste[:, j]).mean() for j in range(models)] for i in range(models)]
    )
    np.fill_diagonal(mean, 0)
    target = bradley_terry(mean, names).rating
    hits = []
    for _ in range(draws):
        own = rng.normal(size=(voters, models)) * 0.7
        voter = np.repeat(np.arange(voters), each)
        first = rng.integers(0, models, voter.size)
        second = (first + rng.integers(1, models, voter.size)) % models
        chance = expit(truth[first] - truth[second] + own[voter, first] - own[voter, second])
        points = (rng.random(voter.size) < chance).astype(float)
        wins = np.zeros((models, models))
        np.add.at(wins, (first, second), points)
        np.add.at(wins, (second, first), 1 - points)
        fit = cluster_robust(bradley_terry(wins, names), voter, first, second, points, np.ones(voter.size))
        lower, upper = fit.ends()
        hits.append((lower <= target) & (target <= upper))
    return float(np.mean(hits))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--draws", type=int, default=4000)
    given = parser.parse_args()
    rng = np.random.default_rng(20261121)
    print(f"95 % intervals, {given.draws} draws a cell")
    binomial()
    clustered(rng, given.draws)
    paired(rng, given.draws)
    ratings(rng, max(given.draws // 8, 50))


if __name__ == "__main__":
    main()
