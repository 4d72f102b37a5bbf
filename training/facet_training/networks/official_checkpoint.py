"""The official checkpoint files: four flat state dicts, read and written by name."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.data.cache import write_atomically
from facet_training.networks.appearance_encoder import AppearanceEncoder
from facet_training.networks.audio_encoder import AudioEncoder
from facet_training.networks.generator import Generator
from facet_training.networks.motion_encoder import MotionEncoder

NETWORK_NAMES: Final = ("appearance", "motion", "audio", "generator")

# Names that the official loader skips, whatever they hold: classifiers and experiments of the training.
IGNORED_PREFIXES: Final = {
    "appearance": ("fc",),
    "motion": ("mouth_fc", "headpose_fc", "classifier", "to_feature", "to_embed"),
    "audio": ("fc", "model.layer4_exp", "model.attention_exp", "model.fc_exp", "exp_embed"),
    "generator": (),
}


@dataclass(frozen=True)
class LoadReport:
    """Names in the file that no network has, and names of parts inference never reads that the file lacks."""

    dropped: tuple[str, ...]
    absent: tuple[str, ...]


def checkpoint_file(name: str) -> str:
    """File name of a network in the official archive."""
    return f"{name}_model.pth"


def make_network(name: str, config: PdfgcConfig) -> nn.Module:
    """A network with fresh weights. Raises ValueError for a name that is none of ``NETWORK_NAMES``."""
    kinds = {
        "appearance": AppearanceEncoder,
        "motion": MotionEncoder,
        "audio": AudioEncoder,
        "generator": Generator,
    }
    if name not in kinds:
        raise ValueError(f"expected one of {', '.join(kinds)}, got {name}")
    network: nn.Module = kinds[name](config)
    return network


def dead_tensors(name: str, config: PdfgcConfig) -> dict[str, list[int]]:
    """Shapes of tensors that official files hold and that nothing at inference reads; our networks leave them out."""
    if name == "appearance":
        sizes, width = config.appearance, config.codes.id
        rows = {"model.fc": sizes.classes, "fc": sizes.identities}
        return {key: shape for part, n in rows.items() for key, shape in _linear(part, n, width).items()}
    if name == "generator":
        width = config.codes.style
        found: dict[str, list[int]] = {}
        for layer in range(config.generator.mapping):
            found |= _linear(f"style.{layer + 1}", width, width)
        found["input.input"] = [1, *config.id_map]
        base = config.generator.base_px
        for layer in range(2 * len(config.generator.channels) - 1):
            side = base << ((layer + 1) // 2)
            found[f"noises.noise_{layer}"] = [1, 1, side, side]
        return found
    return {}


def _linear(part: str, rows: int, columns: int) -> dict[str, list[int]]:
    return {f"{part}.weight": [rows, columns], f"{part}.bias": [rows]}


def is_optional(name: str, key: str) -> bool:
    """True for tensors of our networks that a file may lack: batch counters and the lip code by sight."""
    return key.endswith("num_batches_tracked") or (name == "motion" and key.startswith("mouth_embed."))


def load_official_state(name: str, network: nn.Module, state: dict[str, Tensor]) -> LoadReport:
    """Fill a network from a flat state dict, by name.

    Raises ValueError naming the first tensors that are missing or have another shape. Names that the network lacks are
    dropped, as the official loader does.
    """
    own = network.state_dict()
    missing = [key for key in own if key not in state]
    needed = [key for key in missing if not is_optional(name, key)]
    if needed:
        raise ValueError(f"{checkpoint_file(name)}: expected {needed[0]} and {len(needed) - 1} more, got none of them")
    for key, value in own.items():
        if key in state and state[key].shape != value.shape:
            raise ValueError(
                f"{checkpoint_file(name)}: {key}: expected {list(value.shape)}, got {list(state[key].shape)}"
            )
    network.load_state_dict({key: value for key, value in state.items() if key in own}, strict=False)
    return LoadReport(tuple(key for key in state if key not in own), tuple(missing))


def read_official_checkpoint(name: str, folder: Path, config: PdfgcConfig) -> tuple[nn.Module, LoadReport]:
    """Read one official file (no code in it is run); the network is in evaluation mode."""
    state = torch.load(folder / checkpoint_file(name), map_location="cpu", weights_only=True)
    network = make_network(name, config)
    report = load_official_state(name, network, state)
    return network.eval(), report


def write_official_checkpoint(
    name: str, state: dict[str, Tensor], folder: Path, *, dead_parts: dict[str, Tensor] | None = None
) -> Path:
    """Write a flat file that the official program's names fit; ``dead_parts`` are added where its loader wants them."""
    path = folder / checkpoint_file(name)
    buffer = io.BytesIO()
    torch.save({key: value.detach().cpu().clone() for key, value in {**state, **(dead_parts or {})}.items()}, buffer)
    write_atomically(path, buffer.getvalue())
    return path
