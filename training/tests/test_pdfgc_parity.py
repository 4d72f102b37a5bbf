"""Against numbers of the official program, where they are at hand."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from facet_training.export.external_weights import fill_weights
from facet_training.export.pdfgc_template import make_network_template
from facet_training.networks.official_checkpoint import NETWORK_NAMES, dead_tensors, make_network
from facet_training.parity.golden import Golden
from facet_training.parity.report import ParityRow, parity_table, write_golden_graphs
from facet_training.parity.runner import TorchRunner
from facet_training.parity.sequence import difference, first_panel, network_arrays, sound_arrays
from facet_training.recipe.picture_indices import picture_indices

GOLDEN_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "golden" / "pdfgc"
needs_goldens = pytest.mark.skipif(
    not GOLDEN_FOLDER.exists(), reason="the golden numbers of the official program are not beside the checkout"
)

ARRAYS = [
    *(f"appearance/{name}" for name in ("id_vec", "id_map")),
    *(f"motion/{name}" for name in ("pose", "eye", "exp", "lip", "unified", "mouth_embed")),
    *(f"motion/feat_{name}" for name in ("pose", "eye", "exp")),
    *(f"audio/{name}" for name in ("feature", "embed")),
    *(f"generator/{name}" for name in ("image", "image_noise")),
    *(f"sequence/{name}_raw" for name in ("mouth", "pose", "exp", "eye")),
    *(f"sequence/{name}" for name in ("style", "frame_first", "frame_last", "frames_sub4")),
    *(f"sequence/motion_off_{name}" for name in ("mouth", "headpose", "blink", "gaze", "emo")),
    *(f"mel/mel_{name}" for name in ("voice", "chirp", "quiet", "sequence")),
    *(f"mel/{name}" for name in ("basis", "window", "windows_sequence")),
]

# A shift that is constant over time leaves a softmax over time as it is, so that no output shows these.
UNSEEN = ("model.attention.2.bias", "model.attention.2.running_mean", "model.attention.3.bias")


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden(GOLDEN_FOLDER)


@pytest.fixture(scope="module")
def found(golden: Golden) -> dict[str, NDArray[np.float32]]:
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    arrays = network_arrays(golden, TorchRunner(golden)) | sound_arrays(golden)
    torch.set_num_threads(threads)
    return arrays


@needs_goldens
@pytest.mark.parametrize("array", ARRAYS)
def test_torch_keeps_the_tolerance_of_every_golden_array(
    array: str, golden: Golden, found: dict[str, NDArray[np.float32]]
) -> None:
    assert difference(golden, array, found[array]) <= golden.facts(array)["tolerance"]


@needs_goldens
def test_no_golden_array_with_a_tolerance_is_left_out(golden: Golden) -> None:
    assert set(ARRAYS) == {name for name, facts in golden.manifest["arrays"].items() if "tolerance" in facts}


@needs_goldens
def test_the_five_panels_of_the_official_program_are_the_same_to_a_level(
    golden: Golden, found: dict[str, NDArray[np.float32]]
) -> None:
    expected = golden.arrays("sequence")["panel_u8_bgr_sub2_frame0"].astype(int)
    panel = first_panel(golden, found["sequence/frame_first"])[::2, ::2].astype(int)
    assert np.abs(panel - expected).max() <= 1
    assert (panel != expected).mean() < 0.01


@needs_goldens
def test_picture_indices_are_the_official_ones(golden: Golden) -> None:
    tables = golden.arrays("index")
    assert len(tables) == 4
    for name, expected in tables.items():
        outputs, pictures = (int(part.lstrip("outpsimage")) for part in name.split("_"))
        assert picture_indices(outputs, pictures) == expected.tolist()


@needs_goldens
@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_names_and_shapes_are_those_of_the_official_file(name: str, golden: Golden) -> None:
    with torch.device("meta"):
        own = make_network(name, golden.config).state_dict()
    shapes = {key: list(value.shape) for key, value in own.items()} | dead_tensors(name, golden.config)
    assert shapes == golden.keys[name]["keys"]


@needs_goldens
def test_tensors_that_no_output_shows_are_carried_over_exactly(golden: Golden) -> None:
    state = golden.network("audio").state_dict()
    graph = make_network_template("audio", golden.config).graphs["fp32"]
    content = fill_weights(graph, state)
    for weight in graph.weights:
        if weight.source.key in UNSEEN:
            expected = golden.tensor("audio", weight.source.key)
            assert torch.equal(state[weight.source.key], expected)
            place = slice(weight.byte_offset, weight.byte_offset + weight.byte_length)
            assert content[place] == expected.numpy().astype("<f4").tobytes()
    assert {weight.source.key for weight in graph.weights} >= set(UNSEEN)


@needs_goldens
def test_the_golden_weights_are_those_of_the_manifest(golden: Golden) -> None:
    keys = golden.keys["audio"]["keys"]
    arrays = {key: golden.tensor("audio", key).numpy() for key in keys}
    assert golden.recipe.digest(arrays) == golden.manifest["weights_sha256"]["audio"]


@needs_goldens
def test_the_graphs_pass_the_independent_check(golden: Golden, tmp_path: Path) -> None:
    write_golden_graphs(golden, "fp32", tmp_path)
    command = [sys.executable, str(GOLDEN_FOLDER / "check_onnx.py"), str(tmp_path), "--sequence"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.splitlines()[-1] == "RESULT PASS", done.stdout + done.stderr
    # Two of appearance, four of motion, two of audio, the picture, four of the sequence.
    assert done.stdout.count(" PASS ") == 13


def test_a_table_has_a_row_for_each_array_and_empty_cells_where_nothing_was_measured() -> None:
    row = ParityRow("motion/unified", 4.3, 5e-4, 1e-5, None, None)
    assert row.is_within
    assert parity_table([row]).splitlines()[-1] == "| motion/unified | 4.3 | 5e-04 | 1.0e-05 |  |  |"
    assert not ParityRow("motion/pose", 3.0, 1e-3, 1e-5, 2e-3, None).is_within
