"""Running means of weights: what a training run hands on is their average over time, not the last step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class WeightAverages:
    """Exponential means of a module's parameters and buffers; whole numbers (counters) are copied.

    Args:
        module: stays the caller's; its state at this moment is the first average.
        decay: share of the old mean that a step keeps; smaller in the first steps (step + 1) / (step + 10), so that
            the random start is forgotten.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self._decay = decay
        self.state: dict[str, Tensor] = {name: value.detach().clone() for name, value in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Take in the module's present state after iteration ``step`` (from 0)."""
        decay = min(self._decay, (step + 1) / (step + 10))
        for name, value in module.state_dict().items():
            if value.is_floating_point():
                self.state[name].lerp_(value, 1.0 - decay)
            else:
                self.state[name].copy_(value)

    @torch.no_grad()
    def restore(self, state: dict[str, Tensor]) -> None:
        """Take back a ``state`` of the same names and shapes (on any device)."""
        for name, value in self.state.items():
            value.copy_(state[name])

    @contextmanager
    def inside(self, module: nn.Module) -> Iterator[None]:
        """Lend the averages to the module; afterwards it has its own weights again."""
        own = {name: value.detach().clone() for name, value in module.state_dict().items()}
        module.load_state_dict(self.state)
        try:
            yield
        finally:
            module.load_state_dict(own)
