"""The PD-FGC networks as ONNX graphs with named inputs, outputs and weights, and a free batch size N."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import onnx
import torch
from torch import Tensor, nn

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.export.generator_graph import GeneratorGraph, generator_sources
from facet_training.export.weight_operations import WeightSource
from facet_training.networks.generator import Generator

OPSET = 17


@dataclass(frozen=True)
class GraphPort:
    """An input or output: float32, ``N`` = any number."""

    name: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True)
class TracedGraph:
    """A graph with its weights inside, and where each of them comes from, by name, in the graph's order."""

    model: onnx.ModelProto
    sources: dict[str, WeightSource]


def graph_ports(name: str, config: PdfgcConfig) -> tuple[list[GraphPort], list[GraphPort]]:
    """Inputs and outputs of a network's graph; the names are fixed, the sizes are the configuration's."""
    codes, side = config.codes, config.picture_px
    image = GraphPort("image", ("N", 3, side, side))
    id_map = GraphPort("id_map", ("N", *config.id_map))
    if name == "appearance":
        return [image], [GraphPort("id_vector", ("N", codes.id)), id_map]
    if name == "motion":
        widths = {"head_pose": codes.head_pose, "eye": codes.eye, "expression": codes.expression}
        return [image], [GraphPort(port, ("N", n)) for port, n in {**widths, "lip": codes.lip_feature}.items()]
    if name == "audio":
        mel = GraphPort("mel", ("N", 1, config.audio.mel_bins, config.audio.rows))
        return [mel], [GraphPort("feature", ("N", codes.lip_feature)), GraphPort("embedding", ("N", codes.lip))]
    if name == "generator":
        return [GraphPort("style", ("N", codes.style)), id_map, GraphPort("noise_gain", (1,))], [image]
    raise ValueError(f"expected the name of a network, got {name}")


class _Outputs(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.network(x))


def fill_distinctly(network: nn.Module, seed: int = 0) -> None:
    """Give every tensor other numbers, so that the exporter cannot take two of them for one."""
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for value in network.state_dict().values():
            if value.is_floating_point():
                value.copy_(torch.rand(value.shape, generator=random) + 0.5)


def trace_graph(name: str, network: nn.Module, config: PdfgcConfig, *, is_half_safe: bool = False) -> TracedGraph:
    """Trace a network whose tensors all differ (``fill_distinctly``).

    BatchNorm stays a node of its own, so that every weight is one tensor of the checkpoint. Raises ValueError when a
    tensor of the network is not in the graph and is none that inference never reads.
    """
    network.eval()
    module: nn.Module = _Outputs(network)
    origin = {f"network.{key}": WeightSource(key) for key in network.state_dict()}
    if isinstance(network, Generator):
        module = GeneratorGraph(network, config, is_half_safe=is_half_safe).eval()
        origin = generator_sources(module)
    model = _export(module, *graph_ports(name, config))
    sources = _rename_weights(model, origin)
    used = {source.key for source in sources.values()}
    unused = [key for key in network.state_dict() if key not in used and not _is_dead(name, key)]
    if unused:
        raise ValueError(f"expected every tensor of {name} in its graph, not found: {', '.join(unused)}")
    return TracedGraph(model, sources)


def _is_dead(name: str, key: str) -> bool:
    return key.endswith("num_batches_tracked") or (name == "motion" and key.startswith("mouth_embed."))


def _export(module: nn.Module, inputs: list[GraphPort], outputs: list[GraphPort]) -> onnx.ModelProto:
    # Two of each, so that no shape of one sample is taken for a constant by accident.
    examples = tuple(torch.rand([2 if size == "N" else int(size) for size in port.shape]) for port in inputs)
    free = {port.name: {0: "N"} for port in (*inputs, *outputs) if port.shape[0] == "N"}
    buffer = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            examples,
            buffer,  # type: ignore[arg-type]  # a stream is fine with the exporter that traces
            input_names=[port.name for port in inputs],
            output_names=[port.name for port in outputs],
            dynamic_axes=free,
            opset_version=OPSET,
            # Neither folds BatchNorm into convolutions nor computes anything in advance.
            training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False,
            dynamo=False,
        )
    model = onnx.load_model_from_string(buffer.getvalue())
    for node in model.graph.node:
        node.ClearField("doc_string")
    _remove_identities(model)
    for value, port in zip((*model.graph.input, *model.graph.output), (*inputs, *outputs), strict=True):
        value.CopyFrom(onnx.helper.make_tensor_value_info(port.name, onnx.TensorProto.FLOAT, port.shape))
    return model


def _remove_identities(model: onnx.ModelProto) -> None:
    """Take out what the exporter puts where two constants are one."""
    meant = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "Identity"}
    kept = [node for node in model.graph.node if node.op_type != "Identity"]
    for node in kept:
        for index, name in enumerate(node.input):
            node.input[index] = meant.get(name, name)
    del model.graph.node[:]
    model.graph.node.extend(kept)


def _rename_weights(model: onnx.ModelProto, origin: dict[str, WeightSource]) -> dict[str, WeightSource]:
    names = {name: source.name for name, source in origin.items()}
    sources = {names[item.name]: origin[item.name] for item in model.graph.initializer if item.name in names}
    for item in model.graph.initializer:
        item.name = names.get(item.name, item.name)
    for node in model.graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = names.get(name, name)
    return sources
