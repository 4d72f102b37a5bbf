"""Reading settings from TOML; a name that is not known is an error, never ignored."""

from __future__ import annotations

import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from facet_training.config.lip import LipStageConfig

Config = TypeVar("Config")


def config_from(kind: type[Config], values: dict[str, Any], where: str = "") -> Config:
    """Build a settings object from nested tables. Raises ValueError naming the unknown key and the known ones."""
    known = {entry.name: entry for entry in fields(kind)}  # type: ignore[arg-type]
    arguments: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"unknown setting {where}{name}; known: {', '.join(sorted(known))}")
        factory = known[name].default_factory
        if isinstance(value, dict) and is_dataclass(factory):
            arguments[name] = config_from(factory, value, f"{where}{name}.")
        elif isinstance(value, list):
            arguments[name] = tuple(value)
        else:
            arguments[name] = value
    return kind(**arguments)


def load_config(name_or_path: str) -> LipStageConfig:
    """Load ``base``, ``debug`` or a TOML file by path."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = Path(__file__).with_name(f"{name_or_path}.toml")
    return config_from(LipStageConfig, tomllib.loads(path.read_text()))
