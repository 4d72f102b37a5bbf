"""How a weight of a graph is made of a tensor of the checkpoint: the same four ways as the application's import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

OPERATIONS: Final = ("copy", "kernel", "kernelTransposed", "kernelEnergy")


@dataclass(frozen=True)
class WeightSource:
    """Checkpoint tensor, operation and factor of one weight."""

    key: str
    operation: str = "copy"
    scale: float = 1.0

    @property
    def name(self) -> str:
        """Name in the graph: the key, and the operation where the tensor is not taken as it is."""
        return self.key if self.operation == "copy" else f"{self.key}.{self.operation}"


def make_weight(source: WeightSource, tensor: Tensor) -> Tensor:
    """Apply an operation and the factor, in float32.

    Shapes: ``copy`` any; modulated kernels [1, O, I, k, k] -> ``kernel`` [O, I, k, k], ``kernelTransposed``
    [I, O, k, k], ``kernelEnergy`` [O, I] (sum of squares over k, the factor afterwards).
    """
    value = tensor.detach().float()
    if source.operation == "kernel":
        value = value[0]
    elif source.operation == "kernelTransposed":
        value = value[0].transpose(0, 1)
    elif source.operation == "kernelEnergy":
        value = value[0].square().sum((2, 3))
    elif source.operation != "copy":
        raise ValueError(f"expected one of {', '.join(OPERATIONS)}, got {source.operation}")
    return (value * source.scale).contiguous()


def weight_array(source: WeightSource, tensor: Tensor, dtype: str) -> NDArray[np.generic]:
    """``make_weight`` as an array of ``float32`` or ``float16``."""
    return make_weight(source, tensor).numpy().astype(np.dtype(dtype).newbyteorder("<"))
