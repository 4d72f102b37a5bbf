"""Triangles to pixels, in numpy: rows of each triangle become spans, the nearest span wins a pixel.

The view is parallel (x right, y down, z away from the camera, all in px), so that every number of a vertex is linear
over its triangle in the picture too and interpolation is exact. Pixel centres lie at whole numbers.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]

_LEAST_AREA: Final = 1e-3  # px^2, twice the triangle's
_DEPTH_STEPS: Final = 65535.0


class _Planes(NamedTuple):
    """Triangles that face the camera, and each number on them as value = base + x * across + y * down."""

    corners: FloatArray  # [F, 3, 2] px
    base: FloatArray  # [F, 1 + K], depth first
    across: FloatArray
    down: FloatArray


class _Spans(NamedTuple):
    """Pixels x0 to x1 (not itself) of row y that a triangle covers; [S] each."""

    triangle: IntArray
    y: IntArray
    x0: IntArray
    x1: IntArray


def _planes(points: FloatArray, values: FloatArray, triangles: IntArray, side: int) -> _Planes:
    a, b, c = (points[triangles[:, k], :2] for k in range(3))
    first, second = b - a, c - a
    area = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    least = np.minimum(np.minimum(a, b), c)
    most = np.maximum(np.maximum(a, b), c)
    # Normals point outwards and y down, so what faces the camera has a negative area.
    is_seen = (area < -_LEAST_AREA) & (least < side).all(1) & (most > 0).all(1)
    kept = triangles[is_seen]
    first, second = first[is_seen], second[is_seen]
    inverse = (1.0 / area[is_seen])[:, None]
    numbers = np.concatenate([points[:, 2:], values], 1)
    start = numbers[kept[:, 0]]
    one, two = (numbers[kept[:, 1]] - start) * inverse, (numbers[kept[:, 2]] - start) * inverse
    across = one * second[:, 1:] - two * first[:, 1:]
    down = two * first[:, :1] - one * second[:, :1]
    corner = points[kept[:, 0], :2]
    return _Planes(points[kept][:, :, :2], start - across * corner[:, :1] - down * corner[:, 1:], across, down)


def _spans(corners: FloatArray, side: int) -> _Spans:
    """Rows of triangles: each is bounded by the edge from its top to its bottom and by one of the other two."""
    order = np.argsort(corners[:, :, 1], axis=1)
    top, middle, bottom = np.moveaxis(np.take_along_axis(corners, order[:, :, None], 1).astype(np.float64), 1, 0)
    y0 = np.clip(np.ceil(top[:, 1]), 0, side).astype(np.int64)
    y1 = np.clip(np.ceil(bottom[:, 1]), 0, side).astype(np.int64)
    heights = np.maximum(0, y1 - y0)
    triangle = np.repeat(np.arange(len(corners)), heights)
    y = np.arange(len(triangle)) + (y0 - np.cumsum(heights) + heights)[triangle]
    ends = ((top, bottom), (top, middle), (middle, bottom))
    slopes = [(low[:, 0] - high[:, 0]) / np.maximum(low[:, 1] - high[:, 1], 1e-9) for high, low in ends]
    offsets = [high[:, 0] - slope * high[:, 1] for slope, (high, _) in zip(slopes, ends, strict=True)]
    is_lower = y >= middle[triangle, 1]
    place = np.where(is_lower, triangle + len(corners), triangle)
    long = slopes[0][triangle] * y + offsets[0][triangle]
    short = np.concatenate(slopes[1:])[place] * y + np.concatenate(offsets[1:])[place]
    x0 = np.ceil(np.clip(np.minimum(long, short), 0, side)).astype(np.int64)
    x1 = np.ceil(np.clip(np.maximum(long, short), 0, side)).astype(np.int64)
    is_seen = x1 > x0
    return _Spans(triangle[is_seen], y[is_seen], x0[is_seen], x1[is_seen])


def _far_to_near(planes: _Planes, spans: _Spans) -> _Spans:
    middle = (spans.x0 + spans.x1 - 1) * 0.5
    depth = planes.base[spans.triangle, 0] + planes.across[spans.triangle, 0] * middle
    depth += planes.down[spans.triangle, 0] * spans.y
    if len(depth) == 0:
        return spans
    least, most = depth.min(), depth.max()
    steps = ((most - depth) * (_DEPTH_STEPS / max(most - least, 1e-6))).astype(np.uint16)
    order = np.argsort(steps, kind="stable")  # of 16 bits: a radix sort
    return _Spans(*(array[order] for array in spans))


def rasterise(
    points: FloatArray, values: FloatArray, triangles: IntArray, side: int
) -> tuple[list[FloatArray], NDArray[np.bool_]]:
    """Draw a mesh; triangles that turn away (clockwise on the screen) are left out.

    Shapes: points [V, 3] px, values [V, K], triangles [F, 3] -> K pictures of the values [side, side] (0 where nothing
    is), cover [side, side].
    """
    planes = _planes(points, values, triangles, side)
    spans = _far_to_near(planes, _spans(planes.corners, side))
    lengths = (spans.x1 - spans.x0).astype(np.int32)
    span = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    begin = (spans.y * side + spans.x0).astype(np.int32) - np.cumsum(lengths, dtype=np.int32) + lengths
    place = np.arange(len(span), dtype=np.int32) + np.repeat(begin, lengths)
    nothing = len(lengths)
    winner = np.full(side * side, nothing, np.int32)
    winner[place] = span  # of the spans that meet in a pixel the last, nearest one stays
    xs = np.arange(side, dtype=np.float32)
    pictures = []
    for number in range(1, values.shape[1] + 1):
        base = planes.base[spans.triangle, number] + planes.down[spans.triangle, number] * spans.y
        drawn = np.append(planes.across[spans.triangle, number], 0).astype(np.float32).take(winner).reshape(side, side)
        drawn *= xs
        drawn += np.append(base, 0).astype(np.float32).take(winner).reshape(side, side)
        pictures.append(drawn)
    return pictures, (winner < nothing).reshape(side, side)
