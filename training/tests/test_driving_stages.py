from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from facet_training.config.stages.loop import LoopConfig
from facet_training.config.training import TrainingConfig, load_training_config
from facet_training.data.lip_labels import lip_labels
from facet_training.data.mel_augmentation import augment_mel, warped_bands, with_noise_floor
from facet_training.loop.context import StageContext, save_networks
from facet_training.loop.stage import Stage
from facet_training.metrics.retrieval import agreement_over_lags, retrieval
from facet_training.networks.layers.standard_scale import StandardScale
from facet_training.networks.motion_encoder import MotionEncoder
from facet_training.stages.eye import make_eye_stage
from facet_training.stages.head_pose import ANGLES, make_head_pose_stage
from facet_training.stages.lip_sound import make_lip_sound_stage
from tests.few_line_faces import few_line_clip

DEBUG = load_training_config("debug")
TRAINING = [few_line_clip(name) for name in ("a1", "a2", "b1", "c1")]
VALIDATION = [few_line_clip("v1", is_validation=True)]
MAKERS = {"lip-sound": make_lip_sound_stage, "eye": make_eye_stage, "head-pose": make_head_pose_stage}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose stage 1 is finished (with a trunk of random weights)."""
    folder = tmp_path_factory.mktemp("run")
    torch.manual_seed(0)
    encoder = MotionEncoder(DEBUG.networks)
    save_networks(folder, "appearance-motion", {"motion": encoder.state_dict()})
    return folder


def _context(run: Path, config: TrainingConfig = DEBUG) -> StageContext:
    return StageContext(config, run, TRAINING, VALIDATION, torch.device("cpu"))


def _stage(name: str, run: Path, config: TrainingConfig = DEBUG) -> Stage:
    torch.manual_seed(1)
    stage: Stage = MAKERS[name](_context(run, config))
    return stage


def _train(stage: Stage, iterations: int, rate: float = 3e-3) -> list[float]:
    optimizer = torch.optim.Adam([value for value in stage.trained.parameters() if value.requires_grad], rate)
    losses = []
    for step in range(iterations):
        loss = stage.loss(stage.batches()[step], step).total
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


@pytest.mark.parametrize("name", list(MAKERS))
def test_the_loss_of_each_stage_falls(name: str, run: Path) -> None:
    losses = _train(_stage(name, run), 30)
    assert np.mean(losses[-8:]) < 0.9 * np.mean(losses[:6])


LEARNED = {
    "lip-sound": ("motion.to_mouth.", "audio.model.", "lip-reading.read."),
    "eye": ("motion.to_eye.", "motion.eye_embed."),
    "head-pose": ("motion.to_headpose.", "motion.headpose_embed."),
}


@pytest.mark.parametrize("name", list(MAKERS))
def test_just_the_heads_of_a_stage_learn_and_the_trunk_stays_to_the_bit(name: str, run: Path) -> None:
    stage = _stage(name, run)
    before = {key: value.clone() for key, value in stage.trained.state_dict().items()}
    _train(stage, 3)
    changed = {key for key, value in stage.trained.state_dict().items() if not torch.equal(value, before[key])}
    assert changed
    assert all(key.startswith(LEARNED[name]) for key in changed)
    learning = {key for key, value in stage.trained.named_parameters() if value.requires_grad}
    without = {key for key, value in stage.trained.named_parameters() if key in learning and value.grad is None}
    assert not without
    assert all(any(key.startswith(prefix) for key in learning) for prefix in LEARNED[name])


@pytest.mark.parametrize("name", list(MAKERS))
def test_the_same_step_gives_the_same_batch_and_another_step_another(name: str, run: Path) -> None:
    def numbers(batch: object) -> list[Tensor]:
        return [batch] if isinstance(batch, Tensor) else [value for part in batch for value in numbers(part)]  # type: ignore[attr-defined]

    one, two = (numbers(_stage(name, run).batches()[7]) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one, two, strict=True))
    other = numbers(_stage(name, run).batches()[8])
    assert not torch.equal(one[0], other[0])


@pytest.mark.parametrize("name", list(MAKERS))
def test_checks_are_measured_on_held_out_people_and_leave_the_modes_alone(name: str, run: Path) -> None:
    stage = _stage(name, run)
    stage.trained.train()
    checks = stage.checks()
    assert checks
    assert all(np.isfinite(check.value) for check in checks)
    assert all(part.training for part in stage.trained.modules())


def test_a_stage_before_stage_1_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected a finished stage appearance-motion"):
        make_head_pose_stage(_context(tmp_path))


def test_clips_without_sound_are_left_out_and_none_with_sound_is_refused(run: Path) -> None:
    silent = few_line_clip("s1", has_sound=False)
    stage = make_lip_sound_stage(replace(_context(run), training=[*TRAINING, silent]))
    assert [entry.clip.name for entry in stage.batches().clips] == ["a1", "a2", "b1", "c1"]  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="expected clips with sound, got none of"):
        make_lip_sound_stage(replace(_context(run), training=[silent]))


def test_a_batch_that_is_no_whole_number_of_groups_is_refused(run: Path) -> None:
    config = replace(DEBUG, lip_sound=replace(DEBUG.lip_sound, loop=LoopConfig(batch=10)))
    with pytest.raises(ValueError, match="multiple of per_clip 4, got 10"):
        make_lip_sound_stage(_context(run, config))


def test_lips_are_read_off_both_features_where_that_counts(run: Path) -> None:
    as_written = replace(DEBUG, lip_sound=replace(DEBUG.lip_sound, measures=0.0))
    plain, reads = _stage("lip-sound", run, as_written), _stage("lip-sound", run)
    assert "lip-reading" not in plain.trained
    assert "measures" not in plain.loss(plain.batches()[0], 0).terms
    assert "opening_heard_r" not in {check.name for check in plain.checks()}
    assert reads.loss(reads.batches()[0], 0).terms["measures"].requires_grad
    assert {"opening_heard_r", "opening_seen_r"} <= {check.name for check in reads.checks()}
    np.testing.assert_allclose(lip_labels(TRAINING[0])[:, 0], TRAINING[0].measures[:, 0])
    np.testing.assert_allclose(np.median(lip_labels(TRAINING[0])[:, 1:], axis=0), 0.0, atol=1e-6)


def test_similarities_of_sounds_and_pictures_can_be_looked_at(run: Path) -> None:
    stage = _stage("lip-sound", run)
    shown = stage.pictures(stage.batches()[0])["similarity"]
    assert shown.shape == (1, 3, 200, 200)
    assert shown.abs().max() <= 1.0 + 1e-5


def test_a_head_pose_of_zero_is_a_frontal_face(run: Path) -> None:
    stage = make_head_pose_stage(_context(run))
    restored = stage.scale.restore(torch.zeros(1, 6))[0]
    assert restored[: len(ANGLES)].tolist() == [0.0, 0.0, 0.0]
    codes = stage.scale(torch.from_numpy(TRAINING[0].head_pose))
    torch.testing.assert_close(stage.scale.restore(codes), torch.from_numpy(TRAINING[0].head_pose))
    assert "head-pose-scale" in stage.trained


def test_eyes_without_supervision_have_the_contrast_alone(run: Path) -> None:
    stage = _stage("eye", run, replace(DEBUG, eye=replace(DEBUG.eye, measures=0.0, code_contrast=0.0)))
    terms = stage.loss(stage.batches()[0], 0)
    assert set(terms.terms) == {"feature_contrast"}
    assert {check.name for check in stage.checks()} == {"anchors_by_feature", "anchors_by_code"}
    sheets = stage.pictures(stage.batches()[0])
    assert {name: tuple(sheet.shape[1:]) for name, sheet in sheets.items()} == dict.fromkeys(
        ("eyes", "face", "anchor"), (3, 224, 224)
    )


def test_anchors_are_made_once(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _stage("eye", run).batches()[0]
    monkeypatch.setattr("facet_training.stages.eye_anchors.anchor_picture", lambda *_: pytest.fail("made again"))
    torch.testing.assert_close(_stage("eye", run).batches()[0].pairs.anchor, first.pairs.anchor, atol=0.0, rtol=0.0)


def test_the_right_lag_and_the_right_frame_are_found() -> None:
    features = torch.randn(40, 8, generator=torch.Generator().manual_seed(3))
    assert retrieval([features], [features], 10) == (1.0, 1.0, 1.0)
    wrong = torch.cat([features[:5], features[5:].flip(0)])
    first_five = torch.arange(40) < 5
    assert retrieval([wrong], [features], 40).sound_to_sight < 0.2
    assert retrieval([wrong], [features], 40, [first_five]) == (1.0, 1.0, 1.0)
    late = torch.cat([features[:2], features[:-2]])  # what is heard at t is seen at t + 2
    lags = agreement_over_lags([features], [late])
    assert max(lags, key=lambda lag: lags[lag]) == 2
    assert lags[2] == pytest.approx(1.0, abs=1e-5)
    assert np.isnan(retrieval([features[:5]], [features[:5]], 10).sound_to_sight)
    assert agreement_over_lags([features[:5]], [features[:5]]) == {}


def test_other_rooms_keep_the_sound_in_its_range_and_in_its_time() -> None:
    random = np.random.default_rng(3)
    windows = np.full((4, 1, 80, 20), 0.2, np.float32)
    windows[..., 8:12] = 0.7
    config = replace(DEBUG.lip_sound.augmentation, mask_share=0.0)
    for _ in range(5):
        altered = augment_mel(windows, random, config)
        assert altered.shape == windows.shape
        assert altered.min() >= 0.0
        assert altered.max() <= 1.0
        rows = altered.mean((0, 1, 2))
        assert rows[8:12].min() > np.delete(rows, slice(8, 12)).max()
    np.testing.assert_allclose(augment_mel(windows * 0, random, replace(config, noise_share=0.0)), 0.0)


def test_a_noise_floor_adds_powers_and_a_throat_stretches_bands() -> None:
    level = np.full((1, 1, 80, 20), 0.5, np.float32)
    np.testing.assert_allclose(with_noise_floor(level, level), 0.5 + 0.0301, atol=1e-4)
    ramp = np.broadcast_to(np.arange(80, dtype=np.float32)[:, None], (1, 1, 80, 20))
    np.testing.assert_allclose(warped_bands(ramp, 0.9)[0, 0, :, 0], np.arange(80) * 0.9, atol=1e-4)


def test_a_scale_has_no_parameters_and_survives_a_measure_that_never_changes() -> None:
    scale = StandardScale(2)
    scale.fit(torch.tensor([[1.0, 5.0], [3.0, 5.0], [2.0, 5.0]]), fixed=[0])
    assert not list(scale.parameters())
    assert scale.middle.tolist() == [0.0, 5.0]
    assert torch.isfinite(scale(torch.tensor([[1.0, 5.0]]))).all()
