"""The generated eyes must look and blink as the driving ones do (a part of L_con, spec C.3)."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor, nn

from facet_training.data.face_clip import EYE_MEASURES, measure_columns
from facet_training.networks.face_prior import FacePrior


class GazeEstimator(Protocol):
    """Numbers of where eyes look. Shapes: [B, 3, S, S] in [-1, 1] -> [B, G], each number of order 1.

    Another estimator (L2CS-Net, for one: pitch and yaw) is plugged in as a differentiable callable with frozen weights.
    """

    def __call__(self, image: Tensor) -> Tensor:
        """Read pictures."""
        ...


class PriorGaze(nn.Module):
    """Openness of both eyes and place of the irises, standardised, as our own network reads them.

    The prior is put into evaluation mode and gets no gradients. Shapes: [B, 3, S, S] -> [B, 4].
    """

    def __init__(self, prior: FacePrior) -> None:
        super().__init__()
        self.prior = prior.eval().requires_grad_(False)
        self._columns = measure_columns(EYE_MEASURES)

    def forward(self, image: Tensor) -> Tensor:
        """Read pictures."""
        measures: Tensor = self.prior(image).measures
        return measures[:, self._columns]


class GazeLoss(nn.Module):
    """Mean absolute difference of the gaze numbers.

    Shapes: made, target [B, 3, S, S] in [-1, 1] -> scalar, 0 for equal pictures. Only ``made`` gets a gradient.
    """

    def __init__(self, estimator: GazeEstimator) -> None:
        super().__init__()
        self.estimator = estimator

    def forward(self, made: Tensor, target: Tensor) -> Tensor:
        """Compare pictures."""
        with torch.no_grad():
            wanted = self.estimator(target)
        return (self.estimator(made).float() - wanted.float()).abs().mean()


def make_gaze_loss(prior: FacePrior) -> GazeLoss:
    """The loss with our own network as the estimator."""
    return GazeLoss(PriorGaze(prior))
