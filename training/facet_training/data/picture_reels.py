"""Many small pictures as lossy videos: reels of HEVC through ffmpeg, whole pictures in, as many out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

REEL_PICTURES: Final = 3000
# Means more than a talking head's colours need; one matrix and the full range on both ways.
_TO_VIDEO: Final = "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p"
_FROM_VIDEO: Final = "scale=in_color_matrix=bt709:in_range=pc,format=rgb24"
_SETTINGS: Final = "info=0:log-level=error:keyint=600:ctu=32:aq-mode=3:pools=1:frame-threads=1"


def encode_reel(pictures: Iterable[Picture], side_px: int, rate_factor: int) -> bytes:
    """Pictures one behind the other as a raw HEVC stream. Shapes: each [S, S, 3] RGB, S even; rate_factor 0 to 51.

    Raises ValueError when ffmpeg cannot.
    """
    command = ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{side_px}x{side_px}"]
    command += ["-r", "25", "-i", "-", "-vf", _TO_VIDEO, "-c:v", "libx265", "-preset", "fast", "-crf", str(rate_factor)]
    command += ["-x265-params", _SETTINGS, "-f", "hevc", "-"]
    data = b"".join(np.ascontiguousarray(picture).tobytes() for picture in pictures)
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    if done.returncode != 0 or not done.stdout:
        raise ValueError(f"ffmpeg could not make a video of the pictures: {done.stderr.decode()[-300:].strip()}")
    return done.stdout


def decode_reel(data: bytes, side_px: int, count: int) -> Iterator[Picture]:
    """Yield the pictures of a reel. Shapes: each [S, S, 3] RGB. Raises ValueError when there are not ``count``."""
    command = ["ffmpeg", "-v", "error", "-threads", "1", "-f", "hevc", "-i", "-", "-fps_mode", "passthrough"]
    command += ["-vf", _FROM_VIDEO, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    found = np.frombuffer(done.stdout, np.uint8)
    if found.size != count * side_px * side_px * 3:
        raise ValueError(f"expected {count} pictures of {side_px} px in a reel, got {found.size} bytes")
    yield from found.reshape(count, side_px, side_px, 3)
