"""Promises of the maps of an ensemble."""

import numpy as np
import pytest
from figure_texts import assert_labels_are_whole_and_apart, drawn_texts
from geochem_som.core import plots
from geochem_som.core.palette import AGREEMENT_LEVELS, CLASS_COLOURS, PROBABILITY_LEVELS, faded
from matplotlib.colors import to_hex


def cells(rows, cols):
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], dtype=float)
    return [[[1000 * (corners + (c, r))]] for r in range(rows) for c in range(cols)]


CLASS_IDS = np.tile([3, 2, 1, 0], 6)
AGREEMENT = np.where(CLASS_IDS > 0, np.repeat([1.0, 0.8, 0.5], 8), np.nan)
SHARES = np.where(CLASS_IDS > 0, np.repeat([1.0, 0.6, 0.04, 0.0], 6), np.nan)
FOUND = np.bincount([0, 0, 5], minlength=24)
SITES = np.array([(500.0, 500.0), (600.0, 400.0), (1500.0, 1500.0)])


def confidence(rows=4, cols=6):
    ground = cells(rows, cols)
    on_map = (np.ones(24), FOUND, SITES)
    return plots.confidence_map(ground, CLASS_IDS, AGREEMENT, *on_map, "Class and agreement")


def probability(rows=4, cols=6):
    return plots.probability_map(cells(rows, cols), SHARES, np.ones(24), FOUND, SITES, "Anomaly")


def fills(figure):
    """Colour -> area of what is drawn in it on the map, in cells."""
    areas = {}
    for collection in figure.axes[0].collections[1:]:
        for path in collection.get_paths():
            if (
                len(path.vertices) < 4
                or len(path.vertices) > 200
                or collection.get_offsets().size > 2
            ):
                continue
            area = sum(
                abs(np.dot(p[:-1, 0], p[1:, 1]) - np.dot(p[:-1, 1], p[1:, 0])) / 2
                for p in path.to_polygons()
            )
            colour = to_hex(collection.get_facecolor()[0])
            areas[colour] = areas.get(colour, 0) + area / 1e6
    return areas


def test_each_class_and_level_of_agreement_has_its_own_colour_and_ground():
    drawn = fills(confidence())
    for c, colour in CLASS_COLOURS.items():
        for (_, _, strength), low, high in zip(AGREEMENT_LEVELS, (0.9, 0.7, 0), (1.1, 0.9, 0.7)):
            inside = (c == CLASS_IDS) & (low <= AGREEMENT) & (high > AGREEMENT)
            assert drawn[faded(colour, strength)] == pytest.approx(inside.sum())


def test_each_step_of_the_share_has_its_colour_and_ground():
    drawn = fills(probability())
    limits = [level[0] for level in PROBABILITY_LEVELS]
    for least, upper, (_, _, colour) in zip(limits, [2.0, *limits], PROBABILITY_LEVELS):
        inside = (least <= SHARES) & (upper > SHARES)
        assert drawn.get(colour, 0) == pytest.approx(inside.sum())


@pytest.mark.parametrize("draw", [confidence, probability])
@pytest.mark.parametrize(("rows", "cols"), [(4, 6), (1, 24), (24, 1)])
def test_the_key_names_all_levels_and_nothing_overlaps(draw, rows, cols):
    figure = draw(rows, cols)
    assert_labels_are_whole_and_apart(figure)
    texts = [text for text, _ in drawn_texts(figure)]
    levels = AGREEMENT_LEVELS if draw is confidence else PROBABILITY_LEVELS
    for level in levels:
        assert level[1] in texts
    assert "no value" in texts


def test_the_key_gives_the_shares_of_ground_and_occurrences():
    texts = [text for text, _ in drawn_texts(confidence())]
    assert "25 % of ground\n67 % of occurrences (fit)" in texts
    texts = [text for text, _ in drawn_texts(probability())]
    assert "none" in texts  # no place between 10 and 50 percent


def test_sure_anomalies_lie_on_top_and_doubtful_background_below():
    order = [to_hex(c.get_facecolor()[0]) for c in confidence().axes[0].collections]
    wanted = [
        faded(CLASS_COLOURS[c], strength)
        for c in (1, 2, 3)
        for _, _, strength in AGREEMENT_LEVELS[::-1]
    ]
    assert [colour for colour in order if colour in wanted] == wanted
    order = [to_hex(c.get_facecolor()[0]) for c in probability().axes[0].collections]
    wanted = [level[2] for level in PROBABILITY_LEVELS[::-1]]
    assert [c for c in order if c in wanted] == [c for c in wanted if c in order]
