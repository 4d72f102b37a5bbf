"""Pictures of a person in motion: a StyleGAN2 that starts from the appearance map, without mapping network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.networks.layers.modulated_convolution import BlurKernel, ModulatedConvolution, double_smoothly


class NoiseWeight(nn.Module):
    """How much of the noise map a layer adds; 0 at first."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))


class BiasedActivation(nn.Module):
    """Bias, leaky ReLU of slope 0.2, times sqrt 2. Shapes kept."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Activate, in the precision of the input: under autocast, sums with a float32 bias would double the bytes."""
        return functional.leaky_relu(x + self.bias.to(x.dtype), 0.2) * math.sqrt(2.0)


class StyledLayer(nn.Module):
    """Modulated 3x3 convolution, noise, activation. Shapes: x [B, I, H, W], style [B, D] -> [B, O, H, W] or doubled."""

    def __init__(self, inputs: int, outputs: int, style: int, *, is_doubling: bool = False) -> None:
        super().__init__()
        self.conv = ModulatedConvolution(inputs, outputs, 3, style, is_doubling=is_doubling)
        self.noise = NoiseWeight()
        self.activate = BiasedActivation(outputs)

    def forward(self, x: Tensor, style: Tensor, noise: Tensor | None) -> Tensor:
        """Apply the layer; ``noise`` [1 or B, 1, H, W] of the layer's own output size, or none."""
        x = self.conv(x, style)
        if noise is not None:
            x = x + self.noise.weight * noise
        activated: Tensor = self.activate(x)
        return activated


class ToPicture(nn.Module):
    """Modulated 1x1 convolution to RGB, added to the doubled picture so far."""

    def __init__(self, inputs: int, style: int, *, is_first: bool = False) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1, 3, 1, 1))
        if not is_first:
            self.upsample = BlurKernel()
        self.conv = ModulatedConvolution(inputs, 3, 1, style, is_demodulated=False)

    def forward(self, x: Tensor, style: Tensor, picture: Tensor | None = None, share: float = 1.0) -> Tensor:
        """Shapes: x [B, I, H, W], picture [B, 3, H/2, W/2] -> [B, 3, H, W]; ``share`` of what the layer itself adds."""
        rgb: Tensor = self.conv(x, style) + self.bias
        if share < 1.0:
            rgb = rgb * share
        return rgb if picture is None else rgb + double_smoothly(picture, self.upsample.kernel)


class Generator(nn.Module):
    """Draws a person (vector and map) with the motion of a code.

    Args:
        style: width D of the conditioning; without it that of the official codes. (The first generator of training
            takes [id | unified motion feature].)

    Shapes: style [B, D] = [id | lip | expression | eye | head pose], id_map [B, C, h, w] -> [B, 3, S, S] in (-1, 1).
    Source: official inference code; names are those of ``generator_model.pth``. Differs from it in: the order of sums
    of the modulated convolution (see ``modulated_convolution``); noise is an argument and not drawn once.
    """

    def __init__(self, config: PdfgcConfig, style: int | None = None) -> None:
        super().__init__()
        channels = config.generator.channels
        style = config.codes.style if style is None else style
        self.base_px = config.generator.base_px
        self.conv1 = StyledLayer(channels[0], channels[0], style)
        self.to_rgb1 = ToPicture(channels[0], style, is_first=True)
        self.convs = nn.ModuleList()
        self.to_rgbs = nn.ModuleList()
        for inputs, outputs in pairwise(channels):
            self.convs.append(StyledLayer(inputs, outputs, style, is_doubling=True))
            self.convs.append(StyledLayer(outputs, outputs, style))
            self.to_rgbs.append(ToPicture(outputs, style))

    @property
    def noise_sizes(self) -> tuple[int, ...]:
        """Side of the noise map of each layer, in the order conv1, convs.0, convs.1, ..."""
        return (self.base_px, *(self.base_px << (layer // 2 + 1) for layer in range(len(self.convs))))

    @property
    def doublings(self) -> int:
        """How often the appearance map's side doubles on the way to the picture."""
        return len(self.to_rgbs)

    def forward(
        self, style: Tensor, id_map: Tensor, noise: Sequence[Tensor] | None = None, levels: float | None = None
    ) -> Tensor:
        """Generate pictures; ``noise`` = a map [1 or B, 1, H, W] for each of ``noise_sizes``, or none.

        ``levels``: how often the size doubles, for training that begins with small pictures; all when None. With 3.25
        the picture has the size of 4 doublings, and the last layer adds a quarter of its part to the smoothly doubled
        picture of 3. Raises ValueError for levels that are not above 0 and up to ``doublings``.
        """
        levels = self.doublings if levels is None else levels
        if not 0 < levels <= self.doublings:
            raise ValueError(f"expected levels above 0 and up to {self.doublings}, got {levels}")
        maps = [None] * (len(self.convs) + 1) if noise is None else noise
        x = self.conv1(id_map, style, maps[0])
        picture: Tensor = self.to_rgb1(x, style)
        for step, to_rgb in enumerate(self.to_rgbs):
            if step >= levels:
                break
            x = self.convs[2 * step](x, style, maps[2 * step + 1])
            x = self.convs[2 * step + 1](x, style, maps[2 * step + 2])
            picture = to_rgb(x, style, picture, min(1.0, levels - step))
        return torch.tanh(picture)
