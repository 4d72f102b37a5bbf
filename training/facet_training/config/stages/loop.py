"""How any stage is optimised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SCHEDULES: Final = ("cosine", "constant", "step")


@dataclass(frozen=True)
class LoopConfig:
    """Adam with warm-up and a falling rate, averages of the weights, checkpoints.

    Attributes:
        iterations: when the stage is done. batch: of one process. rate, judge_rate: Adam's step of the networks and of
            the discriminator. betas: Adam's. decay: weight decay (decoupled). warmup: iterations of a rising rate.
        schedule: "cosine" to zero, "constant", or "step" (times ``step_factor`` every ``step_every``).
        average: decay of the running mean of weights. clip: largest norm of the gradient, 0 = any.
        is_half: bf16 arithmetic in convolutions. workers: processes that draw batches, 0 = this one.
        log_every, pictures_every, check_every, checkpoint_every: iterations. seed: of weights and batches.

    Raises ValueError for numbers out of their range and unknown schedules.
    """

    iterations: int = 1000
    batch: int = 8
    rate: float = 2e-4
    judge_rate: float = 2e-4
    betas: tuple[float, float] = (0.0, 0.99)
    decay: float = 0.0
    warmup: int = 50
    schedule: str = "cosine"
    step_every: int = 80_000
    step_factor: float = 0.93
    average: float = 0.999
    clip: float = 1.0
    is_half: bool = True
    workers: int = 0
    log_every: int = 20
    pictures_every: int = 500
    check_every: int = 500
    checkpoint_every: int = 200
    seed: int = 1

    def __post_init__(self) -> None:
        if self.schedule not in SCHEDULES:
            raise ValueError(f"expected a schedule of {', '.join(SCHEDULES)}, got {self.schedule}")
        positive = ("iterations", "batch", "step_every", "log_every", "pictures_every", "check_every")
        for name in (*positive, "checkpoint_every"):
            if getattr(self, name) < 1:
                raise ValueError(f"expected {name} of at least 1, got {getattr(self, name)}")
        for name in ("rate", "judge_rate", "decay", "warmup", "clip", "workers"):
            if getattr(self, name) < 0:
                raise ValueError(f"expected {name} of at least 0, got {getattr(self, name)}")
        if not 0.0 <= self.average < 1.0:
            raise ValueError(f"expected average in [0, 1), got {self.average}")
