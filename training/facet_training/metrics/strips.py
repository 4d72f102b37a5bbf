"""Renderings as one picture to look at: a row for each stream, time from left to right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from facet_training.data.cache import write_atomically
from facet_training.data.face_clip import Pictures
from facet_training.data.pictures import resize_picture
from facet_training.metrics.protocol import DRIVERS, SELF, Case

_LABEL_PX = 96


def strip(rows: Mapping[str, Sequence[Pictures]], columns: int = 8, side_px: int = 112) -> NDArray[np.uint8]:
    """Rows of pictures, evenly chosen over time, each with its name in front.

    Shapes: -> [rows * S, 96 + columns * S, 3]. Raises ValueError for no rows or an empty one.
    """
    import cv2

    if not rows or not all(rows.values()):
        raise ValueError("expected at least one row, and a picture in every row")
    lines = []
    for name, pictures in rows.items():
        label = np.full((side_px, _LABEL_PX, 3), 32, np.uint8)
        for line, word in enumerate(name.split()):
            cv2.putText(label, word, (4, 24 + 16 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (230,) * 3, 1, cv2.LINE_AA)
        chosen = np.linspace(0, len(pictures) - 1, columns).round().astype(int)
        lines.append(np.concatenate([label, *(resize_picture(pictures[i], side_px) for i in chosen)], axis=1))
    return np.concatenate(lines)


def write_strip(path: Path, rows: Mapping[str, Sequence[Pictures]]) -> None:
    """Write a strip as PNG, whole or not at all."""
    import cv2

    done, data = cv2.imencode(".png", np.ascontiguousarray(strip(rows)[..., ::-1]))
    assert done
    write_atomically(path, bytes(data))


def case_rows(case: Case, made: Sequence[Pictures]) -> dict[str, Sequence[Pictures]]:
    """Streams of a case: portrait, what drove it, what was made of it."""
    rows: dict[str, Sequence[Pictures]] = {"portrait": [case.portrait_picture]}
    names = ("lip",) if case.mode == SELF else DRIVERS
    rows |= {name.replace("_", " "): case.driver(name).pictures(case.frames) for name in names}
    return {**rows, "made": made}
