"""Normalisation over channels at each time step."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ChannelNorm(nn.Module):
    """Layer normalisation over the channels of every single time step.

    Nothing is averaged over time, so a network built of it gives the same output for a frame however the recording
    is cut into chunks, as long as each chunk brings its context along.

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
