"""How the step of an optimiser changes over a run."""

from __future__ import annotations

import math

from facet_training.config.stages.loop import LoopConfig


def warmup_scale(step: int, warmup: int) -> float:
    """Rise linearly to 1 over the first iterations. Ranges: -> (0, 1]."""
    return (step + 1) / warmup if step < warmup else 1.0


def cosine_scale(step: int, warmup: int, iterations: int) -> float:
    """Rise over the warm-up, then fall to 0 by half a cosine. Ranges: -> [0, 1]."""
    if step < warmup:
        return warmup_scale(step, warmup)
    progress = (step - warmup) / max(1, iterations - warmup)
    return 0.5 + 0.5 * math.cos(math.pi * min(1.0, progress))


def rate_scale(step: int, config: LoopConfig) -> float:
    """Factor of both rates at an iteration (from 0). Ranges: -> [0, 1]. ``LoopConfig`` has refused unknown names."""
    if config.schedule == "cosine":
        return cosine_scale(step, config.warmup, config.iterations)
    falling = config.step_factor ** (step // config.step_every) if config.schedule == "step" else 1.0
    return falling * warmup_scale(step, config.warmup)
