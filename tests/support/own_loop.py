"""Coroutines run to their end in a thread of their own: where a browser is driven, this one has a loop."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio


def run_alone(function: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    """What ``function`` returns."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(anyio.run, function, *given).result()
