"""Many independent fits on a few threads, with one progress and one way to stop.

Threads and never processes: a QGIS on Windows would start itself again. Each task takes its random
numbers from a seed of its own, so the results do not depend on the number of threads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from typing import Any, Callable

from .checks import check_whole_number
from .de_som import DESOM
from .de_som_training import require_torch, single_thread
from .errors import Cancelled, Progress, report_progress
from .matching import one_blas_thread

# Seconds between two reports of progress, which also are the moments to stop at.
POLL = 0.1


def run_all(
    work: Callable[[Any, Callable[[float], bool]], Any],
    tasks: Iterable,
    *,
    threads: int = 1,
    progress: Progress = None,
) -> list:
    """Results of ``work(task, tell)`` for every task, in the order of the tasks.

    Parameters
    ----------
    work : callable
        Gets a task and its own progress function, to be called with the fraction of the task done;
        that returns False once all is to stop.
    tasks : iterable
    threads : int
        Tasks at work at the same time.
    progress : callable, optional
        Called from this thread only, with the fraction of all tasks done.

    Raises
    ------
    Cancelled
        If `progress` said stop.
    Exception
        What a task raised; the others are then stopped.
    """
    threads = check_whole_number(threads, "threads", 1)
    tasks = list(tasks)
    done = [0.0] * len(tasks)
    stopped = threading.Event()

    def run(number: int) -> Any:
        def tell(fraction: float) -> bool:
            done[number] = fraction
            return not stopped.is_set()

        if stopped.is_set():
            raise Cancelled
        result = work(tasks[number], tell)
        done[number] = 1.0
        return result

    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(run, number) for number in range(len(tasks))]
        try:
            waiting = set(futures)
            while waiting:
                finished, waiting = wait(waiting, POLL, FIRST_EXCEPTION)
                for future in finished:
                    future.result()
                report_progress(progress, sum(done) / len(tasks))
        finally:
            stopped.set()  # of no consequence where all are done
    return [future.result() for future in futures]


@contextmanager
def steady_threads(model: Any) -> Iterator[None]:
    """Hold BLAS, and torch where the model needs it, to one thread for fits at the same time.

    Each fit holds them too, but puts back what it found when it ends, be others still at work.
    """
    with ExitStack() as stack:
        stack.enter_context(one_blas_thread())
        if isinstance(model, DESOM):
            require_torch()
            stack.enter_context(single_thread())
        yield
