"""Made and real pictures should look alike to the judge, layer by layer."""

from __future__ import annotations

import torch
from torch import Tensor

from facet_training.losses.adversarial import Judgement


def feature_matching_loss(real: Judgement, made: Judgement) -> Tensor:
    """Mean L1 of the judge's features over layers and scales; the verdict does not count, the real side is detached.

    Shapes: per scale the layers' [B, C, H, W] (the first is the picture itself) -> scalar >= 0. The official weight of
    10 / number of scales for each layer is this mean times 10 and the number of layers.
    """
    losses = [
        (false.float() - true.detach().float()).abs().mean()
        for true_scale, false_scale in zip(real, made, strict=True)
        for true, false in zip(true_scale[:-1], false_scale[:-1], strict=True)
    ]
    return torch.stack(losses).mean()
