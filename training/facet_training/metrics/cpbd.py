"""Sharpness as the share of edges whose blur is not noticed (CPBD, cumulative probability of blur detection).

Source: Narvekar and Karam, A no-reference image blur metric based on the cumulative probability of blur detection,
IEEE Transactions on Image Processing 20 (2011); edge widths after Marziliano et al. (2002). Written from the papers'
description: upright edges by Sobel, measured along their rows; blocks of edges by Canny. Differs from the authors'
program in thresholds that the papers leave to a library (Canny: scikit-image's), so compare these numbers with one
another first, and with other programs' only roughly.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2gray
from skimage.feature import canny
from skimage.filters import sobel_v

BLOCK_PX: Final = 64
EDGE_SHARE: Final = 0.002  # of a block's pixels, above which it is an edge block
BETA: Final = 3.6
CONTRAST_LIMIT: Final = 51  # levels; up to it a blur of 5 px is just noticed, above one of 3 px
NOTICED: Final = 0.63  # probability at which blur is just noticed: 1 - 1 / e

Floats = NDArray[np.float64]


def _extent(luma: Floats, steps: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """How far the slope at each place goes on to the right, at most to the border. Shapes: -> [N]."""
    height, width = luma.shape
    lengths = np.zeros(len(rows), np.int64)
    going = np.ones(len(rows), bool)
    while going.any():
        at = columns + lengths
        inside = at + 1 < width
        step = np.where(inside, luma[rows, np.minimum(at + 1, width - 1)] - luma[rows, np.minimum(at, width - 1)], 0.0)
        going &= inside & (step * steps > 0)
        lengths[going] += 1
    return lengths


def edge_widths(luma: Floats, edges: NDArray[np.bool_]) -> Floats:
    """Width of each edge pixel, px: from the local extreme on one side to that on the other, along its row.

    Shapes: luma [H, W] levels, edges [H, W] -> [H, W], 0 where there is no edge.
    """
    rows, columns = np.nonzero(edges)
    left, right = np.maximum(columns - 1, 0), np.minimum(columns + 1, luma.shape[1] - 1)
    slope = np.sign(luma[rows, right] - luma[rows, left])
    to_right = _extent(luma, slope, rows, columns)
    mirrored = luma[:, ::-1]
    to_left = _extent(mirrored, -slope, rows, luma.shape[1] - 1 - columns)
    widths = np.zeros(luma.shape)
    widths[rows, columns] = np.where(slope == 0, 0, to_right + to_left)
    return widths


def upright_edges(luma: Floats) -> NDArray[np.bool_]:
    """Where the horizontal slope is steepest along its row and more than twice its root mean square. [H, W] kept."""
    slope = np.abs(sobel_v(luma))  # type: ignore[no-untyped-call]
    padded = np.pad(slope, ((0, 0), (1, 1)))
    is_steepest = (slope > padded[:, :-2]) & (slope >= padded[:, 2:])
    return np.asarray(is_steepest & (slope > 2.0 * np.sqrt(np.mean(slope**2))))


def sharpness(picture: NDArray[np.uint8]) -> float:
    """CPBD in [0, 1], 1 = no edge's blur is noticed; nan when no block has edges. Shapes: [H, W, 3] RGB."""
    luma = rgb2gray(picture) * 255.0
    edges = canny(luma / 255.0)  # type: ignore[no-untyped-call]
    widths = edge_widths(luma, upright_edges(luma))
    block = min(BLOCK_PX, *luma.shape)
    probabilities = []
    for top in range(0, luma.shape[0] - block + 1, block):
        for left in range(0, luma.shape[1] - block + 1, block):
            part = (slice(top, top + block), slice(left, left + block))
            if edges[part].mean() <= EDGE_SHARE:
                continue
            just_noticed = 5.0 if np.ptp(luma[part]) < CONTRAST_LIMIT else 3.0
            found = widths[part][widths[part] > 0]
            probabilities.append(1.0 - np.exp(-((found / just_noticed) ** BETA)))
    every = np.concatenate(probabilities) if probabilities else np.zeros(0)
    return float((every < NOTICED).mean()) if len(every) else float("nan")
