"""SyncNet as published, for scores that compare with the literature; the user brings the file of its weights."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn

PICTURE_PX: Final = 224
COEFFICIENTS: Final = 13
WINDOW_STEPS: Final = 20  # of 10 ms
WINDOW_PICTURES: Final = 5
CODE_WIDTH: Final = 1024

# (inputs, outputs, kernel, stride, padding) of a convolution with BatchNorm and ReLU, or (kernel, stride, padding) of a
# pooling: numbers of the published architecture.
_Row = tuple[Any, ...]
_SOUND: Final[tuple[_Row, ...]] = (
    (1, 64, (3, 3), 1, 1),
    ((1, 1), (1, 1), 0),
    (64, 192, (3, 3), 1, 1),
    ((3, 3), (1, 2), 0),
    (192, 384, (3, 3), 1, 1),
    (384, 256, (3, 3), 1, 1),
    (256, 256, (3, 3), 1, 1),
    ((3, 3), (2, 2), 0),
    (256, 512, (5, 4), 1, 0),
)
_LIPS: Final[tuple[_Row, ...]] = (
    (3, 96, (5, 7, 7), (1, 2, 2), 0),
    ((1, 3, 3), (1, 2, 2), 0),
    (96, 256, (1, 5, 5), (1, 2, 2), (0, 1, 1)),
    ((1, 3, 3), (1, 2, 2), (0, 1, 1)),
    (256, 256, (1, 3, 3), 1, (0, 1, 1)),
    (256, 256, (1, 3, 3), 1, (0, 1, 1)),
    (256, 256, (1, 3, 3), 1, (0, 1, 1)),
    ((1, 3, 3), (1, 2, 2), 0),
    (256, 512, (1, 6, 6), 1, 0),
)


def _trunk(rows: Iterable[_Row], dimensions: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    flat = dimensions == 2
    for row in rows:
        if len(row) == 3:
            layers.append(nn.MaxPool2d(*row) if flat else nn.MaxPool3d(*row))
            continue
        inputs, outputs, kernel, stride, padding = row
        layers.append((nn.Conv2d if flat else nn.Conv3d)(inputs, outputs, kernel, stride, padding))
        layers += [nn.BatchNorm2d(outputs) if flat else nn.BatchNorm3d(outputs), nn.ReLU()]
    return nn.Sequential(*layers)


def _head() -> nn.Sequential:
    return nn.Sequential(nn.Linear(512, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, CODE_WIDTH))


class SyncNet(nn.Module):
    """The published network; names are those of ``syncnet_v2.model``.

    Shapes: lips: pictures [B, 3, 5, 224, 224] BGR levels 0 .. 255 -> [B, 1024]; sound: coefficients [B, 1, 13, 20]
    (``data.syncnet_audio``) -> [B, 1024]. Codes are not normalised.
    Source: Chung and Zisserman, Out of time: automated lip sync in the wild (2016); the published inference code (MIT).
    """

    def __init__(self) -> None:
        super().__init__()
        self.netcnnaud = _trunk(_SOUND, 2)
        self.netfcaud = _head()
        self.netcnnlip = _trunk(_LIPS, 3)
        self.netfclip = _head()

    def lips(self, pictures: Tensor) -> Tensor:
        """Encode five pictures."""
        code: Tensor = self.netfclip(self.netcnnlip(pictures).flatten(1))
        return code

    def sound(self, coefficients: Tensor) -> Tensor:
        """Encode 0.2 s of sound."""
        code: Tensor = self.netfcaud(self.netcnnaud(coefficients).flatten(1))
        return code


def load_syncnet(path: Path) -> SyncNet:
    """Read the user's file of weights. Raises ValueError when it is missing, or holds other names or shapes."""
    if not path.exists():
        raise ValueError(f"expected the weights of SyncNet (syncnet_v2.model), found no file {path}")
    try:
        stored: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise ValueError(f"{path.name}: expected a file of tensors, could not read it ({error})") from error
    network = SyncNet()
    for name, value in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        found = stored.get(name) if isinstance(stored, dict) else None
        if not isinstance(found, Tensor) or found.shape != value.shape:
            shape = list(found.shape) if isinstance(found, Tensor) else "nothing"
            raise ValueError(f"{path.name}: expected {name} {list(value.shape)}, found {shape}")
        value.copy_(found)
    network.eval().requires_grad_(False)
    return network
