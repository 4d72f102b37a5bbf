import math

import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.config.stages.face_prior import FaceAugmentation
from facet_training.data.canonical import canonical_mesh
from facet_training.data.face_clip import MEASURE_NAMES
from facet_training.data.face_moves import (
    MIRRORED_POINT,
    FaceMove,
    move_head_pose,
    move_measures,
    move_picture,
    move_points,
    rotation_from_angles,
)
from facet_training.data.face_points import face_points
from facet_training.data.head_angles import angles_from_rotation, head_pose_in_picture
from facet_training.data.picture_damage import damage_picture

MOVES = [
    FaceMove(is_mirrored=True),
    FaceMove(turn=0.3),
    FaceMove(log_scale=-0.2, shift=(0.1, -0.2)),
    FaceMove(True, 0.15, -0.25, (-0.1, 0.05)),
]


def _head() -> NDArray[np.float64]:
    """The canonical mesh, turned and placed in a picture of 224 px. Shapes: -> [478, 3] px."""
    mesh = canonical_mesh()
    mesh = np.concatenate([mesh, np.zeros((10, 3))])  # irises play no part here
    turned = mesh @ rotation_from_angles(0.2, 0.35, -0.1)
    return np.asarray(turned * 85.0 + np.array([108.0, 100.0, 0.0]))


def _carried(head: NDArray[np.float64], move: FaceMove) -> NDArray[np.float64]:
    """The head itself moved, depth and all."""
    centred = (head - 111.5) / 112.0
    plane = centred[:, :2] @ move.matrix.T + np.array(move.shift)
    return np.column_stack([plane, centred[:, 2] * math.exp(move.log_scale)]) * 112.0 + 111.5


def test_a_head_pose_moves_as_the_pose_of_the_moved_head() -> None:
    head = _head()
    before = head_pose_in_picture(head[None])[0]
    for move in MOVES:
        if not move.is_mirrored:  # a mirrored mesh is no mesh of the same order
            after = head_pose_in_picture(_carried(head, move)[None])[0]
            np.testing.assert_allclose(move_head_pose(before, move), after, atol=1e-4)


def test_a_mirrored_head_turns_and_tilts_the_other_way() -> None:
    before = np.array([0.2, 0.35, -0.1, 0.05, -0.3, 0.1], np.float32)
    after = move_head_pose(before, FaceMove(is_mirrored=True))
    np.testing.assert_allclose(after, [0.2, -0.35, 0.1, -0.05, -0.3, 0.1], atol=1e-6)


def test_mirroring_twice_gives_every_label_back() -> None:
    random = np.random.default_rng(2)
    twice = FaceMove(is_mirrored=True)
    points, measures = random.random((68, 2)).astype(np.float32), random.random(12).astype(np.float32)
    np.testing.assert_allclose(move_points(move_points(points, twice), twice), points, atol=1e-6)
    np.testing.assert_array_equal(move_measures(move_measures(measures, twice), twice), measures)
    assert not np.array_equal(move_measures(measures, twice), measures)
    opening = MEASURE_NAMES.index("opening")
    assert move_measures(measures, twice)[opening] == measures[opening]


def test_a_symmetric_face_keeps_its_points_in_the_mirror() -> None:
    mesh = canonical_mesh()
    points = face_points(np.concatenate([mesh, np.zeros((10, 3))])).astype(np.float32)
    mirrored = move_points(points, FaceMove(is_mirrored=True))
    np.testing.assert_allclose(mirrored, points, atol=0.03)  # the canonical face is symmetric to within this
    assert sorted(MIRRORED_POINT) == list(range(68))


@pytest.mark.parametrize("move", MOVES)
def test_points_lie_on_the_same_spot_of_the_moved_picture(move: FaceMove) -> None:
    picture = np.zeros((224, 224, 3), np.uint8)
    picture[78:83, 148:153] = 255  # middle (150, 80)
    place = np.array([[(150 - 111.5) / 112, (80 - 111.5) / 112]], np.float32)
    moved = move_picture(picture, move, is_reflected=False)[..., 0].astype(float)
    rows, columns = np.mgrid[:224, :224]
    centre = np.array([(columns * moved).sum(), (rows * moved).sum()]) / moved.sum()
    np.testing.assert_allclose(centre, move.places(place)[0] * 112 + 111.5, atol=0.1)


def test_angles_come_back_from_the_rotation_that_they_make() -> None:
    yaw, pitch, roll = angles_from_rotation(rotation_from_angles(0.2, -0.5, 0.4)[None])[0]
    assert (pitch, yaw, roll) == pytest.approx((0.2, -0.5, 0.4))


def test_damage_is_drawn_anew_and_leaves_the_picture_itself_alone() -> None:
    picture = np.full((64, 64, 3), 120, np.uint8)
    picture[20:40] = 200
    kept = picture.copy()
    config = FaceAugmentation(soften=1.0, jpeg=1.0, noise=1.0, cutout=1.0)
    first = damage_picture(picture, np.random.default_rng(1), config)
    again = damage_picture(picture, np.random.default_rng(1), config)
    other = damage_picture(picture, np.random.default_rng(2), config)
    np.testing.assert_array_equal(picture, kept)
    np.testing.assert_array_equal(first, again)
    assert first.shape == picture.shape and not np.array_equal(first, other)
