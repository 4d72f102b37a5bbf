import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from facet_training.config.pdfgc import load_pdfgc_config
from facet_training.config.stages.appearance_motion import AppearanceMotionConfig, AppearanceMotionWeights
from facet_training.config.stages.face_prior import FacePriorConfig, FacePriorSizes
from facet_training.config.stages.growth import GrowthConfig
from facet_training.config.stages.loop import LoopConfig
from facet_training.config.stages.portraits import LookConfig, PortraitsConfig
from facet_training.config.training import TrainingConfig
from facet_training.data.face_clip import FaceClip, encode_picture
from facet_training.loop.context import StageContext, save_networks
from facet_training.losses.adversarial import generator_hinge_loss, judge_hinge_loss
from facet_training.losses.face_pixels import FacePixelLoss
from facet_training.losses.feature_matching import feature_matching_loss
from facet_training.losses.identity_confusion import IdentityConfusion
from facet_training.metrics.probes import correlations, identity_above_chance, ridge_predictions
from facet_training.networks.face_prior import FacePrior
from facet_training.networks.generator import Generator
from facet_training.stages.appearance_motion import AppearanceMotionStage, make_appearance_motion_stage, mean_appearance
from facet_training.stages.growth import grown_pictures, growth_levels

TINY = load_pdfgc_config("tiny")
PRIOR = FacePriorSizes(view_px=48, channels=(4, 4, 8, 8, 8), blocks=(0, 0, 0, 0, 0), decoder=8, patch=4, hidden=16)


def _disc_clip(person: int, frames: int = 12, *, is_validation: bool = False) -> FaceClip:
    """A person is a colour of ground and disc; its motion is where the disc lies."""
    random = np.random.default_rng(person)
    ground, disc = random.uniform(20, 235, (2, 3))
    pose = random.uniform(-1.0, 1.0, (frames, 6)).astype(np.float32)
    axis = np.linspace(-1.0, 1.0, 224)
    pictures = []
    for x, y in pose[:, :2]:
        inside = np.hypot(axis[None, :] - 0.5 * x, axis[:, None] - 0.5 * y)[..., None] < 0.35
        pictures.append(encode_picture(np.where(inside, disc, ground).astype(np.uint8)))
    return FaceClip(
        name=f"disc {person}",
        identity=f"person {person}",
        source="drawn",
        is_validation=is_validation,
        pictures=tuple(pictures),
        points=random.random((frames, 68, 2)).astype(np.float32) * 224,
        head_pose=pose,
        measures=np.tile(pose, 2),
        mel=None,
        is_speech=np.zeros(frames, bool),
    )


def _stage(run: Path, **settings: object) -> AppearanceMotionStage:
    torch.manual_seed(1)
    plain = AppearanceMotionConfig(
        loop=LoopConfig(batch=4),
        portraits=PortraitsConfig(most=2, look=LookConfig(share=0.0, mirror=0.0)),
        check_pictures=24,
    )
    config = TrainingConfig(
        sizes="tiny",
        face_prior=FacePriorConfig(sizes=PRIOR),
        appearance_motion=replace(plain, **settings),  # type: ignore[arg-type]
    )
    save_networks(run, "face-prior", {"face-prior": FacePrior(PRIOR).state_dict()})
    training = [_disc_clip(person) for person in range(4)]
    validation = [_disc_clip(person, is_validation=True) for person in (10, 11)]
    return make_appearance_motion_stage(StageContext(config, run, training, validation, torch.device("cpu")))


def _learn(stage: AppearanceMotionStage, steps: range, rate: float = 2e-3) -> list[float]:
    stage.trained.train()
    learning = [parameter for parameter in stage.trained.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(learning, rate, (0.0, 0.99))
    losses = []
    for step in steps:
        loss = stage.loss(stage.batches()[step], step).total
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def _with_gradient(module: nn.Module) -> set[str]:
    return {name for name, value in module.named_parameters() if value.grad is not None and bool(value.grad.any())}


def test_hinge_losses_have_the_numbers_of_their_formulas() -> None:
    def verdicts(*values: float) -> list[list[torch.Tensor]]:
        return [[torch.zeros(1), torch.tensor([[[[value]]]])] for value in values]

    assert float(judge_hinge_loss(verdicts(2.0), verdicts(-3.0))) == 0.0
    assert float(judge_hinge_loss(verdicts(0.0), verdicts(0.0))) == 2.0
    assert float(judge_hinge_loss(verdicts(0.5, 2.0), verdicts(0.5, -2.0))) == pytest.approx((0.5 + 1.5) / 2)
    assert float(generator_hinge_loss(verdicts(0.5, -1.5))) == pytest.approx(0.5)


def test_feature_matching_leaves_the_verdict_out_and_the_real_side_alone() -> None:
    real = [[torch.zeros(2, requires_grad=True), torch.ones(2), torch.full((1,), 9.0)]]
    made = [[torch.full((2,), 0.5, requires_grad=True), torch.ones(2) * 3, torch.zeros(1)]]
    loss = feature_matching_loss(real, made)
    assert float(loss) == pytest.approx((0.5 + 2.0) / 2)
    loss.backward()  # type: ignore[no-untyped-call]
    assert real[0][0].grad is None
    assert made[0][0].grad is not None


def test_a_reader_learns_people_by_a_feature_while_the_feature_learns_to_hide_them() -> None:
    torch.manual_seed(3)
    confusion = IdentityConfusion(8, 4)
    person = torch.arange(64) % 4
    free = torch.randn(64, 8) + 2 * nn.functional.one_hot(person, 8)
    optimizer = torch.optim.Adam(confusion.parameters(), 1e-2)
    for _ in range(60):
        optimizer.zero_grad()
        confusion(free, person).backward()
        optimizer.step()
    feature = free.clone().requires_grad_()
    known = confusion(feature, person)
    known.backward()
    assert float(known) < 0.7
    assert feature.grad is not None
    assert float(confusion(free - 20 * feature.grad, person)) > float(known)
    with pytest.raises(ValueError, match="at least 2 people"):
        IdentityConfusion(8, 1)


def test_pixels_of_eyes_and_mouth_count_more_and_the_mean_weight_is_one() -> None:
    loss, black = FacePixelLoss(4.0), torch.zeros(1, 3, 56, 56)
    assert float(loss(black + 0.5, black)) == pytest.approx(0.5)
    at_mouth, at_corner = black.clone(), black.clone()
    at_mouth[:, :, 33:37, 26:30] = 1.0
    at_corner[:, :, :4, :4] = 1.0
    assert float(loss(at_mouth, black)) > 4.0 * float(loss(at_corner, black))


def test_the_size_doubles_at_its_iteration_and_the_last_layer_fades_in() -> None:
    config = GrowthConfig(grow_at=100, fade=50)
    assert growth_levels(99, config, 3) == 2.0
    assert growth_levels(124, config, 3) == pytest.approx(2.5)
    assert growth_levels(149, config, 3) == growth_levels(5000, config, 3) == 3.0
    assert growth_levels(0, GrowthConfig(), 3) == 3.0


def test_a_generator_that_grows_starts_from_the_doubled_picture() -> None:
    torch.manual_seed(2)
    generator = Generator(TINY, style=10)
    style, id_map = torch.randn(2, 10), torch.randn(2, *TINY.id_map)
    half = generator(style, id_map, levels=2)
    barely, nearly, full = (generator(style, id_map, levels=levels) for levels in (2.0001, 2.9999, 3))
    assert half.shape[-1] == 28
    assert full.shape[-1] == 56
    torch.testing.assert_close(full, generator(style, id_map), rtol=0, atol=0)
    torch.testing.assert_close(nearly, full, rtol=0, atol=1e-3)
    smooth = nn.functional.interpolate(half, scale_factor=2, mode="bilinear")
    inside = (slice(None), slice(None), slice(4, -4), slice(4, -4))
    assert float((barely - smooth)[inside].abs().mean()) < 0.1 * float((full - smooth)[inside].abs().mean()) + 0.05


def test_targets_are_as_sharp_as_the_generator_may_be() -> None:
    pictures = torch.randn(2, 3, 56, 56)
    assert grown_pictures(pictures, 2.0, 3).shape[-1] == 28
    assert grown_pictures(pictures, 3.0, 3) is pictures
    sharpness = [float(grown_pictures(pictures, levels, 3).diff(dim=3).abs().mean()) for levels in (2.01, 2.5, 3.0)]
    assert sharpness == sorted(sharpness)
    with pytest.raises(ValueError, match="levels above 0 and up to 3"):
        Generator(TINY)(torch.zeros(1, TINY.codes.style), torch.zeros(1, *TINY.id_map), levels=4)


def test_portraits_are_averaged_in_vector_and_map(tmp_path: Path) -> None:
    encoder = _stage(tmp_path).appearance.eval()
    portraits = torch.randn(2, 3, 3, 56, 56)
    together = mean_appearance(encoder, portraits)
    alone = [encoder(portraits[:, number]) for number in range(3)]
    torch.testing.assert_close(together.id_vector, torch.stack([code.id_vector for code in alone]).mean(0))
    torch.testing.assert_close(together.id_map, torch.stack([code.id_map for code in alone]).mean(0))


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> tuple[AppearanceMotionStage, list[float]]:
    stage = _stage(tmp_path_factory.mktemp("run"), adversarial_from=1000)
    losses = _learn(stage, range(36))
    stage.trained.eval()
    return stage, losses


def test_the_loss_falls_in_a_few_dozen_steps(learned: tuple[AppearanceMotionStage, list[float]]) -> None:
    losses = learned[1]
    assert np.mean(losses[-6:]) < 0.7 * np.mean(losses[:4])


def test_gradients_reach_both_encoders_and_the_generator_and_nothing_that_stays(tmp_path: Path) -> None:
    stage = _stage(tmp_path)
    stage.trained.train()
    stage.loss(stage.batches()[0], 0).total.backward()  # type: ignore[no-untyped-call]
    assert {name.split(".")[0] for name in _with_gradient(stage.motion)} == {"model"}
    assert any(name.startswith("model.conv1") for name in _with_gradient(stage.motion))
    assert any(name.startswith("model.conv1") for name in _with_gradient(stage.appearance))
    assert len(_with_gradient(stage.generator)) > 20
    assert not _with_gradient(stage.frozen)
    assert not _with_gradient(stage.discriminator)


def test_the_judge_learns_from_what_was_just_drawn_and_moves_nothing_else(tmp_path: Path) -> None:
    stage = _stage(tmp_path, adversarial_from=5)
    batch = stage.batches()[0]
    stage.loss(batch, 0)
    assert stage.judge_loss(batch, 0) is None
    stage.loss(batch, 5)
    judged = stage.judge_loss(batch, 5)
    assert judged is not None
    judged.total.backward()  # type: ignore[no-untyped-call]
    assert _with_gradient(stage.discriminator)
    assert not _with_gradient(stage.trained)


def test_weights_of_nought_take_a_loss_out(tmp_path: Path) -> None:
    weights = AppearanceMotionWeights(pixel=1.0, perceptual=0.0, motion=0.0, adversarial=0.0, feature_matching=0.0)
    stage = _stage(tmp_path, weights=weights)
    assert stage.judge is None
    assert "identity-reader" not in stage.trained
    assert set(stage.loss(stage.batches()[0], 0).terms) == {"pixel"}


def test_with_a_weight_for_it_a_reader_of_identities_learns_too(tmp_path: Path) -> None:
    stage = _stage(tmp_path, weights=AppearanceMotionWeights(identity=0.1), adversarial_from=1000)
    terms = stage.loss(stage.batches()[0], 0)
    terms.total.backward()  # type: ignore[no-untyped-call]
    assert 0.5 < float(terms.terms["identity"].detach()) < 2.0
    assert _with_gradient(stage.trained["identity-reader"])


def test_normalisation_stays_as_it_is_from_its_iteration_on(tmp_path: Path) -> None:
    stage = _stage(tmp_path, norm_fixed_from=1, adversarial_from=1000)
    stage.trained.train()
    stage.loss(stage.batches()[0], 0)
    after_one = stage.motion.model.bn1.running_mean.clone()  # type: ignore[union-attr]
    stage.loss(stage.batches()[1], 1)
    torch.testing.assert_close(stage.motion.model.bn1.running_mean, after_one, rtol=0, atol=0)


def test_pictures_grow_while_the_stage_learns(tmp_path: Path) -> None:
    # Half of 56 px is less than the features of the perceptual loss can see.
    weights = AppearanceMotionWeights(perceptual=0.0)
    stage = _stage(tmp_path, weights=weights, growth=GrowthConfig(grow_at=2, fade=2))
    sides = []
    for step in range(4):
        batch = stage.batches()[step]
        terms = stage.loss(batch, step)
        assert stage.judge_loss(batch, step) is not None
        sides.append(stage.shown_side)
        assert math.isfinite(float(terms.total.detach()))
    assert sides == [28, 28, 56, 56]


def test_strips_of_a_small_generator_hold_what_it_has_learned_to_draw(tmp_path: Path) -> None:
    stage = _stage(
        tmp_path, weights=AppearanceMotionWeights(perceptual=0.0), growth=GrowthConfig(grow_at=9), adversarial_from=9
    )
    batch = stage.batches()[0]
    stage.loss(batch, 0)
    stage.trained.eval()
    with torch.no_grad():
        before = stage.draw(batch.portraits, batch.driving)
        for parameter in [*stage.generator.convs[4].parameters(), *stage.generator.to_rgbs[2].parameters()]:
            parameter.zero_()
        after = stage.draw(batch.portraits, batch.driving)
    assert before.shape == batch.target.shape
    torch.testing.assert_close(after, before, rtol=0, atol=0)


def test_strips_show_portrait_driving_drawing_and_target(tmp_path: Path) -> None:
    stage = _stage(tmp_path)
    batch = stage.batches()[0]
    stage.trained.eval()
    strip = stage.pictures(batch)["reconstruction"]
    assert strip.shape == (4, 3, 56, 4 * 56)
    torch.testing.assert_close(strip[..., -56:], batch.target)


def test_checks_read_motion_of_people_kept_apart(learned: tuple[AppearanceMotionStage, list[float]]) -> None:
    found = {check.name: check for check in learned[0].checks()}
    assert all(math.isfinite(check.value) for check in found.values())
    assert {"yaw from motion (deg)", "opening from motion (r)", "identity from motion (0 = chance)"} <= set(found)
    assert found["PSNR of drawings (dB)"].value > 5.0


def test_a_stage_without_a_face_prior_says_what_to_train_first(tmp_path: Path) -> None:
    context = StageContext(TrainingConfig(sizes="tiny"), tmp_path, [_disc_clip(1)], [], torch.device("cpu"))
    with pytest.raises(ValueError, match="train face-prior"):
        make_appearance_motion_stage(context)


def test_a_ridge_reader_finds_what_is_linear_and_no_more() -> None:
    random = np.random.default_rng(1)
    features = random.normal(size=(300, 8))
    targets = np.stack([features @ random.normal(size=8), random.normal(size=300)], 1)
    found = ridge_predictions(features[:200], targets[:200], features[200:])
    r = correlations(found, targets[200:])
    assert r[0] > 0.99
    assert abs(r[1]) < 0.3


def test_identity_is_found_in_features_that_hold_it_and_not_in_others() -> None:
    random = np.random.default_rng(2)
    people = [f"p{number // 40}" for number in range(240)]
    takes = [number // 10 for number in range(240)]
    noise = random.normal(size=(240, 6))
    own = np.repeat(random.normal(size=(6, 6)) * 5, 40, 0)
    assert identity_above_chance(noise + own, people, takes) > 0.9
    assert abs(identity_above_chance(noise, people, takes)) < 0.2
    assert math.isnan(identity_above_chance(noise[:40], people[:40], takes[:40]))
