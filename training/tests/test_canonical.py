from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.constants import LIP_POINTS, STABLE_POINTS
from facet_training.data.canonical import (
    CANONICAL_FACE_FILE,
    canonical_mesh,
    fit_similarity,
    lower_face_points,
    to_canonical,
)

PACKED = Path(__file__).resolve().parents[2] / "node_modules" / "@mediapipe" / "face_mesh"


def _rotation(random: np.random.Generator) -> NDArray[np.float64]:
    q, _ = np.linalg.qr(random.standard_normal((3, 3)))
    return np.asarray(q * np.sign(np.linalg.det(q)))


def test_the_outer_eye_corners_are_one_apart_and_the_chin_is_below() -> None:
    mesh = canonical_mesh()
    assert abs(np.linalg.norm(mesh[33] - mesh[263]) - 1) < 1e-9
    assert mesh[152, 1] > mesh[10, 1]
    assert mesh[33, 0] < mesh[263, 0]
    assert mesh[1, 2] < mesh[152, 2]


def test_a_similarity_is_recovered_exactly() -> None:
    random = np.random.default_rng(1)
    target = random.standard_normal((19, 3))
    rotation, scale, move = _rotation(random), 37.0, random.standard_normal(3) * 100
    source = ((target - move / scale) @ rotation) * scale
    found_scale, found_rotation, found_move = fit_similarity(source[None], target)
    assert np.allclose(found_scale[0] * source @ found_rotation[0].T + found_move[0], target, atol=1e-9)
    assert np.linalg.det(found_rotation[0]) > 0


def test_head_motion_leaves_the_canonical_frame() -> None:
    random = np.random.default_rng(2)
    face = np.concatenate([canonical_mesh(), np.zeros((10, 3))])
    moved = np.stack([face @ _rotation(random).T * 120 + (300, 200, 0) for _ in range(3)])
    canonical, _ = to_canonical(moved)
    assert np.abs(canonical - face).max() < 1e-9


def test_the_lower_face_holds_all_lip_points_and_no_stable_point() -> None:
    points = lower_face_points()
    assert set(LIP_POINTS) <= set(points)
    assert not set(STABLE_POINTS) & set(points)
    assert list(points) == sorted(points)
    assert len(points) == 175


def test_the_canonical_face_is_the_one_in_the_application_package() -> None:
    packed = PACKED / "face_mesh_solution_packed_assets.data"
    if not packed.exists():
        pytest.skip("node_modules/@mediapipe/face_mesh is not installed")
    ours = np.loadtxt(CANONICAL_FACE_FILE, delimiter=",")
    data = packed.read_bytes()
    # A vertex lies in the package as five numbers, x, y, z, u, v, each four bytes behind a tag of one byte.
    bytes_per_number, numbers_per_vertex = 5, 5
    first_y = data.index(np.asarray(ours[0, 1], "<f4").tobytes())
    first = first_y - bytes_per_number

    def number(vertex: int, axis: int) -> float:
        start = first + (vertex * numbers_per_vertex + axis) * bytes_per_number
        return float(np.frombuffer(data[start : start + 4], "<f4")[0])

    theirs = np.array([[number(vertex, axis) for axis in range(3)] for vertex in range(len(ours))])
    assert np.abs(ours - theirs).max() < 1e-5
