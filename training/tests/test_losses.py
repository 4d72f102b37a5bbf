import pytest
import torch

from facet_training.config.lip import LossConfig
from facet_training.data.sampler import LipBatch
from facet_training.losses.closure import closure_loss
from facet_training.losses.combine import LipLoss
from facet_training.losses.correlation import correlation_loss
from facet_training.losses.motion import absolute_motion_loss, centred_motion_loss, velocity_loss
from facet_training.networks.lip_predictor import LipPrediction

MOTIONS = [absolute_motion_loss, centred_motion_loss, velocity_loss]


def _curve() -> torch.Tensor:
    return torch.sin(torch.arange(40) / 3.0)[None, :, None].repeat(2, 1, 3)


@pytest.mark.parametrize("loss", [*MOTIONS, correlation_loss])
def test_a_perfect_prediction_costs_nothing(loss: object) -> None:
    value = loss(_curve() * 3, _curve() * 3, torch.ones(2, 40))  # type: ignore[operator]
    assert value < 0.02


@pytest.mark.parametrize("loss", [centred_motion_loss, velocity_loss, correlation_loss])
def test_a_constant_offset_costs_nothing(loss: object) -> None:
    same = loss(_curve(), _curve(), torch.ones(2, 40))  # type: ignore[operator]
    moved = loss(_curve() + 2.0, _curve(), torch.ones(2, 40))  # type: ignore[operator]
    assert torch.allclose(same, moved, atol=1e-5)


@pytest.mark.parametrize("loss", [*MOTIONS, correlation_loss])
def test_masked_frames_do_not_count(loss: object) -> None:
    mask = torch.ones(2, 40)
    mask[:, 30:] = 0
    spoiled = _curve().clone()
    spoiled[:, 30:] = 100.0
    value = loss(spoiled, _curve(), mask)  # type: ignore[operator]
    assert torch.allclose(value, loss(_curve(), _curve(), mask), atol=1e-5)  # type: ignore[operator]


def test_an_inverted_curve_costs_most() -> None:
    assert correlation_loss(-_curve() * 5, _curve() * 5, torch.ones(2, 40)) > 1.9


def test_closure_prefers_the_right_sign() -> None:
    closed, mask = torch.ones(1, 5), torch.ones(1, 5)
    assert closure_loss(torch.full((1, 5), 3.0), closed, mask) < closure_loss(torch.full((1, 5), -3.0), closed, mask)


def test_every_term_sends_a_gradient_to_what_it_judges() -> None:
    shape = (2, 40)
    prediction = LipPrediction(
        torch.randn(*shape, 14, requires_grad=True),
        torch.randn(shape, requires_grad=True),
        torch.randn(shape, requires_grad=True),
        torch.randn(shape, requires_grad=True),
        torch.zeros(*shape, 4),
    )
    curves = torch.randn(*shape, 8, requires_grad=True)
    mask = torch.ones(shape)
    mask[1] = 0
    batch = LipBatch(
        torch.zeros(2, 80, 160), torch.randn(*shape, 14), torch.randn(shape), torch.randn(shape),
        torch.zeros(shape), torch.randn(*shape, 8), mask, 1 - mask,
    )  # fmt: skip
    LipLoss(LossConfig(), torch.ones(14))(prediction, curves, batch).backward()  # type: ignore[no-untyped-call]
    for value in (prediction.coefficients, prediction.opening, prediction.width, prediction.closed_logit, curves):
        assert value.grad is not None
        assert value.grad.abs().sum() > 0
