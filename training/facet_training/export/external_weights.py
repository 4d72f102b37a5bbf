"""Weights of a graph in a file of their own: the graph says where each lies, the file is filled from a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto
from torch import Tensor

from facet_training.data.cache import write_atomically
from facet_training.export.weight_operations import WeightSource, weight_array

ALIGNMENT_BYTES: Final = 64
_DTYPES: Final = {TensorProto.FLOAT: "float32", TensorProto.FLOAT16: "float16"}


@dataclass(frozen=True)
class PlacedWeight:
    """A weight in the file: where it lies and what it is made of."""

    name: str
    source: WeightSource
    dtype: str
    shape: tuple[int, ...]
    byte_offset: int
    byte_length: int


@dataclass(frozen=True)
class WeightlessGraph:
    """A graph whose weights lie elsewhere, and where, ascending."""

    model: onnx.ModelProto
    weights: tuple[PlacedWeight, ...]
    total_bytes: int


def move_weights_out(model: onnx.ModelProto, sources: dict[str, WeightSource], file: str) -> WeightlessGraph:
    """Take the weights that come from a checkpoint out of a graph; constants stay inside. ``model`` is left alone."""
    emptied = onnx.ModelProto()
    emptied.CopyFrom(model)
    placed: list[PlacedWeight] = []
    end = 0
    for item in emptied.graph.initializer:
        if item.name not in sources:
            continue
        dtype, shape = _DTYPES[item.data_type], tuple(item.dims)
        length = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
        offset = -(-end // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
        end = offset + length
        placed.append(PlacedWeight(item.name, sources[item.name], dtype, shape, offset, length))
        item.ClearField("raw_data")
        item.ClearField("float_data")
        item.data_location = TensorProto.EXTERNAL
        for key, value in (("location", file), ("offset", offset), ("length", length)):
            item.external_data.add(key=key, value=str(value))
    return WeightlessGraph(emptied, tuple(placed), end)


def fill_weights(graph: WeightlessGraph, state: dict[str, Tensor]) -> bytes:
    """Content of the weights file for a checkpoint's tensors; gaps are zero. Raises ValueError for another size."""
    content = bytearray(graph.total_bytes)
    for weight in graph.weights:
        data = weight_array(weight.source, state[weight.source.key], weight.dtype).tobytes()
        if len(data) != weight.byte_length:
            raise ValueError(f"{weight.name}: expected {weight.byte_length} bytes, got {len(data)}")
        content[weight.byte_offset : weight.byte_offset + len(data)] = data
    return bytes(content)


def write_graph(graph: WeightlessGraph, path: Path) -> None:
    """Write the graph without its weights; the same graph gives the same bytes."""
    write_atomically(path, graph.model.SerializeToString(deterministic=True))
