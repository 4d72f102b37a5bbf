"""Weights that come from names alone, so that files for tests can be made again anywhere, to the last bit."""

from __future__ import annotations

import zlib
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.networks.official_checkpoint import dead_tensors, make_network

_UNIT: Final = 3.0**0.5  # half width of an even distribution of variance 1


def seeded_network(name: str, config: PdfgcConfig) -> nn.Module:
    """A network in evaluation mode whose answers depend on what it is shown: outputs of order 1, nothing saturated."""
    network = make_network(name, config)
    state = network.state_dict()
    network.load_state_dict({key: _tensor(name, key, value, state) for key, value in state.items()})
    return network.eval()


def seeded_dead_parts(name: str, config: PdfgcConfig) -> dict[str, Tensor]:
    """Numbers for the parts of an official file that nothing reads."""
    return {
        key: torch.from_numpy(_even(f"{name}/{key}", tuple(shape))) for key, shape in dead_tensors(name, config).items()
    }


def _even(name: str, shape: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    random = np.random.default_rng(zlib.crc32(name.encode()))
    return np.asarray(random.random(shape) * 2.0 - 1.0, np.float32)


def _tensor(name: str, key: str, value: Tensor, state: dict[str, Tensor]) -> Tensor:
    if key.endswith(".kernel"):
        return value
    if key.endswith("num_batches_tracked"):
        return torch.full_like(value, 1000 + len(key))
    even = _even(f"{name}/{key}", tuple(value.shape))
    stem, leaf = key.rsplit(".", 1)
    is_norm = f"{stem}.running_var" in state
    if leaf == "running_var":
        even = 1.0 + 0.5 * even
    elif leaf == "weight" and is_norm:
        even = 1.0 + 0.2 * even
    elif leaf == "bias" and stem.endswith("modulation"):
        even = 1.0 + 0.5 * even
    elif leaf in ("bias", "running_mean") or stem.endswith("noise"):
        even = 0.2 * even
    elif name == "generator":
        even = _UNIT * even * (0.3 if stem.startswith("to_rgb") and "modulation" not in stem else 1.0)
    else:
        even = _fan_scaled(even, is_first=stem == "model.conv1", is_code="embed" in stem)
    return torch.from_numpy(np.asarray(even, np.float32))


def _fan_scaled(
    even: np.ndarray[tuple[int, ...], np.dtype[np.float32]], *, is_first: bool, is_code: bool
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    flat = even.reshape(len(even), -1).astype(np.float64)
    # Without their means: else what all inputs share drowns in deep networks what tells them apart.
    if not is_first and flat.shape[1] > 1:
        flat -= flat.mean(1, keepdims=True)
    gain = 2.0 if is_first else 1.0 if is_code else 1.4142
    return np.asarray((gain * _UNIT * flat / flat.shape[1] ** 0.5).reshape(even.shape), np.float32)
