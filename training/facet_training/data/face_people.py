"""Who is who at the end of a preparation, and who is kept for validation."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from facet_training.data.face_looks import FAMILY_DISTANCE, Looks, group_looks

_OVERSHOOT: Final = 1.25  # a person is not kept for validation when that brings in more than this times the share


@dataclass(frozen=True)
class FaceEntry:
    """What deciding about a clip needs. person: empty when unknown. folder: first part of the source's name."""

    name: str
    folder: str
    person: str
    frames: int


def _order(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()


def settle_people(entries: Sequence[FaceEntry], looks: Looks) -> tuple[list[str], list[str]]:
    """A person and a split unit for every clip; nobody of one unit may be on both sides of the split.

    Unknown people are grouped by look within their folder and called ``folder-001``.
    Shapes: N entries, looks [N, D] -> N names, N units.
    """
    people = [entry.person for entry in entries]
    units = list(people)
    unknown: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        if not entry.person:
            unknown[entry.folder].append(index)
    for folder, indices in sorted(unknown.items()):
        groups, families = group_looks(looks[indices]), group_looks(looks[indices], FAMILY_DISTANCE)
        for index, group, family in zip(indices, groups, families, strict=True):
            people[index] = f"{folder}-{group:03d}"
            units[index] = f"{folder} family {family}"
    return people, units


def choose_validation(units: Sequence[str], frames: Sequence[int], share: float, seed: int) -> set[str]:
    """Units kept for validation: in an order that the seed gives, until they hold the share of all pictures.

    At least one unit when there are two and a share is asked for. A unit that would overshoot by a quarter is left out.
    """
    total: dict[str, int] = defaultdict(int)
    for unit, count in zip(units, frames, strict=True):
        total[unit] += count
    if share <= 0 or len(total) < 2:
        return set()
    if share >= 1:
        return set(total)
    wanted = share * sum(total.values())
    chosen: set[str] = set()
    held = 0
    for unit in sorted(total, key=lambda unit: _order(seed, unit)):
        if held + total[unit] <= _OVERSHOOT * wanted and held < wanted:
            chosen.add(unit)
            held += total[unit]
    return chosen or {min(total, key=lambda unit: (total[unit], _order(seed, unit)))}


def within_limit(
    people: Sequence[str], frames: Sequence[int], names: Sequence[str], most: float, seed: int
) -> list[bool]:
    """Which clips to keep so that nobody has more than ``most`` pictures; chosen by the seed, one clip at least."""
    held: dict[str, int] = defaultdict(int)
    kept = [False] * len(people)
    for index in sorted(range(len(people)), key=lambda index: _order(seed, names[index])):
        person = people[index]
        if held[person] == 0 or held[person] + frames[index] <= most:
            kept[index] = True
            held[person] += frames[index]
    return kept
