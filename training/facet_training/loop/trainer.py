"""The training loop: warm-up, cosine step, weight averaging, resumable checkpoints."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from facet_training.config.lip import OptimizationConfig
from facet_training.loop.checkpoint import load_checkpoint, save_checkpoint


@dataclass(frozen=True)
class TrainingLog:
    """Loss after each iteration of this process (a resumed run logs its own part)."""

    losses: list[float]


def _step_scale(step: int, config: OptimizationConfig) -> float:
    if step < config.warmup:
        return (step + 1) / config.warmup
    progress = (step - config.warmup) / max(1, config.iterations - config.warmup)
    return 0.5 + 0.5 * math.cos(math.pi * min(1.0, progress))


def _average(average: dict[str, Tensor], module: nn.Module, decay: float) -> None:
    for name, value in module.state_dict().items():
        if value.is_floating_point():
            average[name].lerp_(value, 1.0 - decay)
        else:
            average[name].copy_(value)


def train_module(
    module: nn.Module,
    loss_of: Callable[[int], Tensor],
    config: OptimizationConfig,
    checkpoint: Path | None = None,
    report: Callable[[str], None] = print,
) -> TrainingLog:
    """Minimise ``loss_of(step)`` over the module's parameters, then load the averaged weights into it.

    Args:
        loss_of: draws the batch of a step and returns its loss; must depend on nothing but the step and the weights.
        checkpoint: resumed from when it exists and written every ``checkpoint_every`` iterations.
    """
    optimizer = torch.optim.AdamW(module.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)
    average = {name: value.detach().clone() for name, value in module.state_dict().items()}
    first = 0
    if checkpoint is not None and (stored := load_checkpoint(checkpoint)) is not None:
        module.load_state_dict(stored["module"])
        optimizer.load_state_dict(stored["optimizer"])
        average = stored["average"]
        first = int(stored["step"])
    losses = []
    module.train()
    for step in range(first, config.iterations):
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * _step_scale(step, config)
        torch.manual_seed(step)  # dropout depends on the step alone, so that a resumed run repeats it
        loss = loss_of(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimizer.step()
        _average(average, module, min(config.average_decay, (step + 1) / (step + 10)))
        losses.append(float(loss.detach()))
        if (step + 1) % config.checkpoint_every == 0 or step + 1 == config.iterations:
            recent = losses[-config.checkpoint_every :]
            report(f"iteration {step + 1}/{config.iterations} loss {sum(recent) / len(recent):.4f}")
            if checkpoint is not None:
                save_checkpoint(
                    checkpoint,
                    {
                        "module": module.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "average": average,
                        "step": step + 1,
                    },
                )
    module.load_state_dict(average)
    module.eval()
    return TrainingLog(losses)
