"""Print MediaPipe's own face landmarks of a clip as JSON: one list of [x, y] in pixels per frame, null where it sees no face.

Usage: mediapipe_reference.py CLIP WIDTH HEIGHT FRAMES. Needs mediapipe 0.10.21 and ffmpeg.
"""

import json
import subprocess
import sys

import mediapipe as mp
import numpy as np


def main(clip: str, width: int, height: int, frames: int) -> None:
    """Track one face through the first frames of the clip, as MediaPipe's solution does."""
    command = ["ffmpeg", "-v", "quiet", "-i", clip, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    size = width * height * 3
    mesh = mp.solutions.face_mesh.FaceMesh(static_image_mode=False, max_num_faces=1, refine_landmarks=True)
    found: list[list[list[float]] | None] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdout is not None
        for _ in range(frames):
            data = ffmpeg.stdout.read(size)
            if len(data) < size:
                break
            result = mesh.process(np.frombuffer(data, np.uint8).reshape(height, width, 3))
            faces = result.multi_face_landmarks
            found.append([[p.x * width, p.y * height] for p in faces[0].landmark] if faces else None)
        ffmpeg.kill()
    print(json.dumps(found))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
