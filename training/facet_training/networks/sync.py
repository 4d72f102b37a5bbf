"""Whether lips and sound belong together: five pictures of a mouth and their sound in one space."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from torch import Tensor, nn
from torch.nn import functional

from facet_training.data.pdfgc_audio import MEL_BINS, WINDOW_ROWS

WINDOW_PICTURES: Final = 5


class SyncCodes(NamedTuple):
    """Shapes: lips [B, D], sound [B, D]; each of length 1."""

    lips: Tensor
    sound: Tensor


def _layer(inputs: int, outputs: int, stride: int | tuple[int, int]) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]


def _code(inputs: int, width: int) -> list[nn.Module]:
    """Centred numbers: a code that is alike for all windows, where such losses like to end at first, is none then."""
    return [nn.Flatten(), nn.Linear(inputs, width, bias=False), nn.BatchNorm1d(width, affine=False)]


class SyncNetwork(nn.Module):
    """Two small convolutional networks that end in unit vectors; their distance is small where lips fit the sound.

    Args:
        mouth_px: side S of the mouth picture, a multiple of 2 ** len(channels).
        channels: after each halving. width: D.

    Shapes: mouths [B, 5, S, S] luma in [-1, 1], five consecutive pictures; mel [B, 1, M=80, R=20] in [0, 1], the window
    of the middle picture -> see ``SyncCodes``. Raises ValueError for a side that does not divide.
    Source: protocol of SyncNet (Chung and Zisserman, Out of time, 2016): 0.2 s of lips and of sound, distances over
    shifts. Differs from it in: mel rows instead of 13 coefficients, a smaller network, unit vectors, and a loss over
    many shifts at once (as in Chung et al., Perfect Match, 2019) instead of pairs.
    """

    def __init__(self, mouth_px: int, channels: Sequence[int], width: int) -> None:
        super().__init__()
        if mouth_px % (1 << len(channels)):
            raise ValueError(f"expected a mouth picture of a multiple of {1 << len(channels)} px, got {mouth_px}")
        self.mouth_px = mouth_px
        sight: list[nn.Module] = _layer(WINDOW_PICTURES, channels[0], 2)
        for inputs, outputs in pairwise(channels):
            sight += [*_layer(inputs, outputs, 2), *_layer(outputs, outputs, 1)]
        side = mouth_px >> len(channels)
        self.sight = nn.Sequential(*sight, *_code(channels[-1] * side * side, width))
        # Bands are halved from the first layer on, rows (10 ms) only from the second: timing is what matters.
        hearing: list[nn.Module] = _layer(1, channels[0], (2, 1))
        bands, rows = -(-MEL_BINS // 2), WINDOW_ROWS
        for inputs, outputs in pairwise(channels):
            hearing += [*_layer(inputs, outputs, 2), *_layer(outputs, outputs, 1)]
            bands, rows = -(-bands // 2), -(-rows // 2)
        self.hearing = nn.Sequential(*hearing, *_code(channels[-1] * bands * rows, width))

    def lips(self, mouths: Tensor) -> Tensor:
        """Encode mouths. Shapes: [B, 5, S, S] -> [B, D]."""
        return functional.normalize(self.sight(mouths).float(), dim=1)

    def sound(self, mel: Tensor) -> Tensor:
        """Encode windows of sound. Shapes: [B, 1, 80, 20] -> [B, D]."""
        return functional.normalize(self.hearing(mel).float(), dim=1)

    def forward(self, mouths: Tensor, mel: Tensor) -> SyncCodes:
        """Encode both."""
        return SyncCodes(self.lips(mouths), self.sound(mel))
