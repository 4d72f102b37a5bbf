import numpy as np
import pytest
import torch

from facet_training.constants import MEL_BINS
from facet_training.networks.lip_predictor import ADAPTATION_FEATURES, LipEnsemble, LipPredictor


def _network(norm: str = "batch") -> LipEnsemble:
    torch.manual_seed(0)
    ensemble = LipEnsemble([LipPredictor(24, (1, 2), norm=norm) for _ in range(2)])
    for module in ensemble.modules():
        if isinstance(module, torch.nn.BatchNorm1d):
            assert module.running_mean is not None and module.running_var is not None
            torch.nn.init.normal_(module.running_mean)
            torch.nn.init.uniform_(module.running_var, 0.5, 2.0)
    return ensemble.eval()


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 5, 63, 64, 65])
def test_there_is_one_output_for_every_four_mel_frames_begun(frames: int) -> None:
    output = _network()(torch.randn(1, MEL_BINS, frames))
    count = -(-frames // 4)
    assert output.coefficients.shape == (1, count, 14)
    assert output.opening.shape == output.width.shape == output.closed_logit.shape == (1, count)
    assert output.hidden.shape == (1, count, ADAPTATION_FEATURES)


@pytest.mark.parametrize("norm", ["batch", "channel", "none"])
def test_chunks_with_context_give_exactly_the_whole(norm: str) -> None:
    network = _network(norm)
    mel = torch.randn(1, MEL_BINS, 400)
    context = network.context_frames
    whole = network(mel)
    for start in range(0, 100, 25):
        left, right = max(0, start - context), min(100, start + 25 + context)
        part = network(mel[..., left * 4 : right * 4])
        for name in ("coefficients", "opening", "hidden"):
            wanted = getattr(whole, name)[:, start : start + 25]
            found = getattr(part, name)[:, start - left : start - left + 25]
            assert torch.allclose(wanted, found, atol=1e-5)


def test_nothing_beyond_the_stated_context_matters() -> None:
    network = _network()
    mel = torch.randn(1, MEL_BINS, 400)
    changed = mel.clone()
    changed[..., (50 + network.context_frames) * 4 + 1 :] += 3.0
    assert torch.allclose(network(mel).opening[:, :51], network(changed).opening[:, :51], atol=1e-6)


def test_the_gradient_reaches_every_parameter() -> None:
    predictor = LipPredictor(16, (1,))
    output = predictor(torch.randn(2, MEL_BINS, 40))
    (output.coefficients.sum() + output.opening.sum() + output.width.sum() + output.closed_logit.sum()).backward()
    missing = [name for name, value in predictor.named_parameters() if value.grad is None or not value.grad.any()]
    assert [name for name in missing if "spread.bias" not in name and "first.bias" not in name] == []


def test_an_unknown_norm_is_refused() -> None:
    with pytest.raises(ValueError, match="batch, channel or none"):
        LipPredictor(16, (1,), norm="group")


def test_output_is_finite_on_silence_and_on_extremes() -> None:
    for level in (-1.7368, 0.0, 5.0):
        output = _network()(torch.full((1, MEL_BINS, 40), level))
        assert np.isfinite(output.coefficients.detach().numpy()).all()
