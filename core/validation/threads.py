"""Independent pieces of work in threads, with results in the order of the work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor


def in_order(function: Callable, tasks: Iterable, workers: int = 1) -> Generator:
    """Yield ``function(task)`` of each task in turn, made by so many threads.

    Close the generator to stop early: what was not begun is then dropped.
    """
    if workers <= 1:
        yield from map(function, tasks)
        return
    pool = ThreadPoolExecutor(workers)
    try:
        futures = [pool.submit(function, task) for task in tasks]
        for future in futures:
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)
