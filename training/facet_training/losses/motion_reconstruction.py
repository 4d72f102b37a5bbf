"""L_mot: the generated face must move as the driving face does (spec C.1 and C.3).

phi says how a face lies and is shaped in a picture, psi what it expresses. The paper takes both from EMOCA, whose
weights are for research only; ``PriorMotion`` takes them from our own network. Another pair is plugged in by handing
``SeparateMotion`` two callables, for example

    phi = lambda image: emoca_coarse(to_emoca(image))   # [B, 59]: head and jaw pose 6, expression 50, camera 3
    psi = lambda image: emoca_emotion(to_emoca(image))  # [B, 2048]
    reader = SeparateMotion(phi, psi)
    loss = MotionReconstructionLoss(reader, *measure_motion_spread(reader, pictures))

where ``to_emoca`` brings pictures in [-1, 1] to what those networks expect, differentiably; freeze the networks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn

from facet_training.networks.face_prior import FacePrior

_ROOT_FLOOR = 1e-4  # keeps the gradient of a norm finite where two features are equal


class Motion(NamedTuple):
    """Shapes: geometry (phi) [B, F], expression (psi) [B, E]."""

    geometry: Tensor
    expression: Tensor


class MotionReader(Protocol):
    """phi and psi of pictures. Shapes: [B, 3, S, S] in [-1, 1] -> ``Motion``."""

    def __call__(self, image: Tensor) -> Motion:
        """Read pictures."""
        ...


class PriorMotion(nn.Module):
    """phi = points in outer-eye distances and standardised pose; psi = hidden feature of the expression branch.

    The prior is put into evaluation mode and gets no gradients.
    """

    def __init__(self, prior: FacePrior) -> None:
        super().__init__()
        self.prior = prior.eval().requires_grad_(False)

    def forward(self, image: Tensor) -> Motion:
        """Read pictures."""
        reading = self.prior(image)
        return Motion(self.prior.geometry_of(reading), reading.expression)


class SeparateMotion:
    """phi and psi from two callables, each [B, 3, S, S] -> [B, any]."""

    def __init__(self, geometry: Callable[[Tensor], Tensor], expression: Callable[[Tensor], Tensor]) -> None:
        self._geometry = geometry
        self._expression = expression

    def __call__(self, image: Tensor) -> Motion:
        """Read pictures with both."""
        return Motion(self._geometry(image), self._expression(image))


def distance(a: Tensor, b: Tensor) -> Tensor:
    """Mean over the batch of the Euclidean distance. Shapes: [B, F], [B, F] -> scalar, 0 for equal features."""
    square = (a.float() - b.float()).square().sum(1)
    return ((square + _ROOT_FLOOR**2).sqrt() - _ROOT_FLOOR).mean()


@torch.no_grad()
def measure_motion_spread(reader: MotionReader, pictures: Tensor) -> tuple[float, float]:
    """Mean distances of phi and of psi between pictures and their neighbours. Shapes: [N, 3, S, S], N >= 2.

    Raises ValueError when the features do not differ at all: then nothing could be measured with them.
    """
    motion = reader(pictures)
    spreads = [float(distance(feature, feature.roll(1, 0))) for feature in motion]
    if min(spreads) < _ROOT_FLOOR:
        raise ValueError(f"expected features that differ between pictures, got mean distances {spreads}")
    return spreads[0], spreads[1]


class MotionReconstructionLoss(nn.Module):
    """Half of the distances of phi and of psi, each over its mean distance between any two pictures.

    Two pictures that have nothing to do with each other cost about 1, equal ones 0.

    Args:
        reader: phi and psi. geometry_spread, expression_spread: mean distances (``measure_motion_spread``).

    Shapes: made, target [B, 3, S, S] in [-1, 1], also of different sides -> scalar. Only ``made`` gets a gradient.
    """

    def __init__(self, reader: MotionReader, geometry_spread: float, expression_spread: float) -> None:
        super().__init__()
        if min(geometry_spread, expression_spread) <= 0.0:
            raise ValueError(f"expected spreads above 0, got {geometry_spread} and {expression_spread}")
        self.reader = reader
        self.spreads = (geometry_spread, expression_spread)

    def between(self, made: Motion, target: Motion) -> Tensor:
        """Compare what was read already; nothing flows into ``target``."""
        return torch.stack(
            [0.5 * distance(a, b.detach()) / spread for a, b, spread in zip(made, target, self.spreads, strict=True)]
        ).sum()

    def forward(self, made: Tensor, target: Tensor) -> Tensor:
        """Compare pictures."""
        with torch.no_grad():
            wanted = self.reader(target)
        return self.between(self.reader(made), wanted)


def make_motion_reconstruction_loss(prior: FacePrior) -> MotionReconstructionLoss:
    """L_mot with phi and psi of our own network, over the distances that its training measured."""
    geometry, expression = (float(value) for value in prior.spread[-2:])
    return MotionReconstructionLoss(PriorMotion(prior), geometry, expression)
