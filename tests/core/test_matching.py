"""Promises of the search for best-matching units: exact, small in memory, threads or not."""

import threading
import tracemalloc

import numpy as np
import pytest
from geochem_som.core import matching
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.matching import (
    Matcher,
    best_matching_units,
    best_two,
    one_blas_thread,
    unit_distances,
)


def nearest_two_by_loops(X, prototypes):
    """Equation 1 in plain Python floats, ties to the lowest index."""
    pairs = []
    for x in X:
        squares = []
        for k, m in enumerate(prototypes):
            squares.append((sum((float(a) - float(b)) ** 2 for a, b in zip(x, m)), k))
        pairs.append([k for _, k in sorted(squares)[:2]])
    first, second = np.array(pairs).T
    return first, second


def check_against_loops(X, prototypes):
    first, second = nearest_two_by_loops(X, prototypes)
    assert (best_matching_units(X, prototypes) == first).all()
    pair = best_two(X, prototypes)
    assert (pair[0] == first).all()
    assert (pair[1] == second).all()


@pytest.mark.parametrize(("samples", "units", "variables"), [(60, 7, 1), (80, 30, 5), (50, 2, 40)])
def test_best_and_second_best_units_are_those_of_equation_1(samples, units, variables):
    rng = np.random.default_rng(0)
    check_against_loops(rng.normal(size=(samples, variables)), rng.normal(size=(units, variables)))


def test_units_closer_together_than_single_precision_can_tell_are_told_apart():
    rng = np.random.default_rng(1)
    centre = rng.normal(size=(4, 3))
    prototypes = np.repeat(centre, 5, axis=0) + 1e-10 * rng.normal(size=(20, 3))
    check_against_loops(rng.normal(size=(200, 3)), prototypes)


def test_a_large_common_offset_does_not_blur_the_answer():
    rng = np.random.default_rng(2)
    check_against_loops(1e9 + rng.normal(size=(100, 4)), 1e9 + rng.normal(size=(12, 4)))


@pytest.mark.parametrize("scale", [1e-150, 1e-30, 1e30, 1e150])
def test_values_outside_the_range_of_single_precision_are_matched(scale):
    rng = np.random.default_rng(3)
    check_against_loops(scale * rng.normal(size=(50, 3)), scale * rng.normal(size=(9, 3)))


def test_one_gigantic_outlier_does_not_blur_the_other_samples():
    rng = np.random.default_rng(4)
    X = rng.normal(size=(60, 3))
    X[7] = 1e25
    check_against_loops(X, rng.normal(size=(9, 3)))


def test_one_absurd_prototype_does_not_blur_the_others():
    rng = np.random.default_rng(5)
    prototypes = rng.normal(size=(9, 3))
    prototypes[4] = 1e60
    check_against_loops(rng.normal(size=(60, 3)), prototypes)


def test_of_equal_prototypes_the_lowest_index_wins():
    X = np.random.default_rng(6).normal(size=(40, 3))
    assert (best_matching_units(X, np.ones((5, 3))) == 0).all()
    first, second = best_two(X, np.ones((5, 3)))
    assert (first == 0).all()
    assert (second == 1).all()


def test_equal_samples_are_matched():
    prototypes = np.random.default_rng(7).normal(size=(6, 3))
    check_against_loops(np.full((20, 3), 0.3), prototypes)


def test_a_single_prototype_is_the_best_of_all_and_there_is_no_second():
    X = np.random.default_rng(8).normal(size=(10, 2))
    assert (best_matching_units(X, np.zeros((1, 2))) == 0).all()
    with pytest.raises(InputError, match="second"):
        best_two(X, np.zeros((1, 2)))


def test_distances_to_all_units_are_euclidean_and_not_squared():
    assert unit_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 2.0]])).tolist() == [
        [5.0, 2.0]
    ]


@pytest.mark.parametrize("keep", [False, True])
def test_the_distances_of_the_matcher_agree_to_single_precision(keep):
    rng = np.random.default_rng(9)
    X, prototypes = 100 + rng.normal(size=(500, 6)), 100 + rng.normal(size=(20, 6))
    units, distances = Matcher(X, keep=keep).best(prototypes)
    assert distances == pytest.approx(np.linalg.norm(X - prototypes[units], axis=1), rel=1e-5)


def force_threads(monkeypatch, count):
    """Use `count` threads even for small problems, and see that they are there."""
    seen = set()
    lowest = matching._lowest

    def watched(scores, wanted):
        seen.add(threading.get_ident())
        return lowest(scores, wanted)

    monkeypatch.setattr(matching, "available_threads", lambda: count)
    monkeypatch.setattr(matching, "THREADED_SCORES", 0)
    monkeypatch.setattr(matching, "BLOCK_SCORES", 1 << 10)
    monkeypatch.setattr(matching, "_lowest", watched)
    return seen


def test_one_and_several_threads_give_the_same_bits(monkeypatch):
    pytest.importorskip("threadpoolctl", reason="without it there is one thread anyway")
    rng = np.random.default_rng(10)
    X, prototypes = rng.normal(size=(40_000, 5)), rng.normal(size=(30, 5))
    answers = []
    for count in (1, 2, 5):
        with monkeypatch.context() as patch:
            seen = force_threads(patch, count)
            answers.append((*Matcher(X).best(prototypes), *best_two(X, prototypes)))
            assert (len(seen) > 1) == (count > 1)
    for others in answers[1:]:
        for one, other in zip(answers[0], others):
            assert one.tobytes() == other.tobytes()


def test_without_threadpoolctl_the_answer_is_the_same(monkeypatch):
    rng = np.random.default_rng(11)
    X, prototypes = rng.normal(size=(5000, 5)), rng.normal(size=(30, 5))
    expected = best_matching_units(X, prototypes)
    monkeypatch.setattr(matching, "_blas_controller", lambda: None)
    seen = force_threads(monkeypatch, 3)
    assert (best_matching_units(X, prototypes) == expected).all()
    assert len(seen) == 1


@pytest.mark.parametrize("threads", [1, 2])
def test_a_stop_in_the_middle_of_the_search_raises_cancelled(monkeypatch, threads):
    force_threads(monkeypatch, threads)
    monkeypatch.setattr(matching, "BLOCKS_PER_REPORT", 1)
    X = np.random.default_rng(12).normal(size=(20_000, 3))
    with pytest.raises(Cancelled):
        Matcher(X).best(X[:30], progress=lambda fraction: fraction < 0.2)


def test_an_error_in_a_helping_thread_is_not_swallowed(monkeypatch):
    force_threads(monkeypatch, 2)
    here = threading.get_ident()
    convert = Matcher._convert

    def fails_elsewhere(self, *args):
        if threading.get_ident() != here:
            raise MemoryError("no room")
        convert(self, *args)

    monkeypatch.setattr(Matcher, "_convert", fails_elsewhere)
    X = np.random.default_rng(13).normal(size=(50_000, 3))
    with pytest.raises(MemoryError):
        Matcher(X).best(X[:30])


def test_matching_many_samples_needs_little_memory():
    rng = np.random.default_rng(14)
    X, prototypes = rng.normal(size=(100_000, 10)), rng.normal(size=(400, 10))
    tracemalloc.start()
    best_matching_units(X, prototypes)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < X.nbytes  # all scores would be 20 times as much


def test_overlapping_uses_leave_the_number_of_blas_threads_as_it_was():
    threadpoolctl = pytest.importorskip("threadpoolctl", reason="sets the number of threads")

    def blas_threads():
        info = threadpoolctl.threadpool_info()
        return [pool["num_threads"] for pool in info if pool["user_api"] == "blas"]

    before = blas_threads()
    if not before:
        pytest.skip("NumPy has a BLAS here that has no threads to set")
    first, second = one_blas_thread(), one_blas_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert set(blas_threads()) == {1}
    second.__exit__(None, None, None)
    assert blas_threads() == before
