"""What can be scored: anything that renders a case. A finished run, an exported pack, and two baselines."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.data.face_clip import Pictures
from facet_training.data.pictures import picture_levels, picture_tensor, resize_picture
from facet_training.export.pdfgc_pack import MANIFEST_FILE, make_session, run_network, run_session
from facet_training.metrics.protocol import DRIVERS, Case, Span
from facet_training.networks.official_checkpoint import NETWORK_NAMES
from facet_training.recipe.conditioning import conditioning
from facet_training.recipe.pack_recipe import LEARNED_RECIPE, FactorRecipe, PackRecipe, prepare_codes

Arrays = dict[str, NDArray[np.float32]]

# Order of the parts in the conditioning, behind the person.
_ORDER = ("lip", "expression", "eye", "head_pose")
_KEPT_SPANS = 16


class Renderer(Protocol):
    """Renders cases."""

    @property
    def name(self) -> str:
        """What results call it."""
        ...

    def render(self, case: Case, off: Collection[str] = ()) -> list[Pictures]:
        """Pictures of a case; drivers that are ``off`` (of ``DRIVERS``) count as a code of zero.

        Shapes: -> T pictures [S, S, 3] RGB.
        """
        ...


class PortraitCopy:
    """The portrait, unmoved: what a model must beat."""

    name = "portrait"

    def render(self, case: Case, off: Collection[str] = ()) -> list[Pictures]:
        """See ``Renderer``."""
        return [case.portrait_picture] * case.frames


class DriverCopy:
    """The pictures of the sound's own clip: in mode "self" the truth, which no model can beat."""

    name = "driving pictures"

    def render(self, case: Case, off: Collection[str] = ()) -> list[Pictures]:
        """See ``Renderer``."""
        return case.lip.pictures(case.frames)


class Networks(Protocol):
    """Four networks behind one call, with the names of a pack's graphs for inputs and outputs."""

    def run(self, name: str, inputs: Arrays) -> Arrays:
        """Run one batch, without noise."""
        ...


class TorchNetworks:
    """Networks of a run. ``networks``: by official name, in evaluation mode, on the processor."""

    def __init__(self, networks: dict[str, nn.Module]) -> None:
        missing = set(NETWORK_NAMES) - set(networks)
        if missing:
            raise ValueError(f"expected networks {', '.join(NETWORK_NAMES)}, {', '.join(sorted(missing))} missing")
        self._networks = networks

    def run(self, name: str, inputs: Arrays) -> Arrays:
        """See ``Networks``."""
        return run_network(name, self._networks[name], inputs)


class PackNetworks:
    """Graphs of a pack folder in onnxruntime."""

    def __init__(self, folder: Path) -> None:
        self._sessions = {name: make_session(folder / f"{name}.onnx") for name in NETWORK_NAMES}

    def run(self, name: str, inputs: Arrays) -> Arrays:
        """See ``Networks``."""
        quiet = {"noise_gain": np.zeros(1, np.float32)} if name == "generator" else {}
        return run_session(self._sessions[name], {**inputs, **quiet})


class NetworksRenderer:
    """Renders with four networks as the application does: codes, gains and smoothing of the pack, conditioning.

    Args:
        name: in results. picture_px: side of the networks' pictures. recipe: gains and smoothing. batch: pictures at a
            time.
    """

    def __init__(self, name: str, networks: Networks, picture_px: int, recipe: PackRecipe, batch: int = 8) -> None:
        self.name = name
        self._networks, self._side, self._recipe, self._batch = networks, picture_px, recipe, batch
        self._codes: dict[tuple[str, str, int], Arrays] = {}

    def _input(self, pictures: list[Pictures]) -> NDArray[np.float32]:
        return np.stack([picture_tensor(resize_picture(picture, self._side)).numpy() for picture in pictures])

    def _in_batches(self, name: str, inputs: Arrays) -> Arrays:
        count = len(next(iter(inputs.values())))
        parts = [
            self._networks.run(name, {key: value[start : start + self._batch] for key, value in inputs.items()})
            for start in range(0, count, self._batch)
        ]
        return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}

    def _codes_of(self, network: str, span: Span, frames: int) -> Arrays:
        """Codes of a span, kept while other drivers are exchanged."""
        key = (network, str(span), frames)
        if key not in self._codes:
            inputs = {"mel": span.mel(frames)} if network == "audio" else {"image": self._input(span.pictures(frames))}
            while len(self._codes) >= _KEPT_SPANS:
                self._codes.pop(next(iter(self._codes)))
            self._codes[key] = self._in_batches(network, inputs)
        return self._codes[key]

    def _code(self, driver: str, case: Case) -> NDArray[np.float32]:
        span = case.driver(driver)
        if driver == "lip":
            return self._codes_of("audio", span, case.frames)["embedding"]
        return self._codes_of("motion", span, case.frames)[driver]

    def render(self, case: Case, off: Collection[str] = ()) -> list[Pictures]:
        """See ``Renderer``. Raises ValueError for drivers that there are not."""
        unknown = set(off) - set(DRIVERS)
        if unknown:
            raise ValueError(f"expected drivers of {', '.join(DRIVERS)}, got {', '.join(sorted(unknown))}")
        parts = []
        for driver in _ORDER:
            code = prepare_codes(self._code(driver, case), self._recipe.of(driver))
            parts.append(np.zeros_like(code) if driver in off else code)
        person = self._networks.run("appearance", {"image": self._input([case.portrait_picture])})
        style = conditioning(person["id_vector"][0], np.concatenate(parts, axis=1))
        id_map = np.repeat(person["id_map"], case.frames, axis=0)
        images = self._in_batches("generator", {"style": style, "id_map": id_map})["image"]
        return [picture_levels(torch.from_numpy(image)) for image in images]


def run_renderer(run: Path, config: PdfgcConfig) -> NetworksRenderer:
    """A finished run. Raises ValueError when a stage is missing."""
    from facet_training.stages.pack_networks import join_networks

    return NetworksRenderer(run.name, TorchNetworks(join_networks(run, config)), config.picture_px, LEARNED_RECIPE)


def pack_renderer(folder: Path) -> NetworksRenderer:
    """An exported or imported pack. Raises ValueError when the folder holds none."""
    path = folder / MANIFEST_FILE
    if not path.exists():
        raise ValueError(f"expected a pack ({MANIFEST_FILE}) in {folder}")
    manifest: dict[str, Any] = json.loads(path.read_text())
    if manifest.get("kind") != "pdfgc":
        raise ValueError(f"expected a pack of kind pdfgc in {folder}, got {manifest.get('kind')}")
    side = int(manifest["crop"]["pictureSizePx"])
    name = f"{manifest['id']} {manifest['version']}"
    return NetworksRenderer(name, PackNetworks(folder), side, recipe_of(manifest))


def recipe_of(manifest: dict[str, Any]) -> PackRecipe:
    """Gains and smoothing that a manifest states."""
    gains, taps = manifest["recipe"]["gains"], manifest["recipe"]["taps"]

    def factor(key: str) -> FactorRecipe:
        own = taps[key]
        return FactorRecipe(float(gains[key]), None if own is None else (own[0], own[1], own[2]))

    return PackRecipe(factor("lip"), factor("eye"), factor("headPose"), factor("expression"))
