"""Rows of mesh points that a drawn face moves together, from the subject's right to left (picture left to right)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

TRIANGLES_FILE: Final = Path(__file__).with_name("canonical-triangles.csv")

# Lip rows of 11 points, from the outer edge inwards; the mouth's corners are shared.
UPPER_LIP: Final = (
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291),
    (76, 184, 74, 73, 72, 11, 302, 303, 304, 408, 306),
    (62, 183, 42, 41, 38, 12, 268, 271, 272, 407, 292),
    (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
)
LOWER_LIP: Final = (
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291),
    (76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306),
    (62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292),
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
)
LIP_COLUMNS: Final = 11


class EyeRows(NamedTuple):
    """Rows of one eye, each of 9 points from the outer to the inner corner; ``crease`` and ``orbit`` lie above."""

    upper: tuple[int, ...]
    lower: tuple[int, ...]
    crease: tuple[int, ...]
    orbit: tuple[int, ...]
    below: tuple[int, ...]
    iris: int  # its middle; the four points after it are the iris's edge


RIGHT_EYE: Final = EyeRows(
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (130, 247, 30, 29, 27, 28, 56, 190, 243),
    (226, 113, 225, 224, 223, 222, 221, 189, 244),
    (130, 25, 110, 24, 23, 22, 26, 112, 243),
    468,
)
LEFT_EYE: Final = EyeRows(
    (263, 466, 388, 387, 386, 385, 384, 398, 362),
    (263, 249, 390, 373, 374, 380, 381, 382, 362),
    (359, 467, 260, 259, 257, 258, 286, 414, 463),
    (446, 342, 445, 444, 443, 442, 441, 413, 464),
    (359, 255, 339, 254, 253, 252, 256, 341, 463),
    473,
)
EYES: Final = (RIGHT_EYE, LEFT_EYE)

# Upper and lower edge of each brow, from the temple to the nose.
BROWS: Final = (
    ((70, 63, 105, 66, 107), (46, 53, 52, 65, 55)),
    ((300, 293, 334, 296, 336), (276, 283, 282, 295, 285)),
)

# The outline of the mesh, once round.
FACE_OVAL: Final = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip


def ring(upper: tuple[int, ...], lower: tuple[int, ...]) -> tuple[int, ...]:
    """A closed contour of two rows that share their ends: along the upper one, back along the lower one."""
    return (*upper, *lower[-2:0:-1])


MOUTH_CONTOUR: Final = ring(UPPER_LIP[3], LOWER_LIP[3])


@lru_cache(maxsize=1)
def skin_triangles() -> NDArray[np.int64]:
    """Triangles of the canonical face without those that fill mouth and eyes, normals outwards. Shapes: -> [F, 3].

    Source: indices of ``geometry_pipeline_metadata_landmarks.binarypb`` (npm ``@mediapipe/face_mesh`` 0.4.1657299874,
    Apache-2.0), as stored there.
    """
    triangles = np.loadtxt(TRIANGLES_FILE, delimiter=",", dtype=np.int64)
    holes = [set(MOUTH_CONTOUR), *(set(ring(eye.upper, eye.lower)) for eye in EYES)]
    kept = [row for row in triangles.tolist() if not any(hole.issuperset(row) for hole in holes)]
    return np.asarray(kept)
