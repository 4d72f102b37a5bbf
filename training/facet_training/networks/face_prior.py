"""A small network of our own that reads a face and whose features judge pictures; it needs no outside weights.

One trunk. Its features make the perceptual loss. Its heads say where the 68 points are, how the head is held, what
lips, eyes and brows do, and whose face it is. Everything is differentiable with respect to the picture.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from facet_training.config.stages.face_prior import FacePriorSizes
from facet_training.data.face_clip import (
    EXPRESSION_MEASURES,
    EYE_MEASURES,
    FACE_POINTS,
    HEAD_POSE_NAMES,
    LIP_MEASURES,
    MEASURE_NAMES,
    measure_columns,
)
from facet_training.networks.layers.face_patches import EYE_PATCHES, MOUTH_PATCH, cut_patches
from facet_training.networks.layers.point_map import PointMap

_LEVELS = 5


class FaceReading(NamedTuple):
    """What the network says of pictures.

    Shapes: points [B, 68, 2], half sides from the picture's middle, x right, y down; head_pose [B, 6] and measures
    [B, 12] in standard deviations from the mean of the training pictures; identity [B, D], length 1;
    expression [B, E], the hidden feature psi of the expression branch.
    """

    points: Tensor
    head_pose: Tensor
    measures: Tensor
    identity: Tensor
    expression: Tensor


class TrainingReading(NamedTuple):
    """A reading with what only training needs.

    Shapes: branch_measures [B, 12], the measures as the expression branch reads them; features: maps of the view.
    """

    reading: FaceReading
    branch_measures: Tensor
    features: list[Tensor]


def _normed(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution whose outputs have mean 0 and deviation 1 over the training pictures."""
    convolution = nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs, eps=1e-3))


class _Residual(nn.Module):
    """Two convolutions beside the map itself. Shapes: [B, C, H, W] -> same."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _normed(channels, channels)
        self.second = _normed(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        inner: Tensor = self.second(torch.relu(self.first(x)))
        return torch.relu(x + inner)


class _Level(nn.Module):
    """One level of the trunk. Shapes: [B, I, H, W] -> [B, O, H / stride, W / stride], not negative."""

    def __init__(self, inputs: int, outputs: int, blocks: int, stride: int) -> None:
        super().__init__()
        self.first = _normed(inputs, outputs, stride=stride)
        self.blocks = nn.Sequential(*[_Residual(outputs) for _ in range(blocks)])

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.blocks(torch.relu(self.first(x)))
        return found


class _PatchBranch(nn.Module):
    """A look at a part of the face from near. Shapes: [B, 3, P, P] -> [B, D]."""

    def __init__(self, side_px: int, channels: int, outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            _normed(3, channels), nn.ReLU(),
            _normed(channels, 2 * channels, stride=2), nn.ReLU(),
            _normed(2 * channels, 2 * channels, stride=2), nn.ReLU(),
            nn.Flatten(),
            nn.Linear(2 * channels * (side_px // 4) ** 2, outputs), nn.ReLU(),
        )  # fmt: skip

    def forward(self, patches: Tensor) -> Tensor:
        found: Tensor = self.layers(patches)
        return found


class FacePrior(nn.Module):
    """Reads faces in aligned pictures.

    Shapes: image [B, 3, S, S] in [-1, 1], S a multiple of 8 -> ``FaceReading``; ``features`` -> a list of five maps.
    The heads see the picture at ``sizes.view_px``, the branches of eyes and mouth see patches of it as it is.

    Buffers: mean and deviation of head pose and measures over the training pictures; ``spread``: mean distances between
    the features of two training pictures of any people ([7]: one a level, then phi, then psi), by which the losses
    divide.
    """

    pose_mean: Tensor
    pose_deviation: Tensor
    measure_mean: Tensor
    measure_deviation: Tensor
    eye_distance: Tensor
    spread: Tensor

    def __init__(self, sizes: FacePriorSizes) -> None:
        super().__init__()
        self.sizes = sizes
        channels, hidden = sizes.channels, sizes.hidden
        self.levels = nn.ModuleList(
            _Level(inputs, outputs, blocks, 1 if number == 0 else 2)
            for number, (inputs, outputs, blocks) in enumerate(
                zip((3, *channels[:-1]), channels, sizes.blocks, strict=True)
            )
        )
        last = -(-sizes.view_px // 16)
        cells = last**2
        self.points = PointMap(channels[2:], sizes.decoder, FACE_POINTS)
        self.narrow = nn.Sequential(_normed(channels[4], hidden // 4, 1), nn.ReLU(), nn.Flatten())
        self.whole = nn.Sequential(nn.Linear(cells * (hidden // 4), hidden), nn.ReLU())
        self.pose_head = nn.Sequential(
            nn.Linear(hidden + 2 * FACE_POINTS, hidden), nn.ReLU(), nn.Linear(hidden, len(HEAD_POSE_NAMES))
        )
        self.eyes = _PatchBranch(sizes.patch_px, sizes.patch, hidden // 2)
        self.mouth = _PatchBranch(sizes.patch_px, sizes.patch, hidden // 2)
        context = hidden + 2 * FACE_POINTS + len(HEAD_POSE_NAMES)
        self.eye_head = nn.Sequential(
            nn.Linear(context + hidden, hidden), nn.ReLU(), nn.Linear(hidden, len(EYE_MEASURES))
        )
        self.lip_head = nn.Sequential(
            nn.Linear(context + hidden // 2, hidden), nn.ReLU(), nn.Linear(hidden, len(LIP_MEASURES))
        )
        self.expression_map = nn.Sequential(
            _normed(channels[3], hidden // 4), nn.ReLU(), nn.AvgPool2d(2, ceil_mode=True), nn.Flatten()
        )
        self.expression_hidden = nn.Linear(cells * (hidden // 4), sizes.expression)
        self.expression_head = nn.Linear(sizes.expression, len(MEASURE_NAMES))
        self.identity_map = _normed(channels[4], sizes.identity, 1)
        self.identity_cells = nn.Conv2d(sizes.identity, sizes.identity, last, groups=sizes.identity, bias=False)
        self.identity_vector = nn.Linear(sizes.identity, sizes.identity)
        self.register_buffer("pose_mean", torch.zeros(len(HEAD_POSE_NAMES)))
        self.register_buffer("pose_deviation", torch.ones(len(HEAD_POSE_NAMES)))
        self.register_buffer("measure_mean", torch.zeros(len(MEASURE_NAMES)))
        self.register_buffer("measure_deviation", torch.ones(len(MEASURE_NAMES)))
        self.register_buffer("eye_distance", torch.tensor(0.8))
        self.register_buffer("spread", torch.ones(_LEVELS + 2))
        order = [*LIP_MEASURES, *EYE_MEASURES, *EXPRESSION_MEASURES]
        self._order = [order.index(name) for name in MEASURE_NAMES]
        self._expression_columns = measure_columns(EXPRESSION_MEASURES)

    def features(self, image: Tensor) -> list[Tensor]:
        """Maps of the trunk at the picture's own size.

        Shapes: [B, 3, S, S] -> [B, C_l, S / 2^l, S / 2^l] rounded up, l = 0..4.
        """
        if image.dim() != 4 or image.shape[1] != 3 or image.shape[2] % 8 or image.shape[3] % 8:
            raise ValueError(f"expected pictures [B, 3, S, S], S a multiple of 8, got {list(image.shape)}")
        found = [self.levels[0](image)]
        for level in self.levels[1:]:
            found.append(level(found[-1]))
        return found

    def view(self, image: Tensor) -> Tensor:
        """The picture at the side that the heads see: means of areas when it shrinks. Shapes: -> [B, 3, V, V]."""
        side, seen = image.shape[-1], self.sizes.view_px
        if side == seen:
            return image
        if side % seen == 0:
            return functional.avg_pool2d(image, side // seen)
        small: Tensor = functional.interpolate(
            image, size=(seen, seen), mode="bilinear", align_corners=False, antialias=True
        )
        return small

    def read(self, image: Tensor) -> TrainingReading:
        """Read faces, with what training needs."""
        features = self.features(self.view(image))
        points = self.points(features[2:])
        whole = self.whole(self.narrow(features[4]))
        flat = points.flatten(1)
        head_pose = self.pose_head(torch.cat([whole, flat], 1))
        # The patches lie where the points are, but no loss moves points by way of where a patch was cut.
        eyes = cut_patches(image, points.detach(), EYE_PATCHES, self.sizes.patch_px)
        mouth = cut_patches(image, points.detach(), MOUTH_PATCH, self.sizes.patch_px)
        context = torch.cat([whole, flat, head_pose.to(flat.dtype)], 1)
        seen_eyes = self.eyes(eyes.flatten(0, 1)).unflatten(0, (image.shape[0], 2)).flatten(1)
        eye = self.eye_head(torch.cat([context, seen_eyes], 1))
        lip = self.lip_head(torch.cat([context, self.mouth(mouth[:, 0])], 1))
        psi = torch.tanh(self.expression_hidden(self.expression_map(features[3])))
        branch = self.expression_head(psi)
        measures = torch.cat([lip, eye, branch[:, self._expression_columns]], 1)[:, self._order]
        cells = self.identity_cells(torch.relu(self.identity_map(features[4]))).flatten(1)
        identity = functional.normalize(self.identity_vector(cells).float(), dim=1)
        reading = FaceReading(points, head_pose.float(), measures.float(), identity, psi.float())
        return TrainingReading(reading, branch.float(), features)

    def forward(self, image: Tensor) -> FaceReading:
        """Read faces."""
        return self.read(image).reading

    def head_pose_of(self, reading: FaceReading) -> Tensor:
        """Head pose in the units of ``FaceClip.head_pose``. Shapes: -> [B, 6]."""
        return reading.head_pose * self.pose_deviation + self.pose_mean

    def measures_of(self, reading: FaceReading) -> Tensor:
        """Measures in the units of ``FaceClip.measures``. Shapes: -> [B, 12]."""
        return reading.measures * self.measure_deviation + self.measure_mean

    @staticmethod
    def points_of(reading: FaceReading, side_px: int) -> Tensor:
        """Points in px of a picture of a side (a pixel's middle is a whole number). Shapes: -> [B, 68, 2]."""
        return reading.points * (side_px / 2) + (side_px - 1) / 2

    def geometry_of(self, reading: FaceReading) -> Tensor:
        """The feature phi: points in outer-eye distances, then the standardised pose. Shapes: -> [B, 136 + 6].

        The 136 numbers are divided by the root of 22 (that is 136 / 6), so that points and pose weigh alike.
        """
        shape = reading.points.flatten(1) / self.eye_distance / (FACE_POINTS * 2 / len(HEAD_POSE_NAMES)) ** 0.5
        return torch.cat([shape, reading.head_pose], 1)
