"""Telling people apart by their mean aligned picture, for footage without names.

Good enough to pool look-alike frames and to balance sampling; not an identity proof. Over-splitting by studio light
is common, mixing two people is rare.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Portraits = NDArray[np.uint8]

_GROUP_DISTANCE = 0.2  # cosine distance; average linkage
_NEIGHBOUR_DISTANCE = 0.12


def _describe(portraits: Portraits) -> NDArray[np.float64]:
    """Unit vectors of the face region, light and contrast removed. Shapes: [P, 48, 48, 3] -> [P, D]."""
    face = portraits[:, 6:46, 8:40].astype(np.float64)
    rows, columns = face.shape[1] // 2, face.shape[2] // 2
    small = face.reshape(len(face), rows, 2, columns, 2, 3).mean((2, 4)).reshape(len(face), -1, 3)
    small -= small.mean(1, keepdims=True)
    flat = small.reshape(len(face), -1)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9))


def group_portraits(portraits: Portraits) -> list[int]:
    """Cluster pictures into people. Shapes: [P, 48, 48, 3] -> P group numbers from 1."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(portraits) < 2:
        return [1] * len(portraits)
    tree = linkage(_describe(portraits), "average", metric="cosine")
    return [int(group) for group in fcluster(tree, _GROUP_DISTANCE, "distance")]


def nearest_portraits(portraits: Portraits, count: int) -> list[list[int]]:
    """For each picture itself and up to ``count`` look-alikes within a small distance, nearest first."""
    vectors = _describe(portraits)
    distance = 1.0 - vectors @ vectors.T
    np.fill_diagonal(distance, -1.0)
    order = np.argsort(distance, axis=1, kind="stable")[:, : count + 1]
    return [[int(j) for j in row if distance[i, j] < _NEIGHBOUR_DISTANCE] for i, row in enumerate(order)]
