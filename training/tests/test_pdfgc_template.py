import filecmp
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx import TensorProto

from facet_training.cli.packs import TEMPLATE_FOLDER, TINY_FIXTURE_FOLDER
from facet_training.config.pdfgc import load_pdfgc_config
from facet_training.export.external_weights import ALIGNMENT_BYTES, fill_weights, write_graph
from facet_training.export.pdfgc_graphs import fill_distinctly, trace_graph
from facet_training.export.pdfgc_pack import PackFacts, export_pdfgc_pack, make_session, run_network, run_session
from facet_training.export.pdfgc_template import make_network_template, weights_file, write_template
from facet_training.export.seeded_weights import seeded_network
from facet_training.export.tiny_fixture import EXPECTED_FILE, fixture_inputs, write_tiny_fixture
from facet_training.networks.official_checkpoint import NETWORK_NAMES, make_network

TINY = load_pdfgc_config("tiny")
EXPECTED: dict[str, Any] = json.loads((TINY_FIXTURE_FOLDER / EXPECTED_FILE).read_text())
FOLDERS = {"official": TEMPLATE_FOLDER, "tiny": TINY_FIXTURE_FOLDER / "template"}

# What inference never reads of the official files, beside counters of batches.
DEAD = {
    "appearance": ("fc.", "model.fc."),
    "motion": ("mouth_embed.",),
    "audio": (),
    "generator": ("style.", "input.", "noises."),
}


def read_template(size: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDERS[size] / "template.json").read_text())
    return found


@pytest.fixture(scope="module", params=["fp32", "fp16"])
def pack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("pack")
    networks = {name: seeded_network(name, TINY) for name in NETWORK_NAMES}
    worst = export_pdfgc_pack(networks, TINY, folder, PackFacts("tiny", "1.0.0", "none", request.param))
    assert worst < EXPECTED["tolerance"][request.param]
    return request.param, folder


def expected_array(network: str, output: str) -> NDArray[np.float64]:
    stored = EXPECTED["outputs"][network][output]
    return np.asarray(stored["values"]).reshape(stored["shape"])


@pytest.mark.parametrize("size", ["official", "tiny"])
def test_the_committed_template_is_what_the_command_writes(size: str, tmp_path: Path) -> None:
    write_template(load_pdfgc_config(size), tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(path.name for path in FOLDERS[size].iterdir())
    assert filecmp.cmpfiles(tmp_path, FOLDERS[size], written, shallow=False)[0] == written


def test_the_committed_fixture_is_what_the_command_writes(tmp_path: Path) -> None:
    write_tiny_fixture(tmp_path)
    names = [path.name for path in (TINY_FIXTURE_FOLDER / "checkpoints").iterdir()]
    for name in names:
        fresh, committed = (
            torch.load(folder / "checkpoints" / name, weights_only=True) for folder in (tmp_path, TINY_FIXTURE_FOLDER)
        )
        assert list(fresh) == list(committed)
        assert all(torch.equal(value, committed[key]) for key, value in fresh.items())
    fresh_expected = json.loads((tmp_path / EXPECTED_FILE).read_text())
    assert fresh_expected["formulas"] == EXPECTED["formulas"]
    for network, outputs in fresh_expected["outputs"].items():
        for output, stored in outputs.items():
            assert np.allclose(np.asarray(stored["values"]), expected_array(network, output).reshape(-1), atol=5e-5)


def test_the_fixture_is_small() -> None:
    assert sum(path.stat().st_size for path in TINY_FIXTURE_FOLDER.rglob("*") if path.is_file()) < 1_500_000


@pytest.mark.parametrize("size", ["official", "tiny"])
@pytest.mark.parametrize("name", NETWORK_NAMES)
@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_a_graph_keeps_exactly_the_listed_weights_in_its_file(size: str, name: str, precision: str) -> None:
    facts = read_template(size)["networks"][name]["graphs"][precision]
    model = onnx.load(str(FOLDERS[size] / facts["file"]), load_external_data=False)
    outside = {item.name: item for item in model.graph.initializer if item.data_location == TensorProto.EXTERNAL}
    assert [weight["name"] for weight in facts["list"]] == list(outside)
    end = 0
    for weight in facts["list"]:
        item = outside[weight["name"]]
        place = {entry.key: entry.value for entry in item.external_data}
        assert place == {
            "location": facts["weights"],
            "offset": str(weight["byteOffset"]),
            "length": str(weight["byteLength"]),
        }
        assert weight["byteOffset"] % ALIGNMENT_BYTES == 0
        assert weight["byteOffset"] >= end
        end = weight["byteOffset"] + weight["byteLength"]
        assert list(item.dims) == weight["shape"]
        kind = TensorProto.FLOAT if weight["dtype"] == "float32" else TensorProto.FLOAT16
        assert item.data_type == kind
        assert not item.raw_data
        assert not item.float_data
    assert facts["weightsBytes"] == end


@pytest.mark.parametrize("size", ["official", "tiny"])
@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_every_tensor_of_a_checkpoint_is_used_or_known_to_be_dead(size: str, name: str) -> None:
    facts = read_template(size)["networks"][name]
    known = {**facts["tensors"], **facts["optionalTensors"]}
    for precision in ("fp32", "fp16"):
        used = {weight["key"] for weight in facts["graphs"][precision]["list"]}
        assert used == set(facts["tensors"])
    for key in facts["optionalTensors"]:
        assert key.endswith("num_batches_tracked") or key.startswith(DEAD[name])
    assert not any(key.startswith(tuple(facts["ignoredPrefixes"])) for key in known)


@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_norms_stay_nodes_of_their_own(name: str) -> None:
    model = onnx.load(str(FOLDERS["tiny"] / f"{name}.fp32.onnx"), load_external_data=False)
    norms = sum(node.op_type == "BatchNormalization" for node in model.graph.node)
    modules = sum(
        isinstance(module, torch.nn.BatchNorm2d | torch.nn.BatchNorm1d) for module in make_network(name, TINY).modules()
    )
    assert norms == modules


def test_tensors_that_a_graph_lacks_are_named() -> None:
    network = make_network("audio", TINY)
    fill_distinctly(network)
    network.register_parameter("forgotten", torch.nn.Parameter(torch.ones(1)))
    with pytest.raises(ValueError, match="not found: forgotten"):
        trace_graph("audio", network, TINY)


def test_the_graphs_give_the_fixtures_numbers(pack: tuple[str, Path]) -> None:
    precision, folder = pack
    tolerance = EXPECTED["tolerance"][precision]
    for name, inputs in fixture_inputs(TINY).items():
        session = make_session(folder / f"{name}.onnx")
        quiet = {"noise_gain": np.zeros(1, np.float32)} if name == "generator" else {}
        for output, value in run_session(session, {**inputs, **quiet}).items():
            step = EXPECTED["pictureStep"] if name == "generator" else 1
            shown = value[..., ::step, ::step] if name == "generator" else value
            assert value.dtype == np.float32
            assert np.abs(shown - expected_array(name, output)).max() < tolerance


def test_a_noise_gain_of_one_adds_the_maps_in_the_graph(pack: tuple[str, Path]) -> None:
    precision, folder = pack
    session = make_session(folder / "generator.onnx")
    inputs = {key: value[:1] for key, value in fixture_inputs(TINY)["generator"].items()}
    step = EXPECTED["pictureStep"]
    loud = run_session(session, {**inputs, "noise_gain": np.ones(1, np.float32)})["image"]
    quiet = run_session(session, {**inputs, "noise_gain": np.zeros(1, np.float32)})["image"]
    expected = expected_array("generator", "image_noise")
    assert np.abs(loud[..., ::step, ::step] - expected).max() < EXPECTED["tolerance"][precision]
    assert np.abs(loud - quiet).max() > 0.1


@pytest.mark.parametrize("batch", [1, 5])
def test_any_batch_size_gives_what_torch_gives(pack: tuple[str, Path], batch: int) -> None:
    precision, folder = pack
    for name, inputs in fixture_inputs(TINY).items():
        repeated = {key: np.concatenate([value, value])[:batch] for key, value in inputs.items()}
        expected = run_network(name, seeded_network(name, TINY), repeated)
        quiet = {"noise_gain": np.zeros(1, np.float32)} if name == "generator" else {}
        found = run_session(make_session(folder / f"{name}.onnx"), {**repeated, **quiet})
        for output, value in expected.items():
            assert found[output].shape == value.shape
            assert np.abs(found[output] - value).max() < EXPECTED["tolerance"][precision]


def test_the_manifest_of_a_pack_describes_its_files(pack: tuple[str, Path]) -> None:
    precision, folder = pack
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["precision"] == precision
    assert manifest["eyeRoles"] is None
    assert {entry["path"] for entry in manifest["files"]} == {
        path.name for path in folder.iterdir() if path.name != "manifest.json"
    }
    for entry in manifest["files"]:
        data = (folder / entry["path"]).read_bytes()
        assert entry["bytes"] == len(data)
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    template = read_template("tiny")
    for key in ("widths", "idMap", "crop", "audio", "recipe", "frameRateHz"):
        assert manifest[key] == template[key]


def test_half_precision_keeps_what_is_made_of_the_style_in_float32() -> None:
    facts = read_template("tiny")["networks"]["generator"]["graphs"]["fp16"]
    kinds = {weight["name"]: weight["dtype"] for weight in facts["list"]}
    assert kinds["convs.1.conv.weight.kernel"] == "float16"
    assert kinds["convs.1.conv.weight.kernelEnergy"] == "float32"
    assert kinds["convs.1.conv.modulation.bias"] == "float32"
    model = onnx.load(str(FOLDERS["tiny"] / "generator.fp16.onnx"), load_external_data=False)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    types = {value.name: value.type.tensor_type.elem_type for value in inferred.graph.value_info}
    for node in model.graph.node:
        if node.op_type in ("Gemm", "Sqrt"):
            assert types[node.output[0]] == TensorProto.FLOAT
        if node.op_type in ("Conv", "ConvTranspose"):
            assert types[node.output[0]] == TensorProto.FLOAT16


def test_half_precision_survives_scales_that_it_cannot_hold(tmp_path: Path) -> None:
    network = seeded_network("generator", TINY)
    with torch.no_grad():
        network.get_parameter("convs.1.conv.modulation.bias").mul_(1e6)
    graph = make_network_template("generator", TINY).graphs["fp16"]
    write_graph(graph, tmp_path / "generator.onnx")
    (tmp_path / weights_file("generator")).write_bytes(fill_weights(graph, network.state_dict()))
    inputs = fixture_inputs(TINY)["generator"]
    expected = run_network("generator", network, inputs)["image"]
    session = make_session(tmp_path / "generator.onnx")
    found = run_session(session, {**inputs, "noise_gain": np.zeros(1, np.float32)})["image"]
    assert np.abs(found - expected).max() < EXPECTED["tolerance"]["fp16"]
