"""Video to face landmarks: MediaPipe's attention mesh on every stored frame.

The application runs the very same network (converted to ONNX); both give pixels, z in the same scale as x.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facet_training.constants import MESH_POINTS

Image = NDArray[np.uint8]
Landmarks = NDArray[np.float32]

_WHOLE_FRAME_LIMIT_PX = 640  # up to this size the detector finds a speaking face in the whole frame
_CROP_FACTOR = 1.9  # crop side over face size
_CROP_LIMIT_PX = 512


@dataclass(frozen=True)
class VideoInfo:
    """Size in pixels and presentation time of every frame in seconds, relative to the container's start."""

    width: int
    height: int
    times_sec: NDArray[np.float64]


def probe_video(path: Path) -> VideoInfo:
    """Read size and frame times. Raises ValueError when the file holds no video stream."""
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-of", "json"]
    command += ["-show_entries", "stream=width,height:frame=best_effort_timestamp_time:format=start_time", str(path)]
    report = json.loads(subprocess.run(command, capture_output=True, check=False).stdout or b"{}")
    if not report.get("streams"):
        raise ValueError(f"expected a video stream in {path.name}")
    stream = report["streams"][0]
    start = float(report.get("format", {}).get("start_time", 0.0) or 0.0)
    stamps = [frame.get("best_effort_timestamp_time") for frame in report.get("frames", [])]
    times = np.asarray([float(stamp) for stamp in stamps if stamp is not None]) - start
    return VideoInfo(int(stream["width"]), int(stream["height"]), times)


def read_frames(path: Path, info: VideoInfo) -> Iterator[Image]:
    """Yield every stored frame once. Shapes: [H, W, 3] RGB."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", str(path), "-map", "0:v:0"]
    command += ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    size = info.width * info.height * 3
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        while len(data := process.stdout.read(size)) == size:
            yield np.frombuffer(data, np.uint8).reshape(info.height, info.width, 3)


class FaceTracker:
    """Landmarks of the largest face, followed through one video at a time.

    Owns two MediaPipe graphs; call ``close`` when done and ``reset`` between videos.
    """

    def __init__(self) -> None:
        os.environ.setdefault("GLOG_minloglevel", "3")
        import mediapipe

        mesh = mediapipe.solutions.face_mesh.FaceMesh
        self._following: Any = mesh(
            max_num_faces=1, refine_landmarks=True, min_detection_confidence=0.4, min_tracking_confidence=0.4
        )
        self._searching: Any = mesh(
            static_image_mode=True, max_num_faces=4, refine_landmarks=True, min_detection_confidence=0.3
        )
        self._crop: tuple[int, int, int] | None = None

    def close(self) -> None:
        """Release both graphs."""
        self._following.close()
        self._searching.close()

    def reset(self) -> None:
        """Forget the face of the video before."""
        self._following.reset()
        self._crop = None

    def _run(self, graph: Any, image: Image, crop: tuple[int, int, int]) -> list[Landmarks]:
        import cv2

        x, y, side = crop
        height, width = image.shape[:2]
        inside = image[max(0, y) : min(height, y + side), max(0, x) : min(width, x + side)]
        top, left = max(0, -y), max(0, -x)
        bottom, right = side - top - inside.shape[0], side - left - inside.shape[1]
        patch = cv2.copyMakeBorder(inside, top, bottom, left, right, cv2.BORDER_REPLICATE)
        if side > _CROP_LIMIT_PX:
            patch = cv2.resize(patch, (_CROP_LIMIT_PX, _CROP_LIMIT_PX), interpolation=cv2.INTER_AREA)
        faces = graph.process(patch).multi_face_landmarks or []
        found = [np.array([[p.x, p.y, p.z] for p in face.landmark], np.float32) * side for face in faces]
        return [points + np.array([x, y, 0], np.float32) for points in found]

    def _search(self, image: Image) -> Landmarks | None:
        height, width = image.shape[:2]
        side = max(height, width)
        found = self._run(self._searching, image, ((width - side) // 2, (height - side) // 2, side))
        if not found:
            side = min(height, width)
            for third in range(3):
                crop = ((width - side) * third // 2, (height - side) * third // 2, side)
                found += self._run(self._searching, image, crop)
        return max(found, key=lambda points: float(np.ptp(points[:, 1]))) if found else None

    def _follow(self, points: Landmarks, force: bool) -> None:
        centre = (points.max(0) + points.min(0))[:2] / 2
        size = float(np.ptp(points[:, :2], axis=0).max())
        if self._crop is not None and not force:
            x, y, side = self._crop
            drift = float(np.abs(centre - (x + side / 2, y + side / 2)).max())
            if drift < 0.1 * side and 0.8 < size * _CROP_FACTOR / side < 1.25:
                return
        side = int(size * _CROP_FACTOR) // 2 * 2
        self._crop = (int(centre[0] - side / 2), int(centre[1] - side / 2), side)

    def find(self, image: Image) -> Landmarks:
        """Landmarks of one frame. Shapes: [H, W, 3] RGB -> [478, 3] px; all NaN when no face is found."""
        height, width = image.shape[:2]
        missing = np.full((MESH_POINTS, 3), np.nan, np.float32)
        if max(height, width) <= _WHOLE_FRAME_LIMIT_PX:
            side = max(height, width)
            found = self._run(self._following, image, ((width - side) // 2, (height - side) // 2, side))
            return found[0] if found else missing
        if self._crop is None:
            first = self._search(image)
            if first is None:
                return missing
            self._follow(first, force=True)
        assert self._crop is not None
        found = self._run(self._following, image, self._crop)
        if not found:
            self._crop = None
            return missing
        self._follow(found[0], force=False)
        return found[0]
