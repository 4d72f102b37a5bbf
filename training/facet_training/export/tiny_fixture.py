"""The smallest PD-FGC model, for tests of the application: template, checkpoints, and what torch makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from facet_training.config.pdfgc import PdfgcConfig, load_pdfgc_config
from facet_training.data.cache import write_atomically
from facet_training.data.pdfgc_audio import mel_rows
from facet_training.export.generator_graph import noise_maps
from facet_training.export.pdfgc_pack import run_network
from facet_training.export.pdfgc_template import write_template
from facet_training.export.seeded_weights import seeded_dead_parts, seeded_network
from facet_training.networks.generator import Generator
from facet_training.networks.official_checkpoint import NETWORK_NAMES, write_official_checkpoint

SAMPLES: Final = 3
SIGNAL_SAMPLES: Final = 2000
PICTURE_STEP: Final = 4
EXPECTED_FILE: Final = "expected.json"

_FORMULAS: Final = {
    "wave(t)": "abs((t mod 512) - 256) / 128 - 1",
    "image[i][c][y][x]": "(wave(9x + 13y + 151c + 97i) + wave(floor(xy / 2) + 61i(c + 1))) / 2",
    "mel[i][0][m][r]": "((7m + 13r + 31i + mr) mod 65) / 64",
    "id_vector[k]": "(wave(53k) + 1) / 2",
    "id_map[c][y][x]": "1.5 wave(71c + 29y + 17x)",
    "motion[i][k]": "wave(37k + 101i)",
    "signal[n]": "wave(5n + floor(nn / 400)) / 4",
}


def _wave(t: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.asarray(np.abs(t % 512 - 256) / 128.0 - 1.0, np.float32)


def fixture_inputs(config: PdfgcConfig) -> dict[str, dict[str, NDArray[np.float32]]]:
    """Inputs of each network by the formulas that the fixture's file states; every number is exact in float32."""
    side = config.picture_px
    i, c, y, x = np.ogrid[:SAMPLES, :3, :side, :side]
    image = (_wave(9 * x + 13 * y + 151 * c + 97 * i) + _wave(x * y // 2 + 61 * i * (c + 1))) / np.float32(2)
    n, _, m, r = np.ogrid[:SAMPLES, :1, : config.audio.mel_bins, : config.audio.rows]
    mel = np.asarray(((7 * m + 13 * r + 31 * n + m * r) % 65) / 64.0, np.float32)
    k = np.arange(config.codes.motion)
    motion = _wave(37 * k[None] + 101 * np.arange(SAMPLES)[:, None])
    person = (_wave(53 * np.arange(config.codes.id)) + np.float32(1)) / np.float32(2)
    channels, height, width = config.id_map
    u, v, w = np.ogrid[:channels, :height, :width]
    id_map = np.float32(1.5) * _wave(71 * u + 29 * v + 17 * w)
    style = np.concatenate([np.tile(person, (SAMPLES, 1)), motion], axis=1)
    return {
        "appearance": {"image": image},
        "motion": {"image": image},
        "audio": {"mel": mel},
        "generator": {"style": style, "id_map": np.tile(id_map[None], (SAMPLES, 1, 1, 1))},
    }


def fixture_signal() -> NDArray[np.float32]:
    """Two thousand samples of the stated formula."""
    n = np.arange(SIGNAL_SAMPLES)
    return _wave(5 * n + n * n // 400) / np.float32(4)


def expected_outputs(config: PdfgcConfig) -> dict[str, dict[str, NDArray[np.float32]]]:
    """What torch makes of the inputs; pictures at every fourth pixel, ``image_noise`` = the first with noise gain 1."""
    found: dict[str, dict[str, NDArray[np.float32]]] = {}
    for name, inputs in fixture_inputs(config).items():
        network = seeded_network(name, config)
        found[name] = run_network(name, network, inputs)
        if isinstance(network, Generator):
            maps = [value.float() for value in noise_maps(config)]
            style, id_map = (torch.from_numpy(value[:1]) for value in inputs.values())
            with torch.no_grad():
                found[name]["image_noise"] = network(style, id_map, maps).numpy()
            found[name] = {key: value[..., ::PICTURE_STEP, ::PICTURE_STEP] for key, value in found[name].items()}
    found["sound"] = {"mel_rows": mel_rows(fixture_signal())}
    return found


def write_tiny_fixture(folder: Path) -> None:
    """Write ``template/``, ``checkpoints/`` and ``expected.json``."""
    config = load_pdfgc_config("tiny")
    write_template(config, folder / "template")
    for name in NETWORK_NAMES:
        state = seeded_network(name, config).state_dict()
        write_official_checkpoint(name, state, folder / "checkpoints", dead_parts=seeded_dead_parts(name, config))
    outputs = {
        name: {key: {"shape": list(value.shape), "values": _rounded(value)} for key, value in arrays.items()}
        for name, arrays in expected_outputs(config).items()
    }
    content: dict[str, Any] = {
        "formulas": _FORMULAS,
        "samples": SAMPLES,
        "signalSamples": SIGNAL_SAMPLES,
        "pictureStep": PICTURE_STEP,
        "tolerance": {"fp32": 2e-4, "fp16": 0.1},
        "outputs": outputs,
    }
    write_atomically(folder / EXPECTED_FILE, _text(content).encode())


def _rounded(values: NDArray[np.float32]) -> list[float]:
    return [float(f"{value:.6g}") for value in values.reshape(-1)]


def _text(content: dict[str, Any]) -> str:
    lines = [f' "{key}": {json.dumps(value)}' for key, value in content.items() if key != "outputs"]
    outputs = [
        f'  "{name}": {{\n' + ",\n".join(f'   "{key}": {json.dumps(array)}' for key, array in arrays.items()) + "\n  }"
        for name, arrays in content["outputs"].items()
    ]
    return "{\n" + ",\n".join(lines) + ',\n "outputs": {\n' + ",\n".join(outputs) + "\n }\n}\n"
