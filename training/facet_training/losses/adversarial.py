"""The hinge game between a generator and a judge of pictures on several scales."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

Judgement = Sequence[Sequence[Tensor]]  # per scale the features of each layer; the last is the verdict


def judge_hinge_loss(real: Judgement, made: Judgement) -> Tensor:
    """Loss of the judge: real pictures above 1, made ones below -1. Shapes: verdicts [B, 1, h, w] -> scalar >= 0.

    Mean over places, then over scales. Source: Latent Pose Descriptors, ``mean relu(1 - D(x)) + mean relu(1 + D(G))``.
    """
    losses = [
        torch.relu(1.0 - true[-1].float()).mean() + torch.relu(1.0 + false[-1].float()).mean()
        for true, false in zip(real, made, strict=True)
    ]
    return torch.stack(losses).mean()


def generator_hinge_loss(made: Judgement) -> Tensor:
    """Loss of the generator: what it makes should be judged as high as can be. Shapes: -> scalar, any sign."""
    return torch.stack([-scale[-1].float().mean() for scale in made]).mean()
