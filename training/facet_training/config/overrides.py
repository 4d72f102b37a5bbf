"""Single settings given on a command line, over those of a file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from copy import deepcopy
from typing import Any


def with_settings(tables: dict[str, Any], settings: Iterable[str]) -> dict[str, Any]:
    """Set ``table.key=value`` in nested tables (a new object); values as TOML writes them, else taken as text.

    Raises ValueError for what is no ``key=value``. Whether a key exists is for ``config_from`` to say.
    """
    changed = deepcopy(tables)
    for setting in settings:
        path, equals, value = setting.partition("=")
        names = [name.strip().replace("-", "_") for name in path.split(".")]
        if not equals or not all(names):
            raise ValueError(f"expected a setting table.key=value, got {setting}")
        table = changed
        for name in names[:-1]:
            table = table.setdefault(name, {})
            if not isinstance(table, dict):
                raise ValueError(f"setting {setting}: {name} is a value, not a table")
        table[names[-1]] = _value(value.strip())
    return changed


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
