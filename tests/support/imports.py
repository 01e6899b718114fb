"""Waiting for an import that an app carries out in the background."""

import time
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

PATIENCE = 60.0


def settled(client: TestClient, answer: Response) -> dict[str, Any]:
    """The import that ``answer`` leads to, as data, once it is done."""
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"].partition("?")[0]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if "/waiting/" in address:
            waiting = client.get(address)
            address = waiting.headers.get("location", address)
        else:
            found: dict[str, Any] = client.get(f"{address}.json").json()
            moving = found["run"]["status"] == "running"
            if not moving and (found["activity"] is None or found["activity"]["stage"] == "done"):
                return found
        time.sleep(0.05)
    raise AssertionError(f"{address} does not come to an end")
