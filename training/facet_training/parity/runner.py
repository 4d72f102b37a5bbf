"""The four networks behind one call, in torch or in onnxruntime, one of them in memory at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from facet_training.export.pdfgc_pack import make_session, run_network, run_session
from facet_training.parity.golden import Golden

Arrays = dict[str, NDArray[np.float32]]


class NetworkRunner(Protocol):
    """Runs a network on inputs named as its graph's; outputs are named as its graph's."""

    def run(self, name: str, inputs: Arrays) -> Arrays:
        """Run one batch, without noise."""


class TorchRunner:
    """Networks with golden weights in torch."""

    def __init__(self, golden: Golden) -> None:
        self._golden = golden
        self._held: tuple[str, nn.Module] | None = None

    def network(self, name: str) -> nn.Module:
        """The network, made when it is not the one in memory."""
        if self._held is None or self._held[0] != name:
            self._held = None
            self._held = (name, self._golden.network(name))
        return self._held[1]

    def run(self, name: str, inputs: Arrays) -> Arrays:
        """See ``NetworkRunner``."""
        return run_network(name, self.network(name), inputs)

    def only_in_torch(self, name: str) -> Arrays:
        """Golden outputs that graphs do not have: features behind the heads, the picture with the golden noise."""
        network = self.network(name)
        with torch.no_grad():
            if name == "motion":
                return _motion_features(network, torch.from_numpy(self._golden.inputs(name)["image"]))
            if name == "generator":
                style, id_map = (torch.from_numpy(value[:1]) for value in self._golden.inputs(name).values())
                return {"image_noise": network(style, id_map, self._golden.noise()).numpy()}
        return {}


def _motion_features(network: Any, image: torch.Tensor) -> Arrays:
    unified = network.model(image)
    features = network.features(unified)
    found = {
        "unified": unified,
        "feat_pose": features.head_pose,
        "feat_eye": features.eye,
        "feat_exp": features.expression,
        "mouth_embed": network.mouth_embed(features.lip),
    }
    return {key: value.numpy() for key, value in found.items()}


class GraphRunner:
    """Graphs ``<network>.onnx`` of a folder in onnxruntime."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: tuple[str, Any] | None = None

    def run(self, name: str, inputs: Arrays) -> Arrays:
        """See ``NetworkRunner``."""
        if self._held is None or self._held[0] != name:
            self._held = None
            self._held = (name, make_session(self._folder / f"{name}.onnx"))
        quiet = {"noise_gain": np.zeros(1, np.float32)} if name == "generator" else {}
        return run_session(self._held[1], {**inputs, **quiet})
