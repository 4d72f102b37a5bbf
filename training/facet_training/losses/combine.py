"""The lip stage's loss: every term by its configured weight."""

from __future__ import annotations

import torch
from torch import Tensor

from facet_training.config.lip import LossConfig
from facet_training.data.sampler import LipBatch
from facet_training.losses.closure import closure_loss
from facet_training.losses.correlation import correlation_loss
from facet_training.losses.motion import absolute_motion_loss, centred_motion_loss, velocity_loss
from facet_training.networks.lip_predictor import LipPrediction


class LipLoss:
    """Compares a prediction with a batch.

    Args:
        component_weights: [14] relative importance of the coefficients (they all have unit size, but not all move
            the face equally).
    """

    def __init__(self, config: LossConfig, component_weights: Tensor) -> None:
        self._config = config
        self._weights = torch.cat(
            [component_weights / component_weights.mean(), torch.tensor([config.opening_factor, 1.0])]
        )

    def terms(self, prediction: LipPrediction, curves: Tensor, batch: LipBatch) -> dict[str, Tensor]:
        """The unweighted terms by name. Shapes: curves [B, T, K] from the auxiliary head."""
        weights = self._weights
        predicted = torch.cat([prediction.coefficients, prediction.opening[..., None], prediction.width[..., None]], -1)
        target = torch.cat([batch.coefficients, batch.opening[..., None], batch.width[..., None]], -1)
        predicted, target = predicted * weights, target * weights
        mask = batch.lip_mask
        return {
            "absolute": absolute_motion_loss(predicted, target, mask),
            "centred": centred_motion_loss(predicted, target, mask),
            "velocity": velocity_loss(predicted, target, mask),
            "correlation": correlation_loss(
                torch.stack([prediction.opening, prediction.width], -1),
                torch.stack([batch.opening, batch.width], -1),
                mask,
            ),
            "closure": closure_loss(prediction.closed_logit, batch.closed, mask),
            "curve": centred_motion_loss(curves, batch.curves, batch.curve_mask),
        }

    def __call__(self, prediction: LipPrediction, curves: Tensor, batch: LipBatch) -> Tensor:
        """The weighted sum."""
        terms = self.terms(prediction, curves, batch)
        return torch.stack([getattr(self._config, name) * value for name, value in terms.items()]).sum()
