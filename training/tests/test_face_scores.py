import numpy as np
import pytest
import torch
from torch import Tensor

from facet_training.data.face_clip import measure_columns
from facet_training.metrics.face_reader import FaceReadings, MeshReader
from facet_training.metrics.faces import (
    EYE_RADIUS_IOD,
    MOUTH_POINTS,
    blink_counts,
    blink_f1,
    blinks,
    expression_scores,
    eye_scores,
    head_pose_scores,
    identity_similarity,
    landmark_distances,
    lip_scores,
    missing_share,
)


def readings(frames: int = 40, seed: int = 0) -> FaceReadings:
    """Made-up readings whose outer eye corners are 80 px apart."""
    random = np.random.default_rng(seed)
    points = np.tile(random.uniform(40, 180, (68, 2)), (frames, 1, 1))
    points[:, 36], points[:, 45] = (70, 70), (150, 70)
    measures = 0.2 + 0.02 * random.normal(size=(frames, 12))
    measures[:, measure_columns(("eye_open_left", "eye_open_right"))] = 0.3
    head_pose = 0.1 * random.normal(size=(frames, 6))
    return FaceReadings(points.astype(np.float32), head_pose.astype(np.float32), measures.astype(np.float32))


def changed(
    one: FaceReadings,
    *,
    points: np.ndarray | None = None,  # type: ignore[type-arg]
    head_pose: np.ndarray | None = None,  # type: ignore[type-arg]
    measures: np.ndarray | None = None,  # type: ignore[type-arg]
) -> FaceReadings:
    return FaceReadings(
        one.points if points is None else points.astype(np.float32),
        one.head_pose if head_pose is None else head_pose.astype(np.float32),
        one.measures if measures is None else measures.astype(np.float32),
    )


def with_blinks(one: FaceReadings, *starts: int) -> FaceReadings:
    measures = one.measures.copy()
    for start in starts:
        measures[start : start + 3, 4:6] = 0.05
    return changed(one, measures=measures)


def test_a_mouth_moved_by_eight_pixels_of_eighty_is_a_tenth_away() -> None:
    real = readings()
    points = real.points.copy()
    points[:, MOUTH_POINTS] += (0, 8)
    scores = landmark_distances(changed(real, points=points), real)
    assert scores["m_lmd"] == pytest.approx(0.1, abs=1e-5)
    assert scores["f_lmd"] == pytest.approx(0.1 * 20 / 68, abs=1e-5)


def test_a_face_that_is_turned_moved_and_larger_has_the_same_landmarks() -> None:
    real = readings()
    turn = 1.2 * np.array([[np.cos(0.2), -np.sin(0.2)], [np.sin(0.2), np.cos(0.2)]])
    scores = landmark_distances(changed(real, points=real.points @ turn.T + (5, -9)), real)
    assert scores["f_lmd"] == pytest.approx(0.0, abs=1e-5)


def test_head_pose_errors_are_in_degrees() -> None:
    real = readings()
    pose = real.head_pose.copy()
    pose += np.array([np.radians(3), np.radians(-6), 0, 0.05, -0.05, 0.2])
    scores = head_pose_scores(changed(real, head_pose=pose), real)
    assert scores["pitch_deg"] == pytest.approx(3, abs=1e-3)
    assert scores["yaw_deg"] == pytest.approx(6, abs=1e-3)
    assert scores["angle_deg"] == pytest.approx(3, abs=1e-3)
    assert scores["place"] == pytest.approx(0.05, abs=1e-5)
    assert scores["log_scale"] == pytest.approx(0.2, abs=1e-5)


def test_gaze_error_is_the_angle_of_an_eyeball() -> None:
    real = readings()
    measures = real.measures.copy()
    measures[:, measure_columns(("iris_x", "iris_y"))] = 0.0
    looking = measures.copy()
    looking[:, measure_columns(("iris_x",))] = EYE_RADIUS_IOD * np.sin(np.radians(20))
    scores = eye_scores(changed(real, measures=looking), changed(real, measures=measures))
    assert scores["gaze_deg"] == pytest.approx(20, abs=1e-3)
    assert scores["openness_l1"] == pytest.approx(0.0)


def test_blinks_are_found_again_within_two_pictures() -> None:
    real = with_blinks(readings(80), 10, 40, 60)
    made = with_blinks(readings(80), 14, 58, 70)
    ours, theirs = (one.measures[:, 4:6].mean(1) for one in (made, real))
    assert blinks(theirs) == [(10, 13), (40, 43), (60, 63)]
    # The first is late by 4 and 3 long: 10..12 widened by 2 meets 14..16; 70 has no partner, 40 is missed.
    assert blink_counts(ours, theirs) == (2, 3, 3)
    assert blink_f1(2, 3, 3) == pytest.approx(2 / 3)
    assert np.isnan(blink_f1(0, 0, 0))
    assert blink_counts(theirs, theirs) == (3, 3, 3)


def test_one_long_closure_counts_as_one_blink() -> None:
    real, made = with_blinks(readings(80), 10, 15), with_blinks(readings(80), 10, 13)
    assert blink_counts(made.measures[:, 4], real.measures[:, 4]) == (1, 1, 2)


def test_expression_of_another_person_counts_by_its_changes() -> None:
    real = readings()
    scores = expression_scores(changed(real, measures=real.measures + np.float32(0.1)), real)
    assert scores["expression_l1"] == pytest.approx(0.1, abs=1e-5)
    assert scores["expression_change_l1"] == pytest.approx(0.0, abs=1e-5)
    assert scores["expression_r"] == pytest.approx(1.0, abs=1e-4)
    assert expression_scores(readings(seed=1), real)["expression_r"] < 0.4


def test_lips_that_move_half_as_much_correlate_and_differ() -> None:
    real = readings()
    measures = real.measures.copy()
    measures[:, 0] = 0.5 * measures[:, 0]
    scores = lip_scores(changed(real, measures=measures), real)
    assert scores["opening_r"] == pytest.approx(1.0, abs=1e-4)
    assert scores["opening_l1"] == pytest.approx(0.5 * float(real.measures[:, 0].mean()), abs=1e-4)


def test_pictures_without_a_face_are_counted_and_left_out() -> None:
    real = readings()
    points = real.points.copy()
    points[:10] = np.nan
    made = changed(real, points=points)
    assert missing_share(made) == pytest.approx(0.25)
    assert landmark_distances(made, real)["m_lmd"] == pytest.approx(0.0, abs=1e-5)
    nothing = changed(real, points=np.full_like(points, np.nan))
    assert np.isnan(landmark_distances(nothing, real)["m_lmd"])
    assert np.isnan(expression_scores(nothing, real)["expression_l1"])


def test_readings_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="as many pictures, got 40 and 30"):
        lip_scores(readings(40), readings(30))


def test_identity_is_the_cosine_with_the_portrait() -> None:
    def vectors(picture: Tensor) -> Tensor:
        return torch.nn.functional.normalize(picture.mean((2, 3)), dim=1)

    red, cyan = np.zeros((8, 8, 3), np.uint8), np.zeros((8, 8, 3), np.uint8)
    red[..., 0], cyan[..., 1:] = 255, 255
    assert identity_similarity(vectors, red, [red, red]) == pytest.approx(1.0)
    assert identity_similarity(vectors, red, [cyan]) == pytest.approx(-1.0, abs=0.05)


def test_the_reader_finds_no_face_on_an_empty_picture() -> None:
    reader = MeshReader()
    seen = reader.read([np.full((56, 56, 3), 90, np.uint8)] * 2)
    reader.close()
    assert not seen.is_found.any()
    assert seen.points.shape == (2, 68, 2)
