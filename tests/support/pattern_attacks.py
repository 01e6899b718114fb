"""Texts made out of a regular expression itself, on which it takes longest: what strangers may send.

An expression that has two ways past the same characters tries them all once what should follow is missing. So
the attacks are long runs of what each of its parts matches, behind what leads to that part, with an end that
fails; and what it begins with, again and again, for one that looks ahead from every beginning.
"""

import importlib
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, product
from typing import Any

# what the standard library parses expressions with; its documented name, sre_parse, is deprecated
_parser: Any = importlib.import_module("re._parser")
_compiler: Any = importlib.import_module("re._compiler")
_codes: Any = importlib.import_module("re._constants")

_REPEATS = (_codes.MAX_REPEAT, _codes.MIN_REPEAT, _codes.POSSESSIVE_REPEAT)
_CHARACTERS = (_codes.IN, _codes.ANY, _codes.NOT_LITERAL)
_USUAL = " aA0-.\n\t,'\"(<:/_é東"
ENDS = ("", "\x01", "\n!")
_LONG = 20  # repeats that may run this far count as endless
_FEW = 3


class TooLongError(Exception):
    """One use of an expression took longer than it may."""


def attacks(pattern: re.Pattern[Any], most: int = 400) -> list[tuple[str, str]]:
    """What is repeated, and what stands before it: at most ``most`` of both."""
    flags = pattern.flags & ~re.DEBUG
    reader = _Reader(_parser.parse(pattern.pattern, flags), isinstance(pattern.pattern, bytes))
    found = dict.fromkeys(reader.walk(reader.tree, ""))
    signs = reader.characters()
    found |= dict.fromkeys(("", one) for one in signs)
    found |= dict.fromkeys(("", one + other) for one, other in product(signs[:9], repeat=2) if one != other)
    return list(islice((pair for pair in found if pair[1]), most))


def text_of(pattern: re.Pattern[Any], attack: tuple[str, str], end: str, length: int) -> Any:
    """An attack of about ``length`` characters, as text or as bytes."""
    before, body = attack
    text = before + body * max(1, length // len(body)) + end
    return text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text


class _Reader:
    """Reads the tree of an expression."""

    def __init__(self, tree: Any, of_bytes: bool) -> None:
        self.tree = tree
        self._state = tree.state
        self._of_bytes = of_bytes
        self._literals: dict[str, None] = {}
        self._collect(tree)

    def characters(self) -> list[str]:
        """What the expression names, one of each class first."""
        return list(self._literals)

    def _collect(self, seq: Any) -> None:
        for op, av in seq:
            if op in _CHARACTERS:
                self._literals |= dict.fromkeys(self._class(op, av))
            for inner in _inside(op, av):
                self._collect(inner)

    def _class(self, op: Any, av: Any) -> list[str]:
        """A character for each member of a class, at most a few of them."""
        wanted: list[str] = []
        if op is _codes.IN and av[0][0] is not _codes.NEGATE:
            for kind, value in av:
                if kind is _codes.LITERAL:
                    wanted.append(chr(value))
                elif kind is _codes.RANGE:
                    wanted.append(chr(value[0]))
                else:
                    wanted += self._matching([(_codes.IN, [(kind, value)])])[:2]
            return list(dict.fromkeys(wanted))[:6]
        return self._matching([(op, av)])[:4]

    def _matching(self, nodes: list[Any]) -> list[str]:
        one = _compiler.compile(_parser.SubPattern(self._state, nodes))
        if self._of_bytes:
            return [sign for sign in _USUAL if sign.isascii() and one.fullmatch(sign.encode())]
        return [sign for sign in _USUAL if one.fullmatch(sign)]

    def samples(self, seq: Any) -> list[str]:
        """A few texts that the sequence matches, the longest way through it."""
        texts = [""]
        for op, av in seq:
            texts = [text + more for text, more in islice(product(texts, self._sample(op, av)), _FEW)]
        return texts

    def _sample(self, op: Any, av: Any) -> list[str]:
        if op is _codes.LITERAL:
            return [chr(av)]
        if op in _CHARACTERS:
            return self._class(op, av)[:_FEW] or [""]
        if op in _REPEATS:
            return [text * max(1, min(av[0], 50)) for text in self.samples(av[2])]
        if op is _codes.BRANCH:
            return [self.samples(branch)[0] for branch in av[1][:_FEW]]
        if op is _codes.ASSERT:
            return self.samples(av[1])[:1]
        if op in (_codes.SUBPATTERN, _codes.ATOMIC_GROUP):
            return self.samples(_inside(op, av)[0])
        return [""]

    def walk(self, seq: Any, before: str) -> Iterator[tuple[str, str]]:
        """What is repeated, behind what leads there; and what leads somewhere, again and again."""
        for op, av in seq:
            if op in _REPEATS and av[1] >= _LONG:
                bodies = self._every(av[2])
                for body in bodies:
                    yield before, body
                for body, other in islice(product(bodies, repeat=2), 6):
                    yield before, body + other
                if before:
                    yield "", before
                    yield "", before + (bodies[0] if bodies else "")
            for inner in _inside(op, av):
                yield from self.walk(inner, before)
            before = before + self._sample(op, av)[0]
        if before:
            yield "", before

    def _every(self, body: Any) -> list[str]:
        nodes = list(body)
        if len(nodes) == 1 and nodes[0][0] in _CHARACTERS:
            return self._class(*nodes[0])
        if len(nodes) == 1 and nodes[0][0] in (_codes.SUBPATTERN, _codes.BRANCH):
            branches = nodes[0][1][1] if nodes[0][0] is _codes.BRANCH else _inside(*nodes[0])
            return list(dict.fromkeys(text for branch in branches for text in self.samples(branch)))[:8]
        return self.samples(body)


def _inside(op: Any, av: Any) -> list[Any]:
    if op in _REPEATS:
        return [av[2]]
    if op is _codes.SUBPATTERN:
        return [av[3]]
    if op is _codes.ATOMIC_GROUP:
        return [av]
    if op is _codes.BRANCH:
        return list(av[1])
    if op in (_codes.ASSERT, _codes.ASSERT_NOT):
        return [av[1]]
    if op is _codes.GROUPREF_EXISTS:
        return [one for one in av[1:] if one is not None]
    return []


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TooLongError after so much processor time: ``re`` looks for signals while it tries."""

    def over(_number: int, _frame: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
