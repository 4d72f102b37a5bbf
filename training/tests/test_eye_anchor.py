import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.config.stages.eye import EyePairsConfig
from facet_training.data.eye_anchor import eye_anchor
from facet_training.data.eye_labels import eye_labels
from facet_training.data.eye_pairs import draw_eye_pairs
from facet_training.data.face_clip import MEASURE_NAMES, Pictures
from tests.few_line_faces import few_line_clip

FIRST, SECOND = few_line_clip("a1", 24), few_line_clip("b1", 24)


def _different_frames() -> tuple[int, int]:
    openness = MEASURE_NAMES.index("eye_open_left")
    return int(FIRST.measures[:, openness].argmin()), int(SECOND.measures[:, openness].argmax())


def _anchor() -> tuple[Pictures, Pictures, Pictures, NDArray[np.float32]]:
    at, into = _different_frames()
    eyes, face = FIRST.picture(at), SECOND.picture(into)
    return eye_anchor(eyes, FIRST.points[at], face, SECOND.points[into]), eyes, face, SECOND.points[into]


def test_everything_outside_the_eyes_stays_as_it_was_to_the_byte() -> None:
    anchor, _, face, points = _anchor()
    changed = np.argwhere((anchor != face).any(2))[:, ::-1]
    boxes = np.stack([points[36:42].mean(0), points[42:48].mean(0)])
    away = np.abs(changed[:, None] - boxes[None])
    assert len(changed) > 100
    assert ((away[..., 0] <= 27) & (away[..., 1] <= 18)).any(1).all()


def test_the_brows_of_the_face_are_its_own() -> None:
    anchor, _, face, points = _anchor()
    lowest = int(points[17:27, 1].max())
    np.testing.assert_array_equal(anchor[: lowest + 1], face[: lowest + 1])


def test_the_eyes_are_those_of_the_other_picture() -> None:
    anchor, _, face, points = _anchor()
    x, y = (int(value) for value in points[36:42].mean(0))
    # The face's eyes are open (bright), those put in are closed (skin): of the face's own colour.
    assert face[y - 3 : y + 4, x - 8 : x + 9].max() > 245
    middle = np.median(anchor[y - 6 : y - 3, x - 6 : x + 7].reshape(-1, 3).astype(float), axis=0)
    skin = np.median(face[y + 12 : y + 16, x - 6 : x + 7].reshape(-1, 3).astype(float), axis=0)
    assert np.abs(middle - skin).max() < 14


def test_a_face_with_its_own_eyes_is_the_same_face() -> None:
    face = SECOND.picture(3)
    anchor = eye_anchor(face, SECOND.points[3], face, SECOND.points[3])
    assert np.abs(anchor.astype(int) - face.astype(int)).max() <= 1


def test_a_smaller_picture_gets_smaller_boxes() -> None:
    at, into = _different_frames()
    small = [cv2.resize(clip.picture(t), (56, 56)) for clip, t in ((FIRST, at), (SECOND, into))]
    points = [clip.points[t] / 4 for clip, t in ((FIRST, at), (SECOND, into))]
    anchor = eye_anchor(small[0].astype(np.uint8), points[0], small[1].astype(np.uint8), points[1])
    changed = np.argwhere((anchor != small[1]).any(2))[:, ::-1]
    away = np.abs(changed[:, None] - np.stack([points[1][36:42].mean(0), points[1][42:48].mean(0)])[None])
    assert len(changed) > 20
    assert ((away[..., 0] <= 7) & (away[..., 1] <= 5)).any(1).all()


def test_corners_that_fall_together_are_refused() -> None:
    points = SECOND.points[0].copy()
    points[39] = points[36]
    with pytest.raises(ValueError, match="corners of an eye apart"):
        eye_anchor(FIRST.picture(0), FIRST.points[0], SECOND.picture(0), points)


def test_pairs_come_in_both_roles_and_differ_in_their_eyes() -> None:
    clips = [few_line_clip(name, 24) for name in ("a1", "b1", "c1")]
    config = EyePairsConfig()
    pairs = draw_eye_pairs(clips, 60, np.random.default_rng(2), config)
    assert len(pairs) == 60
    np.testing.assert_array_equal(pairs[::2][:, [2, 3, 0, 1]], pairs[1::2])
    same = (pairs[:, 0] == pairs[:, 2]).mean()
    assert 0.25 < same < 0.75
    columns = [MEASURE_NAMES.index(name) for name in ("eye_open_left", "iris_x", "iris_y")]
    for first, at, second, into in pairs.tolist():
        difference = np.abs(clips[first].measures[at, columns] - clips[second].measures[into, columns])
        assert difference.max() > 0.01


def test_footage_of_eyes_that_never_move_has_no_pairs() -> None:
    clip = few_line_clip("a1", 12)
    clip.measures[:] = 0.3
    assert draw_eye_pairs([clip], 10, np.random.default_rng(2), EyePairsConfig()).shape == (0, 4)


def test_labels_say_openness_gaze_and_how_closed_an_eye_is_for_this_person() -> None:
    labels = eye_labels(FIRST)
    closed = FIRST.measures[:, MEASURE_NAMES.index("eye_open_left")] < 0.1
    np.testing.assert_allclose(labels[~closed, 4], 0.0, atol=1e-6)
    np.testing.assert_allclose(labels[closed, 4], 0.75, atol=1e-6)
    mirrored = eye_labels(FIRST, is_mirrored=True)
    np.testing.assert_allclose(mirrored[:, 2], -labels[:, 2])
    np.testing.assert_allclose(mirrored[:, 0], labels[:, 1])
