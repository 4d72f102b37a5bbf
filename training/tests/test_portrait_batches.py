from dataclasses import replace

import numpy as np
import pytest
import torch

from facet_training.config.stages.portraits import LookConfig, PerturbationConfig, PortraitsConfig
from facet_training.data.face_clip import FaceClip, Pictures, encode_picture
from facet_training.data.identity_perturbation import edit_slightly, perturb_identity, stretch_strongly
from facet_training.data.look import draw_look, shifted_picture
from facet_training.data.portrait_batches import Moment, MomentDraw, PortraitBatches

CONFIG = PortraitsConfig()
PLAIN = PortraitsConfig(
    look=LookConfig(share=0.0, mirror=0.0),
    perturbation=PerturbationConfig(edits=0, scale_share=0.0, elastic=0.0, stretch_share=0.0, shift_share=0.0),
)


def _face(seed: int, side: int = 224) -> Pictures:
    """A picture of smooth colours with a dark disc that stands for a mouth."""
    random = np.random.default_rng(seed)
    ramp = np.linspace(0.0, 1.0, side)
    colours = random.uniform(60, 200, 3) + 40 * ramp[:, None, None] - 30 * ramp[None, :, None]
    there = np.hypot(*np.meshgrid(ramp - 0.5, ramp - 0.6)) < 0.1
    return np.where(there[..., None], 10, colours).clip(0, 255).astype(np.uint8)


def _clip(person: int, number: int, frames: int) -> FaceClip:
    random = np.random.default_rng((person, number))
    return FaceClip(
        name=f"{person}-{number}",
        identity=f"person {person}",
        source="drawn",
        is_validation=False,
        pictures=tuple(encode_picture(_face(100 * person + frame)) for frame in range(frames)),
        points=random.random((frames, 68, 2)).astype(np.float32),
        head_pose=np.linspace(-0.3, 0.3, frames, dtype=np.float32)[:, None].repeat(6, 1),
        measures=random.random((frames, 12)).astype(np.float32),
        mel=None,
        is_speech=np.zeros(frames, bool),
    )


@pytest.fixture(scope="module")
def clips() -> list[FaceClip]:
    return [_clip(0, 0, 12), _clip(0, 1, 3), _clip(1, 0, 4), _clip(2, 0, 1)]


@pytest.mark.parametrize("side", [224, 56])
@pytest.mark.parametrize("bend", [edit_slightly, stretch_strongly, perturb_identity])
def test_a_perturbed_picture_keeps_its_shape_and_leaves_the_one_given_alone(bend: object, side: int) -> None:
    assert callable(bend)
    picture = _face(1, side)
    before = picture.copy()
    for seed in range(40):
        bent = bend(picture, np.random.default_rng(seed), PerturbationConfig())
        assert bent.shape == picture.shape
        assert bent.dtype == np.uint8
    np.testing.assert_array_equal(picture, before)


def test_a_perturbation_is_the_seeds_and_nothing_elses() -> None:
    picture, config = _face(2), PerturbationConfig()
    first, again, other = (perturb_identity(picture, np.random.default_rng(seed), config) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_perturbation_changes_colours_and_keeps_the_dark_mouth_near_its_place() -> None:
    picture = _face(3)
    place = np.argwhere(picture.mean(2) < 30).mean(0)
    changes, distances = [], []
    for seed in range(60):
        bent = perturb_identity(picture, np.random.default_rng(seed), PerturbationConfig())
        changes.append(np.abs(bent.astype(float).mean((0, 1)) - picture.mean((0, 1))).mean())
        grey = bent.mean(2)
        distances.append(np.linalg.norm(np.argwhere(grey <= np.quantile(grey, 0.02)).mean(0) - place))
    assert np.mean(changes) > 5.0
    assert np.median(distances) < 12.0


def test_nothing_is_perturbed_when_every_chance_is_nought() -> None:
    picture = _face(4)
    bent = perturb_identity(picture, np.random.default_rng(1), PLAIN.perturbation)
    assert np.abs(bent.astype(int) - picture).max() <= 1


def test_one_look_is_the_same_for_two_pictures_and_seeds_give_different_ones() -> None:
    picture = _face(5, 112)
    look = draw_look(np.random.default_rng(1), 112, LookConfig(share=1.0))
    np.testing.assert_array_equal(look.apply(picture), look.apply(picture.copy()))
    other = draw_look(np.random.default_rng(2), 112, LookConfig(share=1.0))
    assert (look.apply(picture) != other.apply(picture)).mean() > 0.5


def test_without_a_share_a_look_at_most_mirrors() -> None:
    picture = _face(6)
    look = draw_look(np.random.default_rng(1), 224, LookConfig(share=0.0, mirror=1.0))
    np.testing.assert_array_equal(look.apply(picture), picture[:, ::-1])


def test_a_shift_moves_whole_pixels() -> None:
    picture = _face(7)
    moved = shifted_picture(picture, 9, -4)
    np.testing.assert_array_equal(moved[10:100, 20:100], picture[14:104, 11:91])


def test_a_step_gives_the_same_batch_always_and_other_steps_others(clips: list[FaceClip]) -> None:
    def drawn(step: int) -> tuple[torch.Tensor, ...]:
        return tuple(PortraitBatches(clips, CONFIG, side_px=56, batch=3, seed=5)[step])

    for one, other in zip(drawn(7), drawn(7), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    assert any((drawn(7)[2] != drawn(step)[2]).any() for step in (8, 9))


def test_batches_have_one_to_most_portraits_of_the_size_asked_for(clips: list[FaceClip]) -> None:
    batches = PortraitBatches(clips, replace(CONFIG, most=3), side_px=56, batch=2, seed=1)
    counts = set()
    for step in range(12):
        batch = batches[step]
        counts.add(batch.portraits.shape[1])
        assert batch.portraits.shape == (2, batch.portraits.shape[1], 3, 56, 56)
        assert batch.driving.shape == batch.target.shape == (2, 3, 56, 56)
        assert float(batch.driving.abs().max()) <= 1.0
    assert counts == {1, 2, 3}


def test_portraits_are_other_frames_of_the_same_person(clips: list[FaceClip]) -> None:
    draw = MomentDraw(clips, CONFIG)
    random = np.random.default_rng(3)
    others = 0
    for _ in range(200):
        target = draw.target(random)
        for portrait in draw.portraits(target, 2, random):
            assert portrait != target
            assert clips[portrait.clip].identity == clips[target.clip].identity
            others += portrait.clip != target.clip
    assert others > 0


def test_of_several_frames_the_one_in_another_pose_becomes_the_portrait(clips: list[FaceClip]) -> None:
    random = np.random.default_rng(3)
    target = Moment(0, 0)
    near = MomentDraw(clips, replace(CONFIG, spread=1, other_clips=0.0)).portraits(target, 200, random)
    far = MomentDraw(clips, replace(CONFIG, spread=4, other_clips=0.0)).portraits(target, 200, random)
    assert np.mean([moment.frame for moment in far]) > np.mean([moment.frame for moment in near]) + 2


def test_without_any_change_the_driving_picture_is_the_target(clips: list[FaceClip]) -> None:
    batch = PortraitBatches(clips, PLAIN, side_px=56, batch=4, seed=2)[0]
    assert float((batch.driving - batch.target).abs().max()) <= 2 / 127.5
    clip, frame = int(batch.clip[0]), int(batch.frame[0])
    wanted = clips[clip].picture(frame).astype(float).mean((0, 1))
    assert np.abs((batch.target[0].mean((1, 2)).numpy() + 1) * 127.5 - wanted).max() < 2.0


def test_clips_of_a_single_picture_have_no_portrait(clips: list[FaceClip]) -> None:
    with pytest.raises(ValueError, match="two pictures or more"):
        MomentDraw([clips[3]], CONFIG)
