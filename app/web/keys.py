"""The keys that pages listen to: one table for the page /keys, the dialog that ``?`` opens, and the docs.

Pure. What a key does stands in ``static/js/keys.js``, and for the comparison in ``static/js/compare.js``.
"""

from typing import Literal

from app.records import Record

Place = Literal["everywhere", "list", "comparison", "suggestions"]


class Key(Record):
    """What a key does. ``keys`` are those that do the same; ``then`` those pressed after one of them.
    ``switched`` keys do nothing while single keys are switched off."""

    keys: tuple[str, ...]
    then: tuple[str, ...] = ()
    does: str
    switched: bool = True


class KeyGroup(Record):
    """Keys that work in one place: where, in words, and as the script calls it."""

    place: Place
    where: str
    keys: tuple[Key, ...]


KEYS = (
    KeyGroup(
        place="everywhere",
        where="On every page",
        keys=(
            Key(keys=("/",), does="goes to the search field"),
            Key(keys=("?",), does="shows the keys of the page"),
            Key(keys=("g",), then=("s",), does="goes to Search"),
            Key(keys=("g",), then=("e",), does="goes to Events"),
            Key(keys=("g",), then=("h",), does="goes to the first page"),
            Key(keys=("Escape",), does="closes what is open", switched=False),
        ),
    ),
    KeyGroup(
        place="list",
        where="In a list",
        keys=(
            Key(keys=("j",), does="goes to the next entry"),
            Key(keys=("k",), does="goes to the entry before"),
            Key(keys=("o",), does="opens the entry"),
            Key(keys=("Enter",), does="opens it, too", switched=False),
        ),
    ),
    KeyGroup(
        place="comparison",
        where="In a comparison",
        keys=(
            Key(keys=("j", "n"), does="goes to the next passage that is matched"),
            Key(keys=("k", "p"), does="goes to the one before"),
            Key(keys=("→", "←"), does="goes across to what answers it"),
            Key(keys=("Enter",), does="goes across, too", switched=False),
        ),
    ),
    KeyGroup(
        place="suggestions",
        where="In the search field",
        keys=(
            Key(keys=("↓", "↑"), does="chooses a suggestion", switched=False),
            Key(keys=("Enter",), does="takes it", switched=False),
            Key(keys=("Escape",), does="closes the suggestions", switched=False),
        ),
    ),
)
