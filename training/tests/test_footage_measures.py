"""Cuts, gates and sync: what of a file is good enough to learn from."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.cli.folders import REPOSITORY
from facet_training.data.face_gates import NO_FACE, SMALL, TURNED, GateSettings, frame_reasons, sharpness
from facet_training.data.landmarks import VideoInfo
from facet_training.data.shots import is_likely_cut, luma_thumbnail, shot_starts
from facet_training.data.sync_check import (
    KnownLag,
    MouthListener,
    SyncSettings,
    judge_sync,
    known_lag,
    lag_curve,
    lag_grid,
    read_lags,
)
from facet_training.data.video_faces import find_faces, smooth_landmarks
from facet_training.export.face_goldens import made_landmarks, made_sound, made_thumbnail

LIP_PREDICTOR = REPOSITORY / "resources" / "models" / "atlas" / "lip-predictor.onnx"


def test_a_cut_is_found_and_a_flash_is_none() -> None:
    scenes = [0] * 12 + [1] * 12 + [2] + [1] * 12
    thumbnails = [made_thumbnail(scene, frame) for frame, scene in enumerate(scenes)]
    assert shot_starts(thumbnails) == [0, 12]
    assert is_likely_cut(thumbnails[:12], thumbnails[12])
    assert not is_likely_cut(thumbnails[:10], thumbnails[10])
    assert shot_starts([]) == []


def test_a_thumbnail_is_the_luma_of_its_cells() -> None:
    image = np.zeros((180, 320, 3), np.uint8)
    image[:, 160:] = (100, 200, 50)
    thumbnail = luma_thumbnail(image)
    assert thumbnail.shape == (18, 32)
    np.testing.assert_allclose(thumbnail[:, 20], 0.299 * 100 + 0.587 * 200 + 0.114 * 50, rtol=1e-5)
    assert thumbnail[:, :16].max() == 0


def test_each_frame_is_left_out_for_its_reason() -> None:
    faces = made_landmarks()[[0, 0, 0, 3]].astype(np.float32)
    faces[1] = np.nan
    faces[2] *= 0.2
    turned = np.degrees(0.25 * 3 - 0.3)
    reasons = frame_reasons(faces, GateSettings(most_yaw_deg=turned - 3))
    assert reasons == ["", NO_FACE, SMALL, TURNED]
    assert frame_reasons(faces, GateSettings(most_yaw_deg=turned + 3))[3] == ""


def test_blur_takes_sharpness_away() -> None:
    import cv2

    picture = np.random.default_rng(0).integers(0, 255, (224, 224, 3)).astype(np.uint8)
    assert sharpness(cv2.GaussianBlur(picture, (0, 0), 6)) < 0.05 * sharpness(picture)


class _Tracker:
    """Gives the landmarks it was made with; remembers how often it was told to forget."""

    def __init__(self, landmarks: NDArray[np.float32]) -> None:
        self._left = list(landmarks)
        self.resets = 0

    def reset(self) -> None:
        self.resets += 1

    def find(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray(self._left.pop(0))


def _find(monkeypatch: pytest.MonkeyPatch, landmarks: NDArray[np.float32], images: list[NDArray[np.uint8]]):  # type: ignore[no-untyped-def]
    monkeypatch.setattr("facet_training.data.video_faces.read_frames", lambda path, info: iter(images))
    info = VideoInfo(64, 48, np.arange(len(images)) / 25.0)
    tracker = _Tracker(landmarks)
    runs, rejected = find_faces(Path("x.mp4"), info, tracker, GateSettings())  # type: ignore[arg-type]
    return runs, rejected, tracker


def test_a_face_is_followed_within_its_shot_and_through_one_lost_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    landmarks = np.repeat(made_landmarks()[:1].astype(np.float32), 40, 0)
    landmarks[5] = np.nan
    images = [np.full((48, 64, 3), 20, np.uint8)] * 25 + [
        np.tile(np.arange(64, dtype=np.uint8)[:, None] * 3, (48, 1, 3))
    ] * 15
    runs, rejected, tracker = _find(monkeypatch, landmarks, images)
    assert [(run.shot, run.first_picture, len(run.frames)) for run in runs] == [(0, 0, 25), (1, 25, 15)]
    assert rejected == {NO_FACE: 1}
    assert tracker.resets == 2
    assert runs[0].frames[5] in (4, 6)


def test_another_face_at_another_place_begins_another_run(monkeypatch: pytest.MonkeyPatch) -> None:
    landmarks = np.repeat(made_landmarks()[:1].astype(np.float32), 40, 0)
    landmarks[22:, :, 0] += 300.0
    images = [np.full((48, 64, 3), 20, np.uint8)] * 40
    runs, rejected, _ = _find(monkeypatch, landmarks, images)
    assert [run.first_picture for run in runs] == [0, 22]
    short = np.concatenate([landmarks[:36], landmarks[:4]])
    runs, rejected, _ = _find(monkeypatch, short, images)
    assert rejected == {"too short a shot": 4}


def test_smoothing_keeps_a_parabola_and_takes_noise_away() -> None:
    t = np.arange(30.0)[:, None, None]
    path = np.broadcast_to(0.02 * t**2 - t + 3.0, (30, 478, 3)).astype(np.float32)
    np.testing.assert_allclose(smooth_landmarks(path), path, atol=1e-3)
    noise = np.random.default_rng(1).normal(0, 1, path.shape).astype(np.float32)
    assert smooth_landmarks(noise)[3:-3].std() < 0.75
    np.testing.assert_array_equal(smooth_landmarks(noise[:4]), noise[:4])


def _mouth(seconds: float, seed: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).normal(0, 1, round(seconds * 25) + 20)
    return np.convolve(noise, np.hanning(7), "same")[10:-10].astype(np.float32)


def test_a_lag_is_found_and_a_face_that_does_not_speak_loses_the_sound() -> None:
    predicted = _mouth(12.0, 0)
    speaker, listener = np.roll(predicted, -3)[20:200] * 2 + 1, _mouth(7.2, 9)
    curves = [lag_curve(predicted, speaker, 20), lag_curve(predicted, listener, 20)]
    speaking, silent = judge_sync(curves, [180, 180], None, SyncSettings())
    assert abs(speaking.lag_sec - 0.12) < 0.011
    assert silent.lag_sec == speaking.lag_sec
    assert speaking.has_voice and speaking.confidence > 0.5
    assert not silent.has_voice


def test_a_known_lag_wins_and_a_distrusted_one_takes_the_sound() -> None:
    predicted = _mouth(6.0, 3)
    curve = lag_curve(predicted, predicted, 0)
    (known,) = judge_sync([curve], [150], KnownLag(0.06, True), SyncSettings())
    assert (known.lag_sec, known.has_voice) == (0.06, True)
    (distrusted,) = judge_sync([curve], [150], KnownLag(0.0, False), SyncSettings())
    assert not distrusted.has_voice
    assert judge_sync([], [], None, SyncSettings()) == []


def test_a_short_face_is_not_believed_far_from_zero() -> None:
    predicted = _mouth(1.6, 5)
    (found,) = judge_sync([lag_curve(predicted, np.roll(predicted, 7), 0)], [40], None, SyncSettings())
    assert abs(found.lag_sec) <= 0.08 + 1e-9
    assert lag_grid()[0] == pytest.approx(-0.4)


def test_lags_are_read_in_both_forms_and_found_by_name_or_file(tmp_path: Path) -> None:
    ours, audit, other = (tmp_path / name for name in ("ours.json", "audit.json", "other.json"))
    ours.write_text(json.dumps({"train/a.mp4": {"lag_sec": 0.04, "fit": 0.3, "is_kept": False}}))
    clips = [
        {"file": "b.mp4", "lag_ms": -40, "confidence": "high"},
        {"file": "c.mp4", "lag_ms": 9, "confidence": "low"},
    ]
    audit.write_text(json.dumps({"clips": clips}))
    lags = read_lags(ours) | read_lags(audit)
    assert lags == {"train/a.mp4": KnownLag(0.04, False), "b.mp4": KnownLag(-0.04, True)}
    assert known_lag(lags, "grid/b.mp4") == KnownLag(-0.04, True)
    assert known_lag(lags, "test/a.mp4") is None
    other.write_text("[]")
    with pytest.raises(ValueError, match="another form"):
        read_lags(other)


def test_the_shipped_predictor_hears_when_somebody_speaks() -> None:
    opening = MouthListener(LIP_PREDICTOR).opening(made_sound())
    assert len(opening) == 100
    assert opening[12:26].mean() > opening[54:62].mean() + 0.05
    assert len(MouthListener(LIP_PREDICTOR).opening(np.zeros(0, np.float32))) == 0
