"""Batches on their way from the stage to the device."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from facet_training.loop.distributed import World
from facet_training.loop.stage import Batch, StepBatches


class _Draws(Dataset[Batch]):
    def __init__(self, batches: StepBatches) -> None:
        self._batches = batches

    def __getitem__(self, draw: int) -> Batch:
        return self._batches[draw]


def _as_drawn(batch: Batch) -> Batch:
    return batch


def _begin_worker(worker: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops its workers itself


def _end_threads_of_opencv() -> None:
    """Take OpenCV's pool of threads down before a fork: a child that inherits one waits for it for ever."""
    import cv2

    cv2.setNumThreads(1)


def draws_of(batches: StepBatches, steps: range, world: World, workers: int) -> Iterator[Batch]:
    """Yield the batches of this process, one for each step: draw ``step * size + rank``, so that none is used twice.

    Args: workers: processes that draw ahead; 0 draws in this one. The batches are the same with any number.
    """
    sampler = range(steps.start * world.size + world.rank, steps.stop * world.size, world.size)
    if workers > 0:
        _end_threads_of_opencv()
    loader = DataLoader(
        _Draws(batches),
        batch_size=None,
        sampler=sampler,
        num_workers=workers,
        collate_fn=_as_drawn,
        worker_init_fn=_begin_worker,
        pin_memory=world.device.type == "cuda",
    )
    return iter(loader)


def move_batch(batch: Any, device: torch.device, *, is_channels_last: bool) -> Any:
    """Put all tensors of a batch (nested tuples, lists, dicts) on the device; pictures in the order asked for."""
    if isinstance(batch, Tensor):
        is_picture = is_channels_last and batch.ndim == 4 and batch.is_floating_point()
        order = torch.channels_last if is_picture else torch.preserve_format
        return batch.to(device, non_blocking=True, memory_format=order)
    if isinstance(batch, tuple):
        moved = [move_batch(part, device, is_channels_last=is_channels_last) for part in batch]
        return type(batch)(*moved) if hasattr(batch, "_fields") else tuple(moved)
    if isinstance(batch, list):
        return [move_batch(part, device, is_channels_last=is_channels_last) for part in batch]
    if isinstance(batch, dict):
        return {name: move_batch(part, device, is_channels_last=is_channels_last) for name, part in batch.items()}
    return batch
