"""What a linear reader finds in features: measures that should be in them, and identities that should not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def ridge_predictions(known: FloatArray, targets: FloatArray, asked: FloatArray, strength: float = 0.03) -> FloatArray:
    """Predict targets of other features by a ridge regression.

    Features are standardised over ``known``; ``strength`` is the penalty per row.
    Shapes: known [N, D], targets [N, K], asked [M, D] -> [M, K].
    """
    mean, spread = known.mean(0), known.std(0) + 1e-6
    x, offset = (known - mean) / spread, targets.mean(0)
    gram = x.T @ x + strength * len(x) * np.eye(x.shape[1])
    weights = np.linalg.solve(gram, x.T @ (targets - offset))
    return np.asarray((asked - mean) / spread @ weights + offset)


def correlations(found: FloatArray, truth: FloatArray) -> FloatArray:
    """Pearson's r of each column, 0 where one is constant. Shapes: [N, K], [N, K] -> [K]."""
    a, b = found - found.mean(0), truth - truth.mean(0)
    norm = np.sqrt((a**2).sum(0) * (b**2).sum(0))
    return np.asarray((a * b).sum(0) / np.where(norm > 0, norm, 1.0))


def identity_above_chance(features: FloatArray, people: Sequence[str], takes: Sequence[int]) -> float:
    """How well a linear reader tells people apart in takes that it has not seen: 0 = chance, 1 = always right.

    Half of each person's takes are learned from, the other half are asked, each person counted alike; people of one
    take are split in time (rows are in order), which is easier, because light and pose stay. nan for fewer than two
    people.
    Shapes: features [N, D], people [N], takes [N].
    """
    names = sorted(set(people))
    if len(names) < 2:
        return float("nan")
    who = np.asarray([names.index(person) for person in people])
    is_asked = np.zeros(len(who), bool)
    for person in range(len(names)):
        rows = np.flatnonzero(who == person)
        own = np.asarray(takes)[rows]
        distinct = np.unique(own)
        late = np.isin(own, distinct[len(distinct) // 2 :]) if len(distinct) > 1 else rows >= np.median(rows)
        is_asked[rows[late]] = True
    known = ~is_asked
    scores = ridge_predictions(features[known], np.eye(len(names))[who[known]], features[is_asked])
    is_right = scores.argmax(1) == who[is_asked]
    each = [is_right[who[is_asked] == person].mean() for person in range(len(names)) if (who[is_asked] == person).any()]
    chance = 1.0 / len(names)
    return float((np.mean(each) - chance) / (1.0 - chance))
