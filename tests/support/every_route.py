"""The app as different people find it, and every method and path it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.config import Settings
from app.web.app import create_app
from app.web.auth.access import PRIVATE_PAGES
from app.web.routes import ROUTERS

WORDS = "open sesame"
# as weak as argon2 allows: what is tested with it is not its cost
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(WORDS)
BASE = "http://127.0.0.1:8000"
VALUES = {
    **{"slug": "town-hall-minutes", "digest": "x", "name": "css/base.css"},
    **{"token": "2" * 12, "kind": "md", "form": "ris", "document": "api"},
}


def every_route() -> list[tuple[str, str]]:
    """Each method and path of the app, with parameters filled in."""
    found = []
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute), f"{route} is asked by nobody here"
            names = {name: VALUES.get(name, "1") for name in route.param_convertors}
            path = route.path_format.format(**names)
            found += [(method, path) for method in route.methods]
    return sorted(found)


ROUTES = every_route()
READS = [path for method, path in ROUTES if method == "GET"]
WRITES = [(method, path) for method, path in ROUTES if method != "GET"]


def is_private(path: str) -> bool:
    """Whether a page is for those who may write."""
    return path.startswith(PRIVATE_PAGES)


@contextmanager
def opened(
    data: Path, password: str = "", public_read: bool = False, client: str = "127.0.0.1"
) -> Iterator[TestClient]:
    """The app on ``data``, asked from the address ``client``."""
    app = create_app(Settings(data=data, password=password, public_read=public_read))
    with TestClient(app, BASE, follow_redirects=False, client=(client, 50_000)) as asking:
        yield asking
