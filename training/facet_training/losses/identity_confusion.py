"""A feature that does not say whose it is: a reader learns to tell people by it, the feature learns that it cannot."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional


class _Reversal(torch.autograd.Function):
    """The identity whose gradient has the other sign."""

    @staticmethod
    def forward(ctx: object, feature: Tensor) -> Tensor:
        return feature.view_as(feature)

    @staticmethod
    def backward(ctx: object, *gradients: Tensor) -> Tensor:
        return -gradients[0]


class IdentityConfusion(nn.Module):
    """Cross-entropy of a small reader of identities, with the gradient turned round before the feature.

    One step makes the reader better and the feature worse for it, so that neither has to wait for the other.

    Args:
        width: of the feature. people: how many there are, at least 2. hidden: width of the reader.

    Shapes: feature [B, D], person [B] int64 -> scalar >= 0; 1 is what a reader that knows nothing pays.
    Source: gradient reversal of domain-adversarial training (Ganin and Lempitsky, 2015); not in PD-FGC, whose footage
    has thousands of people: with few, perturbed pictures still say whose they are.
    """

    def __init__(self, width: int, people: int, hidden: int = 128) -> None:
        super().__init__()
        if people < 2:
            raise ValueError(f"expected at least 2 people to tell apart, got {people}")
        self.scale = 1.0 / math.log(people)
        # Without its own gain, so that the feature cannot hide by being small.
        self.layers = nn.Sequential(
            nn.LayerNorm(width, elementwise_affine=False),
            nn.Linear(width, hidden),
            nn.ReLU(),
            nn.Linear(hidden, people),
        )

    def forward(self, feature: Tensor, person: Tensor) -> Tensor:
        """Read whose the features are; minimising this teaches the reader and unteaches the feature."""
        reversed_feature: Tensor = _Reversal.apply(feature)  # type: ignore[no-untyped-call]
        return functional.cross_entropy(self.layers(reversed_feature).float(), person) * self.scale
