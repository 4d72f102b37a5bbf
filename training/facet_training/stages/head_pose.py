"""Stage 2c: the head pose head of the motion encoder learns the pose that landmarks give.

Learns ``to_headpose.*`` and ``headpose_embed.*`` on the frozen trunk's features. The code of six numbers is
``FaceClip.head_pose`` on a standard scale: angles are only divided (0 = frontal, which is what a head pose that is
switched off means to the generator), place and size have their median taken away (0 = usual framing). So nothing has to
be folded into the weights; network ``head-pose-scale`` of the result says what one unit is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from facet_training.config.training import TrainingConfig
from facet_training.data.altered_copies import altered_head_pose
from facet_training.data.face_clip import HEAD_POSE_NAMES, FaceClip
from facet_training.data.labelled_frames import LabelledBatch, LabelledBatches, LabelledFrames
from facet_training.loop.context import StageContext
from facet_training.loop.stage import Check, LossTerms, Stage, StepBatches
from facet_training.networks.layers.standard_scale import StandardScale
from facet_training.stages.frozen_trunk import encoder_with_heads, evaluating
from facet_training.stages.unified_features import FeatureTake, UnifiedFeatures, unified_features

LEARNED_KEYS: Final = {"motion": ("to_headpose.", "headpose_embed.")}
SCALE_NETWORK: Final = "head-pose-scale"
ANGLES: Final = ("pitch", "yaw", "roll")


def _pose_of(take: FeatureTake) -> NDArray[np.float32]:
    return altered_head_pose(take.clip.head_pose, take.is_mirrored, take.moves)


class HeadPoseStage(Stage):
    """L1 to the standardised pose.

    Source: the paper's head pose loss. Differs from it in: where the pose comes from (landmarks in the same picture).
    """

    name = "head-pose"
    judge = None

    def __init__(
        self,
        config: TrainingConfig,
        features: UnifiedFeatures,
        training: Sequence[FaceClip],
        validation: Sequence[FaceClip],
    ) -> None:
        if config.networks.codes.head_pose != len(HEAD_POSE_NAMES):
            raise ValueError(
                f"head-pose: expected codes of {len(HEAD_POSE_NAMES)} numbers, got {config.networks.codes.head_pose}"
            )
        self.config, self.device = config.head_pose, features.device
        self.motion = encoder_with_heads(config.networks, features, LEARNED_KEYS["motion"])
        self.scale = StandardScale(len(HEAD_POSE_NAMES)).to(self.device)
        self.trained = nn.ModuleDict({"motion": self.motion, SCALE_NETWORK: self.scale})
        self.frozen = nn.ModuleDict()
        takes = features.takes(training)
        frames = LabelledFrames(
            [take.clip for take in takes], [take.unified for take in takes], [_pose_of(take) for take in takes]
        )
        self.scale.fit(frames.label, fixed=[HEAD_POSE_NAMES.index(name) for name in ANGLES])
        loop = self.config.loop
        self._batches = LabelledBatches(frames, loop.batch, [loop.seed, 4])
        self.held_out = [features.of(clip) for clip in validation]

    def batches(self) -> StepBatches:
        """Frames of people in balance."""
        return self._batches

    def loss(self, batch: LabelledBatch, step: int) -> LossTerms:
        """Mean over the six numbers of the absolute difference, in standard units."""
        error = (self._codes(batch.unified) - self.scale(batch.label)).abs().mean(0)
        degrees = (error.detach()[: len(ANGLES)] * self.scale.spread[: len(ANGLES)]).mean() * (180.0 / math.pi)
        return LossTerms({"head_pose": error.mean()}, {}, {"angle_error_deg": float(degrees)})

    def checks(self) -> list[Check]:
        """Mean error of each number on people never seen; the angles in degrees."""
        if not self.held_out:
            return [Check(f"{name}_error_deg", float("nan"), at_most=self.config.most_error_deg) for name in ANGLES]
        with evaluating(self.motion.to_headpose, self.motion.headpose_embed):
            made = [self.scale.restore(self._codes(take.unified.to(self.device))).cpu() for take in self.held_out]
        truth = torch.cat([torch.from_numpy(take.clip.head_pose) for take in self.held_out])
        error = (torch.cat(made) - truth).abs().mean(0)
        checks = []
        for name, value in zip(HEAD_POSE_NAMES, error.tolist(), strict=True):
            if name in ANGLES:
                checks.append(Check(f"{name}_error_deg", math.degrees(value), at_most=self.config.most_error_deg))
            else:
                checks.append(Check(f"{name}_error", value))
        return checks

    def _codes(self, unified: Tensor) -> Tensor:
        codes: Tensor = self.motion.headpose_embed(self.motion.to_headpose(unified))
        return codes.float()


def make_head_pose_stage(context: StageContext) -> HeadPoseStage:
    """Stage 2c on the trunk of this run. Raises ValueError when stage 1 is not finished or there are no clips."""
    features = unified_features(context, context.config.head_pose.features)
    return HeadPoseStage(context.config, features, context.training, context.validation)
