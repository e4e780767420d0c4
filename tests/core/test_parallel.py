"""Promises of tasks on threads."""

import threading
import time

import pytest
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.parallel import run_all


@pytest.mark.parametrize("threads", [1, 3])
def test_results_come_in_the_order_of_the_tasks(threads):
    def work(task, tell):
        time.sleep(0.02 * (5 - task))
        return task * 10

    assert run_all(work, range(5), threads=threads) == [0, 10, 20, 30, 40]


def test_progress_is_told_by_the_calling_thread_and_rises_to_1():
    told = []

    def progress(fraction):
        told.append((threading.get_ident(), fraction))
        return True

    def work(task, tell):
        for part in (0.25, 0.5):
            tell(part)
            time.sleep(0.12)

    run_all(work, range(2), threads=2, progress=progress)
    assert {ident for ident, _ in told} == {threading.get_ident()}
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert any(0 < fraction < 1 for fraction in fractions)


def test_stopping_stops_tasks_at_work_and_starts_no_more():
    started, ended = [], []

    def work(task, tell):
        started.append(task)
        while tell(0.5):
            time.sleep(0.005)
        ended.append(task)
        raise Cancelled

    with pytest.raises(Cancelled):
        run_all(work, range(10), threads=2, progress=lambda fraction: False)
    assert sorted(started) == sorted(ended) == [0, 1]


def test_an_error_of_a_task_is_raised_and_stops_the_others():
    started = []

    def work(task, tell):
        started.append(task)
        if task == 1:
            raise InputError("Task 1 is bad.")
        while tell(0.5):
            time.sleep(0.005)
        raise Cancelled

    with pytest.raises(InputError, match="Task 1"):
        run_all(work, range(10), threads=2)
    assert sorted(started) == [0, 1]


def test_tasks_are_at_work_at_the_same_time():
    both = threading.Barrier(2, timeout=20)
    assert sorted(run_all(lambda task, tell: both.wait() >= 0, range(2), threads=2)) == [True, True]


def test_no_threads_are_refused():
    with pytest.raises(InputError, match="threads"):
        run_all(lambda task, tell: None, [1], threads=0)
