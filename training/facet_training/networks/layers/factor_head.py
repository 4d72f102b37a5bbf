"""The two steps from the trunk's feature to one factor's code, alike for lips, eyes, head pose and expression."""

from __future__ import annotations

from torch import nn


def feature_head(inputs: int, outputs: int) -> nn.Sequential:
    """Trunk feature to factor feature: linear, ReLU, BatchNorm, linear. Shapes: [B, I] -> [B, O]."""
    return nn.Sequential(nn.Linear(inputs, outputs), nn.ReLU(), nn.BatchNorm1d(outputs), nn.Linear(outputs, outputs))


def code_head(inputs: int, outputs: int) -> nn.Sequential:
    """Factor feature to the code that the generator gets: ReLU, linear. Shapes: [B, I] -> [B, O]."""
    return nn.Sequential(nn.ReLU(), nn.Linear(inputs, outputs))
