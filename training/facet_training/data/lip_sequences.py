"""Prepared clips to training sequences: sound features beside lip targets, each with its own clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facet_training.data.audio_features import mel_magnitudes, speech_gain
from facet_training.data.cache import PreparedClip, load_clip
from facet_training.data.clip_index import ClipEntry
from facet_training.data.lip_shape import (
    LipBasis,
    Person,
    describe_person,
    fit_basis,
    measure_opening,
    measure_width,
)
from facet_training.data.portrait_groups import group_portraits, nearest_portraits

FloatArray = NDArray[np.float32]

_SHORT_CLIP_SEC = 2.0  # shorter clips borrow the frames of look-alikes to find their rest shape
_NEIGHBOURS = 8
_LARGEST_GAP_SHARE = 0.2
MEL_SECONDS = 0.01


@dataclass(frozen=True)
class LipSequence:
    """One clip, ready for sampling.

    Shapes: magnitudes [M=80, F] mel magnitudes after loudness normalisation, 100 Hz from second 0; times_sec [T] of
    the picture frames; coefficients [T, 14]; opening, width [T] in articulation scales above rest; closed [T] 0 or 1.
    lag_sec: the sound is late by so much: sound at second s belongs to the picture at s - lag_sec.
    curves: [T, K] auxiliary face curves (then coefficients, opening, width, closed are meaningless), else None.
    """

    name: str
    folder: str
    identity: str
    lag_sec: float
    magnitudes: FloatArray
    times_sec: NDArray[np.float64]
    coefficients: FloatArray
    opening: FloatArray
    width: FloatArray
    closed: FloatArray
    scale: float
    curves: FloatArray | None = None

    @property
    def seconds(self) -> float:
        """Length of the part that has both sound and picture."""
        return float(min(self.magnitudes.shape[1] * MEL_SECONDS, self.times_sec[-1]))

    def with_lag(self, lag_sec: float) -> LipSequence:
        """The same clip under another belief about its sync."""
        return replace(self, lag_sec=lag_sec)


@dataclass(frozen=True)
class _Clip:
    entry: ClipEntry
    prepared: PreparedClip
    points: FloatArray
    times_sec: NDArray[np.float64]


def _load(entry: ClipEntry, cache: Path) -> _Clip | None:
    path = entry.cache_path(cache)
    if not path.exists():
        return None
    prepared = load_clip(path)
    seen = ~np.isnan(prepared.points[:, 0, 0])
    if len(seen) < 20 or 1 - seen.mean() > _LARGEST_GAP_SHARE or len(prepared.samples) < 8000:
        return None
    return _Clip(entry, prepared, prepared.points[seen], prepared.times_sec[seen])


def _describe(clips: Sequence[_Clip], identities: Sequence[str]) -> list[Person]:
    """A person for every clip: rest from the clip (or look-alikes for short ones), scale shared by the identity."""
    portraits = np.stack([clip.prepared.portrait for clip in clips])
    short = [index for index, clip in enumerate(clips) if clip.times_sec[-1] < _SHORT_CLIP_SEC]
    neighbours = nearest_portraits(portraits[short], _NEIGHBOURS) if short else []
    pools: dict[int, list[int]] = {index: [index] for index in range(len(clips))}
    for row, index in zip(neighbours, short, strict=True):
        pools[index] = [short[other] for other in row]
    people = [describe_person(np.concatenate([clips[other].points for other in pools[i]])) for i in range(len(clips))]
    scales: dict[str, list[float]] = defaultdict(list)
    for identity, person in zip(identities, people, strict=True):
        scales[identity].append(person.scale)
    return [
        replace(person, scale=0.5 * person.scale + 0.5 * float(np.median(scales[identity])))
        for identity, person in zip(identities, people, strict=True)
    ]


def _identities(clips: Sequence[_Clip]) -> list[str]:
    unnamed = [index for index, clip in enumerate(clips) if not clip.entry.identity]
    names = [clip.entry.identity for clip in clips]
    if unnamed:
        groups = group_portraits(np.stack([clips[index].prepared.portrait for index in unnamed]))
        for index, group in zip(unnamed, groups, strict=True):
            names[index] = f"{clips[index].entry.folder}_{group:03d}"
    return names


def build_sequences(
    entries: Sequence[ClipEntry],
    cache: Path,
    basis: LipBasis | None = None,
    lags: Mapping[str, float] | None = None,
) -> tuple[list[LipSequence], LipBasis, FloatArray]:
    """Turn prepared clips into sequences; clips without a usable face or sound are left out.

    Args:
        basis: the components to project on; None fits them on these clips, every identity counting by the square
            root of its length. lags: re-estimated lags in seconds by clip name; they win over the audited ones.

    Returns sequences, basis, explained share per component (zeros when a basis was given).
    """
    clips = [clip for entry in entries if (clip := _load(entry, cache)) is not None]
    if not clips:
        raise ValueError(f"no prepared clip found in {cache}; run 'prepare' first")
    identities = _identities(clips)
    people = _describe(clips, identities)
    displacements = [(clip.points - person.rest) / person.scale for clip, person in zip(clips, people, strict=True)]
    explained = np.zeros(0, np.float32)
    if basis is None:
        frames: dict[str, int] = defaultdict(int)
        for identity, clip in zip(identities, clips, strict=True):
            frames[identity] += len(clip.points)
        weights = [
            np.full(len(clip.points), frames[name] ** -0.5) for name, clip in zip(identities, clips, strict=True)
        ]
        step = max(1, sum(map(len, displacements)) // 40_000)
        basis, explained = fit_basis(np.concatenate(displacements)[::step], np.concatenate(weights)[::step])
    sequences = []
    for clip, identity, person, displacement in zip(clips, identities, people, displacements, strict=True):
        opening = measure_opening(clip.points)
        gain = np.float32(speech_gain(clip.prepared.samples))
        known = (lags or {}).get(clip.entry.name, clip.entry.lag_sec)
        sequences.append(
            LipSequence(
                name=clip.entry.name,
                folder=clip.entry.folder,
                identity=identity,
                lag_sec=0.0 if known is None else known,
                magnitudes=mel_magnitudes(clip.prepared.samples * gain),
                times_sec=clip.times_sec,
                coefficients=basis.project(displacement),
                opening=(opening - np.float32(person.rest_opening)) / np.float32(person.scale),
                width=(measure_width(clip.points) - np.float32(person.rest_width)) / np.float32(person.scale),
                closed=(opening < person.closed_below).astype(np.float32),
                scale=person.scale,
            )
        )
    return sequences, basis, explained
