"""Who is in the picture: a ResNeXt-50 32x4d with two branches."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig


class AppearanceCode(NamedTuple):
    """Shapes: id_vector [B, D], at least 0; id_map [B, C, h, w] = [B, 512, 7, 7] with the official sizes."""

    id_vector: Tensor
    id_map: Tensor


class GroupedBottleneck(nn.Module):
    """1x1, grouped 3x3 (with the stride), 1x1, each with BatchNorm; shortcut, then ReLU."""

    def __init__(self, inputs: int, width: int, outputs: int, groups: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, groups=groups, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        """Apply the block."""
        inner = torch.relu(self.bn1(self.conv1(x)))
        inner = torch.relu(self.bn2(self.conv2(inner)))
        return torch.relu(self.bn3(self.conv3(inner)) + self.downsample(x))


class ResNeXt(nn.Module):
    """The trunk. Shapes: image [B, 3, S, S] -> [B, D, S/32, S/32] with the official strides."""

    def __init__(self, config: PdfgcConfig) -> None:
        super().__init__()
        sizes = config.appearance
        self.conv1 = nn.Conv2d(3, sizes.stem, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(sizes.stem)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1)
        inputs = sizes.stem
        stages = zip(sizes.blocks, sizes.widths, sizes.channels, sizes.strides, strict=True)
        self.stage_names = [f"layer{number + 1}" for number in range(len(sizes.blocks))]
        for name, (blocks, width, outputs, stride) in zip(self.stage_names, stages, strict=True):
            stage = nn.Sequential()
            for block in range(blocks):
                stage.append(GroupedBottleneck(inputs, width, outputs, sizes.groups, stride if block == 0 else 1))
                inputs = outputs
            self.add_module(name, stage)

    def forward(self, image: Tensor) -> Tensor:
        """Features of the last stage."""
        x: Tensor = self.pool(torch.relu(self.bn1(self.conv1(image))))
        for name in self.stage_names:
            x = self.get_submodule(name)(x)
        return x


class AppearanceEncoder(nn.Module):
    """Identity and look of a person, constant over a take.

    Shapes: image [B, 3, S, S] in [-1, 1] -> id_vector [B, D] (mean over the last features), id_map [B, C, h, w] (their
    1x1 convolution, no activation).
    Source: design of the official inference code; names are those of ``appearance_model.pth``.
    """

    def __init__(self, config: PdfgcConfig) -> None:
        super().__init__()
        self.model = ResNeXt(config)
        self.conv1x1 = nn.Conv2d(config.codes.id, config.id_map[0], 1)

    def forward(self, image: Tensor) -> AppearanceCode:
        """Encode pictures."""
        features = self.model(image)
        return AppearanceCode(features.mean((2, 3)), self.conv1x1(features))
