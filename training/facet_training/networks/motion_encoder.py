"""What a face does, apart from whose it is: one trunk, four heads."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.networks.layers.factor_head import code_head, feature_head
from facet_training.networks.layers.hourglass import Hourglass
from facet_training.networks.layers.preactivated_block import PreactivatedBlock


class MotionCodes(NamedTuple):
    """Shapes: head_pose [B, 6], eye [B, 6], expression [B, 30], lip_feature [B, 512] with the official sizes."""

    head_pose: Tensor
    eye: Tensor
    expression: Tensor
    lip_feature: Tensor


class MotionFeatures(NamedTuple):
    """Features behind each head, before the last ReLU. Shapes: [B, F] each."""

    head_pose: Tensor
    eye: Tensor
    expression: Tensor
    lip: Tensor


class MotionTrunk(nn.Module):
    """A face alignment network of one hourglass whose maps feed a regressor.

    Shapes: image [B, 3, S, S] -> unified motion feature [B, U]; S a multiple of 8.
    """

    def __init__(self, config: PdfgcConfig) -> None:
        super().__init__()
        sizes = config.motion
        self.conv1 = nn.Conv2d(3, sizes.stem, 7, stride=2, padding=3)
        self.bn1 = nn.BatchNorm2d(sizes.stem)
        self.conv2 = PreactivatedBlock(sizes.stem, sizes.first)
        self.conv3 = PreactivatedBlock(sizes.first, sizes.first)
        self.conv4 = PreactivatedBlock(sizes.first, sizes.hourglass)
        self.m0 = Hourglass(sizes.hourglass, sizes.levels, sizes.dropout)
        self.top_m_0 = PreactivatedBlock(sizes.hourglass, sizes.hourglass)
        self.conv_last0 = nn.Conv2d(sizes.hourglass, sizes.hourglass, 1)
        self.l0 = nn.Conv2d(sizes.hourglass, sizes.maps, 1)
        self.bn_end0 = nn.BatchNorm2d(sizes.hourglass)
        self.conv6 = nn.Conv2d(sizes.maps, 1, 3, stride=2, padding=1)
        self.fc = nn.Linear((config.picture_px // 8) ** 2, sizes.unified)
        self.bn5 = nn.BatchNorm2d(sizes.maps)

    def forward(self, image: Tensor) -> Tensor:
        """Encode pictures."""
        x = torch.relu(self.bn1(self.conv1(image)))
        x = functional.max_pool2d(self.conv2(x), 2)
        x = self.top_m_0(self.m0(self.conv4(self.conv3(x))))
        maps = self.l0(torch.relu(self.bn_end0(self.conv_last0(x))))
        one = self.conv6(torch.relu(self.bn5(maps)))
        unified: Tensor = self.fc(torch.relu(one.flatten(1)))
        return unified


class MotionEncoder(nn.Module):
    """Codes of head pose, eyes and expression, and the lip feature that sound is matched with.

    Shapes: image [B, 3, S, S] in [-1, 1] -> see ``MotionCodes``. ``mouth_embed`` (lip code by sight) is in the official
    files and is not used by them at inference.
    Source: official inference code; names are those of ``motion_model.pth``.
    """

    def __init__(self, config: PdfgcConfig) -> None:
        super().__init__()
        codes, unified = config.codes, config.motion.unified
        self.model = MotionTrunk(config)
        self.to_mouth = feature_head(unified, codes.lip_feature)
        self.mouth_embed = code_head(codes.lip_feature, codes.lip)
        self.to_headpose = feature_head(unified, unified)
        self.headpose_embed = code_head(unified, codes.head_pose)
        self.to_eye = feature_head(unified, unified)
        self.eye_embed = code_head(unified, codes.eye)
        self.to_emo = feature_head(unified, unified)
        self.emo_embed = code_head(unified, codes.expression)

    def features(self, unified: Tensor) -> MotionFeatures:
        """Features of each factor from the trunk's feature [B, U]."""
        return MotionFeatures(
            self.to_headpose(unified), self.to_eye(unified), self.to_emo(unified), self.to_mouth(unified)
        )

    def codes(self, features: MotionFeatures) -> MotionCodes:
        """Codes from the factors' features."""
        return MotionCodes(
            self.headpose_embed(features.head_pose),
            self.eye_embed(features.eye),
            self.emo_embed(features.expression),
            features.lip,
        )

    def forward(self, image: Tensor) -> MotionCodes:
        """Encode pictures."""
        return self.codes(self.features(self.model(image)))
