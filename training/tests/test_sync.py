import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from facet_training.config.stages.loop import LoopConfig
from facet_training.config.stages.sync import SyncConfig
from facet_training.config.training import load_training_config
from facet_training.data.face_clip import FaceClip, encode_picture
from facet_training.data.mouth_windows import MouthShelf, SyncBatches, cut_mouth
from facet_training.data.pictures import resize_picture
from facet_training.loop.context import StageContext
from facet_training.metrics.sync import retrieval, score_sync, shift_distances, sync_scores
from facet_training.stages.sync import SyncStage, make_sync_stage, other_moments

SMALL = SyncConfig(
    loop=LoopConfig(batch=32, seed=3), mouth_px=16, channels=(8, 16), width=16, windows=16, temperature=0.1
)


def clip_of_a_talking_disc(seed: int, frames: int = 60, lag: int = 0, *, has_sound: bool = True) -> FaceClip:
    """A mouth whose height follows a curve, and sound whose level follows it ``lag`` pictures later."""
    random = np.random.default_rng(seed)
    times = np.arange(-20, frames + 20)
    height = sum(np.sin(times * random.uniform(0.3, 1.2) + random.uniform(0, 7)) for _ in range(3)) / 3
    pictures = []
    for t in range(frames):
        picture = np.full((224, 224, 3), random.integers(150, 160), np.uint8)
        cv2.ellipse(picture, (112, 146), (26, 3 + int(12 * (height[t + 20] + 1))), 0, 0, 360, (90, 20, 20), -1)
        pictures.append(encode_picture(picture))
    rows = np.arange(4 * (frames - 1) + 20)
    level = np.interp((rows - 9.5) / 4 - lag, times, height)
    mel = np.clip(0.5 + 0.35 * level[:, None] + random.normal(0, 0.01, (len(rows), 80)), 0, 1)
    return FaceClip(
        name=f"disc-{seed}",
        identity=f"disc-{seed}",
        source="made up",
        is_validation=False,
        pictures=tuple(pictures),
        points=np.zeros((frames, 68, 2), np.float32),
        head_pose=np.zeros((frames, 6), np.float32),
        measures=np.zeros((frames, 12), np.float32),
        mel=(mel * 255).astype(np.uint8) if has_sound else None,
        is_speech=np.ones(frames, bool),
    )


@pytest.fixture(scope="module")
def trained() -> SyncStage:
    """A network that has seen some discs talk."""
    clips = [clip_of_a_talking_disc(seed) for seed in range(8)]
    held_out = [clip_of_a_talking_disc(seed) for seed in range(20, 23)]
    config = replace(load_training_config("small"), sync=SMALL)
    torch.manual_seed(0)
    stage = make_sync_stage(StageContext(config, Path(), clips, held_out, torch.device("cpu")))
    assert isinstance(stage, SyncStage)
    optimizer = torch.optim.Adam(stage.trained.parameters(), lr=3e-3)
    stage.trained.train()
    batches = stage.batches()
    for step in range(120):
        optimizer.zero_grad()
        stage.loss(batches[step], step).total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    stage.trained.eval()
    return stage


def test_the_shift_that_was_put_in_is_found() -> None:
    codes = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
    late = np.roll(codes, 4, axis=0)
    scores = sync_scores(shift_distances(codes, late))
    assert scores.offset == 4
    assert scores.distance == pytest.approx(0.0, abs=1e-5)
    assert scores.confidence > 3.0
    assert scores.at_zero > 3.0


def test_distances_outside_the_clip_are_left_out_or_counted_as_silence() -> None:
    codes = np.ones((4, 3), np.float32)
    inside = shift_distances(codes, codes, reach=5)
    assert inside[5] == pytest.approx(0.0, abs=1e-5)
    assert math.isnan(inside[0])
    padded = shift_distances(codes, codes, reach=5, is_padded=True)
    assert padded[0] == pytest.approx(math.sqrt(3.0), abs=1e-5)
    assert padded[4] == pytest.approx(math.sqrt(3.0) / 4, abs=1e-5)


def test_retrieval_asks_only_windows_with_every_shift() -> None:
    codes = np.random.default_rng(1).normal(size=(40, 8)).astype(np.float32)
    assert retrieval(codes, codes) == (10, 10)
    assert retrieval(codes, np.roll(codes, 1, axis=0)) == (0, 10)
    assert retrieval(codes, np.roll(codes, 1, axis=0), tolerance=1) == (10, 10)


def test_near_moments_of_one_clip_are_no_negatives() -> None:
    negatives = other_moments(torch.tensor([0, 0, 0, 1]), torch.tensor([5, 6, 9, 5]), nearest=2)
    assert negatives.tolist() == [
        [False, False, True, True],
        [False, False, True, True],
        [True, True, False, True],
        [True, True, True, False],
    ]


def test_batches_are_the_same_for_the_same_step_and_leave_silent_clips_out() -> None:
    clips = [clip_of_a_talking_disc(0), clip_of_a_talking_disc(1, has_sound=False)]
    batches = SyncBatches(clips, mouth_px=16, windows=6, batch=12, seed=5)
    one, again, other = batches[3], batches[3], batches[4]
    assert one.mouths.shape == (12, 5, 16, 16)
    assert one.mel.shape == (12, 1, 80, 20)
    assert torch.equal(one.mouths, again.mouths)
    assert not torch.equal(one.mouths, other.mouths)
    with pytest.raises(ValueError, match="clips with sound"):
        SyncBatches(clips[1:], mouth_px=16, windows=6, batch=12, seed=5)


def test_the_mouth_is_cut_alike_from_pictures_of_any_size() -> None:
    picture = np.zeros((224, 224, 3), np.uint8)
    cv2.circle(picture, (112, 146), 30, (255, 255, 255), -1)
    large, small = cut_mouth(picture, 16), cut_mouth(resize_picture(picture, 112), 16)
    assert np.abs(large.astype(int) - small.astype(int)).max() < 12


def test_mouths_are_cut_again_when_there_was_no_room_to_keep_them() -> None:
    clips = [clip_of_a_talking_disc(seed, frames=6) for seed in range(3)]
    narrow, wide = MouthShelf(16, most_bytes=2 * 6 * 16 * 16), MouthShelf(16)
    for _ in range(2):
        for clip in clips:
            assert np.array_equal(narrow.mouths(clip), wide.mouths(clip))
    assert wide.mouths(clips[0]) is wide.mouths(clips[0])
    assert len(narrow._kept) == 2


def test_a_trained_network_finds_the_lag_of_people_never_seen(trained: SyncStage) -> None:
    network = trained._network
    for lag in (-3, 0, 5):
        clip = clip_of_a_talking_disc(30, lag=lag)
        pictures = [clip.picture(t) for t in range(clip.frames)]
        mel = np.stack([clip.mel_window(t) for t in range(clip.frames)])
        scores = score_sync(network, pictures, mel)
        assert abs(scores.offset - lag) <= 1
        assert scores.confidence > 0.2


def test_checks_tell_retrieval_and_offset_on_held_out_people(trained: SyncStage) -> None:
    checks = {check.name: check for check in trained.checks()}
    assert checks["retrieval_of_31"].value > 0.2
    assert checks["retrieval_of_31_within_1"].value >= checks["retrieval_of_31"].value
    assert checks["offset_error_pictures"].is_met
    assert not trained._network.training
