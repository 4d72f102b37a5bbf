"""Normalisation that never looks along time at inference."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ChannelNorm(nn.Module):
    """Layer normalisation over the channels of every single time step.

    Nothing is averaged over time, so a network built of it gives the same output for a frame however the recording
    is cut into chunks, as long as each chunk brings its context along. It takes loudness out of a frame.

    Shapes: [B, C, T] -> [B, C, T].
    """

    def __init__(self, channels: int, epsilon: float = 1e-5) -> None:
        super().__init__()
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise, scale and shift."""
        centred = x - x.mean(1, keepdim=True)
        variance = (centred * centred).mean(1, keepdim=True)
        return centred * torch.rsqrt(variance + self.epsilon) * self.weight[:, None] + self.bias[:, None]


def make_norm(kind: str, channels: int) -> nn.Module:
    """``batch`` (statistics of the training data, fixed at inference), ``channel`` or ``none``. [B, C, T] -> same."""
    if kind == "batch":
        return nn.BatchNorm1d(channels, momentum=0.05)
    if kind == "channel":
        return ChannelNorm(channels)
    if kind == "none":
        return nn.Identity()
    raise ValueError(f"expected norm batch, channel or none, received {kind}")
