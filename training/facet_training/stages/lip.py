"""The lip stage: from speech to the lip factor, nothing frozen.

Learned: every member of the ensemble on its own seed, plus an auxiliary head for face curves that is dropped at
export. Batch: random windows of people balanced by the square root of their length. Done when the configured
iterations are over; the averaged weights are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from facet_training.config.lip import LipStageConfig
from facet_training.data.face_curves import CURVE_COMPONENTS
from facet_training.data.lip_sequences import LipSequence
from facet_training.data.lip_shape import LipBasis, point_weights
from facet_training.data.sampler import LipSampler
from facet_training.loop.seed import seed_everything
from facet_training.loop.trainer import TrainingLog, train_module
from facet_training.losses.combine import LipLoss
from facet_training.networks.lip_predictor import LipEnsemble, LipPrediction, LipPredictor
from facet_training.stages.adaptation_features import fit_reduction


class LipTrainee(nn.Module):
    """A predictor with the auxiliary curve head that only training uses.

    Shapes: mel [B, M, F] -> LipPrediction, curves [B, T, K].
    """

    def __init__(self, config: LipStageConfig) -> None:
        super().__init__()
        network = config.network
        self.predictor = LipPredictor(
            network.channels, network.dilations, network.dropout, network.input_dropout, network.norm
        )
        self.curves = nn.Linear(network.channels, CURVE_COMPONENTS)

    def forward(self, mel: Tensor) -> tuple[LipPrediction, Tensor]:
        """Predict lips and auxiliary curves."""
        prediction: LipPrediction = self.predictor(mel)
        return prediction, self.curves(prediction.hidden)


def component_weights(basis: LipBasis) -> NDArray[np.float32]:
    """How far each coefficient moves the face, floored so that fine components still count. Shapes: -> [14]."""
    energy = ((basis.shapes**2).sum(2) * point_weights()).sum(1)
    size = np.sqrt(energy / energy.max())
    return np.asarray(np.maximum(size, 0.15), np.float32)


def train_member(
    config: LipStageConfig,
    sequences: Sequence[LipSequence],
    basis: LipBasis,
    member: int = 0,
    checkpoint: Path | None = None,
) -> tuple[LipPredictor, TrainingLog]:
    """Train one predictor; members differ by seed alone."""
    seed = config.seed * 1000 + member
    seed_everything(seed)
    trainee = LipTrainee(config)
    optimization = config.optimization
    sampler = LipSampler(
        sequences, config.sampling, config.augmentation, optimization.window_frames, optimization.batch, seed
    )
    loss = LipLoss(config.loss, torch.from_numpy(component_weights(basis)))

    def loss_of(step: int) -> Tensor:
        batch = sampler.draw(step)
        with torch.autocast("cpu", torch.bfloat16, enabled=optimization.bfloat16):
            prediction, curves = trainee(batch.mel)
        full = LipPrediction(*[value.float() for value in prediction])
        return loss(full, curves.float(), batch)

    log = train_module(trainee, loss_of, optimization, checkpoint)
    return trainee.predictor, log


def train_ensemble(
    config: LipStageConfig, sequences: Sequence[LipSequence], basis: LipBasis, run_folder: Path | None = None
) -> LipEnsemble:
    """Train all members, one after the other; finished members are found again through their checkpoints."""
    members = [
        train_member(config, sequences, basis, index, run_folder / f"member-{index}.pt" if run_folder else None)[0]
        for index in range(config.network.members)
    ]
    ensemble = LipEnsemble(members)
    ensemble.eval()
    fit_reduction(ensemble, [sequence for sequence in sequences if sequence.curves is None])
    return ensemble
