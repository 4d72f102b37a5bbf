"""What lips do, from sound: a squeeze-and-excitation ResNet-34 with attention over time."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.networks.layers.factor_head import code_head


class LipCodes(NamedTuple):
    """Shapes: feature [B, 512] (space of the contrastive losses), embedding [B, 500] (the generator's lip code)."""

    feature: Tensor
    embedding: Tensor


class ChannelGate(nn.Module):
    """Squeeze and excitation: scales each channel by what all channels are on average. Shapes: [B, C, H, W] kept."""

    def __init__(self, channels: int, reduction: int) -> None:
        super().__init__()
        inner = channels // reduction
        self.fc = nn.Sequential(nn.Linear(channels, inner), nn.ReLU(), nn.Linear(inner, channels), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        """Scale the channels."""
        gate: Tensor = self.fc(x.mean((2, 3)))
        return x * gate[:, :, None, None]


class GatedBlock(nn.Module):
    """conv, ReLU, BatchNorm, conv, BatchNorm, gate, shortcut, ReLU (the ReLU comes before the first norm)."""

    def __init__(self, inputs: int, outputs: int, stride: int, reduction: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.se = ChannelGate(outputs, reduction)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x: Tensor) -> Tensor:
        """Apply the block."""
        inner = self.bn1(torch.relu(self.conv1(x)))
        inner = self.se(self.bn2(self.conv2(inner)))
        return torch.relu(inner + self.downsample(x))


class SpeechTrunk(nn.Module):
    """Shapes: mel [B, 1, M, R] -> lip feature [B, F]; attention weighs the R/8 time steps of each channel and band."""

    def __init__(self, config: PdfgcConfig) -> None:
        super().__init__()
        sizes = config.audio
        self.conv1 = nn.Conv2d(1, sizes.channels[0], 3, padding=1)
        self.bn1 = nn.BatchNorm2d(sizes.channels[0])
        self.stage_names = [f"layer{number + 1}" for number in range(len(sizes.channels))]
        inputs, bands = sizes.channels[0], sizes.mel_bins
        for number, (name, outputs, blocks) in enumerate(
            zip(self.stage_names, sizes.channels, sizes.blocks, strict=True)
        ):
            stage = nn.Sequential()
            for block in range(blocks):
                stride = 2 if number > 0 and block == 0 else 1
                bands = -(-bands // stride)
                stage.append(GatedBlock(inputs, outputs, stride, sizes.reduction))
                inputs = outputs
            self.add_module(name, stage)
        self.rows = inputs * bands
        self.attention = nn.Sequential(
            nn.Conv1d(self.rows, sizes.attention, 1),
            nn.ReLU(),
            nn.BatchNorm1d(sizes.attention),
            nn.Conv1d(sizes.attention, self.rows, 1),
            nn.Softmax(dim=2),
        )
        self.fc = nn.Linear(self.rows, config.codes.lip_feature)

    def forward(self, mel: Tensor) -> Tensor:
        """Encode mel windows."""
        x = self.bn1(torch.relu(self.conv1(mel)))
        for name in self.stage_names:
            x = self.get_submodule(name)(x)
        # Plain numbers, so that a traced graph holds them as constants.
        x = x.reshape(-1, self.rows, int(x.shape[3]))
        feature: Tensor = self.fc((x * self.attention(x)).sum(2))
        return feature


class AudioEncoder(nn.Module):
    """Lip feature and lip code of windows of sound.

    Shapes: mel [B, 1, M=80, R=20] in [0, 1] -> see ``LipCodes``.
    Source: official inference code; names are those of ``audio_model.pth``.
    """

    def __init__(self, config: PdfgcConfig) -> None:
        super().__init__()
        self.model = SpeechTrunk(config)
        self.mouth_embed = code_head(config.codes.lip_feature, config.codes.lip)

    def forward(self, mel: Tensor) -> LipCodes:
        """Encode mel windows."""
        feature = self.model(mel)
        return LipCodes(feature, self.mouth_embed(feature))
