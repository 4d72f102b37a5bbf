"""The networks of a stage with their optimisers and averages, and one iteration of learning."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from facet_training.config.stages.loop import LoopConfig
from facet_training.loop.averaging import WeightAverages
from facet_training.loop.distributed import World
from facet_training.loop.modules import learning_parameters, set_learning_modes, use_channels_last
from facet_training.loop.schedule import rate_scale
from facet_training.loop.seed import seed_everything
from facet_training.loop.stage import Batch, LossTerms, Stage
from facet_training.loop.stage_checkpoint import fill_module


class NotFiniteError(ValueError):
    """A loss or gradient that is no number any more; the weights are still those of the iteration before."""


class Learner:
    """Moves a stage's networks to the device, alike in all processes, and teaches them.

    The networks stay the stage's; their memory layout, device and modes change. Raises ValueError when nothing learns.
    """

    def __init__(self, stage: Stage, config: LoopConfig, world: World) -> None:
        self._stage, self._config, self._world = stage, config, world
        for module in (stage.trained, stage.judge, stage.frozen):
            if module is not None:
                module.to(world.device)
                world.spread(module)
                if config.is_half:
                    use_channels_last(module)
        self._learning = learning_parameters(stage.trained)
        self._judging = [] if stage.judge is None else learning_parameters(stage.judge)
        if not self._learning:
            raise ValueError(f"{stage.name}: expected parameters that learn, every one is frozen")
        self._optimizer = self._optimizer_of(self._learning)
        self._judge_optimizer = self._optimizer_of(self._judging) if self._judging else None
        self._averages = WeightAverages(stage.trained, config.average)
        self._enter_learning()

    def _optimizer_of(self, parameters: list[nn.Parameter]) -> torch.optim.AdamW:
        return torch.optim.AdamW(parameters, betas=self._config.betas, weight_decay=self._config.decay)

    def _enter_learning(self) -> None:
        self._stage.frozen.eval()  # first: a part of a frozen network may be one that learns
        set_learning_modes(self._stage.trained)
        if self._stage.judge is not None:
            set_learning_modes(self._stage.judge)

    def iterate(self, batch: Batch, step: int) -> dict[str, float]:
        """Learn from a batch that is on the device; step counts from 0 and alone decides on randomness.

        Returns ``loss`` (weighted sum), the terms before their weights, what the stage shows, the norm of the
        ``gradient``; those of the judge begin with ``judge.``. Raises NotFiniteError naming a term.
        """
        seeds = np.random.SeedSequence([self._config.seed, step, self._world.rank])
        seed_everything(int(seeds.generate_state(1)[0]))
        for parameter in self._judging:
            parameter.requires_grad_(False)
        with self._arithmetic():
            terms = self._stage.loss(batch, step)
        numbers = self._descend(terms, self._optimizer, self._config.rate * rate_scale(step, self._config), "")
        self._averages.update(self._stage.trained, step)
        for parameter in self._judging:
            parameter.requires_grad_(True)
        if self._judge_optimizer is not None:
            with self._arithmetic():
                judged = self._stage.judge_loss(batch, step)
            if judged is not None:
                rate = self._config.judge_rate * rate_scale(step, self._config)
                numbers |= self._descend(judged, self._judge_optimizer, rate, "judge.")
        return numbers

    def _arithmetic(self) -> torch.autocast:
        # Without the cache of cast weights: one made under no_grad would cut the gradients of a later pass.
        return torch.autocast(
            self._world.device.type, torch.bfloat16, enabled=self._config.is_half, cache_enabled=False
        )

    def _descend(self, losses: LossTerms, optimizer: torch.optim.AdamW, rate: float, prefix: str) -> dict[str, float]:
        terms = {name: value.float() for name, value in losses.terms.items()}
        for name, value in terms.items():
            if value.numel() != 1:
                raise ValueError(f"loss term {prefix}{name}: expected one number, got {list(value.shape)}")
        total = LossTerms(terms, losses.weights, {}).total
        parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        optimizer.zero_grad(set_to_none=True)
        total.reshape(()).backward()  # type: ignore[no-untyped-call]
        self._world.average_gradients(parameters)
        norm = nn.utils.clip_grad_norm_(parameters, self._config.clip or math.inf)
        numbers = _numbers({"loss": total, **terms, "gradient": norm})
        self._refuse_what_is_not_finite(numbers, prefix)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        return {prefix + name: value for name, value in (numbers | dict(losses.shown)).items()}

    def _refuse_what_is_not_finite(self, numbers: dict[str, float], prefix: str) -> None:
        bad = [
            name for name in (*[name for name in numbers if name != "loss"], "loss") if not math.isfinite(numbers[name])
        ]
        (is_bad_anywhere,) = self._world.any_of(bool(bad))
        if bad:
            raise NotFiniteError(f"{prefix}{bad[0]} was {numbers[bad[0]]}")
        if is_bad_anywhere:
            raise NotFiniteError("a loss of another process was not finite")

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Lend the averaged weights to the networks, in evaluation mode and without gradients: the result so far."""
        with torch.no_grad(), self._averages.inside(self._stage.trained):
            self._stage.trained.eval()
            if self._stage.judge is not None:
                self._stage.judge.eval()
            try:
                yield
            finally:
                self._enter_learning()

    def finish(self) -> None:
        """Leave the averaged weights in the networks, in evaluation mode."""
        self._stage.trained.load_state_dict(self._averages.state)
        self._stage.trained.eval()

    def state(self) -> dict[str, Any]:
        """All that a resumed run needs beside its step."""
        judge, judge_optimizer = self._stage.judge, self._judge_optimizer
        return {
            "networks": self._stage.trained.state_dict(),
            "averages": self._averages.state,
            "optimizer": self._optimizer.state_dict(),
            "judge": None if judge is None else judge.state_dict(),
            "judge_optimizer": None if judge_optimizer is None else judge_optimizer.state_dict(),
            "memory": self._stage.memory(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what ``state`` gave. Raises ValueError naming weights that do not fit."""
        stage = self._stage
        fill_module(stage.trained, state["networks"], stage.name)
        self._averages.restore(state["averages"])
        self._optimizer.load_state_dict(state["optimizer"])
        if stage.judge is not None:
            fill_module(stage.judge, state["judge"] or {}, f"{stage.name}, judge")
        if self._judge_optimizer is not None:
            self._judge_optimizer.load_state_dict(state["judge_optimizer"])
        stage.restore(state["memory"])


def _numbers(values: dict[str, Tensor]) -> dict[str, float]:
    stacked = torch.stack([value.detach().float().reshape(()) for value in values.values()])
    return dict(zip(values, stacked.tolist(), strict=True))
