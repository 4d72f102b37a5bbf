"""Training of one module on one loss (the atlas lip predictor): warm-up, cosine step, averages, checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from facet_training.config.lip import OptimizationConfig
from facet_training.loop.averaging import WeightAverages
from facet_training.loop.checkpoint import load_checkpoint, save_checkpoint
from facet_training.loop.schedule import cosine_scale


@dataclass(frozen=True)
class TrainingLog:
    """Loss after each iteration of this process (a resumed run logs its own part)."""

    losses: list[float]


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
    averages = WeightAverages(module, config.average_decay)
    first = 0
    if checkpoint is not None and (stored := load_checkpoint(checkpoint)) is not None:
        module.load_state_dict(stored["module"])
        optimizer.load_state_dict(stored["optimizer"])
        averages.restore(stored["average"])
        first = int(stored["step"])
    losses = []
    module.train()
    for step in range(first, config.iterations):
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * cosine_scale(step, config.warmup, config.iterations)
        torch.manual_seed(step)  # dropout depends on the step alone, so that a resumed run repeats it
        loss = loss_of(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimizer.step()
        averages.update(module, step)
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
                        "average": averages.state,
                        "step": step + 1,
                    },
                )
    module.load_state_dict(averages.state)
    module.eval()
    return TrainingLog(losses)
