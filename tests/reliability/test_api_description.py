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
from every_route import BASE, HASH, opened
from fastapi.testclient import TestClient
from httpx2 import InvalidURL
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from made_up_corpus import fill
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from app.database import Database
from app.store.schema import migrate

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
PARTS = 4
Measured = Callable[[str], None]
Effort = Callable[[int, int], int]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose corpus holds the made-up articles."""
    data = tmp_path_factory.mktemp("filled")
    database = Database(data / "parallax.sqlite3")
    migrate(database)
    fill(database)
    database.close()
    return data


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


def tried(operation: Any, servers: list[TestClient], examples: int, found: list[str]) -> int:
    """How many requests of an operation were made; what was wrong with answers goes to ``found``."""
    count = 0

    def ask(case: Any) -> None:
        nonlocal count
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

    modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if can_be_wrong(operation) else [])]
    for mode in modes:
        asking = given(case=operation.as_strategy(generation_mode=mode))(ask)
        bounded = settings(
            max_examples=examples,
            deadline=None,
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


@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_is_one_that_the_description_states(
    servers: list[TestClient], part: int, effort: Effort, measured: Measured
) -> None:
    schema = schemathesis.openapi.from_dict(servers[0].get("/api/openapi.json").json())
    schema.config.update(base_url=BASE)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) > 80
    found: list[str] = []
    mine = operations[part::PARTS]
    count = sum(tried(operation, servers, effort(1, 50), found) for operation in mine)
    assert found == []
    measured(f"{count:,} requests of {len(mine)} operations: none answered 500 or undocumented")
