"""Several processes that train one stage together, as ``torchrun`` starts them.

Every process draws other batches; gradients are averaged before each step, so that all weights stay the same. The
first process alone writes files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import torch
from torch import distributed as processes
from torch import nn

_BUCKET_NUMBERS: Final = 8 * 1024 * 1024  # 32 MB: few messages, little memory beside the gradients
_PATIENCE: Final = timedelta(hours=2)  # others wait while the first process measures


@dataclass(frozen=True)
class World:
    """Attributes: rank: number of this process. size: how many there are. device: where this process computes."""

    rank: int = 0
    size: int = 1
    device: torch.device = torch.device("cpu")  # noqa: RUF009 - a value, never changed

    @property
    def is_first(self) -> bool:
        """True in the one process that writes files and reports."""
        return self.rank == 0

    @torch.no_grad()
    def spread(self, module: nn.Module) -> None:
        """Give every process the first one's weights and buffers."""
        if self.size > 1:
            for value in module.state_dict().values():
                whole = value.contiguous()
                processes.broadcast(whole, 0)
                value.copy_(whole)

    @torch.no_grad()
    def average_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Replace gradients by their mean over all processes; one that is missing somewhere counts as zero there.

        Parameters without a gradient in any process keep none.
        """
        if self.size > 1:
            for bucket in _buckets(parameters):
                self._average_bucket(bucket)

    def _average_bucket(self, bucket: list[nn.Parameter]) -> None:
        pieces = [(torch.zeros_like(p) if p.grad is None else p.grad).reshape(-1).float() for p in bucket]
        present = torch.tensor([float(p.grad is not None) for p in bucket], device=pieces[0].device)
        flat = torch.cat([*pieces, present])
        processes.all_reduce(flat)
        counts = flat[-len(bucket) :].tolist()
        means = torch.split(flat[: -len(bucket)] / self.size, [p.numel() for p in bucket])
        for parameter, mean, count in zip(bucket, means, counts, strict=True):
            if count:
                gradient = torch.empty_like(parameter) if parameter.grad is None else parameter.grad
                parameter.grad = gradient.copy_(mean.view_as(parameter))

    def any_of(self, *flags: bool) -> tuple[bool, ...]:
        """For each flag, whether it is set in any process."""
        if self.size == 1:
            return flags
        shared = torch.tensor([float(flag) for flag in flags], device=self.device)
        processes.all_reduce(shared, processes.ReduceOp.MAX)
        return tuple(bool(flag) for flag in shared.tolist())

    def wait(self) -> None:
        """Return when every process has come here."""
        self.any_of(False)


def _buckets(parameters: Iterable[nn.Parameter]) -> Iterator[list[nn.Parameter]]:
    bucket: list[nn.Parameter] = []
    numbers = 0
    for parameter in parameters:
        if bucket and numbers + parameter.numel() > _BUCKET_NUMBERS:
            yield bucket
            bucket, numbers = [], 0
        bucket.append(parameter)
        numbers += parameter.numel()
    if bucket:
        yield bucket


def choose_device(name: str) -> torch.device:
    """``auto`` (an accelerator where there is one), ``cpu`` or ``cuda``. Raises ValueError when it is not there."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name not in ("cpu", "cuda"):
        raise ValueError(f"expected a device of auto, cpu, cuda, got {name}")
    if name == "cuda" and not torch.cuda.is_available():
        raise ValueError("expected a CUDA accelerator for --device cuda, found none")
    return torch.device(name)


def join_world(device: torch.device) -> World:
    """Join the processes that ``torchrun`` started (RANK, LOCAL_RANK, WORLD_SIZE); alone where there are none."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return World(device=device)
    rank, local = int(os.environ["RANK"]), int(os.environ.get("LOCAL_RANK", "0"))
    if device.type == "cuda":
        device = torch.device("cuda", local)
        torch.cuda.set_device(device)
    processes.init_process_group(
        "nccl" if device.type == "cuda" else "gloo", rank=rank, world_size=size, timeout=_PATIENCE
    )
    return World(rank, size, device)


def leave_world(world: World) -> None:
    """Part from the others; nothing to do when there were none."""
    if world.size > 1:
        processes.destroy_process_group()
