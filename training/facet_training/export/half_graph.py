"""A float32 graph as one that computes in half precision, with float32 inputs and outputs.

What the picture does not reach stays float32: in the generator that is everything computed of the style (scales of
channels, norms of filters), which costs nothing and would lose most. So do the operations of ``KEPT_OPERATIONS``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Sums over many numbers, exponentials, and the last step of the generator.
KEPT_OPERATIONS: Final = ("ReduceMean", "ReduceSum", "ReduceMax", "Softmax", "Tanh")
# Inputs of these operations beside the first are sizes and scales, never weights.
_FIRST_INPUT_ONLY: Final = ("Resize", "ReduceSum", "Reshape", "Unsqueeze", "Tile", "Slice")


@dataclass
class _Conversion:
    """State of one conversion: precision of each float tensor, nodes made so far, casts made so far."""

    model: onnx.ModelProto
    is_float: dict[str, bool]
    is_half: dict[str, bool] = field(default_factory=dict)
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    casts: dict[tuple[str, bool], str] = field(default_factory=dict)

    def as_precision(self, name: str, wants_half: bool) -> str:
        """Name of a tensor in the wanted precision; adds a cast where there is none yet."""
        if not self.is_float.get(name, False) or self.is_half.get(name, False) == wants_half:
            return name
        if (name, wants_half) not in self.casts:
            cast = f"{name}.{'half' if wants_half else 'float'}"
            kind = TensorProto.FLOAT16 if wants_half else TensorProto.FLOAT
            self.nodes.append(helper.make_node("Cast", [name], [cast], name=f"{cast}.cast", to=kind))
            self.casts[name, wants_half] = cast
        return self.casts[name, wants_half]


def convert_to_half(model: onnx.ModelProto, picture_input: str, stored_half: frozenset[str]) -> onnx.ModelProto:
    """Convert a graph.

    Args:
        model: float32, weights inside. picture_input: what only operations behind this input compute in half precision.
        stored_half: weights of float32 operations that are nevertheless stored in half precision.
    """
    half = onnx.ModelProto()
    half.CopyFrom(model)
    reached = _reached(half, picture_input)
    state = _Conversion(half, _float_tensors(half))
    users = _users(half)
    for item in half.graph.initializer:
        if item.data_type != TensorProto.FLOAT:
            continue
        wants_half = item.name in stored_half or all(_is_half_node(node, reached) for node in users[item.name])
        if wants_half:
            item.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(item).astype(np.float16), item.name))
        state.is_half[item.name] = wants_half
    for node in half.graph.node:
        _convert_node(state, node, _is_half_node(node, reached))
    _restore_outputs(state)
    del half.graph.node[:]
    half.graph.node.extend(state.nodes)
    del half.graph.value_info[:]
    return half


def _is_half_node(node: onnx.NodeProto, reached: set[str]) -> bool:
    return node.op_type not in KEPT_OPERATIONS and any(name in reached for name in node.input)


def _reached(model: onnx.ModelProto, start: str) -> set[str]:
    reached = {start}
    for node in model.graph.node:
        if any(name in reached for name in node.input):
            reached.update(node.output)
    return reached


def _users(model: onnx.ModelProto) -> dict[str, list[onnx.NodeProto]]:
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in model.graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    return users


def _float_tensors(model: onnx.ModelProto) -> dict[str, bool]:
    inferred = onnx.shape_inference.infer_shapes(model).graph
    found = {item.name: item.data_type == TensorProto.FLOAT for item in model.graph.initializer}
    for value in (*inferred.value_info, *inferred.input, *inferred.output):
        found[value.name] = value.type.tensor_type.elem_type == TensorProto.FLOAT
    for node in model.graph.node:
        if node.op_type == "Constant":
            found[node.output[0]] = node.attribute[0].t.data_type == TensorProto.FLOAT
    return found


def _convert_node(state: _Conversion, node: onnx.NodeProto, is_half: bool) -> None:
    if node.op_type == "Constant":
        state.nodes.append(node)
        return
    for index, name in enumerate(node.input):
        if index == 0 or node.op_type not in _FIRST_INPUT_ONLY:
            node.input[index] = state.as_precision(name, is_half)
    # A cast says itself what it makes.
    makes_half = is_half and node.op_type != "Cast"
    for name in node.output:
        if state.is_float.get(name, False):
            state.is_half[name] = makes_half
    state.nodes.append(node)


def _restore_outputs(state: _Conversion) -> None:
    """Outputs keep name and float32: a half tensor of that name gets another one, and a cast behind it."""
    for output in state.model.graph.output:
        if not state.is_half.get(output.name, False):
            continue
        inner = f"{output.name}.inner"
        for node in state.nodes:
            for names in (node.input, node.output):
                for index, name in enumerate(names):
                    if name == output.name:
                        names[index] = inner
        cast = helper.make_node("Cast", [inner], [output.name], name=f"{output.name}.cast", to=TensorProto.FLOAT)
        state.nodes.append(cast)
