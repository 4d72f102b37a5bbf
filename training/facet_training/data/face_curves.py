"""Speech with facial animation curves: auxiliary supervision of mouth motion.

Curves run at 30 frames a second and are about one frame late; they are edited animation of one actor (zero in
silence), so they teach features and never the lip factor itself.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from facet_training.data.audio_features import decode_audio, mel_magnitudes, speech_gain
from facet_training.data.lip_sequences import LipSequence

CURVE_RATE_HZ = 30.0
CURVE_LAG_SEC = -1.0 / CURVE_RATE_HZ
CURVE_COMPONENTS = 8


def read_curve_sequences(shared: Path) -> list[LipSequence]:
    """Read every take; the mouth and jaw curves are reduced to eight principal components of unit variance."""
    folder = shared / "curves" / "facegood"
    names = (folder / "csv_header_names.txt").read_text().split()
    labels = names[1::2] if names[0] == "0" else names
    wanted = [index for index, name in enumerate(labels) if name.startswith(("mouth_", "jaw_"))]
    takes = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as stored:
            values = stored[stored.files[0]]
        samples = decode_audio(path.with_suffix(".flac"))
        takes.append((path.stem, np.asarray(values, np.float64)[:, wanted], samples))
    if not takes:
        raise ValueError(f"no curves found in {folder}")
    pooled = np.concatenate([values for _, values, _ in takes])
    mean = pooled.mean(0)
    _, _, axes = np.linalg.svd(pooled - mean, full_matrices=False)
    spread = ((pooled - mean) @ axes[:CURVE_COMPONENTS].T).std(0)
    sequences = []
    for name, values, samples in takes:
        curves = (((values - mean) @ axes[:CURVE_COMPONENTS].T) / spread).astype(np.float32)
        frames = len(curves)
        nothing = np.zeros(frames, np.float32)
        sequences.append(
            LipSequence(
                name=f"curves/{name}",
                folder="curves",
                identity="curves_actor",
                lag_sec=CURVE_LAG_SEC,
                magnitudes=mel_magnitudes(samples * np.float32(speech_gain(samples))),
                times_sec=np.arange(frames) / CURVE_RATE_HZ,
                coefficients=np.zeros((frames, 14), np.float32),
                opening=nothing,
                width=nothing,
                closed=nothing,
                scale=1.0,
                curves=curves,
            )
        )
    return sequences
