import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from facet_training.metrics.cpbd import edge_widths, sharpness
from facet_training.metrics.pictures import HIGHEST_PSNR_DB, Picture, feature_distance, psnr, score_pictures, ssim


class TwoScales:
    """Stands in for a network: the picture and its halves."""

    def features(self, picture: Tensor) -> list[Tensor]:
        return [picture + 2.0, torch.nn.functional.avg_pool2d(picture, 2) + 2.0]


def a_picture(seed: int = 0, side: int = 128) -> Picture:
    """Soft ground, and shapes with hard edges."""
    random = np.random.default_rng(seed)
    picture = np.full((side, side, 3), 110, np.uint8)
    for _ in range(12):
        centre = tuple(int(value) for value in random.integers(10, side - 10, 2))
        colour = tuple(int(value) for value in random.integers(0, 256, 3))
        cv2.circle(picture, centre, int(random.integers(6, 20)), colour, -1)
    return picture


def blurred(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def test_equal_pictures_are_equal_by_every_measure() -> None:
    pictures = [a_picture(0), a_picture(1)]
    scores = score_pictures(pictures, pictures, TwoScales())
    assert scores.ssim == pytest.approx(1.0)
    assert scores.psnr == HIGHEST_PSNR_DB
    assert scores.features == pytest.approx(0.0, abs=1e-6)
    assert scores.sharpness == scores.sharpness_of_real


def test_peak_ratio_is_that_of_the_formula() -> None:
    real = np.full((16, 16, 3), 100, np.uint8)
    assert psnr(real + np.uint8(10), real) == pytest.approx(10 * np.log10(255**2 / 100))


def test_blur_lowers_similarity_and_sharpness_step_by_step() -> None:
    picture = a_picture()
    steps = [picture, blurred(picture, 1.0), blurred(picture, 2.0), blurred(picture, 4.0)]
    sharp = [sharpness(step) for step in steps]
    alike = [ssim(step, picture) for step in steps]
    assert sharp[0] > 0.9
    assert sharp == sorted(sharp, reverse=True)
    assert sharp[3] < 0.2
    assert alike == sorted(alike, reverse=True)


def test_the_width_of_an_edge_is_that_of_its_ramp() -> None:
    luma = np.tile(np.concatenate([np.zeros(10), np.linspace(0, 60, 7), np.full(10, 60.0)]), (5, 1))
    edges = np.zeros(luma.shape, bool)
    edges[:, 13] = True
    widths = edge_widths(luma, edges)
    assert widths[2, 13] == 6
    assert edge_widths(luma[:, ::-1], edges[:, ::-1])[2, 13] == 6
    assert widths[:, :13].max() == 0


def test_a_picture_without_edges_has_no_sharpness() -> None:
    assert np.isnan(sharpness(np.full((64, 64, 3), 90, np.uint8)))


def test_feature_distance_grows_with_the_difference_and_is_at_most_four_a_layer() -> None:
    torch.manual_seed(0)
    real = torch.rand(2, 3, 16, 16) * 2 - 1
    near, far = real + 0.01 * torch.randn_like(real), real + 0.3 * torch.randn_like(real)
    close, wide = feature_distance(TwoScales(), near, real), feature_distance(TwoScales(), far, real)
    assert close.shape == (2,)
    assert bool((close < wide).all())
    assert float(wide.max()) <= 8.0


def test_real_pictures_of_another_size_are_resized_and_other_counts_refused() -> None:
    picture = a_picture(side=128)
    small = np.asarray(cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA), np.uint8)
    assert score_pictures([small], [picture]).ssim == pytest.approx(1.0)
    assert np.isnan(score_pictures([small], [picture]).features)
    with pytest.raises(ValueError, match="as many real pictures"):
        score_pictures([picture], [picture, picture])
