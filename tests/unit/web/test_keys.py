"""The table of keys is the one source: the docs and the script have what it has."""

import re
from pathlib import Path

from app.web.keys import KEYS, Key

ROOT = Path(__file__).resolve().parents[3]
_ARROWS = {"→": "ArrowRight", "←": "ArrowLeft", "↓": "ArrowDown", "↑": "ArrowUp"}


def _row(where: str, key: Key) -> str:
    names = " or ".join(f"`{name}`" for name in key.keys) + "".join(f" then `{name}`" for name in key.then)
    return f"| {where} | {names}{'' if key.switched else ' *'} | {key.does} |"


def test_the_docs_name_each_key_and_no_other() -> None:
    text = (ROOT / "docs" / "how-to.md").read_text("utf-8")
    section = text.split("\n## Keys\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "`" in line]
    assert rows == [_row(group.where, key) for group in KEYS for key in group.keys]


def test_the_scripts_know_each_key() -> None:
    files = {"suggestions": "suggest.js", "comparison": "compare.js"}
    for group in KEYS:
        code = (ROOT / "static" / "js" / files.get(group.place, "keys.js")).read_text("utf-8")
        for key in group.keys:
            # Enter follows a link without any script
            names = [name for name in (*key.keys, *key.then) if name != "Enter"]
            known = [_ARROWS.get(name, name) for name in names]
            missing = [
                name for name in known if not re.search(rf"\"{re.escape(name)}\"|\b{re.escape(name)}:", code)
            ]
            assert not missing, f"{group.where}: {missing}"


def test_only_keys_that_are_no_letters_or_signs_stay_on() -> None:
    for group in KEYS:
        for key in group.keys:
            if not key.switched:
                assert all(len(name) > 1 or name in _ARROWS for name in key.keys), key
