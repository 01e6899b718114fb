"""Every regular expression of the program, with what it is used for."""

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import app

_ANCHORED = {"match", "fullmatch"}
_USES = {*_ANCHORED, "search", "finditer", "findall", "sub", "subn", "split"}


@dataclass(frozen=True)
class Used:
    """An expression, where it is made, and whether it is only ever held against the beginning of a text."""

    where: str
    pattern: re.Pattern[Any]
    is_anchored: bool


def patterns() -> list[Used]:
    """What modules and classes hold, in tuples, lists and mappings too, each expression once."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(app.__path__, "app.")
        if not found.name.endswith("__main__")
    ]
    uses = _uses(modules)
    found: dict[re.Pattern[Any], Used] = {}
    for module in modules:
        for name, pattern in _of(module):
            held = name.partition("[")[0].rpartition(".")[2]
            used = uses[module.__name__, held] or uses["", held]
            is_anchored = bool(used) and used <= _ANCHORED
            found.setdefault(pattern, Used(f"{module.__name__}.{name}", pattern, is_anchored))
    return list(found.values())


def _of(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        if isinstance(value, type) and value.__module__ == module.__name__:
            for inside, held in vars(value).items():
                yield from _held(f"{name}.{inside}", held)
        yield from _held(name, value)


def _held(name: str, value: object, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth < 3 and isinstance(value, Mapping):
        for key, one in value.items():
            yield from _held(f"{name}[{key!r}]", one, depth + 1)
    elif depth < 3 and isinstance(value, tuple | list):
        for index, one in enumerate(value):
            yield from _held(f"{name}[{index}]", one, depth + 1)


def _uses(modules: list[ModuleType]) -> dict[tuple[str, str], set[str]]:
    """By module and name of an expression, what is called of it; by no module, what is anywhere."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module in modules:
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _USES:
                held = node.value
                while isinstance(held, ast.Subscript):
                    held = held.value
                named = held.attr if isinstance(held, ast.Attribute) else getattr(held, "id", "")
                found[module.__name__, named].add(node.attr)
                found["", named].add(node.attr)
    return found
