"""What the loop asks of a training stage."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from torch import Tensor, nn

Batch = Any  # a NamedTuple of tensors, of the stage's own kind


class StepBatches(Protocol):
    """Batches by iteration: the same step gives the same batch, in any process, so that a resumed run goes on alike."""

    def __getitem__(self, step: int) -> Batch:
        """Draw the batch of a step (on the CPU; the loop moves it). Step counts from 0 and has no end."""
        ...


@dataclass(frozen=True)
class LossTerms:
    """Named scalars before their weights; a term without a weight counts once.

    Attributes: terms: what is minimised. weights: factors by name. shown: detached numbers that are only logged.
    """

    terms: Mapping[str, Tensor]
    weights: Mapping[str, float]
    shown: Mapping[str, float]

    @property
    def total(self) -> Tensor:
        """Weighted sum. Raises ValueError when there is no term."""
        values = [value * self.weights.get(name, 1.0) for name, value in self.terms.items()]
        if not values:
            raise ValueError("expected at least one loss term")
        return sum(values[1:], values[0])


@dataclass(frozen=True)
class Check:
    """A measurement on held-out data with what it should be, e.g. retrieval at least .2 (chance .04)."""

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool:
        """True when the value (no nan) keeps both limits."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


class Stage(ABC):
    """One stage: what learns, what stays, from what, and by which loss. Owns its networks.

    Attributes:
        name: folder of its results, e.g. ``appearance-motion``.
        trained: networks that learn; their averages over time are the result. Parts whose parameters ask for no
            gradient when the loop begins do not learn and stay in evaluation mode (normalisation, dropout).
        judge: discriminator that learns against them, or None.
        frozen: networks that stay as they are (evaluation mode, no gradients to their weights).

    The loop moves these networks to the device; whatever else computes, the stage makes on ``StageContext.device``.
    """

    name: str
    trained: nn.ModuleDict
    judge: nn.Module | None
    frozen: nn.ModuleDict

    @abstractmethod
    def batches(self) -> StepBatches:
        """Training batches by step."""

    @abstractmethod
    def loss(self, batch: Batch, step: int) -> LossTerms:
        """Loss of ``trained`` on a batch (already on the device; called under autocast when that is on).

        Under autocast networks answer in bf16: turn what they say ``.float()`` before subtracting or taking
        logarithms. Weights of ``judge`` take no gradients here. Randomness from torch's, numpy's and Python's
        generators is seeded by the step.
        """

    def judge_loss(self, batch: Batch, step: int) -> LossTerms | None:
        """Loss of ``judge`` on what ``loss`` made of the same batch just before (detached); None: nothing to learn."""
        return None

    def pictures(self, batch: Batch) -> dict[str, Tensor]:
        """Pictures to look at, [N, 3, H, W] in [-1, 1] by name; called with averaged weights, in evaluation mode and
        without gradients."""
        return {}

    def checks(self) -> list[Check]:
        """Measure on held-out data what tells early whether the stage goes wrong (spec C.4).

        Called as ``pictures`` is, in the first process alone, now and then and at the end.
        """
        return []

    def memory(self) -> dict[str, Any]:
        """State beside the networks that a resumed run needs (memory banks).

        Tensors, numbers, strings, and lists and dicts of them: what ``torch.load`` reads with ``weights_only``.
        """
        return {}

    def restore(self, memory: dict[str, Any]) -> None:  # noqa: B027 - nothing to take back is usual
        """Take back what ``memory`` gave."""
