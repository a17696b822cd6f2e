import numpy as np
import pyarrow as pa
import pytest
from scipy.special import expit

from parallaxe.analyse.adjusted_votes import rate_adjusted
from parallaxe.analyse.votes import count_votes, rate
from parallaxe.vocabulary.errors import (
    InsufficientDataError,
    InvalidValueError,
    NotIdentifiableError,
    UnknownFormatError,
)


def _votes(rows, columns=("model_a", "model_b", "winner"), batch=3):
    """Small batches, so that every test crosses their borders."""
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(columns)}).to_batches(batch)


RING = [("x", "y", "a"), ("y", "z", "a"), ("z", "x", "a"), ("x", "z", "tie")]


def test_counts_add_up_to_the_votes():
    counts = count_votes(_votes(RING * 5))
    assert counts.names == ("x", "y", "z")
    wins = counts.wins()
    assert wins.sum() == 20
    assert wins[0, 1] == 5
    assert wins[0, 2] == 2.5
    assert wins[2, 0] == 7.5


def test_ratings_recover_the_truth_with_ties_as_half_wins():
    rng = np.random.default_rng(0)
    truth = np.array([0.8, 0.1, -0.9])
    rows = []
    for _ in range(6000):
        i, j = rng.choice(3, 2, replace=False)
        outcome = "a" if rng.random() < expit(truth[i] - truth[j]) else "b"
        rows.append((f"m{i}", f"m{j}", outcome))
    rated, method = rate(count_votes(_votes(rows)))
    assert [row.model for row in rated] == ["m0", "m1", "m2"]
    assert sum(row.rating for row in rated) == pytest.approx(0, abs=1e-12)
    assert [row.group for row in rated] == [1, 2, 3]
    for row, value in zip(rated, truth, strict=True):
        assert row.lower < row.rating < row.upper
        assert row.rating == pytest.approx(value, abs=0.15)
    assert "Fisher" in method


def test_side_on_which_a_model_stands_does_not_matter():
    flipped = [(b, a, {"a": "b", "b": "a", "tie": "tie"}[w]) for a, b, w in RING]
    assert rate(count_votes(_votes(RING)))[0] == rate(count_votes(_votes(flipped)))[0]


def test_a_cluster_column_makes_intervals_robust():
    columns = ("model_a", "model_b", "winner", "cluster")
    rows = [(*vote, f"voter {k}") for k in range(8) for vote in [*RING, *[("x", "y", "a" if k % 3 else "b")] * 3]]
    _, method = rate(count_votes(_votes(rows, columns)))
    assert "cluster-robust, 8 clusters" in method
    copies = [(*vote, f"voter {k}") for k in range(8) for vote in RING]
    with pytest.raises(InsufficientDataError, match="votes alike"):
        rate(count_votes(_votes(copies, columns)))


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ([("x", "y", "a"), ("y", "x", "draw")], InvalidValueError, "unknown outcome 'draw'"),
        ([("x", "y", None)], InvalidValueError, "unknown outcome (null|None)"),
        ([("x", "x", "a")], InvalidValueError, "compared with itself"),
        ([("x", None, "a")], InvalidValueError, "column model_b"),
        ([("x", "y", "a"), ("y", "x", "a"), ("p", "q", "tie")], NotIdentifiableError, "2 components"),
        ([("x", "y", "a"), ("x", "y", "a")], NotIdentifiableError, "x never lost"),
    ],
)
def test_bad_votes_are_named(rows, error, words):
    with pytest.raises(error, match=words):
        rate(count_votes(_votes(rows)))


def test_no_votes_one_cluster_and_missing_columns():
    with pytest.raises(InsufficientDataError, match="no votes"):
        count_votes([])
    with pytest.raises(InsufficientDataError, match="1 cluster"):
        rate(count_votes(_votes([(*v, "me") for v in RING], ("model_a", "model_b", "winner", "cluster"))))
    with pytest.raises(UnknownFormatError, match="winner"):
        count_votes(_votes([("x", "y")], ("model_a", "model_b")))


@pytest.mark.parametrize("batch", [1, 2, 1000])
@pytest.mark.parametrize("encoded", [False, True])
def test_batches_and_encoding_do_not_matter(batch, encoded):
    rows = RING * 7 + [("w", "x", "b"), ("x", "w", "b"), ("w", "z", "tie")] * 3
    table = pa.table({name: [row[i] for row in rows] for i, name in enumerate(("model_a", "model_b", "winner"))})
    if encoded:
        table = pa.table([c.dictionary_encode() for c in table.columns], names=table.column_names)
    assert rate(count_votes(table.to_batches(batch))) == rate(count_votes(_votes(rows)))


def test_words_of_arena_exports_mean_the_same():
    other = {"a": "model_a", "b": "model_b", "tie": "both_bad"}
    renamed = [(a, b, other[w]) for a, b, w in RING]
    mixed = RING + renamed
    assert rate(count_votes(_votes(mixed))) == rate(count_votes(_votes(RING * 2)))


def test_length_takes_over_what_it_explains():
    rng = np.random.default_rng(4)
    truth, habit = np.array([0.4, 0.0, -0.4]), np.array([300.0, 0.0, -300.0])
    rows = []
    for k in range(8000):
        i, j = rng.choice(3, 2, replace=False)
        length = habit[i] - habit[j] + rng.normal(0, 300)
        won = rng.random() < expit(truth[i] - truth[j] + length / 600)
        rows.append((f"m{i}", f"m{j}", "a" if won else "b", length, f"v{k % 400}"))
    columns = ("model_a", "model_b", "winner", "length", "cluster")
    plain, _ = rate(count_votes(_votes(rows, columns, 1000)))
    adjusted, (effect,), method = rate_adjusted(_votes(rows, columns, 1000), ["length"])
    assert adjusted[0].rating == pytest.approx(0.4, abs=0.12)
    assert plain[0].rating > adjusted[0].rating + 0.1
    assert effect.lower < effect.standard_deviation / 600 < effect.upper
    assert "cluster-robust, 400 clusters" in method
    with pytest.raises(UnknownFormatError, match="lists"):
        rate_adjusted(_votes(rows, columns, 1000), ["lists"])
    with pytest.raises(InvalidValueError, match="column length"):
        rate_adjusted(_votes([("x", "y", "a", None)], columns[:4]), ["length"])
    with pytest.raises(InvalidValueError, match="column length: cells of type string"):
        rate_adjusted(_votes([("x", "y", "a", "long")], columns[:4]), ["length"])
