import math
from pathlib import Path

import pytest
import torch

from facet_training.config.stages.expression import DrivenPortraitsConfig, ExpressionWeights
from facet_training.config.stages.growth import GrowthConfig
from facet_training.config.stages.portraits import LookConfig
from facet_training.data.driven_portraits import window_frames
from facet_training.loop.run import run_stage
from facet_training.losses.consistency import FLOOR, lip_consistency_loss
from facet_training.losses.gaze import make_gaze_loss
from facet_training.losses.motion_reconstruction import make_motion_reconstruction_loss
from facet_training.losses.shared_reading import make_shared_losses
from facet_training.networks.face_prior import FacePrior
from facet_training.stages.expression import ExpressionStage
from facet_training.stages.pack_networks import read_networks
from facet_training.stages.warm_generator import fit_motion
from tests.tiny_run import PRIOR, expression_context


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


def stage_with(run: Path, **settings: object) -> ExpressionStage:
    return ExpressionStage(expression_context(run, **settings))


@pytest.fixture(scope="module")
def plain(run: Path) -> ExpressionStage:
    return stage_with(run, decorrelation_rows=6)


def learn(stage: ExpressionStage, steps: int, rate: float = 2e-3) -> list[float]:
    stage.trained.train()
    stage.frozen.eval()
    learning = [parameter for parameter in stage.trained.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(learning, rate, (0.0, 0.99))
    losses = []
    for step in range(steps):
        loss = stage.loss(stage.batches()[step % 4], step).total
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def test_lips_that_fit_cost_the_floor_and_opposite_ones_e() -> None:
    feature = torch.randn(4, 8)
    assert float(lip_consistency_loss(feature, 3.0 * feature)) == pytest.approx(FLOOR, abs=1e-5)
    assert float(lip_consistency_loss(feature, -feature)) == pytest.approx(math.e, abs=1e-4)
    with pytest.raises(ValueError, match="one shape"):
        lip_consistency_loss(feature, feature[:, :4])


def test_one_reading_serves_gaze_and_motion() -> None:
    torch.manual_seed(0)
    prior = FacePrior(PRIOR)
    target, made = torch.rand(2, 2, 3, 48, 48)
    made.requires_grad_()
    counted: list[int] = []
    prior.register_forward_hook(lambda *_: counted.append(1))
    gaze, motion = make_shared_losses(prior)
    found = gaze(made, target) + motion(made, target)
    assert len(counted) == 2
    apart = make_gaze_loss(prior)(made, target) + make_motion_reconstruction_loss(prior)(made, target)
    assert torch.allclose(found, apart)
    found.backward()
    assert made.grad is not None
    assert made.grad.abs().sum() > 0
    assert float(gaze(target, target)) == 0.0


def test_windows_end_where_clips_end() -> None:
    assert window_frames(0, 5, 20) == [0, 0, 0, 1, 2]
    assert window_frames(19, 5, 20) == [17, 18, 19, 19, 19]
    assert window_frames(7, 1, 20) == [7]
    assert window_frames(1, 5, 2) == [0, 0, 1, 1, 1]


def test_a_batch_holds_the_features_of_its_driving_frames(plain: ExpressionStage) -> None:
    batch = plain.batches()[3]
    again = plain.batches()[3]
    assert all(torch.equal(one, other) for one, other in zip(batch, again, strict=True))
    assert batch.unified.shape == (4, 5, 24)
    assert batch.more_unified.shape == (6, 5, 24)
    with torch.no_grad():
        found = plain.driven.encoder.model(batch.target)
    assert torch.allclose(found, batch.unified[:, 2], atol=1e-4)


def test_a_mirrored_look_drives_with_features_of_mirrored_pictures(run: Path) -> None:
    look = DrivenPortraitsConfig(look=LookConfig(share=0.0, mirror=1.0))
    stage = stage_with(run, portraits=look)
    batch = stage.batches()[0]
    with torch.no_grad():
        own, other = (stage.driven.encoder.model(target) for target in (batch.target, batch.target.flip(3)))
    driving = batch.unified[:, 2]
    assert float((own - driving).norm()) < 0.3 * float((other - driving).norm())


def test_frames_without_sound_are_driven_by_sight(run: Path) -> None:
    by_sound = stage_with(run, sight_share=0.0).batches()
    batches = [by_sound[step] for step in range(8)]
    has_sound = torch.cat([batch.has_sound for batch in batches])
    assert has_sound.any()
    assert not has_sound.all()
    assert torch.equal(torch.cat([batch.by_sight for batch in batches]), ~has_sound)
    assert not torch.cat([batch.sound for batch in batches])[~has_sound].any()
    assert torch.cat([stage_with(run, sight_share=1.0).batches()[0].by_sight]).all()


def test_gradients_reach_what_learns_and_nothing_that_is_frozen(run: Path) -> None:
    stage = stage_with(run, decorrelation_rows=8, sight_share=0.5)
    stage.trained.train()
    stage.loss(stage.batches()[0], 0).total.backward()  # type: ignore[no-untyped-call]
    missed = {
        name
        for name, parameter in stage.trained.named_parameters()
        if parameter.grad is None or not torch.isfinite(parameter.grad).all()
    }
    # Nothing adds noise while a generator learns.
    assert all(name.endswith("noise.weight") for name in missed)
    for part in ("expression.to_emo", "expression.mouth_embed", "audio.mouth_embed", "appearance", "generator"):
        grads = [parameter.grad for name, parameter in stage.trained.named_parameters() if name.startswith(part)]
        assert sum(float(grad.abs().sum()) for grad in grads if grad is not None) > 0, part
    assert all(parameter.grad is None for parameter in stage.frozen.parameters())


def test_decorrelation_alone_moves_the_expression_head_and_not_the_sound(run: Path) -> None:
    alone = ExpressionWeights(
        pixel=0, perceptual=0, adversarial=0, feature_matching=0, lip=0, gaze=0, motion=0, decorrelation=1
    )
    stage = stage_with(run, weights=alone, decorrelation_rows=8)
    stage.loss(stage.batches()[0], 0).total.backward()  # type: ignore[no-untyped-call]
    assert stage.judge is None
    moved = {name.split(".")[1] for name, parameter in stage.trained.named_parameters() if parameter.grad is not None}
    assert moved == {"to_emo", "emo_embed"}


def test_a_weight_of_zero_takes_its_term_out(run: Path, plain: ExpressionStage) -> None:
    less = stage_with(run, weights=ExpressionWeights(pixel=0, perceptual=0, gaze=0, decorrelation=0))
    batch = plain.batches()[0]
    whole = set(plain.loss(batch, 0).terms)
    assert whole == {*vars(ExpressionWeights())}
    assert whole - set(less.loss(batch, 0).terms) == {"pixel", "perceptual", "gaze", "decorrelation"}
    assert set(plain.loss(batch, 0).weights) == whole


def test_decorrelation_can_be_read_literally_or_left_out(run: Path) -> None:
    none, literal = stage_with(run, decorrelation="none"), stage_with(run, decorrelation="literal")
    batch = none.batches()[0]
    assert "decorrelation" not in none.loss(batch, 0).terms
    assert "decorrelation" in literal.loss(batch, 0).terms
    assert literal.memory()["decorrelation"]["expression"].shape[1] == 24
    assert none.memory() == {}


def test_a_frame_by_itself_can_be_decorrelated_instead_of_the_mean(run: Path) -> None:
    window, frame = stage_with(run, decorrelated="window"), stage_with(run, decorrelated="frame")
    batch = window.batches()[0]
    for stage, name in ((window, "code"), (frame, "own_code")):
        stage.loss(batch, 0)
        stage.driven.heads.train()
        found = getattr(stage.driven.heads.window(batch.unified), name)[batch.has_sound]
        kept = stage.memory()["decorrelation"]["expression"]
        assert torch.allclose(kept, found, atol=1e-5)
    with pytest.raises(ValueError, match="window or frame"):
        stage_with(run, decorrelated="clip")


def test_without_a_bank_the_batch_alone_counts(run: Path) -> None:
    stage = stage_with(run, bank=0, bank_least=128, decorrelation_rows=8)
    for step in range(2):
        assert "decorrelation" in stage.loss(stage.batches()[step], step).terms
    assert len(stage.memory()["decorrelation"]["sound"]) == 0


def test_the_weight_of_the_decorrelation_grows(run: Path) -> None:
    stage = stage_with(run, decorrelation_ramp=10)
    weights = [stage.loss(stage.batches()[0], step).weights["decorrelation"] for step in (0, 4, 9, 50)]
    assert weights == pytest.approx([0.1, 0.5, 1.0, 1.0])


def test_the_window_of_one_frame_is_that_frames_own_code(run: Path) -> None:
    stage = stage_with(run, window=1)
    batch = stage.batches()[0]
    stage.trained.eval()
    assert batch.unified.shape[1] == 1
    code = stage.driven.heads.window(batch.unified).code
    own = stage.driven.heads.emo_embed(stage.driven.heads.to_emo(batch.unified[:, 0]))
    assert torch.allclose(code, own, atol=1e-6)
    with pytest.raises(ValueError, match="odd window"):
        stage_with(run, window=4)


def test_a_warm_generator_begins_near_the_first_one(run: Path, plain: ExpressionStage) -> None:
    first = read_networks(run, "appearance-motion")["generator"]
    own = plain.driven.generator.state_dict()
    assert torch.equal(own["convs.1.conv.weight"], first["convs.1.conv.weight"])
    before, after = first["conv1.conv.modulation.weight"], own["conv1.conv.modulation.weight"]
    scale = (after.shape[1] / before.shape[1]) ** 0.5
    assert torch.allclose(after[:, :32], before[:, :32] * scale)
    cold = stage_with(run, is_warm=False).driven.generator.state_dict()
    assert not torch.equal(cold["convs.1.conv.weight"], first["convs.1.conv.weight"])


def test_what_eye_and_head_pose_tell_of_motion_is_found_by_least_squares() -> None:
    random = torch.Generator().manual_seed(3)
    eye, pose = torch.randn(500, 6, generator=random), 2.0 + torch.randn(500, 6, generator=random)
    slopes, offset = torch.randn(12, 7, generator=random), torch.randn(7, generator=random)
    unified = torch.cat([eye, pose], 1) @ slopes + offset
    fit = fit_motion(unified, eye, pose)
    assert torch.allclose(fit.slopes, slopes, atol=0.02)
    assert torch.allclose(fit.mean, offset, atol=0.1)


def test_pictures_grow_from_half_size(run: Path) -> None:
    stage = stage_with(run, growth=GrowthConfig(grow_at=2, fade=0), weights=ExpressionWeights(perceptual=0))
    assert all(torch.isfinite(value) for value in stage.loss(stage.batches()[0], 0).terms.values())
    assert stage._last is not None and stage._last[0].shape[-1] == 28
    stage.loss(stage.batches()[0], 2)
    assert stage._last[0].shape[-1] == 56


def test_codes_begin_with_mean_zero_and_deviation_one(plain: ExpressionStage) -> None:
    driven = plain.driven
    unified = torch.randn(300, 24) * 3.0 + 1.0
    driven.start_at_unit_scale(unified, torch.randn(200, 24) + 5.0)
    driven.heads.train()
    with torch.no_grad():
        code = driven.heads.window(unified[:, None]).code
        lip = driven.sound(torch.randn(200, 24) + 5.0)
    for found in (code, lip):
        assert float(found.std(0).mean()) == pytest.approx(1.0, abs=0.2)
        assert float(found.mean(0).abs().mean()) < 0.3


def test_the_loss_falls(run: Path) -> None:
    stage = stage_with(run, adversarial_from=1000)
    losses = learn(stage, 20)
    assert sum(losses[-4:]) < 0.8 * sum(losses[:4])


def test_a_run_resumes_with_its_memory_and_ends_with_checks(run: Path) -> None:
    stage = stage_with(run, decorrelation_rows=8)
    losses = run_stage(stage, stage.config.loop, run, torch.device("cpu"))
    assert len(losses) == 4
    assert len(stage.memory()["decorrelation"]["sound"]) > 8
    names = {check.name for check in stage.checks()}
    assert {
        "correlation_with_sound_above_chance",
        "psnr_db",
        "expression_over_lips_by_its_code",
        "lip_retrieval",
    } <= names
    other = stage_with(run, decorrelation_rows=8)
    other.restore(stage.memory())
    assert torch.equal(other.memory()["decorrelation"]["sound"], stage.memory()["decorrelation"]["sound"])
    assert set(read_networks(run, "expression")) == {"expression", "audio", "generator", "appearance", "judge"}
