"""Reading settings from TOML; a name that is not known is an error, never ignored."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from facet_training.config.lip import LipStageConfig

Config = TypeVar("Config")


def config_from(kind: type[Config], values: dict[str, Any], where: str = "") -> Config:
    """Build a settings object from nested tables.

    Raises ValueError naming an unknown key and the known ones, or a value of another kind than its default.
    """
    known = {entry.name: entry for entry in fields(kind)}  # type: ignore[arg-type]
    arguments: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"unknown setting {where}{name}; known: {', '.join(sorted(known))}")
        factory = known[name].default_factory
        if isinstance(value, dict) and is_dataclass(factory):
            arguments[name] = config_from(factory, value, f"{where}{name}.")
        else:
            arguments[name] = _checked(known[name], tuple(value) if isinstance(value, list) else value, where + name)
    return kind(**arguments)


def _checked(setting: Field[Any], value: Any, name: str) -> Any:
    """Refuse values of another kind than the default; whole numbers stand for others, a default None takes anything."""
    kind = dict if is_dataclass(setting.default_factory) else type(setting.default)
    is_known = setting.default is not None and (setting.default is not MISSING or kind is dict)
    fits = isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
    if is_known and not fits and not (kind is float and type(value) is int):
        said = {dict: "table", tuple: "list", float: "number", int: "whole number", bool: "true or false", str: "text"}
        raise ValueError(f"setting {name}: expected {said.get(kind, kind.__name__)}, got {value!r}")
    return value


def load_config(name_or_path: str) -> LipStageConfig:
    """Load ``base``, ``debug`` or a TOML file by path."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = Path(__file__).with_name(f"{name_or_path}.toml")
    return config_from(LipStageConfig, tomllib.loads(path.read_text()))
