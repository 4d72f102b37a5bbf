import numpy as np
import pytest
from numpy.typing import NDArray

from facet_training.recipe.conditioning import (
    LIP_TAPS,
    MotionTracks,
    conditioning,
    motion_conditioning,
    smooth_head_pose,
    smooth_lips,
    to_bytes,
)
from facet_training.recipe.picture_indices import picture_indices


def tracks(pictures: int = 4) -> MotionTracks:
    random = np.random.default_rng(1)

    def codes(width: int) -> NDArray[np.float32]:
        return random.standard_normal((pictures, width)).astype(np.float32)

    return MotionTracks(lip=codes(5), expression=codes(3), eye=codes(6), head_pose=codes(2))


def test_streams_lose_their_first_two_pictures_and_begin_again() -> None:
    assert picture_indices(7, 5) == [2, 3, 4, 2, 3, 4, 2]
    assert picture_indices(3, 3) == [2, 2, 2]
    with pytest.raises(ValueError, match="at least 3 pictures, got 2"):
        picture_indices(1, 2)


def test_lips_fade_at_both_ends_and_keep_their_mean_between() -> None:
    assert np.allclose(LIP_TAPS, [0.274069, 0.451863, 0.274069], atol=1e-6)
    assert np.allclose(smooth_lips(np.ones((4, 1), np.float32))[:, 0], [0.725931, 1.0, 1.0, 0.725931], atol=1e-6)


def test_poses_are_means_of_what_there_is() -> None:
    pose = np.asarray([[0.0], [3.0], [6.0], [0.0]], np.float32)
    assert np.allclose(smooth_head_pose(pose)[:, 0], [1.5, 3.0, 3.0, 3.0])
    assert np.array_equal(smooth_head_pose(pose[:1]), pose[:1])


def test_factors_come_in_the_generators_order_with_their_gains() -> None:
    raw = tracks()
    motion = motion_conditioning(raw)
    assert motion.shape == (4, 16)
    assert np.allclose(motion[:, :5], 1.5 * smooth_lips(raw.lip), atol=1e-6)
    assert np.allclose(motion[:, 5:8], 1.2 * raw.expression)
    assert np.allclose(motion[:, 8:14], 1.2 * raw.eye)
    assert np.allclose(motion[:, 14:], smooth_head_pose(raw.head_pose))
    person = np.asarray([7.0, 8.0, 9.0], np.float32)
    assert np.array_equal(conditioning(person, motion), np.concatenate([np.tile(person, (4, 1)), motion], axis=1))


@pytest.mark.parametrize(
    ("switch", "zero"),
    [
        ("mouth", [0, 1, 2, 3, 4]),
        ("emo", [5, 6, 7]),
        ("blink", [8, 9, 12, 13]),
        ("gaze", [10, 11]),
        ("headpose", [14, 15]),
    ],
)
def test_a_switch_zeroes_its_dimensions_and_no_others(switch: str, zero: list[int]) -> None:
    whole, off = motion_conditioning(tracks()), motion_conditioning(tracks(), (switch,))
    assert not off[:, zero].any()
    others = [dimension for dimension in range(16) if dimension not in zero]
    assert np.array_equal(off[:, others], whole[:, others])


def test_unknown_switches_are_refused() -> None:
    with pytest.raises(ValueError, match="expected switches of"):
        motion_conditioning(tracks(), ("lips",))


def test_levels_are_rounded_down_and_kept_in_range() -> None:
    assert to_bytes(np.asarray([-2.0, -1.0, 0.0, 0.999, 1.0, 2.0], np.float32)).tolist() == [0, 0, 127, 254, 255, 255]
