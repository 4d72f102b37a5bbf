import pytest
import torch

from facet_training.config.stages.face_prior import FacePriorSizes
from facet_training.networks.face_prior import FacePrior
from facet_training.networks.layers.face_patches import EYE_PATCHES, cut_patches
from facet_training.networks.layers.point_map import PointMap

TINY = FacePriorSizes(
    view_px=56, channels=(4, 6, 8, 12, 16), decoder=8, patch_px=16, patch=4, hidden=16, identity=12, expression=10
)


def _prior() -> FacePrior:
    torch.manual_seed(3)
    return FacePrior(TINY).eval()


@pytest.mark.parametrize("side", [56, 112, 224])
def test_a_face_is_read_in_pictures_of_every_training_size(side: int) -> None:
    reading = _prior()(torch.rand(2, 3, side, side) * 2 - 1)
    shapes = [tuple(part.shape) for part in reading]
    assert shapes == [(2, 68, 2), (2, 6), (2, 12), (2, 12), (2, 10)]
    assert torch.allclose(reading.identity.norm(dim=1), torch.ones(2), atol=1e-5)
    assert bool(torch.isfinite(torch.cat([part.flatten() for part in reading])).all())


@pytest.mark.parametrize("side", [56, 112, 224])
def test_features_halve_from_level_to_level_at_the_pictures_own_size(side: int) -> None:
    sides = [feature.shape[-1] for feature in _prior().features(torch.zeros(1, 3, side, side))]
    assert sides == [-(-side // 2**level) for level in range(5)]


def test_a_picture_whose_side_is_no_multiple_of_eight_is_refused() -> None:
    with pytest.raises(ValueError, match=r"multiple of 8, got \[1, 3, 60, 60\]"):
        _prior().features(torch.zeros(1, 3, 60, 60))


def test_the_default_sizes_stay_within_the_arithmetic_that_a_loss_may_cost() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    prior = FacePrior(FacePriorSizes()).eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        prior.features(torch.zeros(1, 3, 112, 112))
    assert 0.15e9 < counter.get_total_flops() < 0.3e9


def test_every_head_is_differentiable_with_respect_to_the_picture() -> None:
    prior = _prior()
    for part in range(5):
        picture = (torch.rand(1, 3, 112, 112) * 2 - 1).requires_grad_()
        (prior(picture)[part] * torch.randn_like(prior(picture)[part])).sum().backward()
        assert picture.grad is not None and picture.grad.abs().sum() > 0


def test_points_measures_and_pose_come_back_in_the_units_of_a_clip() -> None:
    prior = _prior()
    prior.pose_mean.fill_(2.0)
    prior.measure_deviation.fill_(3.0)
    reading = prior(torch.zeros(1, 3, 56, 56))
    assert torch.allclose(prior.head_pose_of(reading), reading.head_pose + 2.0)
    assert torch.allclose(prior.measures_of(reading), reading.measures * 3.0)
    middle = reading._replace(points=torch.zeros(1, 68, 2))
    assert torch.equal(prior.points_of(middle, 224), torch.full((1, 68, 2), 111.5))


class _Bright(torch.nn.Module):
    """One bright cell of a map of 4 x 4 cells with a border of 2, whatever comes in."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__()
        self.maps = torch.zeros(1, 1, 8, 8)
        self.maps[0, 0, row, column] = 50.0

    def forward(self, _: torch.Tensor) -> torch.Tensor:
        return self.maps


@pytest.mark.parametrize(
    ("row", "column", "place"), [(2, 2, (-0.75, -0.75)), (3, 0, (-1.75, -0.25)), (7, 5, (0.75, 1.75))]
)
def test_a_point_map_finds_a_bright_cell_also_beyond_the_edge(
    row: int, column: int, place: tuple[float, float]
) -> None:
    finder = PointMap((1, 1, 1), 1, 1).eval()
    finder.register_module("maps", _Bright(row, column))
    found = finder([torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 2, 2), torch.zeros(1, 1, 1, 1)])
    assert found[0, 0].tolist() == pytest.approx(place)


def test_patches_turn_with_the_eyes_and_show_both_eyes_alike() -> None:
    side = 64
    points = torch.zeros(1, 68, 2)
    points[:, 36:42] = torch.tensor([-0.4, 0.0])
    points[:, 42:48] = torch.tensor([0.4, 0.0])
    picture = torch.rand(1, 3, side, side // 2)
    picture = torch.cat([picture, picture.flip(3)], 3)  # a face with two mirrored halves
    right, left = cut_patches(picture, points, EYE_PATCHES, 16)[0]
    assert torch.allclose(right, left, atol=1e-5)
    turned = torch.stack([-points[..., 1], points[..., 0]], -1)
    right_again, _ = cut_patches(picture.rot90(-1, (2, 3)), turned, EYE_PATCHES, 16)[0]
    assert torch.allclose(right, right_again, atol=1e-5)
