"""From the mesh of 478 points to the 68 points of the field (iBUG's order, as dlib and FAN have it)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# Jaw from the subject's right ear to the left, brows, nose ridge and base, eyes, outer and inner lips. The jaw of the
# mesh is its silhouette, which on a turned head follows the skull and not the visible edge; the groups 36..41, 42..47
# and 60..67 are those of the alignment.
MESH_OF_POINT: Final = (
    162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389,
    70, 63, 105, 66, 107, 336, 296, 334, 293, 300,
    168, 197, 5, 4, 75, 97, 2, 326, 305,
    33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380,
    61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181,
    78, 82, 13, 312, 308, 317, 14, 87,
)  # fmt: skip

RIGHT_EYE: Final = slice(36, 42)
LEFT_EYE: Final = slice(42, 48)
INNER_MOUTH: Final = slice(60, 68)


def face_points(landmarks: NDArray[Any]) -> NDArray[Any]:
    """The 68 points of meshes, without depth. Shapes: [..., 478, 3] -> [..., 68, 2], in the same unit."""
    return np.asarray(landmarks[..., list(MESH_OF_POINT), :2])
