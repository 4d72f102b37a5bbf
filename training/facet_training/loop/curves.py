"""What a run leaves to look at: curves as lines of JSON and for TensorBoard, pictures, measurements.

``curves.jsonl`` holds one object a line: ``step``, ``seconds`` (of training, over all resumptions) and either ``terms``
(means since the line before) or ``checks`` (name to value).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from torch import Tensor

from facet_training.data.cache import write_atomically
from facet_training.data.pictures import picture_levels
from facet_training.loop.stage import Check

CURVES_FILE: Final = "curves.jsonl"
CHECKS_FILE: Final = "checks.json"
PICTURES_FOLDER: Final = "pictures"
EVENTS_FOLDER: Final = "tensorboard"
SQUARES_IN_A_ROW: Final = 8


def read_curves(folder: Path) -> list[dict[str, Any]]:
    """Read the lines of a stage's folder; a line that was not finished is left out. Empty when there are none."""
    path = folder / CURVES_FILE
    lines = path.read_text().splitlines() if path.exists() else []
    entries = []
    for line in lines:
        try:
            entries.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return entries


def picture_sheet(pictures: Tensor) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Pictures side by side, eight squares wide. Shapes: [N, 3, H, W] in [-1, 1] -> [rows * H, columns * W, 3] RGB.

    Raises ValueError for other shapes.
    """
    if pictures.ndim != 4 or pictures.shape[1] != 3 or not len(pictures):
        raise ValueError(f"expected pictures [N, 3, H, W], got {list(pictures.shape)}")
    levels = [picture_levels(picture) for picture in pictures]
    height, width = levels[0].shape[:2]
    columns = min(len(levels), max(1, SQUARES_IN_A_ROW * height // width))
    levels += [np.zeros_like(levels[0])] * (-len(levels) % columns)
    rows = [np.concatenate(levels[start : start + columns], 1) for start in range(0, len(levels), columns)]
    return np.concatenate(rows, 0)


def _for_json(value: float | None) -> float | None:
    return value if value is None or math.isfinite(value) else None


class RunCurves:
    """Writer of a stage's curves, pictures and checks; close it when the run ends.

    Args:
        folder: of the stage. first: iteration the run goes on from; what an earlier process noted after it is dropped.
    """

    def __init__(self, folder: Path, first: int) -> None:
        from torch.utils.tensorboard.writer import SummaryWriter

        self._folder = folder
        kept = [entry for entry in read_curves(folder) if entry["step"] <= first]
        write_atomically(folder / CURVES_FILE, "".join(json.dumps(entry) + "\n" for entry in kept).encode())
        self._lines = (folder / CURVES_FILE).open("a")
        self._events = SummaryWriter(  # type: ignore[no-untyped-call]
            str(folder / EVENTS_FOLDER), purge_step=first + 1 if first else None
        )

    def log_terms(self, step: int, terms: Mapping[str, float], seconds: float) -> None:
        """Note means of loss terms and of what else is watched after ``step`` iterations."""
        self._note(step, "terms", terms, seconds)
        for name, value in terms.items():
            self._events.add_scalar(f"terms/{name}", value, step)  # type: ignore[no-untyped-call]

    def log_pictures(self, step: int, pictures: Mapping[str, Tensor]) -> None:
        """Keep pictures, [N, 3, H, W] in [-1, 1] by name, as PNG files and for TensorBoard."""
        import cv2

        for name, batch in pictures.items():
            sheet = picture_sheet(batch)
            _, data = cv2.imencode(".png", sheet[..., ::-1])
            write_atomically(self._folder / PICTURES_FOLDER / f"{name}-{step:06d}.png", data.tobytes())
            self._events.add_image(name, sheet, step, dataformats="HWC")  # type: ignore[no-untyped-call]

    def log_checks(self, step: int, checks: Sequence[Check], seconds: float) -> None:
        """Note measurements on held-out data; ``checks.json`` holds the newest."""
        values = {check.name: check.value for check in checks}
        self._note(step, "checks", values, seconds)
        for name, value in values.items():
            self._events.add_scalar(f"checks/{name}", value, step)  # type: ignore[no-untyped-call]
        rows = [
            {
                "name": check.name,
                "value": _for_json(float(check.value)),
                "at_least": check.at_least,
                "at_most": check.at_most,
                "is_met": bool(check.is_met),
            }
            for check in checks
        ]
        content = json.dumps({"step": step, "checks": rows}, indent=1) + "\n"
        write_atomically(self._folder / CHECKS_FILE, content.encode())

    def _note(self, step: int, kind: str, values: Mapping[str, float], seconds: float) -> None:
        plain = {name: _for_json(float(value)) for name, value in values.items()}
        self._lines.write(json.dumps({"step": step, "seconds": round(seconds, 3), kind: plain}) + "\n")
        self._lines.flush()

    def close(self) -> None:
        """Write what is left and let the files go."""
        self._lines.close()
        self._events.close()  # type: ignore[no-untyped-call]


def checks_table(checks: Sequence[Check]) -> str:
    """Checks as lines of text: name, value, what it should be, met or not."""
    width = max((len(check.name) for check in checks), default=0)
    lines = []
    for check in checks:
        low = "" if check.at_least is None else f"at least {check.at_least:g}"
        high = "" if check.at_most is None else f"at most {check.at_most:g}"
        wanted = ", ".join(limit for limit in (low, high) if limit)
        verdict = ("met" if check.is_met else "NOT met") if wanted else "noted"
        lines.append(f"  {check.name:<{width}}  {check.value:10.4f}  {verdict}{f' ({wanted})' if wanted else ''}")
    return "\n".join(lines)
