"""A finished PD-FGC pack of trained networks, as the application's import writes it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.data.cache import write_atomically
from facet_training.export.external_weights import fill_weights, write_graph
from facet_training.export.pdfgc_facts import shared_facts
from facet_training.export.pdfgc_graphs import graph_ports
from facet_training.export.pdfgc_template import PRECISIONS, graph_facts, make_network_template, weights_file
from facet_training.networks.official_checkpoint import NETWORK_NAMES
from facet_training.recipe.pack_recipe import OFFICIAL_RECIPE, PackRecipe

MANIFEST_FILE: Final = "manifest.json"
CARD_FILE: Final = "MODEL_CARD.md"
# Relative to the largest number of an output.
LARGEST_DIFFERENCE: Final = {"fp32": 1e-3, "fp16": 0.1}


@dataclass(frozen=True)
class PackFacts:
    """What a manifest says of a pack beside its sizes.

    Attributes:
        has_eye_roles: eye dimensions mean what the official do. recipe: how codes become conditioning.
        card: text of MODEL_CARD.md in the pack, "" = none.
    """

    id: str
    version: str
    licence: str
    precision: str = "fp32"
    has_eye_roles: bool = False
    recipe: PackRecipe = OFFICIAL_RECIPE
    card: str = ""


def export_pdfgc_pack(networks: dict[str, nn.Module], config: PdfgcConfig, folder: Path, facts: PackFacts) -> float:
    """Write a pack; returns the largest difference torch to onnxruntime, relative to the largest number of an output.

    Raises ValueError when a graph does not say what its network says.
    """
    if facts.precision not in PRECISIONS:
        raise ValueError(f"expected a precision of {', '.join(PRECISIONS)}, got {facts.precision}")
    worst = 0.0
    graphs: dict[str, Any] = {}
    files: list[Path] = []
    for name in NETWORK_NAMES:
        graph = make_network_template(name, config).graphs[facts.precision]
        graph_path, weights_path = folder / f"{name}.onnx", folder / weights_file(name)
        write_graph(graph, graph_path)
        write_atomically(weights_path, fill_weights(graph, networks[name].state_dict()))
        worst = max(worst, relative_difference(name, networks[name], graph_path, config))
        graphs[name] = graph_facts(name, graph_path.name, config)
        files += [graph_path, weights_path]
    if facts.card:
        write_atomically(folder / CARD_FILE, facts.card.encode())
        files.append(folder / CARD_FILE)
    if not worst <= LARGEST_DIFFERENCE[facts.precision]:
        raise ValueError(f"expected graphs within {LARGEST_DIFFERENCE[facts.precision]} of torch, found {worst}")
    manifest = {
        **shared_facts(config, has_eye_roles=facts.has_eye_roles, recipe=facts.recipe),
        "id": facts.id,
        "version": facts.version,
        "licence": facts.licence,
        "precision": facts.precision,
        "files": [_file_facts(path) for path in files],
        "graphs": graphs,
        "importedFrom": None,
    }
    write_atomically(folder / MANIFEST_FILE, (json.dumps(manifest, indent=1) + "\n").encode())
    return worst


def _file_facts(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"path": path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def make_session(path: Path, threads: int | None = None) -> Any:
    """Open a graph with its weights in onnxruntime, on the CPU; null: as many threads as torch has."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or torch.get_num_threads()
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run_session(session: Any, inputs: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Run an open graph. Shapes: as ``graph_ports``."""
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs), strict=True))


def run_network(
    name: str, network: nn.Module, inputs: dict[str, NDArray[np.float32]]
) -> dict[str, NDArray[np.float32]]:
    """Run a network in torch with a graph's inputs (no noise), under the names of the graph's outputs."""
    tensors = [torch.from_numpy(value) for key, value in inputs.items() if key != "noise_gain"]
    with torch.no_grad():
        made = network.eval()(*tensors)
    outputs = (made,) if isinstance(made, Tensor) else tuple(made)
    names = {
        "appearance": ("id_vector", "id_map"),
        "motion": ("head_pose", "eye", "expression", "lip"),
        "audio": ("feature", "embedding"),
        "generator": ("image",),
    }[name]
    return {key: value.numpy() for key, value in zip(names, outputs, strict=True)}


def relative_difference(name: str, network: nn.Module, graph: Path, config: PdfgcConfig, batch: int = 3) -> float:
    """Largest difference torch to onnxruntime over all outputs for seeded inputs, relative to each output's largest."""
    random = np.random.default_rng(0)
    inputs: dict[str, NDArray[np.float32]] = {}
    for port in graph_ports(name, config)[0]:
        shape = [batch if size == "N" else int(size) for size in port.shape]
        inputs[port.name] = random.uniform(-1.0, 1.0, shape).astype(np.float32)
        if port.name == "noise_gain":
            inputs[port.name][:] = 0.0
    found = run_session(make_session(graph), inputs)
    expected = run_network(name, network, inputs)
    return max(float(np.abs(found[key] - value).max() / np.abs(value).max()) for key, value in expected.items())
