"""Face clips of drawn people: every factor is known exactly, and each can be replaced by another clip's.

``FaceClip.source`` of a drawn clip holds the seeds that it was made of, so its true factors are never lost:
``role_of`` makes them again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from facet_training.data.clip_sound import sound_of_pictures
from facet_training.data.drawn_faces.factor_tracks import FactorTracks
from facet_training.data.drawn_faces.performance import perform
from facet_training.data.drawn_faces.person import Person, make_person
from facet_training.data.drawn_faces.picture_maker import PictureMaker
from facet_training.data.drawn_faces.speech import Speech
from facet_training.data.face_clip import PICTURE_PX, PICTURE_RATE_HZ, FaceClip, encode_picture
from facet_training.data.face_measures import measure_faces
from facet_training.data.face_points import face_points
from facet_training.data.face_shards import INDEX_FILE, write_index, write_shard
from facet_training.data.head_angles import head_pose_in_picture

PEOPLE_PER_SHARD: Final = 24
_SOURCE: Final = re.compile(r"drawn (\d+) (\d+) (\d+)")


@dataclass(frozen=True)
class DrawnFaces:
    """What to draw: one clip of each of so many people. ``validation_share`` of the people are kept from training."""

    people: int = 200
    seconds: float = 6.0
    side: int = PICTURE_PX
    seed: int = 1
    validation_share: float = 0.15

    def __post_init__(self) -> None:
        if self.people < 1:
            raise ValueError(f"expected at least one person to draw, got {self.people}")
        if self.frames < 1:
            raise ValueError(f"expected at least one picture of each person, got {self.seconds} seconds")
        if not 32 <= self.side <= 1024:
            raise ValueError(f"expected pictures of 32 to 1024 px, got {self.side}")
        if not 0 <= self.validation_share < 1:
            raise ValueError(f"expected a validation share from 0 to less than 1, got {self.validation_share}")

    @property
    def frames(self) -> int:
        """T, pictures a clip."""
        return round(self.seconds * PICTURE_RATE_HZ)

    def validation_people(self) -> frozenset[int]:
        """Who is kept apart: a seeded choice, at least one of two or more unless the share is 0."""
        wanted = round(self.validation_share * self.people)
        count = max(1, wanted) if self.validation_share > 0 and self.people > 1 else wanted
        order = np.random.default_rng((self.seed, 0x7A11D)).permutation(self.people)
        return frozenset(order[:count].tolist())


@dataclass(frozen=True)
class Role:
    """One person of a set, with what they do and say."""

    person: Person
    tracks: FactorTracks
    speech: Speech


def cast_role(seed: int, index: int, frames: int) -> Role:
    """Person ``index`` of the set ``seed`` through T pictures; the same for the same numbers."""
    person_seed, performance_seed = np.random.SeedSequence((seed, index)).generate_state(2).tolist()
    person = make_person(person_seed)
    tracks, speech = perform(person, frames, performance_seed)
    return Role(person, tracks, speech)


def role_of(clip: FaceClip) -> Role:
    """Person, true factors and voice of a clip of ``drawn_faces`` or ``write_drawn_faces``.

    Raises ValueError for other clips.
    """
    numbers = _SOURCE.fullmatch(clip.source)
    if numbers is None:
        raise ValueError(f"{clip.name}: expected a drawn clip, got one of {clip.source!r}")
    return cast_role(*(int(number) for number in numbers.groups()))


def draw_clip(
    person: Person,
    tracks: FactorTracks,
    speech: Speech | None = None,
    *,
    name: str = "drawn#0.0",
    source: str = "drawn",
    is_validation: bool = False,
    side_px: int = PICTURE_PX,
) -> FaceClip:
    """Draw a person with any factors. ``speech`` gives the sound (its lips are not asked for: the tracks say them).

    Points are in px of the picture of 224 px whatever ``side_px`` is. Raises ValueError when the speech is of another
    length than the tracks.
    """
    if speech is not None and len(speech.is_speech) != tracks.frames:
        raise ValueError(f"expected speech for {tracks.frames} pictures, got {len(speech.is_speech)}")
    maker = PictureMaker(person, side_px)
    landmarks = maker.landmarks(tracks)
    return FaceClip(
        name=name,
        identity=f"drawn-{person.seed}",
        source=source,
        is_validation=is_validation,
        pictures=tuple(encode_picture(picture) for picture in maker.pictures(tracks)),
        points=face_points(landmarks).astype(np.float32),
        head_pose=head_pose_in_picture(landmarks),
        measures=measure_faces(landmarks),
        mel=None if speech is None else sound_of_pictures(speech.samples, 0, tracks.frames, 0.0),
        is_speech=np.zeros(tracks.frames, np.bool_) if speech is None else speech.is_speech,
    )


def draw_faces(settings: DrawnFaces, first: int = 0) -> Iterator[FaceClip]:
    """Draw a set from person ``first`` on, one clip after the other."""
    kept_apart = settings.validation_people()
    for index in range(first, settings.people):
        role = cast_role(settings.seed, index, settings.frames)
        yield draw_clip(
            role.person,
            role.tracks,
            role.speech,
            name=f"drawn-{settings.seed}-{index:04d}#0.0",
            source=f"drawn {settings.seed} {index} {settings.frames}",
            is_validation=index in kept_apart,
            side_px=settings.side,
        )


def drawn_faces(people: int, seconds: float, seed: int = 1, side_px: int = PICTURE_PX) -> list[FaceClip]:
    """A small set in memory, for tests and debug training; of two or more people at least one is for validation."""
    return list(draw_faces(DrawnFaces(people, seconds, side_px, seed)))


def write_drawn_faces(folder: Path, settings: DrawnFaces, on_clip: Callable[[int], None] = lambda done: None) -> int:
    """Write a set as shards and an index; what an interrupted run has finished is not drawn again.

    ``on_clip`` hears how many clips there are after each. Holds one shard in memory. Returns how many clips were there
    before. Raises ValueError when the folder holds another set.
    """
    shards = _finished_shards(folder, settings)
    found = min(settings.people, len(shards) * PEOPLE_PER_SHARD)
    waiting: list[FaceClip] = []
    for done, clip in enumerate(draw_faces(settings, found), found + 1):
        waiting.append(clip)
        if len(waiting) == PEOPLE_PER_SHARD or done == settings.people:
            shards.append(folder / f"drawn-{len(shards):04d}.safetensors")
            write_shard(shards[-1], waiting)
            waiting = []
            seconds = done * settings.frames / PICTURE_RATE_HZ
            facts = {"source": "drawn faces", "settings": asdict(settings), "people": done, "seconds": seconds}
            write_index(folder, shards, facts)
        on_clip(done)
    return found


def _finished_shards(folder: Path, settings: DrawnFaces) -> list[Path]:
    index = folder / INDEX_FILE
    if not index.exists():
        return []
    content = json.loads(index.read_text())
    if content.get("settings") != asdict(settings):
        raise ValueError(
            f"expected an empty folder or the set {asdict(settings)}, {folder} holds {content.get('settings')}"
        )
    return [folder / name for name in content["shards"]]
