"""Reading of the golden numbers: a folder with ``recipe.py`` (weights and inputs) and one folder a seed (outputs)."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig, load_pdfgc_config
from facet_training.networks.official_checkpoint import NETWORK_NAMES, load_official_state, make_network

Array = NDArray[np.float32]
# Order of the first network inputs of motion.npz.
_MOTION_PICTURES = (("portrait", 0), ("pose", 2), ("expression", 3), ("eye", 4))
_AUDIO_WINDOWS = 3
_PORTRAITS = 2


class Golden:
    """Inputs, weights and expected outputs of the official networks. Raises ValueError when the folder holds none."""

    def __init__(self, folder: Path, which: str = "A") -> None:
        if not (folder / which / "manifest.json").exists():
            raise ValueError(f"expected golden numbers in {folder / which}, found no manifest.json")
        self.folder = folder / which
        self.recipe = _load_recipe(folder / "recipe.py")
        self.manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text())
        self.seed: int = self.manifest["seed"]
        self.keys: dict[str, Any] = self.recipe.key_table()
        self.config: PdfgcConfig = load_pdfgc_config("official")

    def arrays(self, group: str) -> dict[str, NDArray[Any]]:
        """Expected arrays of a group: a network, ``mel``, ``sequence``, ``index`` or ``crop``."""
        with np.load(self.folder / f"{group}.npz") as stored:
            return {key: stored[key] for key in stored.files}

    def facts(self, array: str) -> dict[str, Any]:
        """What the manifest says of ``group/name``: tolerance (null: none), absmax, ..."""
        found: dict[str, Any] = self.manifest["arrays"][array]
        return found

    def tensor(self, name: str, key: str) -> Tensor:
        """One tensor of a network's official file."""
        keys = self.keys[name]["keys"]
        return torch.from_numpy(np.array(self.recipe.make_tensor(name, key, keys[key], keys, self.seed)))

    def network(self, name: str) -> nn.Module:
        """A network with the golden weights, in evaluation mode; dead parts are not made."""
        if name not in NETWORK_NAMES:
            raise ValueError(f"expected one of {', '.join(NETWORK_NAMES)}, got {name}")
        network = make_network(name, self.config)
        load_official_state(name, network, {key: self.tensor(name, key) for key in network.state_dict()})
        return network.eval()

    def picture(self, stream: str, number: int) -> Array:
        """A picture of a stream, [3, 224, 224]."""
        return np.asarray(self.recipe.image(self.seed, stream, number), np.float32)

    def inputs(self, name: str) -> dict[str, Array]:
        """Inputs of the arrays in ``<name>.npz``, named as a graph's inputs."""
        if name == "appearance":
            return {"image": np.stack([self.picture("portrait", number) for number in range(_PORTRAITS)])}
        if name == "motion":
            return {"image": np.stack([self.picture(stream, number) for stream, number in _MOTION_PICTURES])}
        if name == "audio":
            return {"mel": np.stack([self.recipe.mel_window(self.seed, number) for number in range(_AUDIO_WINDOWS)])}
        return {"style": self.recipe.style_vectors(self.seed), "id_map": self.recipe.id_maps(self.seed)}

    def noise(self) -> list[Tensor]:
        """The noise maps of ``image_noise``, in the order conv1, convs.0, ..."""
        return [torch.from_numpy(value) for value in self.recipe.noise_maps(self.seed)]

    def signal(self, name: str) -> Array:
        """A recording at 16 kHz, [S]."""
        return np.asarray(self.recipe.signal(self.seed, name), np.float32)


def _load_recipe(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("golden_recipe", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"expected a Python file at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
