"""Stage 2a: the lip head of the motion encoder and the encoder of sound learn to say the same of the same moment.

Learns ``to_mouth.*`` of the motion encoder (on the frozen trunk's features) and ``model.*`` of the audio encoder. The
result holds whole encoders in official names, of which just these keys mean something (``LEARNED_KEYS``): the trunk is
that of stage 1, the other heads are fresh.

Little footage makes contrast learn slowly; where ``measures`` counts, one linear map (network ``lip-reading``, not part
of a pack) also reads the lips' opening, width, thickness and the chin off both features.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from facet_training.config.training import TrainingConfig
from facet_training.data.altered_copies import PLAIN
from facet_training.data.face_clip import LIP_MEASURES, FaceClip
from facet_training.data.lip_labels import lip_labels
from facet_training.data.lip_sound_pairs import LipSoundBatch, LipSoundBatches, SoundingClip
from facet_training.loop.context import StageContext
from facet_training.loop.stage import Check, LossTerms, Stage, StepBatches
from facet_training.losses.contrastive import contrast_both_ways, cosine_matrix
from facet_training.metrics.retrieval import agreement_over_lags, retrieval
from facet_training.networks.audio_encoder import AudioEncoder
from facet_training.networks.layers.standard_scale import StandardScale
from facet_training.stages.frozen_trunk import encoder_with_heads, evaluating
from facet_training.stages.unified_features import UnifiedFeatures, unified_features

READING_NETWORK: Final = "lip-reading"
LEARNED_KEYS: Final = {"motion": ("to_mouth.",), "audio": ("model.",)}
_CHUNK: Final = 256
_STILL: Final = 0.005  # iod: lips that move less say nothing of agreement
_SHOWN_PX: Final = 8  # side of one number in the picture of similarities


class _Sequence(NamedTuple):
    """Lip features of a validation clip, by sound and by sight. Shapes: [T, F] each."""

    sound: Tensor
    sight: Tensor


class LipReading(nn.Module):
    """Lip measures on a standard scale from a lip feature. Shapes: [N, F] -> [N, 4]."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.scale = StandardScale(len(LIP_MEASURES))
        self.read = nn.Linear(features, len(LIP_MEASURES))

    def forward(self, feature: Tensor) -> Tensor:
        """Read the lips."""
        measures: Tensor = self.read(feature)
        return measures


class LipSoundStage(Stage):
    """Contrast of lips seen and heard, both ways (``losses/contrastive.py``)."""

    name = "lip-sound"
    judge = None

    def __init__(
        self,
        config: TrainingConfig,
        features: UnifiedFeatures,
        training: Sequence[FaceClip],
        validation: Sequence[FaceClip],
    ) -> None:
        self.config, self.device = config.lip_sound, features.device
        self.motion = encoder_with_heads(config.networks, features, LEARNED_KEYS["motion"])
        self.audio = AudioEncoder(config.networks).to(self.device)
        self.audio.mouth_embed.requires_grad_(False)
        self.reading = LipReading(config.networks.codes.lip_feature).to(self.device)
        self.trained = nn.ModuleDict({"motion": self.motion, "audio": self.audio})
        if self.config.measures > 0.0:
            self.trained[READING_NETWORK] = self.reading
        self.frozen = nn.ModuleDict()
        takes = features.takes([clip for clip in training if clip.mel is not None])
        copies = 1 + features.config.copies
        grouped = [takes[start : start + copies] for start in range(0, len(takes), copies)]
        clips = [SoundingClip(group[0].clip, tuple(take.unified for take in group)) for group in grouped]
        self._batches = LipSoundBatches(clips, self.config)
        self.reading.scale.fit(torch.cat(self._batches.labels), fixed=range(len(LIP_MEASURES)))
        sounding = [clip for clip in validation if clip.mel is not None]
        self.held_out = [features.of(clip, PLAIN) for clip in sounding]

    def batches(self) -> StepBatches:
        """Groups of frames of one clip each."""
        return self._batches

    def loss(self, batch: LipSoundBatch, step: int) -> LossTerms:
        """Both directions of the contrast."""
        sound = self.audio.model(batch.mel)
        sight = self.motion.to_mouth(batch.unified)
        both = contrast_both_ways(sound, sight, self.config.temperature, batch.is_negative)
        similarity = cosine_matrix(sound.detach(), sight.detach())
        pairs = float(similarity.diagonal().mean())
        shown = {"cosine_of_pairs": pairs, "cosine_of_negatives": float(similarity[batch.is_negative].mean())}
        terms = {"sound_to_sight": both.sound_to_sight, "sight_to_sound": both.sight_to_sound}
        if self.config.measures > 0.0:
            truth = self.reading.scale(batch.label)
            read = [functional.smooth_l1_loss(self.reading(feature).float(), truth) for feature in (sound, sight)]
            terms["measures"] = (read[0] + read[1]) / 2.0
        return LossTerms(terms, {"sight_to_sound": self.config.sight_to_sound, "measures": self.config.measures}, shown)

    def pictures(self, batch: LipSoundBatch) -> dict[str, Tensor]:
        """Similarity of sounds (down) and pictures (right) of one validation clip; a bright diagonal is good."""
        if not self.held_out:
            return {}
        longest = max(range(len(self.held_out)), key=lambda index: self.held_out[index].clip.frames)
        sequence = self._encoded(longest, self.config.retrieval_frames)
        similarity = cosine_matrix(sequence.sound, sequence.sight)[None, None].expand(1, 3, -1, -1)
        return {"similarity": functional.interpolate(similarity, scale_factor=float(_SHOWN_PX))}

    def checks(self) -> list[Check]:
        """Retrieval of spoken frames among those of a clip, and the lag of best agreement, on people never seen."""
        sequences = [self._encoded(index) for index in range(len(self.held_out))]
        sound, sight = [entry.sound for entry in sequences], [entry.sight for entry in sequences]
        spoken = [torch.from_numpy(take.clip.is_speech) for take in self.held_out]
        found = retrieval(sound, sight, self.config.retrieval_frames, spoken)
        lags = agreement_over_lags(sound, sight)
        best = max(lags, key=lambda lag: lags[lag]) if lags else float("nan")
        least = self.config.least_retrieval
        checks = [
            Check("sound_to_sight_retrieval", found.sound_to_sight, at_least=least),
            Check("sight_to_sound_retrieval", found.sight_to_sound, at_least=least),
            Check("retrieval_within_one_frame", found.within_one),
            Check("lag_of_best_agreement_frames", best, at_least=0.0, at_most=0.0),
            Check("cosine_at_lag_0", lags.get(0, float("nan"))),
            Check("cosine_at_lag_7", (lags[-7] + lags[7]) / 2 if lags else float("nan")),
        ]
        return checks + (self._openings(sequences) if self.config.measures > 0.0 else [])

    def _openings(self, sequences: Sequence[_Sequence]) -> list[Check]:
        """Agreement within each clip of the opening that is read with the one that is measured, mean over clips."""
        by_sound: list[float] = []
        by_sight: list[float] = []
        with evaluating(self.reading):
            for take, sequence in zip(self.held_out, sequences, strict=True):
                truth = lip_labels(take.clip)[:, 0]
                for feature, found in ((sequence.sound, by_sound), (sequence.sight, by_sight)):
                    read = self.reading(feature.to(self.device))[:, 0].float().cpu().numpy()
                    if truth.std() > _STILL and len(truth) > 2:
                        found.append(float(np.corrcoef(read, truth)[0, 1]))
        heard, seen = (float(np.mean(found)) if found else float("nan") for found in (by_sound, by_sight))
        return [Check("opening_heard_r", heard, at_least=self.config.least_correlation), Check("opening_seen_r", seen)]

    def _encoded(self, index: int, frames: int | None = None) -> _Sequence:
        take = self.held_out[index]
        count = min(frames or take.clip.frames, take.clip.frames)
        mel = torch.stack([torch.from_numpy(take.clip.mel_window(frame)) for frame in range(count)])
        with evaluating(self.motion.to_mouth, self.audio.model):
            sight = self.motion.to_mouth(take.unified[:count].to(self.device)).float().cpu()
            sound = torch.cat(
                [self.audio.model(part.to(self.device)).float().cpu() for part in torch.split(mel, _CHUNK)]
            )
        return _Sequence(sound, sight)


def make_lip_sound_stage(context: StageContext) -> LipSoundStage:
    """Stage 2a on the trunk of this run. Raises ValueError when stage 1 is not finished or no clip has sound."""
    features = unified_features(context, context.config.lip_sound.features)
    return LipSoundStage(context.config, features, context.training, context.validation)
