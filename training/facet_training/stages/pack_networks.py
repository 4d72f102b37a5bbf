"""The four networks of a pack, joined from what the stages of a run learned."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.loop.checkpoint import load_checkpoint
from facet_training.loop.context import NETWORKS_FILE
from facet_training.networks.motion_encoder import MotionEncoder
from facet_training.networks.official_checkpoint import NETWORK_NAMES, load_official_state, make_network

State = dict[str, Tensor]

TRUNK_STAGE: Final = "appearance-motion"
EXPRESSION_STAGE: Final = "expression"

# Which stage has the last word on which part of the motion encoder. Stage "expression" may also hand on the eye and
# head pose codes; what it has is taken from it.
MOTION_PARTS: Final = {
    TRUNK_STAGE: ("model.",),
    "lip-sound": ("to_mouth.",),
    "eye": ("to_eye.", "eye_embed."),
    "head-pose": ("to_headpose.", "headpose_embed."),
}


def read_networks(run: Path, stage: str) -> dict[str, State]:
    """State dicts of a finished stage, by network. Raises ValueError when the stage has not been finished."""
    stored = load_checkpoint(run / stage / NETWORKS_FILE)
    if stored is None:
        raise ValueError(f"expected a finished stage {stage} in {run}; run 'facet-train train {stage}' first")
    found: dict[str, State] = stored["networks"]
    return found


def read_network(run: Path, stage: str, network: str) -> State:
    """State dict of one network. Raises ValueError when the stage is not finished or has no network of that name."""
    found = read_networks(run, stage)
    if network not in found:
        raise ValueError(f"stage {stage} in {run}: expected a network {network}, got {', '.join(sorted(found))}")
    return found[network]


def _part(state: State, prefixes: tuple[str, ...]) -> State:
    return {key: value for key, value in state.items() if key.startswith(prefixes)}


def driving_state(run: Path) -> State:
    """The motion encoder after stage 2: trunk, lip feature, eyes, head pose; nothing of expression.

    Raises ValueError when a stage is missing, or was made on another trunk than stage 1 has now.
    """
    states = {stage: read_network(run, stage, "motion") for stage in MOTION_PARTS}
    trunk = states[TRUNK_STAGE]
    joined: State = {}
    for stage, prefixes in MOTION_PARTS.items():
        state = states[stage]
        for key, value in _part(state, ("model.",)).items():
            # Statistics of batches that nothing was learned from do not tell trunks apart.
            if not key.endswith("num_batches_tracked") and not torch.equal(value, trunk.get(key, value.new_empty(0))):
                raise ValueError(f"stage {stage} in {run} was made on another trunk ({key}); train it again")
        joined |= _part(state, prefixes)
    return joined


def driving_encoder(run: Path, config: PdfgcConfig) -> MotionEncoder:
    """The motion encoder after stage 2, in evaluation mode without gradients; its expression head is fresh.

    Raises ValueError as ``driving_state``.
    """
    encoder = MotionEncoder(config)
    encoder.load_state_dict({**encoder.state_dict(), **driving_state(run)})
    return encoder.eval().requires_grad_(False)


def join_states(run: Path) -> dict[str, State]:
    """State dicts with the names of the official files, by network. Raises ValueError when a stage is missing."""
    learned = read_networks(run, EXPRESSION_STAGE)
    for name in ("expression", "audio", "generator"):
        if name not in learned:
            raise ValueError(f"stage {EXPRESSION_STAGE} in {run}: expected a network {name}, got {sorted(learned)}")
    appearance = learned.get("appearance") or read_network(run, TRUNK_STAGE, "appearance")
    return {
        "appearance": appearance,
        "motion": driving_state(run) | learned["expression"],
        "audio": _part(read_network(run, "lip-sound", "audio"), ("model.",)) | learned["audio"],
        "generator": learned["generator"],
    }


def join_networks(run: Path, config: PdfgcConfig) -> dict[str, nn.Module]:
    """The networks of a finished run by official name, in evaluation mode without gradients.

    Raises ValueError when a stage is missing or a part has other sizes.
    """
    states = join_states(run)
    networks = {}
    for name in NETWORK_NAMES:
        networks[name] = make_network(name, config)
        load_official_state(name, networks[name], states[name])
        networks[name].eval().requires_grad_(False)
    return networks
