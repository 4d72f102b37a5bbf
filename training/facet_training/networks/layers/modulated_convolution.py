"""A convolution whose input channels a style scales, with weights that stay constant.

The official form scales the weights for every sample and then divides each filter by its norm. Scaling inputs and
outputs instead is the same sum in another order: no convolution per sample, any batch, and a graph with constant
weights.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

DEMODULATION_EPSILON = 1e-8


class StyleScale(nn.Module):
    """Style to one factor a channel: ``A s / sqrt(D) + b``. Shapes: [B, D] -> [B, C]; b starts at 1."""

    def __init__(self, style: int, channels: int) -> None:
        super().__init__()
        self.scale = 1.0 / math.sqrt(style)
        self.weight = nn.Parameter(torch.randn(channels, style))
        self.bias = nn.Parameter(torch.ones(channels))

    def forward(self, style: Tensor) -> Tensor:
        """Factors of the channels."""
        return functional.linear(style, self.weight * self.scale, self.bias)


class BlurKernel(nn.Module):
    """Holder of the FIR kernel [4, 4] that smooths after doubling: [1, 3, 3, 1] by itself, summing to 4."""

    kernel: Tensor

    def __init__(self) -> None:
        super().__init__()
        row = torch.tensor([1.0, 3.0, 3.0, 1.0])
        self.register_buffer("kernel", torch.outer(row, row) / 16.0)


def blur(x: Tensor, kernel: Tensor) -> Tensor:
    """Smooth each channel with a symmetric [4, 4] kernel, padding 1. Shapes: [B, C, H, W] -> [B, C, H-1, W-1]."""
    channels = int(x.shape[1])
    return functional.conv2d(x, kernel.repeat(channels, 1, 1, 1), padding=1, groups=channels)


def double_smoothly(x: Tensor, kernel: Tensor) -> Tensor:
    """Twice the size: zeros between, then the symmetric [4, 4] kernel. Shapes: [B, C, H, W] -> [B, C, 2H, 2W]."""
    channels = int(x.shape[1])
    return functional.conv_transpose2d(x, kernel.repeat(channels, 1, 1, 1), stride=2, padding=1, groups=channels)


class ModulatedConvolution(nn.Module):
    """Convolution whose input channels the style scales.

    Args:
        inputs, outputs: channels. size: 3 or 1. style: width D of the style. is_doubling: twice the picture, by a
            transposed convolution and a blur. is_demodulated: filters are divided by their norm under this style.

    Shapes: x [B, I, H, W], style [B, D] -> [B, O, H, W] or [B, O, 2H, 2W].
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        size: int,
        style: int,
        *,
        is_doubling: bool = False,
        is_demodulated: bool = True,
    ) -> None:
        super().__init__()
        self.scale = 1.0 / math.sqrt(inputs * size * size)
        self.padding = size // 2
        self.is_doubling = is_doubling
        self.is_demodulated = is_demodulated
        self.weight = nn.Parameter(torch.randn(1, outputs, inputs, size, size))
        self.modulation = StyleScale(style, inputs)
        if is_doubling:
            self.blur = BlurKernel()

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Apply the convolution."""
        factors = self.modulation(style)
        kernel = self.weight[0] * self.scale
        out = self.convolve(x * factors[:, :, None, None].to(x.dtype), kernel)
        if not self.is_demodulated:
            return out
        return out * demodulation(factors, kernel.square().sum((2, 3)))[:, :, None, None].to(out.dtype)

    def convolve(self, x: Tensor, kernel: Tensor) -> Tensor:
        """Apply a constant kernel [O, I, k, k]."""
        if not self.is_doubling:
            return functional.conv2d(x, kernel, padding=self.padding)
        return blur(functional.conv_transpose2d(x, kernel.transpose(0, 1), stride=2), self.blur.kernel)


def demodulation(factors: Tensor, energy: Tensor) -> Tensor:
    """Reciprocal norm of each filter under the factors. Shapes: factors [B, I], energy [O, I] -> [B, O]."""
    return torch.rsqrt(functional.linear(factors.square(), energy) + DEMODULATION_EPSILON)
