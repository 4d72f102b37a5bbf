"""The canonical frame: MediaPipe's canonical face mesh in image convention, one unit = the outer eye corner distance.

x runs to the right of the picture, y down, z away from the camera (landmark z grows away from the viewer, as
MediaPipe's own landmarks do).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import LIP_POINTS, OUTER_EYE_CORNERS, STABLE_POINTS

FloatArray = NDArray[np.float64]

CANONICAL_FACE_FILE = Path(__file__).with_name("canonical-face.csv")


@lru_cache(maxsize=1)
def canonical_mesh() -> FloatArray:
    """The canonical face mesh in iod and image convention.

    Shapes: -> [468, 3] float64, read-only; distance of points 33 and 263 is exactly 1.
    Source: vertices of ``geometry_pipeline_metadata_landmarks.binarypb`` (npm ``@mediapipe/face_mesh``
    0.4.1657299874, Apache-2.0), centimetres with y up and z toward the viewer as stored there.
    """
    mesh = np.loadtxt(CANONICAL_FACE_FILE, delimiter=",") * (1.0, -1.0, -1.0)
    left, right = OUTER_EYE_CORNERS
    mesh = mesh / np.linalg.norm(mesh[left] - mesh[right])
    mesh.setflags(write=False)
    return np.asarray(mesh)


def fit_similarity(source: FloatArray, target: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Least-squares scale, rotation and translation per frame (Umeyama 1991, equations 34 to 43, equal weights).

    Shapes: source [T, N, 3], target [N, 3] -> scale [T], rotation [T, 3, 3], translation [T, 3], such that
    ``scale * source @ rotation.T + translation`` is nearest to target. Rotations are proper.
    """
    source_mean = source.mean(1)
    target_mean = target.mean(0)
    centred = source - source_mean[:, None]
    goal = target - target_mean
    covariance = np.einsum("ni,tnj->tij", goal, centred)
    left, singular, right = np.linalg.svd(covariance)
    sign = np.ones_like(singular)
    sign[:, 2] = np.sign(np.linalg.det(left @ right))
    rotation = (left * sign[:, None, :]) @ right
    scale = (singular * sign).sum(1) / np.maximum((centred**2).sum((1, 2)), 1e-12)
    translation = target_mean - scale[:, None] * np.einsum("tij,tj->ti", rotation, source_mean)
    return scale, rotation, translation


def to_canonical(landmarks: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Remove scale, rotation and translation of the head from landmarks in pixels.

    Shapes: landmarks [T, 478, 3] px (z in the same scale) -> canonical [T, 478, 3] iod, rotation [T, 3, 3].
    """
    stable = list(STABLE_POINTS)
    scale, rotation, translation = fit_similarity(landmarks[:, stable], canonical_mesh()[stable])
    moved = scale[:, None, None] * np.einsum("tij,tnj->tni", rotation, landmarks) + translation[:, None]
    return moved, rotation


@lru_cache(maxsize=1)
def lower_face_points() -> tuple[int, ...]:
    """Indices of the lower-face points whose displacement is the lip factor: all lip points, chin, jaw and cheeks.

    A point belongs if it lies under the nose base on the canonical face and in the front half of its depth; the
    order is ascending, it is the order of the manifest's ``lip.pointIndices``. 175 points.
    """
    mesh = canonical_mesh()
    nose_base = mesh[2]
    below = mesh[:, 1] > nose_base[1] - 0.08
    in_front = mesh[:, 2] < mesh[:, 2].max() - 0.5 * np.ptp(mesh[:, 2])
    chosen = set(np.flatnonzero(below & in_front).tolist()) | set(LIP_POINTS)
    return tuple(sorted(chosen - set(STABLE_POINTS)))
