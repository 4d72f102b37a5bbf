"""The template of a PD-FGC pack: graphs without weights, and how checkpoint files fill them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from facet_training.config.pdfgc import PdfgcConfig
from facet_training.data.cache import write_atomically
from facet_training.export.external_weights import PlacedWeight, WeightlessGraph, move_weights_out, write_graph
from facet_training.export.half_graph import convert_to_half
from facet_training.export.pdfgc_facts import port_facts, shared_facts
from facet_training.export.pdfgc_graphs import fill_distinctly, graph_ports, trace_graph
from facet_training.networks.official_checkpoint import (
    IGNORED_PREFIXES,
    NETWORK_NAMES,
    checkpoint_file,
    dead_tensors,
    is_optional,
    make_network,
)

PRECISIONS: Final = ("fp32", "fp16")
TEMPLATE_FILE: Final = "template.json"


@dataclass(frozen=True)
class NetworkTemplate:
    """Graphs of one network by precision, and the shapes that a checkpoint must and may have."""

    graphs: dict[str, WeightlessGraph]
    tensors: dict[str, list[int]]
    optional_tensors: dict[str, list[int]]


def weights_file(name: str) -> str:
    """Name of the weights file beside a graph."""
    return f"{name}.weights"


def make_network_template(name: str, config: PdfgcConfig) -> NetworkTemplate:
    """Trace one network in both precisions."""
    network = make_network(name, config)
    fill_distinctly(network)
    traced = trace_graph(name, network, config)
    safe = trace_graph(name, network, config, is_half_safe=True) if name == "generator" else traced
    # Half of the size of these matrices is worth more than their last digits; the sums are float32.
    stored_half = frozenset(item for item, source in safe.sources.items() if source.key.endswith("modulation.weight"))
    picture_input = "id_map" if name == "generator" else graph_ports(name, config)[0][0].name
    half = convert_to_half(safe.model, picture_input, stored_half)
    shapes = {key: list(value.shape) for key, value in network.state_dict().items()}
    optional = {key: shape for key, shape in shapes.items() if is_optional(name, key)}
    return NetworkTemplate(
        graphs={
            "fp32": move_weights_out(traced.model, traced.sources, weights_file(name)),
            "fp16": move_weights_out(half, safe.sources, weights_file(name)),
        },
        tensors={key: shape for key, shape in shapes.items() if key not in optional},
        # What has an ignored prefix may have any shape.
        optional_tensors=optional
        | {
            key: shape
            for key, shape in dead_tensors(name, config).items()
            if not key.startswith(IGNORED_PREFIXES[name])
        },
    )


def write_template(config: PdfgcConfig, folder: Path) -> int:
    """Write template.json and a graph for each network and precision; returns the bytes of all."""
    facts = shared_facts(config, has_eye_roles=True)
    networks: dict[str, Any] = {}
    written = 0
    for name in NETWORK_NAMES:
        template = make_network_template(name, config)
        for precision, graph in template.graphs.items():
            path = folder / f"{name}.{precision}.onnx"
            write_graph(graph, path)
            written += path.stat().st_size
        networks[name] = _network_facts(name, template, config)
    path = folder / TEMPLATE_FILE
    write_atomically(path, _template_text({**facts, "networks": networks}).encode())
    return written + path.stat().st_size


def graph_facts(name: str, file: str, config: PdfgcConfig) -> dict[str, Any]:
    """A graph's files, inputs and outputs."""
    inputs, outputs = graph_ports(name, config)
    return {
        "file": file,
        "weights": weights_file(name),
        "inputs": port_facts(inputs),
        "outputs": port_facts(outputs),
    }


def _network_facts(name: str, template: NetworkTemplate, config: PdfgcConfig) -> dict[str, Any]:
    return {
        "checkpoint": checkpoint_file(name),
        "tensors": template.tensors,
        "optionalTensors": template.optional_tensors,
        "ignoredPrefixes": list(IGNORED_PREFIXES[name]),
        "graphs": {
            precision: {
                **graph_facts(name, f"{name}.{precision}.onnx", config),
                "weightsBytes": graph.total_bytes,
                "list": [_weight_facts(weight) for weight in graph.weights],
            }
            for precision, graph in template.graphs.items()
        },
    }


def _weight_facts(weight: PlacedWeight) -> dict[str, Any]:
    return {
        "name": weight.name,
        "key": weight.source.key,
        "operation": weight.source.operation,
        "scale": weight.source.scale,
        "dtype": weight.dtype,
        "shape": list(weight.shape),
        "byteOffset": weight.byte_offset,
        "byteLength": weight.byte_length,
    }


def _template_text(value: Any) -> str:
    """JSON with one weight, one shape or one port a line."""
    return _lines(value, "") + "\n"


def _lines(value: Any, indent: str) -> str:
    deeper = indent + " "
    if isinstance(value, dict) and any(isinstance(item, dict | list) for item in value.values()) and "key" not in value:
        if "dtype" in value:
            return json.dumps(value)
        items = [f"{deeper}{json.dumps(key)}: {_lines(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "[\n" + ",\n".join(deeper + _lines(item, deeper) for item in value) + f"\n{indent}]"
    return json.dumps(value)
