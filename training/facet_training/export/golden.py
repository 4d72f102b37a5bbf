"""Numbers that the application's own front end and graph runner must reproduce."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import HOP_SAMPLES, LIP_FRAME_RATE_HZ, SAMPLE_RATE_HZ
from facet_training.data.audio_features import log_mel, mel_filters, speech_gain
from facet_training.export.parity import run_graph

GOLDEN_SECONDS = 1.19  # 19040 samples: 119 mel frames, so that the last output frame is a partial one
_FUNDAMENTAL_HZ = 120.0
_HARMONICS = 12
_RECIPE = (
    "n = 0..S-1, t = n / 16000; voiced = max(0, sin(2 pi 2.1 t)) * sum over k = 1..12 of sin(2 pi 120 k t) / k; "
    "r[n] from the generator x = (1664525 x + 1013904223) mod 2^32, x before the first step = 1, r = x / 2^31 - 1; "
    "sample = 0.05 * voiced + 0.002 * r, all in double precision, then rounded to float32"
)


def golden_samples() -> NDArray[np.float32]:
    """The deterministic waveform of the golden files. Shapes: -> [19040] float32."""
    count = round(GOLDEN_SECONDS * SAMPLE_RATE_HZ)
    seconds = np.arange(count) / SAMPLE_RATE_HZ
    voiced = sum(np.sin(2 * np.pi * _FUNDAMENTAL_HZ * k * seconds) / k for k in range(1, _HARMONICS + 1))
    voiced = voiced * np.maximum(0.0, np.sin(2 * np.pi * 2.1 * seconds))
    noise = np.empty(count)
    state = 1
    for index in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        noise[index] = state / 2**31 - 1.0
    return np.asarray(0.05 * voiced + 0.002 * noise, np.float32)


def _rounded(values: NDArray[np.float32], digits: int) -> Any:
    return np.round(values.astype(np.float64), digits).tolist()


def write_goldens(graph: Path, folder: Path) -> list[Path]:
    """Write ``audio-features.json`` and ``lip-predictor.json``; each states its own tolerances."""
    folder.mkdir(parents=True, exist_ok=True)
    samples = golden_samples()
    mel = log_mel(samples)
    outputs = run_graph(graph, mel)
    features = {
        "waveform": {"sampleRateHz": SAMPLE_RATE_HZ, "samples": len(samples), "recipe": _RECIPE},
        "waveformProbe": {str(index): float(samples[index]) for index in (0, 1, 1000, 5000, 19039)},
        "gain": speech_gain(samples),
        "gainTolerance": 1e-5,
        "melFilterRowSums": _rounded(mel_filters().sum(1).astype(np.float32), 5),
        "melShape": list(mel.shape),
        "melLayout": "row-major [M][F]",
        "mel": _rounded(mel, 5),
        "melTolerance": 2e-3,
    }
    prediction = {
        "input": "mel of audio-features.json",
        "hopSamples": HOP_SAMPLES,
        "frameRateHz": LIP_FRAME_RATE_HZ,
        "shapes": {name: [1, *value.shape] for name, value in outputs.items()},
        "coefficients": _rounded(outputs["coefficients"], 5),
        "opening": _rounded(outputs["opening"], 5),
        "width": _rounded(outputs["width"], 5),
        "closed_logit": _rounded(outputs["closed_logit"], 5),
        "hiddenFirstFrame": _rounded(outputs["hidden"][0], 5),
        "tolerance": 5e-3,
    }
    written = []
    for name, content in (("audio-features.json", features), ("lip-predictor.json", prediction)):
        path = folder / name
        path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
        written.append(path)
    return written
