"""Curves of a training as SVG, the same bytes for the same numbers."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from facet_training.data.cache import write_atomically

Series = Mapping[str, Sequence[tuple[float, float]]]

_INK: Final = "#555555"


def series_of(entries: Sequence[Mapping[str, Any]], kind: str) -> dict[str, list[tuple[float, float]]]:
    """Points (iteration, value) of each number that lines of ``curves.jsonl`` hold. kind: "terms" or "checks"."""
    found: dict[str, list[tuple[float, float]]] = {}
    for entry in entries:
        for name, value in entry.get(kind, {}).items():
            if value is not None:
                found.setdefault(name, []).append((float(entry["step"]), float(value)))
    return found


def write_curves(path: Path, title: str, series: Series) -> None:
    """Draw one small plot a number, three in a row. Raises ValueError when there is none."""
    if not series:
        raise ValueError(f"expected curves to draw for {title}, got none")
    import matplotlib

    matplotlib.use("Agg")
    settings: dict[Any, Any] = {"svg.hashsalt": "facet", "font.size": 8, "text.color": _INK, "axes.edgecolor": _INK}
    settings |= {"xtick.color": _INK, "ytick.color": _INK, "axes.labelcolor": _INK}
    with matplotlib.rc_context(settings):
        from matplotlib.figure import Figure

        rows = -(-len(series) // 3)
        figure = Figure(figsize=(9.0, 0.4 + 1.8 * rows), layout="constrained")
        figure.suptitle(title, fontsize=9)
        for place, (name, points) in enumerate(series.items(), 1):
            axes = figure.add_subplot(rows, 3, place)
            axes.plot([step for step, _ in points], [value for _, value in points], color="#2f6f9f", linewidth=1.2)
            axes.set_title(name.replace("_", " "), fontsize=8)
            axes.grid(alpha=0.25, linewidth=0.5)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    write_atomically(path, buffer.getvalue())
