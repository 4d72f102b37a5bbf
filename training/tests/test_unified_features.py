from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from facet_training.config.pdfgc import load_pdfgc_config
from facet_training.config.stages.unified_features import UnifiedFeaturesConfig
from facet_training.data.altered_copies import (
    alter_picture,
    altered_head_pose,
    altered_measures,
    altered_points,
    draw_alteration,
)
from facet_training.data.face_clip import HEAD_POSE_NAMES, MEASURE_NAMES, PICTURE_PX
from facet_training.loop.shared_work import order_of_work
from facet_training.networks.motion_encoder import MotionEncoder, MotionTrunk
from facet_training.stages.unified_features import UnifiedFeatures
from tests.few_line_faces import few_line_clip

TINY = load_pdfgc_config("tiny")
CLIP = few_line_clip("a1", 9)


def _trunk(seed: int) -> MotionTrunk:
    torch.manual_seed(seed)
    return MotionEncoder(TINY).model


def _features(folder: Path, seed: int = 1, config: UnifiedFeaturesConfig | None = None) -> UnifiedFeatures:
    return UnifiedFeatures(
        _trunk(seed),
        TINY.picture_px,
        folder,
        torch.device("cpu"),
        config or UnifiedFeaturesConfig(batch=4, is_half=False),
    )


def test_features_are_those_of_the_trunk_frame_by_frame(tmp_path: Path) -> None:
    features = _features(tmp_path)
    take = features.of(CLIP)
    assert take.unified.shape == (9, TINY.motion.unified)
    alone = features.encode([CLIP.picture(5)])
    torch.testing.assert_close(take.unified[5:6], alone, atol=1e-5, rtol=1e-4)
    assert not take.unified.requires_grad
    assert not take.moves.any()


def test_what_was_computed_is_read_and_not_computed_again(tmp_path: Path) -> None:
    first = _features(tmp_path).takes([CLIP])
    again = _features(tmp_path)
    again.trunk = MotionTrunk(TINY)  # would give other numbers
    for before, after in zip(first, again.takes([CLIP]), strict=True):
        torch.testing.assert_close(before.unified, after.unified, atol=0.0, rtol=0.0)
        np.testing.assert_array_equal(before.moves, after.moves)


def test_an_interrupted_or_damaged_file_is_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _features(tmp_path).of(CLIP).unified
    (path,) = tmp_path.rglob("*.safetensors")
    path.write_bytes(path.read_bytes()[:40])
    torch.testing.assert_close(_features(tmp_path).of(CLIP).unified, before, atol=0.0, rtol=0.0)
    assert "is damaged" in capsys.readouterr().err


def test_other_weights_other_pictures_and_other_arithmetic_find_nothing_of_the_old(tmp_path: Path) -> None:
    before = _features(tmp_path).of(CLIP).unified
    other = _features(tmp_path, seed=2).of(CLIP).unified
    assert (before - other).abs().max() > 1e-3
    other_clip = replace(CLIP, pictures=tuple(reversed(CLIP.pictures)))
    torch.testing.assert_close(_features(tmp_path).of(other_clip).unified, before.flip(0), atol=1e-5, rtol=1e-4)
    _features(tmp_path, config=UnifiedFeaturesConfig(is_half=True)).of(CLIP)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_clip_comes_plain_and_altered_and_every_other_copy_is_mirrored(tmp_path: Path) -> None:
    takes = _features(tmp_path, config=UnifiedFeaturesConfig(copies=2)).takes([CLIP, few_line_clip("b1", 4)])
    assert [(take.clip.name, take.copy, take.is_mirrored) for take in takes] == [
        ("a1", 0, False),
        ("a1", 1, True),
        ("a1", 2, False),
        ("b1", 0, False),
        ("b1", 1, True),
        ("b1", 2, False),
    ]
    assert (takes[0].unified - takes[2].unified).abs().max() > 1e-4
    assert np.abs(takes[1].moves).max() <= 0.06


def test_processes_share_work_and_meet_in_the_middle() -> None:
    assert order_of_work(5) == [0, 1, 2, 3, 4]
    orders = [order_of_work(7, rank, 2) for rank in (0, 1)]
    assert [order[:3] for order in orders] == [[0, 2, 4], [1, 3, 5]]
    assert [sorted(order) for order in orders] == [list(range(7))] * 2
    assert orders[0][4:] == [5, 3, 1]


def test_labels_of_an_altered_picture_move_with_it() -> None:
    random = np.random.default_rng(5)
    picture = np.zeros((PICTURE_PX, PICTURE_PX, 3), np.uint8)
    picture[60:64, 90:94] = 255
    config = UnifiedFeaturesConfig(colour=0.0)
    for copy in (1, 2):
        alteration = draw_alteration(random, copy, config)
        moves = np.array([[*alteration.shift, alteration.log_zoom]], np.float32)
        bright = np.argwhere(alter_picture(picture, alteration)[..., 0] > 128)[:, ::-1].mean(0)
        point = altered_points(np.array([[[91.5, 61.5]]], np.float32), alteration.is_mirrored, moves)
        np.testing.assert_allclose(point[0, 0], bright, atol=0.6)
        pose = np.zeros((1, 6), np.float32)
        pose[0, 3:5] = (np.array([92.0, 62.0]) - 112.0) / 112.0
        moved = altered_head_pose(pose, alteration.is_mirrored, moves)
        np.testing.assert_allclose(moved[0, 3:5] * 112 + 112 - 0.5, bright, atol=0.7)


def test_a_mirrored_face_turns_and_looks_the_other_way() -> None:
    pose = np.arange(1, 7, dtype=np.float32)[None]
    still = np.zeros((1, 3), np.float32)
    signs = altered_head_pose(pose, True, still)[0] / pose[0]
    expected = {"pitch": 1, "yaw": -1, "roll": -1, "x": -1, "y": 1, "log_scale": 1}
    assert {name: int(sign) for name, sign in zip(HEAD_POSE_NAMES, signs, strict=True)} == expected
    measures = np.arange(1, 13, dtype=np.float32)[None]
    mirrored = altered_measures(measures, True)[0]
    left, right, gaze = (MEASURE_NAMES.index(name) for name in ("eye_open_left", "eye_open_right", "iris_x"))
    assert mirrored[left] == measures[0, right]
    assert mirrored[gaze] == -measures[0, gaze]
    np.testing.assert_array_equal(altered_measures(mirrored[None], True), measures)


def test_the_plain_copy_is_not_one_to_draw_alterations_for() -> None:
    with pytest.raises(ValueError, match="copy from 1 on"):
        draw_alteration(np.random.default_rng(0), 0, UnifiedFeaturesConfig())
