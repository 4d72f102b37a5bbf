"""The checkpoint of a stage that is being trained, and whether it belongs to the settings of now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from torch import Tensor, nn

from facet_training.loop.checkpoint import load_checkpoint

CHECKPOINT_FILE: Final = "checkpoint.pt"

# Settings of a loop that change nothing in what is learned.
_FREE: Final = ("workers", "log_every", "pictures_every", "check_every", "checkpoint_every")


def flat_settings(values: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """Nested tables as one, e.g. ``loop.rate``; lists for tuples."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= flat_settings(value, f"{where}{name}.")
        else:
            flat[where + name] = list(value) if isinstance(value, list | tuple) else value
    return flat


def differing_settings(stored: Mapping[str, Any], present: Mapping[str, Any]) -> list[str]:
    """Say each setting that differs, ``loop.rate = 0.1, now 0.2``; settings that change no result are left out.

    More or fewer iterations count only where the rate's fall depends on them (cosine).
    """
    free = set(_FREE) if present.get("loop.schedule") == "cosine" else {*_FREE, "iterations"}
    said = []
    for name in sorted({*stored, *present}):
        before, now = stored.get(name, "absent"), present.get(name, "absent")
        if before != now and name.removeprefix("loop.") not in free:
            said.append(f"{name} = {before}, now {now}")
    return said


def read_stage_checkpoint(
    folder: Path, settings: Mapping[str, Any], *, may_differ: bool = False
) -> dict[str, Any] | None:
    """Read a stage's checkpoint; None when there is none.

    Raises ValueError when it was made with other settings, unless it may.
    """
    path = folder / CHECKPOINT_FILE
    stored = load_checkpoint(path)
    if stored is None:
        return None
    differences = differing_settings(stored["settings"], flat_settings(settings))
    if differences and not may_differ:
        raise ValueError(
            f"the checkpoint {path} (iteration {stored['step']}) was made with other settings: "
            f"{'; '.join(differences)}; use its settings, go on all the same with --changed-settings, or remove it"
        )
    return stored


def fill_module(module: nn.Module, state: Mapping[str, Tensor], whose: str) -> None:
    """Load a state. Raises ValueError naming the first weights that do not fit."""
    own = module.state_dict()
    missing, surplus = sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys())
    if missing or surplus:
        lacks = f"lacks {missing[0]}" if missing else f"has {surplus[0]}, which is not known"
        raise ValueError(f"{whose}: the checkpoint {lacks} ({len(missing)} missing, {len(surplus)} too many)")
    for name, value in own.items():
        if value.shape != state[name].shape:
            raise ValueError(
                f"{whose}: expected {name} {list(value.shape)}, the checkpoint has {list(state[name].shape)}"
            )
    module.load_state_dict(dict(state))
