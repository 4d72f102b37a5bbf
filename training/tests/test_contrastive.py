import math

import numpy as np
import pytest
import torch

from facet_training.data.lip_sound_pairs import choose_frames, negatives_of_frames
from facet_training.losses.contrastive import (
    anchor_contrast,
    contrast_both_ways,
    cosine_matrix,
    info_nce,
    lowest_contrast,
)


def _others(count: int) -> torch.Tensor:
    return ~torch.eye(count, dtype=torch.bool)


def test_a_perfect_pair_against_one_opposite_costs_what_the_formula_says() -> None:
    similarity = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])
    assert info_nce(similarity, 1.0, _others(2)).item() == pytest.approx(0.126928, abs=1e-6)
    near, far = torch.tensor([[2.0, 0.0]]), torch.tensor([[-3.0, 0.0]])
    assert anchor_contrast(near, near, far, 1.0).item() == pytest.approx(0.126928, abs=1e-6)


def test_a_pair_no_better_than_its_negative_costs_log_two() -> None:
    assert info_nce(torch.full((2, 2), 0.3), 1.0, _others(2)).item() == pytest.approx(0.693147, abs=1e-6)
    rows = torch.randn(4, 6)
    assert anchor_contrast(rows, rows, rows, 0.1).item() == pytest.approx(0.693147, abs=1e-6)


def test_without_a_temperature_the_loss_has_a_floor_that_a_temperature_lifts() -> None:
    assert lowest_contrast(1) == pytest.approx(0.126928, abs=1e-6)
    assert lowest_contrast(15) == pytest.approx(1.1086, abs=1e-4)
    best = torch.full((16, 16), -1.0) + 2.0 * torch.eye(16)
    assert info_nce(best, 1.0, _others(16)).item() == pytest.approx(lowest_contrast(15), abs=1e-6)
    assert info_nce(best, 0.07, _others(16)).item() < 1e-9


def test_what_is_no_negative_costs_nothing_and_gets_no_gradient() -> None:
    similarity = torch.zeros(3, 3, requires_grad=True)
    is_negative = torch.tensor([[False, True, False], [True, False, False], [False, False, False]])
    loss = info_nce(similarity, 1.0, is_negative)
    assert loss.item() == pytest.approx(math.log(2), abs=1e-6)
    torch.autograd.backward(loss)
    assert similarity.grad is not None
    assert similarity.grad[:, 2].abs().max() == 0.0
    assert similarity.grad[2].abs().max() == 0.0


def test_both_directions_use_the_same_negatives_from_their_own_side() -> None:
    sound, sight = torch.randn(5, 8), torch.randn(5, 8)
    both = contrast_both_ways(sound, sight, 0.1, _others(5))
    turned = contrast_both_ways(sight, sound, 0.1, _others(5))
    assert both.sound_to_sight.item() == pytest.approx(turned.sight_to_sound.item(), rel=1e-5)
    assert cosine_matrix(sound, 3.0 * sound).diagonal().min().item() == pytest.approx(1.0, abs=1e-5)


def test_shapes_and_temperatures_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="square similarity"):
        info_nce(torch.zeros(2, 3), 1.0, torch.zeros(2, 3, dtype=torch.bool))
    with pytest.raises(ValueError, match="temperature above 0"):
        info_nce(torch.zeros(2, 2), 0.0, _others(2))


def test_neighbouring_frames_are_no_negatives_and_most_negatives_are_of_the_same_clip() -> None:
    random = np.random.default_rng(0)
    clips, frames = np.repeat([0, 1, 2, 3], 24), np.tile(np.arange(24), 4)
    mask = negatives_of_frames(clips, frames, nearest=3, others=0.25, random=random)
    same = clips[:, None] == clips[None]
    near = np.abs(frames[:, None] - frames[None]) < 3
    assert not mask[same & near].any()
    assert mask[same & ~near].all()
    share = (mask & ~same).sum() / mask.sum()
    assert 0.22 < share < 0.28


def test_a_clip_of_neighbours_only_still_gets_a_negative_from_elsewhere() -> None:
    clips, frames = np.array([0, 0, 1, 1]), np.array([4, 5, 9, 9])
    mask = negatives_of_frames(clips, frames, nearest=3, others=0.25, random=np.random.default_rng(0))
    assert mask.sum(1).tolist() == [1, 1, 1, 1]
    assert not mask[:2, :2].any()


def test_frames_are_different_and_mostly_spoken() -> None:
    random = np.random.default_rng(1)
    is_speech = np.arange(60) % 2 == 0
    chosen = choose_frames(is_speech, 20, 0.2, random)
    assert len(set(chosen.tolist())) == 20
    assert int((~is_speech[chosen]).sum()) == 4
    assert len(choose_frames(np.zeros(30, np.bool_), 20, 0.2, random)) == 20
    assert len(choose_frames(np.ones(5, np.bool_), 8, 0.2, random)) == 8
