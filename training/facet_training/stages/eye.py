"""Stage 2b: the eye head of the motion encoder learns gaze and blink, whatever else the face does.

Learns ``to_eye.*`` and ``eye_embed.*`` on the frozen trunk's features. Contrast: an anchor (the eyes of one picture in
the face of another) must be nearer to the picture that it has its eyes from. The code is also supervised by what
landmarks measure (``data/eye_labels.py``), so that the roles of its numbers are known: gaze 2, 3; blink 0, 1, 4, 5, and
zero means usual. Network ``eye-scale`` of the result says what one unit is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from facet_training.config.stages.eye import EyeConfig
from facet_training.config.training import TrainingConfig
from facet_training.data.eye_labels import CHANGE_LABELS, EYE_LABEL_NAMES, eye_labels
from facet_training.data.eye_pairs import FIRST_CLIP, FIRST_FRAME, SECOND_CLIP, SECOND_FRAME, draw_eye_pairs
from facet_training.data.face_clip import FaceClip
from facet_training.data.labelled_frames import LabelledFrames
from facet_training.data.pictures import picture_tensor
from facet_training.loop.context import StageContext
from facet_training.loop.stage import Check, LossTerms, Stage, StepBatches
from facet_training.losses.contrastive import anchor_contrast
from facet_training.networks.layers.standard_scale import StandardScale
from facet_training.stages.eye_anchors import EyeAnchors, anchor_picture
from facet_training.stages.frozen_trunk import encoder_with_heads, evaluating
from facet_training.stages.unified_features import UnifiedFeatures, unified_features

LEARNED_KEYS: Final = {"motion": ("to_eye.", "eye_embed.")}
SCALE_NETWORK: Final = "eye-scale"
_PICTURES_SHOWN: Final = 8
_LARGEST_ERROR: Final = 1.0  # of a number of the code, from where on errors count linearly


class AnchorTable(NamedTuple):
    """Pairs and their anchors. Shapes: first, second, anchor [N, U]; label of the first's eyes, and of the second's."""

    first: Tensor
    second: Tensor
    anchor: Tensor
    first_label: Tensor
    second_label: Tensor

    def rows(self, rows: NDArray[np.int64]) -> AnchorTable:
        """Some pairs."""
        return AnchorTable(*(values[rows] for values in self))


class EyeBatch(NamedTuple):
    """Pairs with their anchors; frames with labels [B, U], [B, 6]."""

    pairs: AnchorTable
    unified: Tensor
    label: Tensor


class EyeBatches:
    """Batches by step: some of the pairs, and as many frames of people in balance."""

    def __init__(self, pairs: AnchorTable, frames: LabelledFrames, config: EyeConfig) -> None:
        self.pairs, self.frames, self.config = pairs, frames, config

    def __getitem__(self, step: int) -> EyeBatch:
        """Draw a batch."""
        batch = self.config.loop.batch
        random = np.random.default_rng([self.config.loop.seed, step, 3])
        rows = random.choice(len(self.pairs.first), batch, replace=len(self.pairs.first) < batch)
        return EyeBatch(self.pairs.rows(rows), *self.frames.draw(random, batch))


def anchor_table(features: UnifiedFeatures, clips: Sequence[FaceClip], pairs: NDArray[np.int64]) -> AnchorTable:
    """Features and labels of pairs; anchors are made and encoded where that was not done before."""
    used = sorted({*pairs[:, FIRST_CLIP].tolist(), *pairs[:, SECOND_CLIP].tolist()})
    unified = {index: features.of(clips[index]).unified for index in used}
    labels = {index: torch.from_numpy(eye_labels(clips[index])) for index in used}

    def gathered(table: dict[int, Tensor], clip: int, frame: int) -> Tensor:
        return torch.stack([table[int(pair[clip])][int(pair[frame])] for pair in pairs])

    return AnchorTable(
        gathered(unified, FIRST_CLIP, FIRST_FRAME),
        gathered(unified, SECOND_CLIP, SECOND_FRAME),
        EyeAnchors(features, clips).of(pairs),
        gathered(labels, FIRST_CLIP, FIRST_FRAME),
        gathered(labels, SECOND_CLIP, SECOND_FRAME),
    )


class EyeStage(Stage):
    """Contrast with anchors on the head's feature and on the code, and the code's supervised meaning.

    Source: the paper's eye loss. Differs from it in: a temperature, the code beside the feature, supervision.
    """

    name = "eye"
    judge = None

    def __init__(
        self,
        config: TrainingConfig,
        features: UnifiedFeatures,
        training: Sequence[FaceClip],
        validation: Sequence[FaceClip],
    ) -> None:
        if config.eye.measures > 0.0 and config.networks.codes.eye != len(EYE_LABEL_NAMES):
            raise ValueError(
                f"eye: expected codes of {len(EYE_LABEL_NAMES)} numbers to supervise, got {config.networks.codes.eye}"
            )
        self.config, self.device = config.eye, features.device
        self.motion = encoder_with_heads(config.networks, features, LEARNED_KEYS["motion"])
        self.scale = StandardScale(len(EYE_LABEL_NAMES)).to(self.device)
        self.trained = nn.ModuleDict({"motion": self.motion, SCALE_NETWORK: self.scale})
        self.frozen = nn.ModuleDict()
        takes = features.takes(training)
        frames = LabelledFrames(
            [take.clip for take in takes],
            [take.unified for take in takes],
            [eye_labels(take.clip, is_mirrored=take.is_mirrored) for take in takes],
        )
        self.scale.fit(frames.label, fixed=CHANGE_LABELS)
        self.training_clips = list(training)
        self.pairs = self._draw(training, self.config.pairs.count, part=0)
        if not len(self.pairs):
            raise ValueError(
                f"eye: expected pictures of different eyes at a like yaw, got none in {len(training)} clips"
            )
        self._batches = EyeBatches(anchor_table(features, training, self.pairs), frames, self.config)
        self.held_out = [features.of(clip) for clip in validation]
        kept = self._draw(validation, self.config.pairs.held_out, part=1) if validation else self.pairs[:0]
        self.held_out_pairs = anchor_table(features, validation, kept) if len(kept) else None

    def batches(self) -> StepBatches:
        """Pairs with anchors, and labelled frames."""
        return self._batches

    def loss(self, batch: EyeBatch, step: int) -> LossTerms:
        """Weighted contrast and supervision."""
        config, pairs, count = self.config, batch.pairs, len(batch.label)
        # One pass through the head, so that its normalisation sees plain pictures and anchors alike.
        everything = self.motion.to_eye(torch.cat([pairs.first, pairs.second, pairs.anchor, batch.unified]))
        everything_codes = self.motion.eye_embed(everything).float()
        features, codes = everything.split(count), everything_codes.split(count)
        labels = torch.cat([pairs.first_label, pairs.second_label, pairs.first_label, batch.label])
        terms = {
            "feature_contrast": anchor_contrast(features[2], features[0], features[1], config.temperature),
            "code_contrast": anchor_contrast(codes[2], codes[0], codes[1], config.temperature),
            "measures": functional.smooth_l1_loss(everything_codes, self.scale(labels), beta=_LARGEST_ERROR)
            if config.measures > 0.0
            else codes[0].new_zeros(()),
        }
        weights = {name: float(getattr(config, name)) for name in terms}
        shown = {"anchors_right": _share_right(features[2], features[0], features[1])}
        return LossTerms({name: term for name, term in terms.items() if weights[name] > 0.0}, weights, shown)

    def pictures(self, batch: EyeBatch) -> dict[str, Tensor]:
        """Some pairs and their anchors: who gives the eyes, who the face, and the anchor."""
        sheets: dict[str, list[Tensor]] = {"eyes": [], "face": [], "anchor": []}
        for pair in self.pairs[:_PICTURES_SHOWN]:
            first, second = self.training_clips[pair[FIRST_CLIP]], self.training_clips[pair[SECOND_CLIP]]
            sheets["eyes"].append(picture_tensor(first.picture(int(pair[FIRST_FRAME]))))
            sheets["face"].append(picture_tensor(second.picture(int(pair[SECOND_FRAME]))))
            sheets["anchor"].append(picture_tensor(anchor_picture(self.training_clips, pair)))
        return {name: torch.stack(pictures) for name, pictures in sheets.items()}

    def checks(self) -> list[Check]:
        """Anchors told right, and agreement of the code with what is measured, on people never seen."""
        config = self.config
        right_features = right_codes = float("nan")
        with evaluating(self.motion.to_eye, self.motion.eye_embed):
            if self.held_out_pairs is not None:
                features = [self.motion.to_eye(part.to(self.device)).float() for part in self.held_out_pairs[:3]]
                codes = [self.motion.eye_embed(feature).float() for feature in features]
                right_features = _share_right(features[2], features[0], features[1])
                right_codes = _share_right(codes[2], codes[0], codes[1])
            checks = [
                Check("anchors_by_feature", right_features, at_least=config.least_anchors),
                Check("anchors_by_code", right_codes),
            ]
            if config.measures > 0.0:
                checks += self._agreement()
        return checks

    def _agreement(self) -> list[Check]:
        if not self.held_out:
            return [Check(f"{name}_r", float("nan")) for name in EYE_LABEL_NAMES]
        made = [self.motion.eye_embed(self.motion.to_eye(take.unified.to(self.device))) for take in self.held_out]
        codes = torch.cat(made).float().cpu().numpy()
        truth = np.concatenate([eye_labels(take.clip) for take in self.held_out])
        checks = []
        for column, name in enumerate(EYE_LABEL_NAMES):
            least = self.config.least_correlation if column not in CHANGE_LABELS else None
            checks.append(Check(f"{name}_r", _correlation(codes[:, column], truth[:, column]), at_least=least))
        return checks

    def _draw(self, clips: Sequence[FaceClip], count: int, part: int) -> NDArray[np.int64]:
        random = np.random.default_rng([self.config.loop.seed, part, 31])
        return draw_eye_pairs(clips, count, random, self.config.pairs)


def _share_right(anchor: Tensor, positive: Tensor, negative: Tensor) -> float:
    near = functional.cosine_similarity(anchor.detach().float(), positive.detach().float(), dim=1)
    far = functional.cosine_similarity(anchor.detach().float(), negative.detach().float(), dim=1)
    return float((near > far).float().mean())


def _correlation(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Pearson's r; nan where either never changes."""
    if a.std() < 1e-9 or b.std() < 1e-9:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def make_eye_stage(context: StageContext) -> EyeStage:
    """Stage 2b on the trunk of this run.

    Raises ValueError when stage 1 is not finished or no two pictures show different eyes.
    """
    features = unified_features(context, context.config.eye.features)
    return EyeStage(context.config, features, context.training, context.validation)
