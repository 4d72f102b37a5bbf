"""A stage of two linear layers and a judge, small enough to try what the loop promises."""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from facet_training.config.stages.loop import LoopConfig
from facet_training.loop.stage import Check, LossTerms, Stage, StepBatches

FEATURES = 6


class ToyBatch(NamedTuple):
    given: Tensor
    wanted: Tensor


class ToyBatches:
    def __init__(self, batch: int) -> None:
        self.batch = batch
        self.drawn: list[int] = []

    def __getitem__(self, step: int) -> ToyBatch:
        self.drawn.append(step)
        source = torch.Generator().manual_seed(step)
        given = torch.randn(self.batch, FEATURES, generator=source)
        return ToyBatch(given, given.flip(1) * 0.5)


class ToyStage(Stage):
    """``spoil_at``: iteration whose loss is no number. ``dropout`` makes iterations depend on torch's randomness."""

    def __init__(self, config: LoopConfig, *, spoil_at: int = -1, dropout: float = 0.2, has_judge: bool = True) -> None:
        torch.manual_seed(config.seed)
        self.name = "toy"
        self.trained = nn.ModuleDict(
            {
                "body": nn.Sequential(
                    nn.Linear(FEATURES, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(dropout), nn.Linear(16, FEATURES)
                )
            }
        )
        self.judge = nn.Linear(FEATURES, 1) if has_judge else None
        self.frozen = nn.ModuleDict({"rule": nn.Linear(FEATURES, FEATURES).requires_grad_(False)})
        self.drawing = ToyBatches(config.batch)
        self.spoil_at = spoil_at
        self.bank = torch.zeros(4)
        self.made: Tensor | None = None
        self.modes_seen: list[bool] = []

    def batches(self) -> StepBatches:
        return self.drawing

    def loss(self, batch: ToyBatch, step: int) -> LossTerms:
        made: Tensor = self.trained["body"](batch.given).float()
        self.made = made.detach()
        self.bank = torch.cat([self.bank[1:], self.made.mean().reshape(1)])
        terms = {"distance": (made - batch.wanted).square().mean() + 0.01 * self.bank.mean()}
        if self.judge is not None:
            terms["adversarial"] = -self.judge(made).float().mean()
        if step == self.spoil_at:
            terms["distance"] = terms["distance"] * float("nan")
        return LossTerms(terms, {"adversarial": 0.01}, {"seen": 1.0})

    def judge_loss(self, batch: ToyBatch, step: int) -> LossTerms | None:
        assert self.judge is not None
        assert self.made is not None
        fake, real = self.judge(self.made).float(), self.judge(batch.wanted).float()
        hinge = (1 - real).relu().mean() + (1 + fake).relu().mean()
        return LossTerms({"hinge": hinge}, {}, {})

    def pictures(self, batch: ToyBatch) -> dict[str, Tensor]:
        self.modes_seen.append(self.trained.training)
        return {"strip": batch.given[:3, :3, None, None].expand(3, 3, 8, 8).clamp(-1, 1)}

    def checks(self) -> list[Check]:
        self.modes_seen.append(self.trained.training)
        return [Check("retrieval", 0.5, at_least=0.2), Check("leak", float("nan"), at_most=0.05)]

    def memory(self) -> dict[str, Any]:
        return {"bank": self.bank}

    def restore(self, memory: dict[str, Any]) -> None:
        self.bank = memory["bank"]
