from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from facet_training.config.stages.face_prior import FacePriorSizes
from facet_training.losses.gaze import GazeLoss, make_gaze_loss
from facet_training.losses.motion_reconstruction import (
    Motion,
    MotionReconstructionLoss,
    SeparateMotion,
    make_motion_reconstruction_loss,
    measure_motion_spread,
)
from facet_training.losses.perceptual import (
    VGG_WEIGHTS,
    PerceptualLoss,
    PriorFeatures,
    VggFeatures,
    make_perceptual_loss,
)
from facet_training.networks.face_prior import FacePrior

TINY = FacePriorSizes(
    view_px=56, channels=(4, 6, 8, 12, 16), decoder=8, patch_px=16, patch=4, hidden=16, identity=12, expression=10
)
LOSSES: list[Callable[[FacePrior], nn.Module]] = [
    make_perceptual_loss,
    make_motion_reconstruction_loss,
    make_gaze_loss,
]


def _prior() -> FacePrior:
    """Random weights whose features have the deviations that training would leave."""
    torch.manual_seed(5)
    prior = FacePrior(TINY).train()
    with torch.no_grad():
        for _ in range(30):
            prior(torch.rand(8, 3, 56, 56) * 2 - 1)
    return prior


def _pictures(count: int = 2, side: int = 56) -> Tensor:
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(side)) * 2 - 1


def _vgg_state() -> dict[str, Tensor]:
    """The names and shapes of torchvision's file, up to the last layer that is read; light in memory (expanded)."""
    state: dict[str, Tensor] = {"classifier.0.bias": torch.zeros(1)}
    inputs = 3
    for place, outputs in zip(
        (0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28),
        (64, 64, 128, 128, 256, 256, 256, 256, 512, 512, 512, 512, 512),
        strict=True,
    ):
        random = torch.Generator().manual_seed(place)
        column = torch.randn(outputs, 1, 3, 3, generator=random) * (1.0 / inputs)
        state[f"features.{place}.weight"] = column.expand(outputs, inputs, 3, 3)
        state[f"features.{place}.bias"] = torch.zeros(outputs)
        inputs = outputs
    return state


@pytest.mark.parametrize("make", LOSSES)
def test_equal_pictures_cost_nothing_and_others_something(make: Callable[[FacePrior], nn.Module]) -> None:
    loss = make(_prior())
    picture = _pictures()
    assert loss(picture, picture.clone()).item() == pytest.approx(0.0, abs=1e-5)
    assert loss(picture, picture.flip(0)).item() > 1e-3


@pytest.mark.parametrize("make", LOSSES)
def test_the_gradient_reaches_the_made_picture_and_nothing_else(make: Callable[[FacePrior], nn.Module]) -> None:
    prior = _prior()
    loss = make(prior)
    made, target = _pictures(side=56).requires_grad_(), _pictures(side=56).flip(2).requires_grad_()
    loss(made, target).backward()
    assert made.grad is not None and made.grad.abs().sum() > 0
    assert target.grad is None
    assert all(weight.grad is None for weight in prior.parameters())


@pytest.mark.parametrize("make", LOSSES)
def test_a_picture_equal_to_its_target_gets_a_finite_gradient(make: Callable[[FacePrior], nn.Module]) -> None:
    made = _pictures().requires_grad_()
    make(_prior())(made, made.detach().clone()).backward()
    assert made.grad is not None and bool(torch.isfinite(made.grad).all())


@pytest.mark.parametrize("make", LOSSES)
def test_the_prior_judges_alike_whatever_else_is_in_the_batch(make: Callable[[FacePrior], nn.Module]) -> None:
    loss = make(_prior())
    made, target = _pictures(3), _pictures(3).flip(3)
    alone = torch.stack([loss(made[i : i + 1], target[i : i + 1]) for i in range(3)]).mean()
    assert torch.allclose(loss(made, target), alone, atol=1e-5)


def test_each_layer_counts_by_its_weight() -> None:
    features = PriorFeatures(_prior())
    made, target = _pictures(), _pictures().flip(2)
    layers = PerceptualLoss(features, (1.0,) * 5).layers(made, target)
    weights = (1.0, 0.0, 2.0, 0.0, 0.5)
    expected = layers[0] + 2.0 * layers[2] + 0.5 * layers[4]
    assert torch.allclose(PerceptualLoss(features, weights)(made, target), expected)
    with pytest.raises(ValueError, match="expected a weight for each of 5 layers, got 2"):
        PerceptualLoss(features, (1.0, 1.0))(made, target)


def test_a_level_of_large_features_counts_no_more_than_one_of_small_features() -> None:
    prior = _prior()
    before = PerceptualLoss(PriorFeatures(prior), (1.0,) * 5).layers(_pictures(), _pictures().flip(2))
    prior.spread[2] *= 4.0
    after = PerceptualLoss(PriorFeatures(prior), (1.0,) * 5).layers(_pictures(), _pictures().flip(2))
    ratios = [float(a / b) for a, b in zip(after, before, strict=True)]
    assert ratios == pytest.approx([1.0, 1.0, 0.25, 1.0, 1.0])


def test_pictures_of_two_sizes_are_not_compared_feature_by_feature() -> None:
    with pytest.raises(ValueError, match="two pictures of one size"):
        make_perceptual_loss(_prior())(_pictures(side=56), _pictures(side=112))


def test_motion_is_compared_between_pictures_of_two_sizes() -> None:
    loss = make_motion_reconstruction_loss(_prior())
    assert torch.isfinite(loss(_pictures(side=56), _pictures(side=112)))


def test_pictures_that_have_nothing_to_do_with_each_other_cost_one() -> None:
    prior = _prior()
    reader = make_motion_reconstruction_loss(prior).reader
    pictures = _pictures(6)
    loss = MotionReconstructionLoss(reader, *measure_motion_spread(reader, pictures))
    assert loss(pictures, pictures.roll(1, 0)).item() == pytest.approx(1.0, abs=1e-4)


def test_other_networks_give_phi_psi_and_gaze_as_callables() -> None:
    reader = SeparateMotion(lambda image: image.mean((2, 3)), lambda image: image.amax((2, 3)))
    loss = MotionReconstructionLoss(reader, 2.0, 4.0)
    made = Motion(torch.tensor([[3.0, 4.0]]), torch.tensor([[0.0]]))
    target = Motion(torch.tensor([[0.0, 0.0]]), torch.tensor([[2.0]]))
    assert loss.between(made, target).item() == pytest.approx(0.5 * 5.0 / 2.0 + 0.5 * 2.0 / 4.0, abs=1e-3)
    gaze = GazeLoss(lambda image: image.mean((2, 3)))
    assert gaze(torch.ones(1, 3, 8, 8), torch.zeros(1, 3, 8, 8)).item() == pytest.approx(1.0)


def test_a_reader_that_sees_no_difference_cannot_set_the_scale() -> None:
    reader = SeparateMotion(lambda image: image.mean((2, 3)), lambda image: torch.zeros(len(image), 2))
    with pytest.raises(ValueError, match="expected features that differ"):
        measure_motion_spread(reader, _pictures())


def test_a_users_vgg_file_gives_five_maps_and_the_papers_weights(tmp_path: Path) -> None:
    torch.save(_vgg_state(), tmp_path / "vgg19.pth")
    loss = make_perceptual_loss(_prior(), str(tmp_path / "vgg19.pth"))
    assert loss.weights == VGG_WEIGHTS
    made = _pictures(1, 32).requires_grad_()
    maps = loss.features(made)
    assert [tuple(found.shape[1:]) for found in maps] == [
        (64, 32, 32),
        (128, 16, 16),
        (256, 8, 8),
        (512, 4, 4),
        (512, 2, 2),
    ]
    loss(made, _pictures(1, 32).flip(2)).backward()
    assert made.grad is not None and made.grad.abs().sum() > 0
    assert all(weight.grad is None for weight in loss.parameters())


def test_vgg_sees_pictures_standardised_as_imagenet_was(tmp_path: Path) -> None:
    state = _vgg_state()
    state["features.0.weight"] = torch.zeros(64, 3, 3, 3)
    state["features.0.weight"][:3, :, 1, 1] = torch.eye(3)
    torch.save(state, tmp_path / "vgg19.pth")
    white = VggFeatures(tmp_path / "vgg19.pth")(torch.ones(1, 3, 16, 16))[0]
    expected = [(1 - mean) / deviation for mean, deviation in ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))]
    assert white[0, :3, 8, 8].tolist() == pytest.approx(expected, rel=1e-5)


def test_a_vgg_file_of_other_shapes_is_refused_by_the_tensors_name(tmp_path: Path) -> None:
    path = tmp_path / "vgg16.pth"
    torch.save(_vgg_state() | {"features.16.weight": torch.zeros(512, 256, 3, 3)}, path)
    with pytest.raises(ValueError, match=r"vgg16.pth: expected features.16.weight \[256, 256, 3, 3\], got \[512, 256"):
        VggFeatures(path)
    torch.save({name: value for name, value in _vgg_state().items() if name != "features.28.bias"}, path)
    with pytest.raises(ValueError, match="expected a tensor features.28.bias"):
        VggFeatures(path)
    torch.save([1, 2], path)
    with pytest.raises(ValueError, match="expected a state dict of VGG19, got list"):
        VggFeatures(path)
    with pytest.raises(ValueError, match="which does not exist"):
        VggFeatures(tmp_path / "none.pth")
