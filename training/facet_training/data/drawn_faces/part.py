"""A piece of a drawn person's surface and how it is carried along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Box = tuple[float, float, float, float]  # left, top, width, height of a tile in the texture, shares of its side

# Tiles of the texture of a person; the face's holds the undeformed face seen from the front.
FACE_TILE: Final[Box] = (0.0, 0.0, 0.5, 0.625)
EYE_TILE: Final[Box] = (0.51, 0.01, 0.23, 0.23)
TEETH_TILE: Final[Box] = (0.76, 0.01, 0.23, 0.08)
TONGUE_TILE: Final[Box] = (0.76, 0.1, 0.23, 0.05)
MOUTH_TILE: Final[Box] = (0.76, 0.16, 0.23, 0.08)
HAIR_TILE: Final[Box] = (0.51, 0.26, 0.48, 0.36)
CLOTH_TILE: Final[Box] = (0.01, 0.64, 0.48, 0.35)
SKIN_TILE: Final[Box] = (0.51, 0.64, 0.24, 0.35)
LID_TILE: Final[Box] = (0.76, 0.64, 0.1, 0.1)

# What of the undeformed face its tile shows, iod.
FACE_WINDOW: Final[Box] = (-1.05, -1.12, 2.1, 2.45)


@dataclass(frozen=True)
class Part:
    """A surface in the head's frame at rest.

    Shapes: points [N, 3] iod; triangles [F, 3] with normals outwards; coords [N, 2] place in the texture, 0 to 1.

    Attributes:
        anchors, follow: [N] each point makes this share of the move of that point of the face mesh.
        still: [N] 0 moves with the head, 1 stays with the shoulders. eye: 0 or 1 turns with that eyeball, None neither.
        depth_behind: iod that it counts as farther away, so that what lies inside never shows through the skin.
        occlusion: [N] share of the light that reaches it. lit: 1 shaded by its normals, 0 evenly. gloss: of highlights.
        is_thin: seen from behind too.
    """

    points: FloatArray
    triangles: IntArray
    coords: FloatArray
    anchors: IntArray
    follow: FloatArray
    still: FloatArray
    occlusion: FloatArray
    eye: int | None = None
    depth_behind: float = 0.0
    lit: float = 1.0
    gloss: float = 0.0
    is_thin: bool = False


def make_part(
    points: FloatArray,
    triangles: IntArray,
    coords: FloatArray,
    *,
    anchors: IntArray | None = None,
    follow: FloatArray | float = 0.0,
    still: FloatArray | float = 0.0,
    occlusion: FloatArray | float = 1.0,
    eye: int | None = None,
    depth_behind: float = 0.0,
    lit: float = 1.0,
    gloss: float = 0.0,
    is_thin: bool = False,
) -> Part:
    """A part whose missing numbers are those of something stiff on the head."""
    count = len(points)

    def every(value: FloatArray | float) -> FloatArray:
        return np.broadcast_to(np.asarray(value, np.float64), (count,)).copy()

    return Part(
        points,
        triangles,
        coords,
        np.zeros(count, np.int64) if anchors is None else anchors,
        every(follow),
        every(still),
        every(occlusion),
        eye,
        depth_behind,
        lit,
        gloss,
        is_thin,
    )


def tile_coords(tile: Box, u: FloatArray, v: FloatArray) -> FloatArray:
    """Places in a tile (0 to 1 each way) as places in the texture. Shapes: [N], [N] -> [N, 2]."""
    return np.stack([tile[0] + tile[2] * np.clip(u, 0, 1), tile[1] + tile[3] * np.clip(v, 0, 1)], 1)


def face_coords(xy: FloatArray) -> FloatArray:
    """Places on the undeformed face as places in the texture. Shapes: [N, 2] iod -> [N, 2]."""
    left, top, width, height = FACE_WINDOW
    return tile_coords(FACE_TILE, (xy[:, 0] - left) / width, (xy[:, 1] - top) / height)


def grid(columns: int, rows: int) -> tuple[FloatArray, FloatArray, IntArray]:
    """Points of a grid, row by row: u and v in 0 to 1, [(columns + 1) (rows + 1)] each, and triangles [F, 3]."""
    v, u = np.meshgrid(np.linspace(0, 1, rows + 1), np.linspace(0, 1, columns + 1), indexing="ij")
    corner = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)[None]).ravel()
    right, down = corner + 1, corner + columns + 1
    triangles = np.concatenate([np.stack([corner, down, right], 1), np.stack([right, down, down + 1], 1)])
    return u.ravel(), v.ravel(), triangles


def bridged(rings: int, length: int) -> IntArray:
    """Triangles of closed rings one behind the other. Shapes: -> [2 (rings - 1) length, 3]."""
    place = np.arange(length)
    after = (place + 1) % length
    quads = [
        np.concatenate(
            [
                np.stack([place, after, after + length], 1) + k * length,
                np.stack([place, after + length, place + length], 1) + k * length,
            ]
        )
        for k in range(rings - 1)
    ]
    return np.concatenate(quads)


def outwards(points: FloatArray, triangles: IntArray, centre: Sequence[float]) -> IntArray:
    """Turn triangles so that their normals point away from a place inside."""
    corners = points[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    is_inward = (normals * (corners.mean(1) - np.asarray(centre))).sum(1) < 0
    return np.where(is_inward[:, None], triangles[:, ::-1], triangles)
