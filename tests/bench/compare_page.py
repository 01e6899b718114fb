"""The page of a comparison in process: written for the first time, and again.

    python tests/bench/compare_page.py DATA A B [--rounds 15]

DATA is a data folder, A and B are two of its articles by number or external id. Prints milliseconds (median,
and least): cold is a pair that is compared and written anew, as for its first reader; written anew is another
filter of it; warm is a page that was written before. App, model and database are loaded beforehand. Times
are of the processor, all threads together, not of the clock; run it on one core: OMP_NUM_THREADS=1 and
OPENBLAS_NUM_THREADS=1.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from fastapi.testclient import TestClient

from app.config import Settings
from app.web.app import create_app
from app.web.compare import comparisons


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    address = "/compare?" + urlencode({"a": arguments.a, "b": arguments.b})
    app = create_app(Settings(data=arguments.data, poll_feeds=0))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        answer = client.get(address)
        answer.raise_for_status()
        facts = [client.get(f"/articles/{name}.json") for name in (arguments.a, arguments.b)]
        words = [fact.json()["word_count"] for fact in facts if fact.status_code == 200]
        print(f"{address}: {len(answer.content):,} bytes of HTML, articles of {words} words")
        for name, forget in (
            ("cold", comparisons.forget),
            ("written anew", comparisons.forget_drawn),
            ("warm", lambda: None),
        ):
            print(f"{name}: {_measured(client, address, forget, arguments.rounds)}")


def _measured(client: TestClient, address: str, forget: Callable[[], None], rounds: int) -> str:
    took = []
    for _ in range(rounds):
        forget()
        began = time.process_time()
        client.get(address)
        took.append(1000 * (time.process_time() - began))
    return f"{statistics.median(took):.1f} ms, least {min(took):.1f} ms"


if __name__ == "__main__":
    main()
