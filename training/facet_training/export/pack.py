"""From a trained network to the folder that the application loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from facet_training.data.lip_shape import LipBasis
from facet_training.export.golden import write_goldens
from facet_training.export.graph import export_graph
from facet_training.export.manifest import BASIS_FILE, CARD_FILE, GRAPH_FILE, write_manifest
from facet_training.export.model_card import model_card
from facet_training.export.parity import measure_parity
from facet_training.networks.lip_predictor import ADAPTATION_FEATURES, LipEnsemble

PACK_VERSION = "1.0.0"
LARGEST_PARITY_ERROR = 1e-3


def export_pack(
    network: LipEnsemble, basis: LipBasis, folder: Path, facts: dict[str, Any], scores: dict[str, Any]
) -> float:
    """Write graph, basis, card, goldens and manifest; returns the largest torch to onnxruntime difference.

    Raises ValueError when the graph does not say what the network says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    export_graph(network, folder / GRAPH_FILE)
    worst = measure_parity(network, folder / GRAPH_FILE)
    if worst > LARGEST_PARITY_ERROR:
        raise ValueError(f"expected torch and onnxruntime to agree within {LARGEST_PARITY_ERROR}, found {worst}")
    (folder / BASIS_FILE).write_bytes(basis.shapes.astype("<f4").tobytes())
    (folder / CARD_FILE).write_text(model_card(facts, scores))
    write_goldens(folder / GRAPH_FILE, folder / "golden")
    training = {name: facts.get(name) for name in ("seed", "commit", "config", "data")}
    write_manifest(
        folder,
        context_frames=network.context_frames,
        hidden_size=ADAPTATION_FEATURES,
        articulation_scale=float(facts["articulationScale"]),
        version=PACK_VERSION,
        training=training | {"scores": scores},
    )
    return worst
