"""People without names are told apart by the texture of their faces."""

import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.data.face_alignment import crop_affines, move_landmarks, picture_affines
from facet_training.data.face_looks import face_look, group_looks
from facet_training.data.face_points import face_points
from facet_training.export.face_goldens import made_landmarks


def _points() -> NDArray[np.float64]:
    landmarks = made_landmarks()[:1]
    return np.asarray(face_points(move_landmarks(landmarks, picture_affines(crop_affines(landmarks))))[0])


def _face(person: int, gain: float, noise: int) -> NDArray[np.uint8]:
    """A face of smooth blotches that belong to the person, in some light, with noise."""
    import cv2

    blotches = np.random.default_rng(person).normal(0, 1, (28, 28)).astype(np.float32)
    texture = cv2.resize(blotches, (224, 224), interpolation=cv2.INTER_CUBIC)[..., None]
    grain = np.random.default_rng(noise).normal(0, 1.5, (224, 224, 1))
    return np.asarray(np.clip(gain * (128 + 30 * texture) + grain, 0, 255).repeat(3, 2), np.uint8)


def test_a_look_is_the_same_in_other_light_and_another_for_another_person() -> None:
    points = _points()
    looks = [face_look(_face(*face), points) for face in ((1, 1.0, 5), (1, 0.55, 6), (2, 1.0, 7))]
    assert looks[0].shape == (5664,)
    same, other = np.linalg.norm(looks[0] - looks[1]), np.linalg.norm(looks[0] - looks[2])
    assert same < 0.7 * other


def test_clips_of_a_person_come_into_one_group() -> None:
    points = _points()
    gains = np.random.default_rng(0).uniform(0.6, 1.1, 24)
    looks = np.stack([face_look(_face(i % 4, float(gains[i]), 100 + i), points) for i in range(24)])
    groups = group_looks(looks)
    assert len(set(groups)) == 4
    assert all(groups[i] == groups[i % 4] for i in range(24))
    assert group_looks(looks[:1]) == [1]


def test_points_at_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="different places"):
        face_look(_face(1, 1.0, 1), np.full((68, 2), 50.0))
