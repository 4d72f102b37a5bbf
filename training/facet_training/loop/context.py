"""What every stage is made from, and where finished stages are found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from facet_training.config.training import TrainingConfig
from facet_training.data.face_clip import FaceClip
from facet_training.loop.checkpoint import load_checkpoint, save_checkpoint

NETWORKS_FILE: Final = "networks.pt"


@dataclass(frozen=True)
class StageContext:
    """Attributes: run: folder with one folder a stage. training, validation: clips of different people."""

    config: TrainingConfig
    run: Path
    training: list[FaceClip]
    validation: list[FaceClip]
    device: torch.device


def save_networks(run: Path, stage: str, states: dict[str, dict[str, Tensor]]) -> None:
    """Keep a finished stage's networks: state dicts by name, whole or not at all."""
    kept = {
        name: {key: value.detach().cpu().contiguous() for key, value in state.items()} for name, state in states.items()
    }
    save_checkpoint(run / stage / NETWORKS_FILE, {"networks": kept})


def load_networks(run: Path, stage: str, into: dict[str, nn.Module]) -> None:
    """Fill networks from a finished stage, by name; they are left in evaluation mode without gradients.

    Raises ValueError when the stage has not been finished in this run, or has no network of a name.
    """
    stored = load_checkpoint(run / stage / NETWORKS_FILE)
    if stored is None:
        raise ValueError(f"expected a finished stage {stage} in {run}; run 'facet-train train {stage}' first")
    for name, network in into.items():
        if name not in stored["networks"]:
            raise ValueError(f"stage {stage} in {run}: expected a network {name}, got {sorted(stored['networks'])}")
        network.load_state_dict(stored["networks"][name])
        network.eval().requires_grad_(False)
