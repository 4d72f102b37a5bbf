"""Gaze and motion of a picture from one reading of the face prior, which two losses would otherwise make twice."""

from __future__ import annotations

import torch
from torch import Tensor

from facet_training.data.face_clip import EYE_MEASURES, measure_columns
from facet_training.losses.gaze import GazeLoss
from facet_training.losses.motion_reconstruction import Motion, MotionReconstructionLoss
from facet_training.networks.face_prior import FacePrior, FaceReading

_KEPT = 2  # the made picture and its target


class SharedReading:
    """Reads pictures with a frozen prior, each once: the last two readings are kept until others take their place.

    A reading that was made without gradients is not given to those who want them. Shapes: [B, 3, S, S] -> see
    ``FaceReading``.
    """

    def __init__(self, prior: FacePrior) -> None:
        self.prior = prior.eval().requires_grad_(False)
        self._kept: list[tuple[Tensor, bool, FaceReading]] = []

    def __call__(self, image: Tensor) -> FaceReading:
        """Read pictures."""
        has_gradients = torch.is_grad_enabled()
        for seen, had_gradients, reading in self._kept:
            if seen is image and had_gradients == has_gradients:
                return reading
        found: FaceReading = self.prior(image)
        self._kept = [*self._kept, (image, has_gradients, found)][-_KEPT:]
        return found

    def gaze(self, image: Tensor) -> Tensor:
        """Openness of both eyes and place of the irises, standardised. Shapes: -> [B, 4]."""
        return self(image).measures[:, measure_columns(EYE_MEASURES)]

    def motion(self, image: Tensor) -> Motion:
        """phi and psi (``losses/motion_reconstruction.py``)."""
        reading = self(image)
        return Motion(self.prior.geometry_of(reading), reading.expression)


def make_shared_losses(prior: FacePrior) -> tuple[GazeLoss, MotionReconstructionLoss]:
    """The losses of ``make_gaze_loss`` and ``make_motion_reconstruction_loss`` for the price of one."""
    shared = SharedReading(prior)
    geometry, expression = (float(value) for value in prior.spread[-2:])
    return GazeLoss(shared.gaze), MotionReconstructionLoss(shared.motion, geometry, expression)
