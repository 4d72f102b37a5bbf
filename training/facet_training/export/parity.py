"""The exported graph must say what the trained network says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from facet_training.constants import MEL_BINS, SILENT_FEATURE
from facet_training.export.graph import INPUT_NAME, OUTPUT_NAMES
from facet_training.networks.lip_predictor import LipEnsemble


def run_graph(path: Path, mel: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Run the exported graph on one onnxruntime thread. Shapes: mel [80, F] -> each output without its batch axis."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    results = session.run(list(OUTPUT_NAMES), {INPUT_NAME: mel[None]})
    return {name: np.asarray(result[0], np.float32) for name, result in zip(OUTPUT_NAMES, results, strict=True)}


def measure_parity(network: LipEnsemble, path: Path, seed: int = 0) -> float:
    """Largest absolute difference between torch and onnxruntime over several lengths, all outputs."""
    random = np.random.default_rng(seed)
    worst = 0.0
    network.eval()
    for frames in (1, 3, 4, 97, 400):
        mel = (random.standard_normal((MEL_BINS, frames)) * 0.5 + SILENT_FEATURE + 1.5).astype(np.float32)
        with torch.no_grad():
            expected = network(torch.from_numpy(mel)[None])
        found = run_graph(path, mel)
        for name, value in zip(OUTPUT_NAMES, expected, strict=True):
            worst = max(worst, float(np.abs(value[0].numpy() - found[name]).max()))
    return worst
