"""Promises of the report of factoranalysis: what was done, found and chosen, and nothing cut."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest
from factor_models import drawn_samples
from layers import column, make_layer

MEMORY = "TEMPORARY_OUTPUT"
ELEMENTS = [f"{e}_ppm" for e in ("Cu", "Au", "Pb", "Zn", "Ni", "Cr", "Co", "As", "U", "Th")]
EVIL = '<b onclick="x">Fe</b>'
MINUS = "\N{MINUS SIGN}"


class Page(HTMLParser):
    """Headings, texts, and the tables with their captions; strong cells end in *."""

    def __init__(self, source):
        super().__init__()
        self.headings, self.texts, self.tables, self.tags = [], [], {}, []
        self.open, self.caption, self.rows = [], "", []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        if tag == "table":
            self.caption, self.rows = "", []
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass
        if tag == "table":
            self.tables[self.caption] = self.rows

    def handle_data(self, data):
        text = data.strip()
        if not text:
            return
        self.texts.append(text)
        if "h2" in self.open:
            self.headings.append(text)
        elif "caption" in self.open:
            self.caption += text
        elif self.rows and {"td", "th"} & set(self.open):
            self.rows[-1][-1] += text + ("*" if "strong" in self.open else "")

    @property
    def text(self):
        return " ".join(self.texts)

    def table(self, start):
        """Head and rows of the table whose caption starts so."""
        (rows,) = [rows for caption, rows in self.tables.items() if caption.startswith(start)]
        return rows[0], rows[1:]


def soil(fields, crs="EPSG:32632", scale=1.0):
    samples = drawn_samples(n=150)
    values = 10 ** (0.3 * (samples - samples.mean(axis=0)) / samples.std(axis=0))
    values[:, 9] = np.random.default_rng(0).permutation(values[:, 9])  # loads on nothing
    xy = 1000.0 * np.column_stack(np.divmod(np.arange(150), 15)) + [500_000.0, 7e6]
    columns = {e: values[:, j].tolist() for j, e in enumerate(fields)}
    columns[fields[3]][:3] = [None, None, None]
    return make_layer(xy * scale, columns, name="soil", crs=crs)


@pytest.fixture(scope="module")
def reported(run, tmp_path_factory):
    def result(fields=ELEMENTS, layer=None, **parameters):
        path = tmp_path_factory.mktemp("report") / "report.html"
        given = {"SAMPLES": layer or soil(fields), "FIELDS": fields, "OUTPUT": MEMORY}
        given |= {"LOADINGS": MEMORY, "FACTORS": MEMORY, "REPORT": str(path)}
        done = run("factoranalysis", **{**given, **parameters})
        assert done.ok, done.log.text
        source = path.read_text(encoding="utf-8")
        return SimpleNamespace(done=done, source=source, page=Page(source))

    return result


@pytest.fixture(scope="module")
def plain(reported):
    return reported(TARGET_ELEMENTS=["Cu_ppm", "Pb_ppm"], STAGED=True, LOADING_THRESHOLD=0.5)


def test_sections_come_in_the_order_of_the_questions(plain):
    wanted = [
        "Contents",
        "What was done",
        "Choice of factors",
        "Factors",
        "Maps",
        "Are the elements worth analysing?",
        "Number of factors",
        "Stages",
        "Data",
        "Parameters",
    ]
    assert [heading for heading in plain.page.headings if heading in wanted] == wanted


def test_what_was_done_is_told_in_order(plain):
    steps = [
        "150 samples were read from soil",
        "Blanks, replaced by the field's median: Zn_ppm 3",
        "transformed with log10",
        "150 rows and 10 fields remain",
        "Principal axes were drawn from the correlation matrix",
        "chosen by parallel analysis",
        "varimax",
        "elements were dropped",
        "Signs make the loading of the target elements",
        "regression (Thomson) scores",
    ]
    text = plain.page.text[plain.page.text.index(steps[0]) :]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert "into the map" not in text


def test_loadings_of_the_threshold_or_more_are_set_off_and_no_others(plain):
    head, rows = plain.page.table("Loadings")
    n = plain.done.results["FACTOR_COUNT"]
    assert head == ["Element", *(f"F{f + 1}" for f in range(n)), "Communality", "KMO"]
    table = plain.done.layer("LOADINGS")
    by_element = {e: i for i, e in enumerate(column(table, "element"))}
    values = np.array([column(table, f"F{f + 1}") for f in range(n)], dtype=float).T
    kept = [e for e, out in zip(by_element, column(table, "dropped")) if out is None]
    assert sorted(row[0] for row in rows) == sorted(kept)
    for element, *cells in rows:
        for value, cell in zip(values[by_element[element]], cells):
            assert cell.rstrip("*") == f"{value:.2f}".replace("-", MINUS)
            assert cell.endswith("*") == (abs(value) >= 0.5)
        communality = column(table, "communality")[by_element[element]]
        assert cells[n] == f"{communality:.2f}"


def test_elements_stand_by_their_main_factor_strongest_first(plain):
    _, rows = plain.page.table("Loadings")
    n = plain.done.results["FACTOR_COUNT"]
    size = np.array([[float(c.strip(f"*{MINUS}")) for c in row[1 : n + 1]] for row in rows])
    main = size.argmax(axis=1)
    assert main.tolist() == sorted(main.tolist())
    for f in range(n):
        own = size[main == f, f]
        assert np.all(np.diff(own) <= 0)


def test_factors_say_what_they_explain(plain):
    _, rows = plain.page.table("Explained variance")
    shares = column(plain.done.layer("FACTORS"), "expl_pct")
    assert [row[2] for row in rows] == [f"{share:.1f}" for share in shares]
    assert rows[-1][3] == f"{plain.done.results['EXPLAINED_VARIANCE']:.1f}"


def test_every_factor_says_why_it_was_picked_or_not(plain):
    factors = plain.done.layer("FACTORS")
    for picked, reason in zip(column(factors, "picked"), column(factors, "reason")):
        assert f"{'Picked' if picked else 'Not picked'}: {reason}" in plain.page.texts


def test_stages_name_what_was_dropped(plain):
    _, rows = plain.page.table("Stages")
    table = plain.done.layer("LOADINGS")
    for element, loading, out in zip(
        *(column(table, n) for n in ("element", "loading", "dropped"))
    ):
        if out is not None:
            assert f"{element} ({loading:.2f})" in rows[out - 1][-1]
    assert rows[-1][-1] == "none"
    assert len(rows) > 1


def test_diagnostics_are_the_numbers_of_the_run(plain):
    assert f"Kaiser-Meyer-Olkin measure {plain.done.results['KMO']:.2f}" in plain.page.text
    assert re.search(
        r"Bartlett's test: chi-square \d+ with \d+ degrees of freedom", plain.page.text
    )


@pytest.mark.parametrize("settings", [{}, {"N_FACTORS": 2}, {"FACTOR_RULE": "kaiser"}])
def test_the_scree_has_the_line_of_parallel_analysis_whatever_chose_the_number(reported, settings):
    found = reported(**settings)
    assert "parallel" in re.sub(r"<[^>]+>|\s+", " ", found.source.split("Scree plot")[1])
    _, rows = found.page.table("The largest eigenvalues")
    above = [float(row[1]) > float(row[3]) for row in rows]
    assert above.index(False) == reported().done.results["FACTOR_COUNT"] > 1


def test_there_is_a_map_of_each_picked_factor_or_of_all(plain, reported):
    assert "Scores of the picked factors" in plain.page.text
    everything = reported()
    assert "Scores of the factors" in everything.page.text
    factors = column(everything.done.layer("FACTORS"), "factor")
    maps = everything.source.split("<h2>Maps")[1].split("<h2>")[0]
    assert all(re.search(rf"{name} \(\d+ %\)", maps) for name in factors)
    assert "km" in maps


def test_a_survey_in_degrees_has_maps_with_a_scale(reported):
    layer = soil(ELEMENTS, "EPSG:4326", 1e-5)
    assert re.search(r">\d+ k?m<", reported(layer=layer).source)


def test_coordinates_that_fit_no_earth_cost_the_maps_alone(reported):
    layer = soil(ELEMENTS, "EPSG:4326", 1.0)
    assert "There are no maps. The coordinates" in reported(layer=layer).page.text


def test_promax_shows_how_factors_are_correlated(reported, plain):
    head, rows = reported(ROTATION="promax").page.table("Correlations of the factors")
    matrix = np.array([[float(c.replace(MINUS, "-")) for c in row[1:]] for row in rows])
    assert np.allclose(matrix, matrix.T)
    assert np.allclose(np.diag(matrix), 1)
    assert head[1:] == [f"F{f + 1}" for f in range(len(rows))]
    assert "Correlations of the factors" not in plain.page.text


def test_robust_says_how_many_samples_it_rests_on(reported):
    found = reported(ROBUST=True)
    rest = re.search(r"from the (\d+) of 150 samples", found.page.text)
    odd = re.search(r"(\d+) of 150 samples are odd ones", found.page.text)
    assert int(rest[1]) + int(odd[1]) == 150
    assert "taken instead of TRANSFORM log10" in found.page.text


def test_a_field_that_is_left_out_is_named_with_its_reason(reported):
    layer = soil([*ELEMENTS[:9], "Ag_ppm"])
    layer.dataProvider().changeAttributeValues(
        {i: {layer.fields().lookupField("Ag_ppm"): None} for i in range(1, 61)}
    )
    found = reported(fields=[*ELEMENTS[:9], "Ag_ppm"], layer=layer)
    assert "Ag_ppm (40 % blank, over 20 %)" in found.page.text
    _, rows = found.page.table("What was found in each field")
    assert rows[-1][0] == "(Ag_ppm)"
    assert "Ag_ppm" not in [row[0] for row in found.page.table("Loadings")[1]]


def test_field_names_are_never_markup(reported):
    found = reported(fields=[EVIL, *ELEMENTS[1:]])
    assert "<b onclick" not in found.source
    assert EVIL in found.page.texts


def test_the_same_run_gives_the_same_page(reported):
    layer = soil(ELEMENTS)
    one, two = (reported(layer=layer).source for _ in range(2))
    assert one == two
