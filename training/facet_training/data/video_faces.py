"""One video to the face in each of its shots: landmarks once, then aligned pictures from a second reading."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from facet_training.data.face_alignment import align_picture, crop_affines, move_landmarks, picture_affines
from facet_training.data.face_clip import encode_picture
from facet_training.data.face_gates import BLURRED, SHORT, GateSettings, frame_reasons, sharpness
from facet_training.data.face_looks import Looks, face_look
from facet_training.data.face_points import face_points
from facet_training.data.landmarks import FaceTracker, Landmarks, VideoInfo, probe_video, read_frames
from facet_training.data.picture_clock import picture_runs
from facet_training.data.shots import Thumbnail, is_likely_cut, luma_thumbnail, shot_starts

_JUMP_SHARE: Final = 0.2  # of the face's height between neighbouring frames: nobody moves so fast, it is another face
_SMOOTHED_FRAMES: Final = 5  # Savitzky-Golay of order 2, as the application smooths landmarks
_LOOKS: Final = 6  # pictures of a run whose mean look tells people apart


@dataclass(frozen=True)
class FaceRun:
    """One face through one shot at 25 pictures a second.

    Shapes: landmarks [T, 478, 3] px of the frame; affines [T, 2, 3] to px of the picture; frames [T] of the file.
    first_picture: its time times 25. shot: number of the shot in the file.
    """

    shot: int
    first_picture: int
    frames: NDArray[np.int64]
    landmarks: NDArray[np.float32]
    affines: NDArray[np.float64]

    @property
    def picture_landmarks(self) -> NDArray[np.float64]:
        """Landmarks in px of the picture. Shapes: -> [T, 478, 3]."""
        return move_landmarks(self.landmarks, self.affines)


@dataclass(frozen=True)
class FacePictures:
    """What a run shows: T JPEG files, and the mean look of its faces, see ``face_look``."""

    pictures: tuple[bytes, ...]
    look: Looks


def smooth_landmarks(landmarks: Landmarks) -> Landmarks:
    """A parabola through five frames around each; shorter runs stay as they are. Shapes: [F, 478, 3] -> the same."""
    from scipy.signal import savgol_filter

    if len(landmarks) < _SMOOTHED_FRAMES:
        return landmarks
    return np.asarray(savgol_filter(landmarks, _SMOOTHED_FRAMES, 2, axis=0, mode="interp"), np.float32)


def _segments(landmarks: Landmarks, starts: Sequence[int], reasons: Sequence[str]) -> list[tuple[int, list[int]]]:
    """Good frames of each shot, cut where the face jumps: (shot, frames)."""
    shot_of = np.searchsorted(np.asarray(starts), np.arange(len(landmarks)), side="right") - 1
    segments: list[tuple[int, list[int]]] = []
    last: int | None = None
    for frame in (frame for frame, reason in enumerate(reasons) if not reason):
        is_new = last is None or shot_of[last] != shot_of[frame]
        if not is_new and last is not None:
            moved = float(np.abs((landmarks[frame] - landmarks[last])[:, :2].mean(0)).max())
            is_new = moved > _JUMP_SHARE * float(np.ptp(landmarks[frame, :, 1])) * (frame - last)
        if is_new:
            segments.append((int(shot_of[frame]), []))
        segments[-1][1].append(frame)
        last = frame
    return segments


def _runs_of(shot: int, frames: list[int], times_sec: NDArray[np.float64], landmarks: Landmarks) -> list[FaceRun]:
    index = np.asarray(frames)
    smooth = landmarks[index].copy()
    for part in np.split(np.arange(len(index)), np.flatnonzero(np.diff(index) != 1) + 1):
        smooth[part] = smooth_landmarks(smooth[part])
    runs = []
    for grid, places in picture_runs(times_sec[index]):
        moved = smooth[places]
        runs.append(FaceRun(shot, int(grid[0]), index[places], moved, picture_affines(crop_affines(moved))))
    return runs


def find_faces(
    path: Path, info: VideoInfo, tracker: FaceTracker, gates: GateSettings
) -> tuple[list[FaceRun], Counter[str]]:
    """First reading: the largest face of every frame, followed through shots.

    Returns the runs that are long enough, and how many frames (or pictures, of short runs) were left out by reason.
    """
    tracker.reset()
    found: list[Landmarks] = []
    thumbnails: list[Thumbnail] = []
    for image in read_frames(path, info):
        thumbnail = luma_thumbnail(image)
        if is_likely_cut(thumbnails, thumbnail):
            tracker.reset()
        thumbnails.append(thumbnail)
        found.append(tracker.find(image))
    count = min(len(found), len(info.times_sec))
    if count == 0:
        raise ValueError(f"expected frames in {path.name}, got none")
    landmarks = np.stack(found[:count])
    reasons = frame_reasons(landmarks, gates)
    rejected = Counter(reason for reason in reasons if reason)
    kept: list[FaceRun] = []
    for shot, frames in _segments(landmarks, shot_starts(thumbnails[:count]), reasons):
        for run in _runs_of(shot, frames, info.times_sec[:count], landmarks):
            if len(run.frames) >= gates.least_pictures:
                kept.append(run)
            else:
                rejected[SHORT] += len(run.frames)
    return kept, rejected


def read_pictures(
    path: Path, info: VideoInfo, runs: Sequence[FaceRun], gates: GateSettings
) -> tuple[list[FacePictures | None], Counter[str]]:
    """Second reading: aligned pictures of each run; None for a run that is blurred on the whole."""
    wanted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, run in enumerate(runs):
        for t, frame in enumerate(run.frames.tolist()):
            wanted[frame].append((number, t))
    pictures: list[list[bytes]] = [[b""] * len(run.frames) for run in runs]
    sharp: list[list[float]] = [[] for _ in runs]
    looks: list[list[Looks]] = [[] for _ in runs]
    points = [face_points(run.picture_landmarks) for run in runs]
    for frame, image in enumerate(read_frames(path, info)):
        for number, t in wanted.get(frame, ()):
            run = runs[number]
            picture = align_picture(image, run.affines[t])
            pictures[number][t] = encode_picture(picture)
            sharp[number].append(sharpness(picture))
            if t % max(1, len(run.frames) // _LOOKS) == 0:
                looks[number].append(face_look(picture, points[number][t]))
    found: list[FacePictures | None] = []
    rejected: Counter[str] = Counter()
    for number, run in enumerate(runs):
        if not all(pictures[number]) or float(np.median(sharp[number])) < gates.least_sharpness:
            rejected[BLURRED] += len(run.frames)
            found.append(None)
        else:
            found.append(FacePictures(tuple(pictures[number]), np.mean(looks[number], 0, dtype=np.float32)))
    return found, rejected


__all__ = ["FacePictures", "FaceRun", "find_faces", "probe_video", "read_pictures", "smooth_landmarks"]
