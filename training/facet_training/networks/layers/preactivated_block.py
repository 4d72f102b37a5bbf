"""The residual block of face alignment networks: three convolutions, each on what the one before gave."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class PreactivatedBlock(nn.Module):
    """Joins the outputs of three 3x3 convolutions (O/2, O/4, O/4 channels) and adds the input.

    Each convolution comes behind BatchNorm and ReLU; what is joined is raw. Shapes: [B, I, H, W] -> [B, O, H, W], O a
    multiple of 4.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        half, quarter = outputs // 2, outputs // 4
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, half, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(half)
        self.conv2 = nn.Conv2d(half, quarter, 3, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(quarter)
        self.conv3 = nn.Conv2d(quarter, quarter, 3, padding=1, bias=False)
        self.downsample: nn.Module = nn.Identity()
        if inputs != outputs:
            self.downsample = nn.Sequential(
                nn.BatchNorm2d(inputs), nn.ReLU(), nn.Conv2d(inputs, outputs, 1, bias=False)
            )

    def forward(self, x: Tensor) -> Tensor:
        """Apply the block."""
        first = self.conv1(torch.relu(self.bn1(x)))
        second = self.conv2(torch.relu(self.bn2(first)))
        third = self.conv3(torch.relu(self.bn3(second)))
        joined: Tensor = torch.cat((first, second, third), 1) + self.downsample(x)
        return joined
