import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser

import matplotlib
import numpy as np
import pytest
from figure_texts import assert_labels_are_whole_and_apart, drawn_texts
from geochem_som.core import plots
from geochem_som.core.lattice import Lattice
from geochem_som.core.palette import CLASS_COLOURS, CLUSTER_COLOURS, METHOD_LABELS, NO_VALUE_COLOUR
from geochem_som.core.plots.style import RAMP_STEPS, ramp_limits, ramp_step, short_number
from geochem_som.core.prediction_area import Crossing, rank_counts, rank_scores
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.path import Path

EVIL = "<script>alert(1)</script>"

# Table 2 of Hoseinzade & Bazoobandi (2024): percent of ground and of occurrences of clusters 1 to 3.
TABLE_2 = {
    "som": ([31.19, 14.59, 54.22], [68, 0, 32]),
    "batchsom": ([26.62, 12.8, 60.57], [64, 0, 36]),
    "desom": ([13.13, 29.63, 57.24], [55, 33, 12]),
}


def ranked(area, occurrences):
    labels = np.arange(1, len(area) + 1)
    return rank_counts(
        labels, np.ones(len(area), int), np.array(area), np.array(occurrences, float)
    )


def paper_curves():
    return {model: ranked(*columns) for model, columns in TABLE_2.items()}


def score_curve(n=300, occurrences=20, seed=0):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=n)
    share = np.exp(scores)
    return rank_scores(scores, np.ones(n), rng.multinomial(occurrences, share / share.sum()))


def without_occurrences():
    return ranked([1.0, 2.0, 3.0], [0, 0, 0])


def squares(columns, rows, width=1000.0, height=1000.0):
    x, y = np.meshgrid(np.arange(columns) * width, np.arange(rows) * height)
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * [width, height]
    return [[[unit + corner]] for corner in np.column_stack([x.ravel(), y.ravel()])]


def thirds(n):
    return np.arange(n) % 3 + 1


def draw_all():
    """One of every figure, with realistic content."""
    rng = np.random.default_rng(3)
    ground = squares(20, 12)
    sites = rng.uniform([0, 0], [20_000, 12_000], size=(25, 2))
    shares = {3: (13.13, 55.0), 2: (29.63, 33.0), 1: (57.24, 12.0)}
    wide, tall = squares(20, 4, 4000.0, 500.0), squares(4, 20, 500.0, 2000.0)
    hexagons = Lattice(4, 6, topology="hexagonal")
    values = rng.normal(size=(24, 31))
    clusters = np.arange(24) // 5 + 1
    curves = {**paper_curves(), "maximin": score_curve()}
    many = ranked(rng.uniform(1, 9, 15), rng.integers(0, 9, 15))
    return {
        "prediction_area": plots.prediction_area_plot(curves),
        "prediction_area_one": plots.prediction_area_plot({"A long name " * 9: many}),
        "comparison": plots.comparison_plot({**curves, "A long name " * 9: many}),
        "class_map": plots.class_map(ground, thirds(240), sites, "Classes", shares=shares),
        "class_map_wide": plots.class_map(wide, thirds(80), sites, "Wide", shares=shares),
        "class_map_tall": plots.class_map(tall, thirds(80), sites, "Tall " * 12, shares=shares),
        "score_map": plots.score_map(ground, rng.normal(size=240), sites, "", "Weight " * 6),
        "u_matrix": plots.u_matrix_figure(hexagons, np.abs(values[:, 0])),
        "hits": plots.hits_figure(hexagons, rng.poisson(4, 24)),
        "component_planes": plots.component_planes(
            hexagons, values, [f"Element_{i}_ppm" for i in range(31)]
        ),
        "cluster_lattice": plots.cluster_lattice(hexagons, clusters, thirds(5)[clusters - 1]),
        "training": plots.training_curve({"Total": np.geomspace(9, 1, 40), "SOM": np.ones(40)}),
    }


NAMES = [
    "prediction_area",
    "prediction_area_one",
    "comparison",
    "class_map",
    "class_map_wide",
    "class_map_tall",
    "score_map",
    "u_matrix",
    "hits",
    "component_planes",
    "cluster_lattice",
    "training",
]


@pytest.fixture(scope="module")
def drawn():
    figures = draw_all()
    assert list(figures) == NAMES
    return figures


@pytest.fixture(scope="module")
def svgs():
    """Drawn anew where importing pyplot fails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "matplotlib.pyplot", None)
        return {name: plots.to_svg(figure) for name, figure in draw_all().items()}


class Elements(HTMLParser):
    """What a browser would see: tags, attributes and texts."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        if data.strip():
            self.texts.append(data.strip())

    @property
    def text(self):
        return " ".join(self.texts)


def seen(figure):
    return Elements(plots.to_svg(figure)).text


def pixel(figure, axes, xy):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    column, row = axes.transData.transform(xy)
    image = np.asarray(canvas.buffer_rgba())
    return image[image.shape[0] - 1 - int(row), int(column), :3].tolist()


def rgb(colour):
    return [round(255 * part) for part in matplotlib.colors.to_rgb(colour)]


# All figures


@pytest.mark.parametrize("name", NAMES)
def test_every_label_lies_within_the_figure_and_on_no_other(drawn, name):
    assert_labels_are_whole_and_apart(drawn[name])


def test_same_input_gives_the_same_bytes(drawn, svgs):
    assert {name: plots.to_svg(figure) for name, figure in drawn.items()} == svgs


def test_svgs_side_by_side_share_no_ids_and_all_references_resolve(svgs):
    owners = {}
    for name, svg in svgs.items():
        ids = set(re.findall(r'\sid="([^"]+)"', svg))
        used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg))
        assert used <= ids
        for identifier in ids:
            assert owners.setdefault(identifier, name) == name


def test_svgs_name_no_other_place_and_carry_no_style_or_metadata(svgs):
    for svg in svgs.values():
        assert svg.startswith("<svg ")
        places = set(re.findall(r"https?:[^\"'\s<>]*", svg))
        assert places <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
        assert not {"style", "metadata", "script", "a"} & set(Elements(svg).tags)


def test_user_text_is_never_markup():
    lattice = Lattice(3, 4)
    shown = [
        plots.prediction_area_plot({EVIL: ranked([1, 2], [3, 1])}),
        plots.comparison_plot({EVIL: ranked([1, 2], [3, 1])}),
        plots.class_map(squares(3, 3), thirds(9), [], EVIL),
        plots.score_map(squares(3, 3), np.arange(9), [], EVIL, EVIL),
        plots.component_planes(lattice, np.ones((12, 1)), [EVIL]),
        plots.training_curve(np.ones(3), label=EVIL),
    ]
    for figure in shown:
        svg = plots.to_svg(figure)
        assert "<script" not in svg.lower()
        assert "&lt;script" in svg


@pytest.mark.parametrize(
    "name", ["$x_{$", r"\$5 $a$", "two\nlines\x00\x1b", "铜矿 مس", "50 % & more"]
)
def test_any_name_can_be_shown(name):
    figure = plots.prediction_area_plot({name: ranked([1, 2], [3, 1])})
    shown = re.sub(r"[\x00-\x1f]+", " ", name).strip()
    assert shown in seen(figure)


def test_settings_of_the_user_change_nothing_and_stay_as_they_were():
    expected = plots.to_svg(plots.comparison_plot(paper_curves()))
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        before = dict(matplotlib.rcParams)
        assert plots.to_svg(plots.comparison_plot(paper_curves())) == expected
        assert dict(matplotlib.rcParams) == before


def test_figures_drawn_at_the_same_time_do_not_disturb_each_other():
    def draw(_):
        return plots.to_svg(plots.comparison_plot(paper_curves()))

    before = dict(matplotlib.rcParams)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(draw, range(4)))) == 1
    assert dict(matplotlib.rcParams) == before


def test_pyplot_is_never_needed(svgs):
    assert all(svg.rstrip().endswith("</svg>") for svg in svgs.values())


def test_a_png_has_the_size_asked_for(tmp_path):
    figure = plots.training_curve(np.ones(5))
    plots.save_png(figure, tmp_path / "a.png", dpi=100)
    data = (tmp_path / "a.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(data[i : i + 4], "big") for i in (16, 20)]
    np.testing.assert_allclose(size, figure.get_size_inches() * 100, atol=1)


# Prediction-area plots


@pytest.mark.parametrize(
    ("model", "rate", "area"),
    [("som", "68.3", "31.7"), ("batchsom", "67.5", "32.5"), ("desom", "71.8", "28.2")],
)
def test_the_crossing_of_the_published_table_is_written(model, rate, area):
    text = seen(plots.prediction_area_plot({model: paper_curves()[model]}))
    assert f"{rate} % of occurrences in {area} % of ground" in text
    assert METHOD_LABELS[model] in text


def test_the_crossing_written_is_the_one_given():
    given = replace(ranked([1, 2], [3, 1]), crossing=Crossing(61.25, 38.75, 1.58))
    for figure in (plots.prediction_area_plot({"m": given}), plots.comparison_plot({"m": given})):
        assert re.search(r"61\.2 % (of occurrences )?in 38\.8 % of ground", seen(figure))


def test_both_curves_pass_through_the_marked_crossing():
    curve = paper_curves()["desom"]
    left, right = plots.prediction_area_plot({"desom": curve}).axes
    assert left.get_ylim() == (0, 100)
    assert right.get_ylim() == (100, 0)
    (rate_line,) = left.get_lines()
    area_line, _, mark = right.get_lines()
    (x,), (y,) = mark.get_data()
    assert y == pytest.approx(curve.crossing.area)
    assert np.interp(x, *rate_line.get_data()) == pytest.approx(curve.crossing.rate)
    assert np.interp(x, *area_line.get_data()) == pytest.approx(curve.crossing.area)


def test_clusters_stand_in_rank_order_under_the_curve():
    left, _ = plots.prediction_area_plot({"som": paper_curves()["som"]}).axes
    assert [label.get_text() for label in left.get_xticklabels()] == ["1", "3", "2"]
    assert list(left.get_xticks()) == [1, 2, 3]


def test_thresholds_of_a_score_fall_from_left_to_right():
    left, _ = plots.prediction_area_plot({"m": score_curve()}).axes
    shown = [label.get_text().replace("\N{MINUS SIGN}", "-") for label in left.get_xticklabels()]
    assert len(shown) > 3
    assert np.all(np.diff([float(text) for text in shown]) < 0)


def test_scores_that_differ_have_labels_that_differ():
    scores = np.r_[2.0, np.linspace(-0.3, -0.36, 8)]
    ranked = rank_scores(scores, np.ones(9), np.r_[np.ones(3), np.zeros(6)])
    left, _ = plots.prediction_area_plot({"m": ranked}).axes
    shown = [label.get_text() for label in left.get_xticklabels()]
    assert len(set(shown)) == len(shown)


def test_no_score_is_labelled_minus_zero():
    scores = np.linspace(2, -2, 9) - 1e-4
    ranked = rank_scores(scores, np.ones(9), np.r_[np.ones(3), np.zeros(6)])
    left, _ = plots.prediction_area_plot({"m": ranked}).axes
    shown = [label.get_text() for label in left.get_xticklabels()]
    assert "0.0" in shown
    assert "\N{MINUS SIGN}0.0" not in shown


def test_the_plot_says_that_it_is_a_fit():
    for draw in (plots.prediction_area_plot, plots.comparison_plot):
        assert "a fit to what is known, not a prediction" in seen(draw(paper_curves()))
        assert "My own words." in seen(draw(paper_curves(), note="My own words."))


def test_a_model_without_occurrences_is_shown_without_a_crossing():
    curves = {"som": paper_curves()["som"], "empty": without_occurrences()}
    text = seen(plots.prediction_area_plot(curves))
    assert "no crossing: no known occurrences" in text
    assert "68.3 % of occurrences" in text
    assert "no known occurrences" in seen(plots.comparison_plot(curves))


def test_compared_crossings_lie_where_rate_and_area_make_100_percent():
    axes, _ = plots.comparison_plot(paper_curves()).axes
    marks = [line.get_xydata()[0] for line in axes.get_lines() if len(line.get_xydata()) == 1]
    assert len(marks) == 3
    np.testing.assert_allclose([point.sum() for point in marks], 100.0)


def test_up_to_six_compared_models_have_colours_of_their_own():
    given = {**paper_curves(), "mine": score_curve(), "yours": score_curve(), "map": score_curve()}
    _, key = plots.comparison_plot(given).axes
    colours = [line.get_color() for line in key.get_lines() if line.get_linestyle() != "None"]
    assert len(set(colours)) == len(given)


def test_the_key_of_many_compared_models_is_whole():
    figure = plots.comparison_plot({f"model {i}": score_curve() for i in range(25)})
    assert_labels_are_whole_and_apart(figure)
    assert sum(text.startswith("model") for text, _ in drawn_texts(figure)) == 25


def test_compared_models_are_named_from_the_best_crossing_down():
    text = seen(plots.comparison_plot({**paper_curves(), "none": without_occurrences()}))
    names = ["DE-SOM", "SOM 68.3", "Batch SOM", "none"]
    assert sorted(names, key=text.index) == names


def test_compared_models_differ_without_colour():
    axes, _ = plots.comparison_plot({**paper_curves(), "maximin": score_curve()}).axes
    lines = [line for line in axes.get_lines() if len(line.get_xydata()) > 2]
    marks = [line for line in axes.get_lines() if len(line.get_xydata()) == 1]
    assert len({str(line._unscaled_dash_pattern) for line in lines}) == 4
    assert len({mark.get_marker() for mark in marks}) == 4


# Maps


def layers(axes):
    """Face colour -> path of each layer of ground, without the rim under all of it."""
    return {
        matplotlib.colors.to_hex(drawn.get_facecolors()[0]): drawn.get_paths()[0]
        for drawn in axes.collections[1:-1]
    }


def rings(path):
    return int(np.sum(path.codes == Path.MOVETO))


def test_every_polygon_is_drawn_once_in_the_colour_of_its_class():
    class_ids = np.array([3, 3, 2, 1, 1, 1, 0, 3, 1])
    axes = plots.class_map(squares(3, 3), class_ids, [], "").axes[0]
    drawn = layers(axes)
    assert {colour: rings(path) for colour, path in drawn.items()} == {
        CLASS_COLOURS[3]: 3,
        CLASS_COLOURS[2]: 1,
        CLASS_COLOURS[1]: 4,
        NO_VALUE_COLOUR: 1,
    }
    assert drawn[CLASS_COLOURS[2]].vertices[:4].min(axis=0).tolist() == [2000.0, 0.0]


@pytest.mark.parametrize("turned", [False, True])
def test_holes_stay_open_and_parts_are_filled_whatever_the_direction_of_rings(turned):
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float)
    step = -1 if turned else 1
    outer, hole, part = 10 * square[::step], 4 * square + 3, 2 * square[::step] + [12, 0]
    figure = plots.class_map([[[outer, hole], [part]]], [3], [], "")
    axes = figure.axes[0]
    assert pixel(figure, axes, (5, 5)) == [255, 255, 255]
    assert pixel(figure, axes, (1, 5)) == rgb(CLASS_COLOURS[3])
    assert pixel(figure, axes, (13, 1)) == rgb(CLASS_COLOURS[3])


def test_the_key_gives_the_shares_of_ground_and_occurrences():
    shares = {3: (13.13, 55.0), 2: (29.63, 33.0), 1: (57.24, 12.0)}
    text = seen(plots.class_map(squares(3, 3), thirds(9), [[500, 500]], "", shares=shares))
    for name, ground, rate in (("anomaly", 13, 55), ("halo", 30, 33), ("background", 57, 12)):
        assert f"{name} {ground} % of ground {rate} % of occurrences (fit)" in text
    assert "held out" not in text
    held_out = {3: 31.4, 2: 20.0, 1: 48.6}
    drawn = plots.class_map(
        squares(3, 3), [*thirds(8), 0], [], "", shares={**shares, 0: (1.0, 0.0)}, held_out=held_out
    )
    assert "55 % of occurrences (fit) 31 % if held out" in seen(drawn)
    assert seen(drawn).count("held out") == 3
    small = seen(plots.class_map(squares(3, 3), [3] * 9, [], "", shares={3: (1.26, 0.0)}))
    assert "anomaly 1.3 % of ground 0 % of occurrences" in small


def test_without_occurrences_the_key_tells_of_the_ground_only():
    shares = {3: (40.0, None), 1: (60.0, None)}
    text = seen(plots.class_map(squares(2, 1), [3, 1], np.empty((0, 2)), "", shares=shares))
    assert "40 % of ground" in text
    assert "occurrences" not in text


def test_class_shares_are_sums_over_the_samples():
    rng = np.random.default_rng(0)
    areas, class_ids, occurrences = rng.uniform(size=50), thirds(50), rng.integers(0, 3, 50)
    shares = plots.class_shares(areas, class_ids, occurrences)
    for c in (1, 2, 3):
        area = sum(a for a, k in zip(areas, class_ids) if k == c) / sum(areas)
        rate = sum(n for n, k in zip(occurrences, class_ids) if k == c) / sum(occurrences)
        assert shares[c] == pytest.approx((100 * area, 100 * rate))
    assert plots.class_shares(areas, class_ids, np.zeros(50))[3][1] is None


def test_only_classes_on_the_map_are_in_the_key():
    text = seen(plots.class_map(squares(2, 2), [1, 1, 1, 1], [], ""))
    assert "background" in text
    assert "anomaly" not in text
    assert "halo" not in text


@pytest.mark.parametrize(("columns", "rows"), [(60, 4), (10, 10), (4, 60)])
def test_maps_are_not_distorted_and_their_key_stands_outside(columns, rows):
    figure = plots.class_map(squares(columns, rows), thirds(columns * rows), [], "Title")
    map_axes, key_axes = figure.axes
    box, key_box = map_axes.get_window_extent(), key_axes.get_window_extent()
    x_low, x_high, y_low, y_high = map_axes.axis()
    assert box.width / (x_high - x_low) == pytest.approx(box.height / (y_high - y_low))
    assert key_box.x0 >= box.x1 or key_box.y1 <= box.y0
    assert max(figure.get_size_inches()) < 9


@pytest.mark.parametrize(("metres_per_unit", "size"), [(1.0, 1500.0), (0.3048, 5000.0)])
def test_the_scale_bar_is_as_long_as_it_says(metres_per_unit, size):
    figure = plots.class_map(
        squares(20, 20, size, size), thirds(400), [], "", metres_per_unit=metres_per_unit
    )
    map_axes, key_axes = figure.axes
    inches_per_unit = map_axes.get_window_extent().width / figure.dpi / np.ptp(map_axes.get_xlim())
    bars = [p for p in key_axes.patches if getattr(p, "get_height", float)() == pytest.approx(0.06)]
    length = sum(bar.get_width() for bar in bars)
    assert 0.4 < length < 1.2  # the room it has in the key
    metres = length / inches_per_unit * metres_per_unit
    (label,) = [t.get_text() for t in key_axes.texts if t.get_text().endswith(" km")]
    assert metres == pytest.approx(1000 * float(label.split()[0]))


def test_degrees_get_no_scale_bar():
    assert " km" not in seen(
        plots.class_map(squares(3, 3), thirds(9), [], "", metres_per_unit=None)
    )


def test_only_occurrences_on_the_map_are_drawn_and_counted():
    sites = [[500, 500], [1500, 2500], [90_000, 0]]
    figure = plots.class_map(squares(3, 3), thirds(9), sites, "")
    assert figure.axes[0].collections[-1].get_offsets().tolist() == sites[:2]
    assert "2 on this map" in seen(figure)


def test_ground_too_small_to_see_is_widened_and_says_so():
    far_apart = [[[ring + 40_000 * i]] for i, [[ring]] in enumerate(squares(5, 1, 100.0, 100.0))]
    figure = plots.class_map(far_apart, [3] * 5, [], "")
    assert pixel(figure, figure.axes[0], (80_250, 80_050)) != [255, 255, 255]
    assert "small ground drawn wider" in seen(figure)
    assert "wider" not in seen(plots.class_map(squares(5, 5), thirds(25), [], ""))


def test_eleven_thousand_polygons_stay_a_small_file():
    rng = np.random.default_rng(0)
    ground = [[[ring + rng.uniform(-50, 50, ring.shape)]] for [[ring]] in squares(110, 100)]
    large = plots.score_map(ground, rng.normal(size=11_000), rng.uniform(0, 1e5, (50, 2)), "", "s")
    svg = plots.to_svg(large)
    assert len(svg) < 1.5e6
    assert "<image" in svg
    assert "<image" not in plots.to_svg(plots.class_map(squares(50, 50), thirds(2500), [], ""))


def test_higher_scores_are_darker_and_missing_ones_pale():
    scores = np.array([0.0, 1.0, 2.0, 3.0, np.nan, 3.0])
    figure = plots.score_map(squares(6, 1), scores, [], "", "score")
    axes = figure.axes[0]
    colours = [pixel(figure, axes, (500 + 1000 * i, 500)) for i in range(6)]
    brightness = [sum(colour) for colour in colours]
    assert brightness[0] > brightness[1] > brightness[2] > brightness[3] == brightness[5]
    assert colours[4] == rgb(NO_VALUE_COLOUR)
    assert "no value" in seen(figure)


def test_ramp_steps_divide_the_range_evenly():
    values = np.concatenate([np.linspace(-2.0, 6.0, 1001), [np.nan, np.inf]])
    limits = ramp_limits(values)
    assert limits == (-2.0, 6.0)
    for value, step in zip(values, ramp_step(values, limits)):
        if not np.isfinite(value):
            assert step == -1
        else:
            assert step == min(int(np.floor((value + 2.0) / 8.0 * RAMP_STEPS)), RAMP_STEPS - 1)


@pytest.mark.parametrize("scores", [np.ones(4), np.full(4, np.nan)])
def test_equal_or_missing_scores_can_be_mapped(scores):
    assert "score" in seen(plots.score_map(squares(2, 2), scores, [], "", "score"))


@pytest.mark.parametrize("ground", [[], [[], []]])
def test_a_map_without_ground_says_so(ground):
    class_map = plots.class_map(ground, [1] * len(ground), [[0, 0]], "Title")
    score_map = plots.score_map(ground, [1.0] * len(ground), [], "Title", "score")
    for figure in (class_map, score_map):
        assert "Title" in seen(figure)
        assert "No ground to draw." in seen(figure)


# Lattices


@pytest.mark.parametrize(("topology", "corners"), [("rectangular", 4), ("hexagonal", 6)])
def test_every_unit_is_drawn_once_with_its_corners(topology, corners):
    lattice = Lattice(6, 5, topology=topology)
    figure = plots.u_matrix_figure(lattice, np.random.default_rng(0).uniform(size=30))
    paths = figure.axes[0].collections[0].get_paths()
    assert sum(rings(path) for path in paths) == 30
    assert sum(len(path) for path in paths) == 30 * (corners + 1)
    centres = [
        outline[:-1].mean(axis=0)
        for path in paths
        for outline in path.vertices.reshape(-1, corners + 1, 2)
    ]
    expected = lattice.positions()
    np.testing.assert_allclose(
        sorted(map(tuple, np.round(centres, 6))), sorted(map(tuple, np.round(expected, 6)))
    )


@pytest.mark.parametrize(("topology", "shared"), [("rectangular", 2), ("hexagonal", 2)])
def test_neighbouring_units_share_a_side(topology, shared):
    lattice = Lattice(2, 2, topology=topology)
    figure = plots.u_matrix_figure(lattice, [0.0, 1.0, 2.0, 3.0])  # a colour and a path each
    units = [path.vertices[:-1] for path in figure.axes[0].collections[0].get_paths()]
    corners = [{tuple(np.round(corner, 6) + 0.0) for corner in unit} for unit in units]
    for i, j in ((0, 1), (2, 3), (0, 2), (1, 3)):
        assert len(corners[i] & corners[j]) == shared


def test_the_first_row_of_units_is_on_top():
    low, high = plots.u_matrix_figure(Lattice(4, 3), np.arange(12.0)).axes[0].get_ylim()
    assert low > high


def test_hits_are_written_on_the_units_and_units_without_are_pale():
    figure = plots.hits_figure(Lattice(2, 3), [0, 12, 3, 0, 5, 40])
    text = [label.get_text() for label in figure.axes[0].texts]
    assert text == ["0", "12", "3", "0", "5", "40"]
    assert pixel(figure, figure.axes[0], (-0.3, -0.3)) == rgb(NO_VALUE_COLOUR)
    assert "NaN" not in seen(plots.hits_figure(Lattice(2, 3), np.zeros(6)))


@pytest.mark.parametrize("n_planes", [1, 7, 33])
def test_there_is_one_named_plane_per_variable(n_planes):
    names = [f"V{i}" for i in range(n_planes)]
    planes = np.random.default_rng(0).normal(size=(12, n_planes))
    figure = plots.component_planes(Lattice(3, 4, topology="hexagonal"), planes, names)
    shown = [axes for axes in figure.axes if axes.get_title()]
    assert [axes.get_title() for axes in shown] == names
    assert all(sum(map(rings, axes.collections[0].get_paths())) == 12 for axes in shown)
    text = [text for text, _ in drawn_texts(figure)]
    low, high = planes[:, -1].min(), planes[:, -1].max()
    assert f"{low:.3g} to {high:.3g}".replace("-", "\N{MINUS SIGN}") in text


def test_many_large_planes_stay_a_small_file():
    lattice = Lattice(30, 30, topology="hexagonal")
    planes = np.random.default_rng(0).normal(size=(900, 14)).cumsum(axis=0)
    figure = plots.component_planes(lattice, planes, [str(i) for i in range(14)])
    assert len(plots.to_svg(figure)) < 5e5


def test_a_border_runs_between_units_of_different_clusters_only():
    rng = np.random.default_rng(0)
    clusters = rng.integers(1, 4, size=(5, 6))
    figure = plots.cluster_lattice(Lattice(5, 6), clusters.ravel())
    (border,) = figure.axes[0].collections[1].get_paths()
    expected = np.sum(clusters[1:] != clusters[:-1]) + np.sum(clusters[:, 1:] != clusters[:, :-1])
    assert rings(border) == expected


def test_clusters_are_numbered_and_classes_shown_beside_them():
    lattice = Lattice(4, 6, topology="hexagonal")
    clusters = np.arange(24) // 8 + 1
    figure = plots.cluster_lattice(lattice, clusters, np.array([3, 1, 2])[clusters - 1])
    for axes in figure.axes[:2]:
        assert [label.get_text() for label in axes.texts] == ["1", "2", "3"]
    text = seen(figure)
    assert all(word in text for word in ("Clusters", "Classes", "anomaly", "halo", "background"))
    assert "Classes" not in seen(plots.cluster_lattice(lattice, clusters))


def test_one_cluster_and_more_clusters_than_colours_can_be_shown():
    assert "1" in seen(plots.cluster_lattice(Lattice(2, 2), [1, 1, 1, 1]))
    text = seen(plots.cluster_lattice(Lattice(4, 5), np.arange(1, 21)))
    assert all(str(cluster) in text.split() for cluster in range(1, 21))


# Dichromatic vision after Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB.
DICHROMATS = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],  # noqa: E501
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize("eyes", sorted(DICHROMATS))
def test_cluster_colours_stay_apart_for_colour_blind_eyes(eyes):
    colours = np.array([matplotlib.colors.to_rgb(colour) for colour in CLUSTER_COLOURS])
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    lab = _cie_lab(np.clip(linear @ np.transpose(DICHROMATS[eyes]), 0, 1))
    gaps = np.linalg.norm(lab[:, None] - lab[None], axis=2)[np.triu_indices(12, 1)]
    assert gaps.min() > 5.0  # a just noticeable difference is about 2.3


def _cie_lab(linear_rgb):
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    relative = linear_rgb @ to_xyz.T / to_xyz.sum(axis=1)
    f = np.where(relative > 0.008856, np.cbrt(relative), 7.787 * relative + 16 / 116)
    return np.column_stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])]
    )


# Training


def test_training_is_drawn_per_epoch_from_the_first():
    axes = plots.training_curve([3.0, 2.0, 1.5]).axes[0]
    (line,) = axes.get_lines()
    assert line.get_xydata().tolist() == [[1, 3.0], [2, 2.0], [3, 1.5]]
    assert axes.get_title(loc="left") == "Quantization error"


def test_each_measure_of_training_has_its_own_panel():
    figure = plots.training_curve({"Loss": [3, 2], "Reconstruction": [2, 1], "SOM": [1e-4, 1e-5]})
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Loss", "Reconstruction", "SOM"]


def test_the_measures_of_a_map_are_called_by_their_names():
    history = {"temperature": [3, 2], "alpha": [0.5, 0.1], "quantization_error": [2, 1]}
    figure = plots.training_curve(history)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["Temperature", "Learning rate", "Quantization error"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1224.4, "1220"), (-0.01234, "\N{MINUS SIGN}0.0123"), (4.0, "4"), (123456.0, "123000")],
)
def test_short_numbers_have_three_figures_and_no_exponent(value, text):
    assert short_number(value) == text
