"""The OpenAPI description is kept to: whatever is asked of any operation, the answer is one it states.

schemathesis makes requests that fit the description and requests that do not. Each goes to a server where
everything is allowed and to one where nothing is; neither may answer 500, or with a status, a media type or
data that the description does not state.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import requests
import schemathesis
from every_route import BASE, HASH, VALUES, opened
from fastapi.testclient import TestClient
from httpx2 import InvalidURL
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from app.config import Settings
from app.web.app import create_app

pytestmark = pytest.mark.reliability

load_all_checks()
KEPT = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]
PARTS = 2
Measured = Callable[[str], None]
Effort = Callable[[int, int], int]


@pytest.fixture
def servers(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[TestClient]]:
    """A server that allows everything, and one that allows nothing; no name is looked up for either."""

    def unknown(host: str, *_more: Any, **_others: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with ExitStack() as stack:
        yield [
            stack.enter_context(opened(copytree(filled, tmp_path / name), password))
            for name, password in (("open", ""), ("closed", HASH))
        ]


def can_be_wrong(operation: Any) -> bool:
    """Whether a request can fail to fit the description: not where any text will do."""
    if operation.query or operation.body:
        return True
    return any(item.definition["schema"].get("type") != "string" for item in operation.path_parameters)


def modes_of(operation: Any) -> list[GenerationMode]:
    """The ways in which requests can be made up: as the description wants them, and not."""
    return [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if can_be_wrong(operation) else [])]


def tried(
    operation: Any,
    modes: list[GenerationMode],
    servers: list[TestClient],
    examples: int,
    found: list[str],
) -> int:
    """How many requests of an operation were made; what was wrong with answers goes to ``found``."""
    count = 0

    def ask(case: Any) -> None:
        nonlocal count
        if count % 4 == 0 and case.path_parameters:
            # made-up numbers and names are rarely those of anything: every other request is for what exists
            case.path_parameters |= {name: VALUES.get(name, "1") for name in case.path_parameters}
        sent = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
        for server in servers:
            try:
                answer = server.request(sent.method, sent.url, headers=sent.headers, content=sent.body)
            except InvalidURL:
                # longer than the client sends, and far longer than uvicorn reads
                return
            count += 1
            answer.request.read()
            try:
                case.validate_response(answer, checks=KEPT)
            except BaseExceptionGroup as group:
                found.extend(f"{operation.label} {answer.status_code}: {error}" for error in group.exceptions)

    for mode in modes:
        asking = given(case=operation.as_strategy(generation_mode=mode))(ask)
        bounded = settings(
            max_examples=examples,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        try:
            bounded(asking)()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE
    return count


@pytest.fixture(scope="module")
def operations() -> list[Any]:
    """What the description lists. Reading it takes longer than most requests, so it is read once."""
    schema = schemathesis.openapi.from_dict(create_app(Settings()).openapi())
    schema.config.update(base_url=BASE)
    return [result.ok() for result in schema.get_all_operations()]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_is_one_that_the_description_states(
    servers: list[TestClient], operations: list[Any], part: int, effort: Effort, measured: Measured
) -> None:
    assert len(operations) > 80
    examples, in_turn = effort(1, 50), bool(effort(1, 0))
    found: list[str] = []
    count = 0
    for number, operation in list(enumerate(operations))[part::PARTS]:
        modes = modes_of(operation)
        if in_turn:
            # the short form has time for one of them
            modes = [modes[number // PARTS % len(modes)]]
        count += tried(operation, modes, servers, examples, found)
    assert found == []
    measured(f"{count:,} requests: none answered 500 or undocumented")
