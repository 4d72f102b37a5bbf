"""A motion encoder whose trunk stays as stage 1 left it while some of its heads learn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import nn

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.networks.motion_encoder import MotionEncoder
from facet_training.stages.unified_features import UnifiedFeatures


def encoder_with_heads(config: PdfgcConfig, features: UnifiedFeatures, heads: Sequence[str]) -> MotionEncoder:
    """A fresh encoder with the features' trunk; only parameters whose names begin with one of ``heads`` learn.

    The trunk is not run while heads learn (they read cached features), so its BatchNorm statistics stay, too.
    """
    encoder = MotionEncoder(config)
    encoder.model.load_state_dict(features.trunk.state_dict())
    for name, parameter in encoder.named_parameters():
        parameter.requires_grad_(name.startswith(tuple(heads)))
    return encoder.to(features.device)


@contextmanager
def evaluating(*modules: nn.Module) -> Iterator[None]:
    """Evaluation mode without gradients for a while; afterwards every part has the mode that it had."""
    modes = [(part, part.training) for module in modules for part in module.modules()]
    try:
        for module in modules:
            module.eval()
        with torch.no_grad():
            yield
    finally:
        for part, mode in modes:
            part.training = mode
