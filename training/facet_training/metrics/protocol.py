"""Which faces are rendered with whose sound, head, eyes and expression to score a model.

The same for a seed; with more cases the first ones stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_clip import FaceClip, Pictures

SELF: Final = "self"
CROSS: Final = "cross"
MATRIX: Final = "matrix"
MODES: Final = (SELF, CROSS, MATRIX)
DRIVERS: Final = ("lip", "eye", "head_pose", "expression")

_SALT: Final = {SELF: 1, CROSS: 2, MATRIX: 3}


@dataclass(frozen=True)
class Span:
    """Pictures of a clip from ``first`` on."""

    clip: FaceClip
    first: int

    def pictures(self, frames: int) -> list[Pictures]:
        """Aligned pictures. Shapes: -> T times [224, 224, 3] RGB."""
        return [self.clip.picture(self.first + t) for t in range(frames)]

    def mel(self, frames: int) -> NDArray[np.float32]:
        """Windows of sound. Shapes: -> [T, 1, 80, 20]. Raises ValueError for clips without sound."""
        return np.stack([self.clip.mel_window(self.first + t) for t in range(frames)])

    def __str__(self) -> str:
        return f"{self.clip.name}@{self.first}"


@dataclass(frozen=True)
class Case:
    """One rendering: the portrait's first picture, moved by the sound and pictures of four spans.

    Attributes: mode: one of ``MODES``. number: of the case. frames: T. lip: whose sound (and whose lips are the truth).
    """

    mode: str
    number: int
    frames: int
    portrait: Span
    lip: Span
    eye: Span
    head_pose: Span
    expression: Span

    @property
    def name(self) -> str:
        """Key of the case in results."""
        return f"{self.mode}-{self.number:03}"

    @property
    def portrait_picture(self) -> Pictures:
        """The person. Shapes: -> [224, 224, 3] RGB."""
        return self.portrait.clip.picture(self.portrait.first)

    def driver(self, name: str) -> Span:
        """The span behind one of ``DRIVERS``. Raises ValueError for other names."""
        if name not in DRIVERS:
            raise ValueError(f"expected one of {', '.join(DRIVERS)}, got {name}")
        span: Span = getattr(self, name)
        return span

    def facts(self) -> dict[str, str | int]:
        """What results say of the case."""
        spans = {name: str(self.driver(name)) for name in DRIVERS}
        return {"mode": self.mode, "frames": self.frames, "portrait": str(self.portrait), **spans}


@dataclass(frozen=True)
class SwapCase:
    """Two renderings of one portrait: ``base`` and ``other`` have all four drivers of another clip each."""

    base: Case
    other: Case

    def swapped(self, driver: str) -> Case:
        """The base with one driver of the other."""
        spans: dict[str, Any] = {driver: self.other.driver(driver)}
        return replace(self.base, **spans)


def _by_person(clips: Sequence[FaceClip]) -> dict[str, list[FaceClip]]:
    found: dict[str, list[FaceClip]] = {}
    for clip in clips:
        found.setdefault(clip.identity, []).append(clip)
    return found


def _longest_frames(clips: Sequence[FaceClip], wanted: int, count: int) -> int:
    """As many frames as ``count`` clips have (of different people, if there are so many), at most those wanted."""
    people = sorted((max(clip.frames for clip in own) for own in _by_person(clips).values()), reverse=True)
    every = sorted((clip.frames for clip in clips), reverse=True)
    lengths = people if len(people) >= count else every
    return min(wanted, lengths[min(count, len(lengths)) - 1])


def _spoken_span(clip: FaceClip, frames: int) -> Span:
    """Where most is spoken."""
    spoken = np.convolve(clip.is_speech.astype(int), np.ones(frames, int), mode="valid")
    return Span(clip, int(spoken.argmax()))


def _any_span(clip: FaceClip, frames: int, random: np.random.Generator) -> Span:
    return Span(clip, int(random.integers(0, clip.frames - frames + 1)))


def _draw(clips: Sequence[FaceClip], count: int, random: np.random.Generator) -> list[FaceClip]:
    """Clips of different people, of the same ones again only when there are no others left."""
    people = _by_person(clips)
    names = sorted(people)
    order = [names[i] for i in random.permutation(len(names))]
    drawn: list[FaceClip] = []
    while len(drawn) < count:
        for name in order:
            left = [clip for clip in people[name] if clip not in drawn] or people[name]
            drawn.append(left[int(random.integers(len(left)))])
    return drawn[:count]


def _long_enough(clips: Sequence[FaceClip], frames: int) -> list[FaceClip]:
    return [clip for clip in clips if clip.frames >= frames]


def _need_sound(clips: Sequence[FaceClip]) -> list[FaceClip]:
    sounding = [clip for clip in clips if clip.mel is not None]
    if not sounding:
        raise ValueError(f"expected held-out clips with sound to score with, got none among {len(clips)}")
    return sounding


def self_cases(clips: Sequence[FaceClip], count: int, frames: int, seed: int) -> list[Case]:
    """Each person moves themself: portrait is the first picture, all drivers are the same span. The truth is known.

    Raises ValueError when no clip has sound.
    """
    sounding = _need_sound(clips)
    length = _longest_frames(sounding, frames, 1)
    random = np.random.default_rng((seed, _SALT[SELF]))
    cases = []
    for number, clip in enumerate(_draw(_long_enough(sounding, length), count, random)):
        span = _spoken_span(clip, length)
        cases.append(Case(SELF, number, length, span, span, span, span, span))
    return cases


def cross_cases(clips: Sequence[FaceClip], count: int, frames: int, seed: int) -> list[Case]:
    """Portrait, sound, eyes, head pose and expression of five clips, of different people while there are five.

    Raises ValueError when no clip has sound.
    """
    sounding = _need_sound(clips)
    length = min(_longest_frames(clips, frames, 5), _longest_frames(sounding, frames, 1))
    long, speaking = _long_enough(clips, length), _long_enough(sounding, length)
    cases = []
    for number, voice in enumerate(_draw(speaking, count, np.random.default_rng((seed, _SALT[CROSS])))):
        random = np.random.default_rng((seed, _SALT[CROSS], number))
        others = [clip for clip in long if clip.identity != voice.identity] or long
        portrait, *drivers = _draw(others, 4, random)
        eye, head_pose, expression = (_any_span(clip, length, random) for clip in drivers)
        lip = _spoken_span(voice, length)
        cases.append(Case(CROSS, number, length, _any_span(portrait, length, random), lip, eye, head_pose, expression))
    return cases


def swap_cases(clips: Sequence[FaceClip], count: int, frames: int, seed: int) -> list[SwapCase]:
    """For the disentanglement matrix: a portrait, and two spans of other people that drive it wholly.

    Raises ValueError when no clip has sound.
    """
    sounding = _need_sound(clips)
    random = np.random.default_rng((seed, _SALT[MATRIX]))
    length = _longest_frames(sounding, frames, 2)
    speaking = _long_enough(sounding, length)
    cases = []
    for number in range(count):
        one, two = (_spoken_span(clip, length) for clip in _draw(speaking, 2, random))
        people = {one.clip.identity, two.clip.identity}
        others = [clip for clip in _long_enough(clips, length) if clip.identity not in people] or [one.clip]
        portrait = _any_span(others[int(random.integers(len(others)))], length, random)
        base = Case(MATRIX, number, length, portrait, one, one, one, one)
        cases.append(SwapCase(base, Case(MATRIX, number, length, portrait, two, two, two, two)))
    return cases
