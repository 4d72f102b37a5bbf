"""Work that processes of one training share through files, without waiting for one another."""

from __future__ import annotations

from torch import distributed as processes


def order_of_work(jobs: int, rank: int | None = None, world: int | None = None) -> list[int]:
    """In which order a process does all of ``jobs``: its own share first, then what others may have left, from the end.

    Whoever finds a job's file skips it, so almost nothing is done twice. ``rank`` and ``world`` are those of the
    running group unless given; one process alone works from the start to the end.
    """
    if rank is None or world is None:
        is_group = processes.is_available() and processes.is_initialized()
        rank, world = (processes.get_rank(), processes.get_world_size()) if is_group else (0, 1)
    own = range(rank, jobs, world)
    mine = set(own)
    return [*own, *(job for job in reversed(range(jobs)) if job not in mine)]
