"""Writing the model pack's manifest: the only bridge between this package and the application."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facet_training import constants as c
from facet_training.data.canonical import lower_face_points
from facet_training.data.lip_shape import LIP_WEIGHT
from facet_training.export.graph import INPUT_NAME
from facet_training.metrics.adaptation import PENALTY_PER_ROW, SPREAD_GUARD

GRAPH_FILE = "lip-predictor.onnx"
BASIS_FILE = "lip-basis.bin"
CARD_FILE = "MODEL_CARD.md"


def _file_entry(folder: Path, name: str) -> dict[str, Any]:
    data = (folder / name).read_bytes()
    return {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def _audio() -> dict[str, Any]:
    return {
        "sampleRateHz": c.SAMPLE_RATE_HZ,
        "windowSamples": c.WINDOW_SAMPLES,
        "hopSamples": c.HOP_SAMPLES,
        "fftSize": c.FFT_SIZE,
        "window": "hann-periodic",
        "melBins": c.MEL_BINS,
        "minHz": c.MEL_MIN_HZ,
        "maxHz": c.MEL_MAX_HZ,
        "melScale": "htk",
        "melNorm": "none",
        "spectrum": "magnitude",
        "logFloor": c.LOG_FLOOR,
        "logOffset": c.LOG_OFFSET,
        "logScale": c.LOG_SCALE,
        "rmsTarget": c.RMS_TARGET,
        "rmsRule": {
            "hopSamples": c.HOP_SAMPLES,
            "percentile": c.ACTIVE_PERCENTILE,
            "activeRangeDb": c.ACTIVE_RANGE_DB,
            "activeMinimumDbfs": c.ACTIVE_MINIMUM_DBFS,
            "minimumActiveHops": c.MINIMUM_ACTIVE_HOPS,
            "maximumGainDb": c.MAXIMUM_GAIN_DB,
        },
        "centred": True,
        "padding": "zeros; frame f is centred on sample f * hopSamples; F = ceil(S / hopSamples)",
        "silentFeature": c.SILENT_FEATURE,
    }


def _lip(context_frames: int, articulation_scale: float) -> dict[str, Any]:
    points = lower_face_points()
    return {
        "frameRateHz": c.LIP_FRAME_RATE_HZ,
        "outputTimeOffsetSec": 0.0,
        "melFramesPerOutput": c.MEL_FRAMES_PER_LIP_FRAME,
        "components": c.LIP_COMPONENTS,
        "contextFrames": context_frames,
        "pointIndices": list(points),
        "pointWeights": {"lips": LIP_WEIGHT, "others": 1.0, "lipPoints": list(c.LIP_POINTS)},
        "stablePoints": list(c.STABLE_POINTS),
        "basis": {"file": BASIS_FILE, "dtype": "float32", "shape": [c.LIP_COMPONENTS, len(points), 3]},
        "defaultArticulationScale": round(articulation_scale, 5),
        "minimumArticulationScale": c.MINIMUM_ARTICULATION_SCALE,
        "restShare": c.MAXIMUM_REST_SHARE,
        "openingPairs": [list(pair) for pair in c.OPENING_PAIRS],
        "widthPair": list(c.WIDTH_PAIR),
        "adaptation": {"penaltyPerRow": PENALTY_PER_ROW, "spreadGuard": SPREAD_GUARD},
    }


def _graphs(hidden_size: int) -> dict[str, Any]:
    def tensor(name: str, shape: Sequence[int | str], limits: Sequence[float] | None) -> dict[str, Any]:
        return {"name": name, "dtype": "float32", "shape": list(shape), "range": limits and list(limits)}

    return {
        "lipPredictor": {
            "file": GRAPH_FILE,
            "inputs": [tensor(INPUT_NAME, [1, c.MEL_BINS, "F"], [c.SILENT_FEATURE, 4.0])],
            "outputs": [
                tensor("coefficients", [1, "T", c.LIP_COMPONENTS], None),
                tensor("opening", [1, "T"], None),
                tensor("width", [1, "T"], None),
                tensor("closed_logit", [1, "T"], None),
                tensor("hidden", [1, "T", hidden_size], None),
            ],
        }
    }


_FACTORS: dict[str, Any] = {
    "lip": {"dims": c.LIP_COMPONENTS, "handles": ["open", "wideRound", "press", "jaw"]},
    "eye": {"dims": 6, "handles": ["blinkLeft", "blinkRight", "gazeYaw", "gazePitch"]},
    "headPose": {"dims": 6, "handles": ["yaw", "pitch", "roll", "x", "y", "scale"]},
    "expression": {"dims": 4, "handles": ["browRaise", "browFurrow", "smileFrown", "cheek"]},
}


def write_manifest(
    folder: Path,
    *,
    context_frames: int,
    hidden_size: int,
    articulation_scale: float,
    version: str,
    training: dict[str, Any],
) -> Path:
    """Write ``manifest.json`` over the files that already lie in the folder, with their sizes and hashes."""
    goldens = sorted(f"golden/{path.name}" for path in (folder / "golden").glob("*.json"))
    content = {
        "schema": 1,
        "id": "atlas",
        "version": version,
        "kind": "atlas",
        "licence": "Apache-2.0",
        "files": [_file_entry(folder, name) for name in (GRAPH_FILE, BASIS_FILE, CARD_FILE, *goldens)],
        "audio": _audio(),
        "lip": _lip(context_frames, articulation_scale),
        "graphs": _graphs(hidden_size),
        "factors": _FACTORS,
        "training": training,
    }
    path = folder / "manifest.json"
    path.write_text(json.dumps(content, indent=1) + "\n")
    return path
