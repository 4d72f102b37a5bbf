"""Judges of pictures on two scales, for training only."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from facet_training.config.pdfgc import PdfgcConfig


class PatchDiscriminator(nn.Module):
    """4x4 convolutions with padding 2: plain, then spectrally normalised ones with InstanceNorm, then one map.

    Shapes: image [B, 3, H, W] -> the image itself, the features of each convolution, the verdict [B, 1, h, w].
    """

    def __init__(self, channels: tuple[int, ...]) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Sequential(nn.Conv2d(3, channels[0], 4, stride=2, padding=2), _leak())])
        for number, (inputs, outputs) in enumerate(pairwise(channels)):
            stride = 1 if number == len(channels) - 2 else 2
            convolution = spectral_norm(nn.Conv2d(inputs, outputs, 4, stride=stride, padding=2, bias=False))
            self.layers.append(nn.Sequential(convolution, nn.InstanceNorm2d(outputs), _leak()))
        self.layers.append(nn.Conv2d(channels[-1], 1, 4, padding=2))

    def forward(self, image: Tensor) -> list[Tensor]:
        """Features and verdict; the image is the first, so that feature matching includes the pixels."""
        found = [image]
        for layer in self.layers:
            found.append(layer(found[-1]))
        return found


def _leak() -> nn.LeakyReLU:
    return nn.LeakyReLU(0.2)


class Discriminator(nn.Module):
    """The same judge on the picture and on the picture halved by averages over 3x3.

    Shapes: image [B, 3, S, S] in [-1, 1] -> per scale a list of tensors whose last is the verdict.
    Source: official configuration (pix2pixHD's multi-scale discriminator); no weights were published.
    """

    def __init__(self, config: PdfgcConfig) -> None:
        super().__init__()
        sizes = config.discriminator
        self.scales = nn.ModuleList([PatchDiscriminator(sizes.channels) for _ in range(sizes.scales)])

    def forward(self, image: Tensor) -> list[list[Tensor]]:
        """Judge pictures."""
        found: list[list[Tensor]] = []
        for number, scale in enumerate(self.scales):
            if number > 0:
                image = functional.avg_pool2d(image, 3, stride=2, padding=1, count_include_pad=False)
            found.append(scale(image))
        return found
