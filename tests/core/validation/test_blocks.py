"""Promises of the blocks that are held out together."""

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.validation.blocks import make_partitions, occupied_blocks
from geochem_som.core.validation.ground import Ground
from validation_cases import shared_survey, survey


def ground_of(seed=0, n=400):
    xy, area, _, _ = survey(seed, n=n)
    return Ground.of_samples(xy, area)


def test_twenty_blocks_are_dealt_to_five_folds_four_to_each():
    partitions = make_partitions(ground_of())
    assert len(partitions) == 10
    for partition in partitions:
        pairs = {(int(b), int(f)) for b, f in zip(partition.block, partition.fold)}
        assert sorted(b for b, _ in pairs) == list(range(20))  # no block in two folds
        assert np.bincount([f for _, f in pairs]).tolist() == [4] * 5


def test_each_place_belongs_to_the_block_whose_centre_of_ground_is_nearest():
    ground = ground_of(1, n=200)
    for partition in make_partitions(ground, n_partitions=3):
        centres = np.array(
            [
                np.average(
                    ground.place_xy[partition.block == b],
                    axis=0,
                    weights=ground.place_area[partition.block == b],
                )
                for b in range(20)
            ]
        )
        gap = np.linalg.norm(ground.place_xy[:, None] - centres, axis=2)
        assert (gap.argmin(axis=1) == partition.block).all()


def test_the_same_seed_gives_the_same_blocks_and_another_gives_others():
    ground = ground_of()
    one, other = make_partitions(ground), make_partitions(ground)
    for a, b in zip(one, other):
        assert a.block.tobytes() == b.block.tobytes()
        assert a.fold.tobytes() == b.fold.tobytes()
    assert (make_partitions(ground, random_state=1)[0].block != one[0].block).any()
    assert (one[0].block != one[1].block).any()


def test_the_first_partitions_do_not_depend_on_how_many_are_made():
    ground = ground_of()
    few, many = make_partitions(ground, n_partitions=2), make_partitions(ground, n_partitions=6)
    assert [p.block.tolist() for p in few] == [p.block.tolist() for p in many[:2]]


def test_blocks_follow_the_ground_and_not_the_density_of_samples():
    rng = np.random.default_rng(0)
    sparse = rng.uniform([0, 0], [1, 1], (200, 2))
    dense = rng.uniform([1, 0], [2, 1], (3200, 2))  # the same ground, sixteen times the samples
    area = np.repeat([1 / 200, 1 / 3200], [200, 3200])
    ground = Ground.of_samples(1000 * np.vstack([sparse, dense]), area)
    east = [np.unique(p.block[ground.place_xy[:, 0] > 1000]).size for p in make_partitions(ground)]
    assert 9 <= np.mean(east) <= 12.5  # blocks on the border count; counting samples gives 15 to 17


def test_few_places_are_blocks_of_their_own():
    ground = ground_of(n=7)
    (partition,) = make_partitions(ground, n_partitions=1)
    assert sorted(partition.block.tolist()) == list(range(7))
    assert partition.n_folds == 5


def test_one_place_makes_one_block_and_one_fold():
    partition = make_partitions(Ground.of_samples([[3.0, 4.0]]))[0]
    assert partition.block.tolist() == partition.fold.tolist() == [0]
    assert partition.n_folds == 1


def test_places_at_one_position_are_never_parted():
    xy = np.random.default_rng(0).uniform(0, 100, (30, 2))
    ground = Ground.of_samples(np.vstack([xy, xy, xy]))
    for partition in make_partitions(ground):
        block = partition.block[ground.sample_rows]
        assert (block.reshape(3, 30) == block[:30]).all()


def test_samples_that_share_a_place_are_held_out_together():
    ground, _, _ = shared_survey()
    partition = make_partitions(ground)[0]
    assert len(partition.block) == len(ground.places) == 80


def test_places_on_a_line_are_cut_into_runs():
    x = np.sort(np.random.default_rng(0).uniform(0, 1e5, 300))
    partition = make_partitions(Ground.of_samples(np.column_stack([x, 0 * x + 7])))[0]
    assert np.count_nonzero(np.diff(partition.block)) == 19


def test_far_from_the_origin_blocks_are_the_same():
    xy, area, _, _ = survey()
    near, far = (
        make_partitions(Ground.of_samples(np.round(xy) + shift, area))[0] for shift in (0, 2.0**23)
    )
    assert (near.block == far.block).all()


def test_occupied_blocks_are_counted_once():
    ground = ground_of()
    partition = make_partitions(ground)[0]
    first = [int(np.flatnonzero(partition.block == b)[0]) for b in (3, 8, 8, 3, 15)]
    assert occupied_blocks(partition, first) == 3


@pytest.mark.parametrize("name", ["n_blocks", "n_folds", "n_partitions"])
def test_numbers_below_one_are_refused_by_name(name):
    with pytest.raises(InputError, match=name):
        make_partitions(ground_of(), **{name: 0})
