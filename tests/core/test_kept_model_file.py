"""Promises of the file of a kept model: nothing odd is used, and what is not known is said."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core import SOM
from geochem_som.core.errors import InputError
from geochem_som.core.factors import FactorAnalysis
from geochem_som.core.factors.score_weights import ScoreWeights
from geochem_som.core.group_figures import GroupFigures
from geochem_som.core.kept_model import MOST_UNITS, KeptModel
from geochem_som.core.kept_model_file import load_kept_model, save_kept_model
from geochem_som.core.lattice import Lattice
from geochem_som.core.model_file import load_model, save_model
from geochem_som.core.model_parts import map_to_parts
from geochem_som.core.ranking import rank_clusters, rank_units
from kept_models import prepared_survey, survey, trained

RAW, GROUPS = survey(n=60)


@pytest.fixture(scope="module")
def kept():
    prepared = prepared_survey(RAW, GROUPS, transform="clr", scaling="standard")
    model, clusters = trained("som", prepared.X)
    labels = clusters[model.predict(prepared.X)]
    ranked = rank_clusters(labels, np.ones(len(labels)), (labels == 2) * 1.0)
    figures = GroupFigures.of(ranked, "clusters", labels)
    about = {"by": "a test", "n": 3, "parameters": ["A: 1"]}
    return KeptModel.of(model, clusters, prepared, figures=figures, group_field="lab", about=about)


@pytest.fixture(scope="module")
def kept_desom():
    """Of factor scores, ranked by units."""
    pytest.importorskip("torch")
    prepared = prepared_survey(RAW, transform="log10", winsorize=2.0)
    analysis = FactorAnalysis(2, extraction="principal_components").fit(prepared.X, prepared.fields)
    scores = ScoreWeights.of(analysis, prepared.fields, ["F1", "F2"])
    model, clusters = trained("desom", scores.apply(prepared.X))
    bmu = model.predict(scores.apply(prepared.X))
    ranked = rank_units(bmu, model.lattice_, np.ones(len(bmu)), (np.arange(len(bmu)) < 9) * 1.0)
    figures = GroupFigures.of(ranked, "units", bmu, model.prototypes_)
    return KeptModel.of(model, clusters, prepared, scores=scores, figures=figures)


@pytest.fixture(params=["kept", "kept_desom"])
def either(request):
    """Both kinds of models."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def content(kept, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "m.geosom"
    save_kept_model(path, kept)
    return path


def test_everything_comes_back(kept, content):
    again = load_kept_model(content)
    assert again.about == kept.about
    assert again.group_field == "lab"
    assert again.method == "som"
    assert again.n_clusters == 4
    assert again.survey_clusters.tolist() == kept.survey_clusters.tolist()
    assert again.survey_clusters.sum() == again.hits.sum() == len(again.distances)
    assert again.cleaning.rules == kept.cleaning.rules


def test_the_same_model_gives_the_same_bytes(kept, content, tmp_path):
    save_kept_model(tmp_path / "again.geosom", load_kept_model(content))
    assert (tmp_path / "again.geosom").read_bytes() == content.read_bytes()


def test_the_file_holds_no_sample_of_the_survey(kept, content):
    _, arrays = load_model(content)
    n = len(kept.distances)
    by_sample = [name for name, array in arrays.items() if array.shape[:1] == (n,)]
    assert by_sample == ["distances"]  # sorted: no sample's own
    assert (np.diff(arrays["distances"]) >= 0).all()


def changed(path, tmp_path, change):
    header, arrays = load_model(path)
    change(header, arrays)
    save_model(tmp_path / "changed.geosom", header, arrays)
    return tmp_path / "changed.geosom"


def test_a_model_of_a_later_version_is_refused_with_what_to_do(content, tmp_path):
    for change in (
        lambda h, a: h.update(content_version=2),
        lambda h, a: h.update(mirror={}),
        lambda h, a: h["cleaning"]["fields"].update(moon=3),
        lambda h, a: h["map"].update(method="quantum"),
    ):
        with pytest.raises(InputError, match=r"^changed.geosom: .*know.*\.$"):
            load_kept_model(changed(content, tmp_path, change))


def test_a_file_of_a_map_alone_is_told_apart(kept, tmp_path):
    header, arrays = map_to_parts(kept.model)
    save_model(tmp_path / "map.geosom", {"map": header}, arrays)
    with pytest.raises(InputError, match="without what classifies"):
        load_kept_model(tmp_path / "map.geosom")


def set_array(name, value):
    return lambda h, a: a.update({name: value})


def set_field(part, **values):
    return lambda h, a: h[part]["fields"].update(values)


ONES = np.ones(20, dtype=np.int64)


@pytest.mark.parametrize(
    "change",
    [
        lambda h, a: h.pop("transform"),
        lambda h, a: h.pop("hits"),
        lambda h, a: h.update(about=3),
        lambda h, a: h.update(about={"by": {"run": "this"}}),
        lambda h, a: h.update(about={"by": "long" * 20_000}),
        lambda h, a: h.update(group_field=None),
        lambda h, a: h.update(cleaning=None),
        lambda h, a: h.update(cleaning=h["figures"]),
        lambda h, a: h.update(scores=h["figures"]),
        lambda h, a: h.update(figures={"tuple": []}),
        lambda h, a: h.update(transform=h["cleaning"]),
        set_array("unit_clusters", ONES * 0),
        set_array("unit_clusters", ONES * 21),
        set_array("unit_clusters", ONES[:-1]),
        set_array("unit_clusters", ONES * 1.0),
        set_array("unit_clusters", ONES),  # the figures are of four clusters
        set_array("hits", ONES * -1),
        set_array("hits", ONES),
        set_array("distances", np.array([])),
        set_array("distances", np.ones(59)[:, None]),
        set_array("distances", np.full(58, np.nan)),
        set_array("distances", -np.arange(58.0)),
        set_array("cleaning.medians", np.full(6, np.nan)),
        set_array("cleaning.medians", np.full(6, -1.0)),
        set_array("cleaning.medians", np.ones(7)),
        set_array("cleaning.shares", np.zeros(6)),
        set_array("cleaning.used", np.ones(6)),
        set_array("cleaning.used", np.zeros(6, dtype=bool)),
        set_array("transform.scale", np.zeros(6)),
        set_array("transform.centre", np.full(6, np.inf)),
        set_array("transform.lower", np.full(6, np.nan)),
        set_array("transform.upper", np.full(6, -np.inf)),
        set_array("transform.levels.spread", np.zeros((2, 6))),
        set_array("transform.levels.centre", np.zeros((3, 6))),
        set_array("transform.levels.common_centre", np.zeros(5)),
        set_array("figures.class_id", np.array([1, 2, 3, 4])),
        set_array("figures.class_id", np.array([1.0, 2.0, 3.0, 3.0])),
        set_array("figures.nd", np.zeros(3)),
        set_array("map.prototypes", np.zeros((20, 7))),
        set_field("cleaning", n_map=7),
        set_field("cleaning", n_map="6"),
        set_field("cleaning", fields=["Cu_ppm"]),
        set_field("cleaning", fields={"tuple": ["a", "b", "c", "d", "e", "f"]}),
        set_field("cleaning", fields={"tuple": ["a", "a", "c", "d", "e", "f"]}),
        set_field("cleaning", methods={"tuple": ["magic"] * 6}),
        set_field("cleaning", rules={"tuple": []}),
        lambda h, a: h["cleaning"]["fields"]["rules"]["fields"].update(max_blank="much"),
        lambda h, a: h["cleaning"]["fields"]["rules"]["fields"].update(signed="no"),
        lambda h, a: h["cleaning"]["fields"]["rules"]["fields"].update(not_analysed=["x"]),
        set_field("figures", by="continents"),
        set_field("figures", by=["clusters"]),
        set_field("transform", columns={"tuple": ["Cu_ppm"]}),
        set_field("transform", log_centre="0"),
        set_field("transform", levels={"tuple": []}),
        set_field("transform", parts={"tuple": [f"p{i}" for i in range(5000)]}),
    ],
)
def test_parts_that_do_not_fit_together_are_refused_in_one_sentence(content, tmp_path, change):
    with pytest.raises(InputError, match=r"^changed.geosom: [^\n]+\.$"):
        load_kept_model(changed(content, tmp_path, change))


def test_a_map_too_large_to_be_searched_is_refused(kept, tmp_path):
    side = int(np.sqrt(MOST_UNITS)) + 1
    model = SOM(side, side)
    vars(model).update(vars(kept.model))
    model.lattice_ = Lattice(side, side)
    model.prototypes_ = np.zeros((side * side, 6))
    parts = {"model": model, "unit_clusters": np.ones(side * side, dtype=np.int64)}
    with pytest.raises(InputError, match="too large for a file"):
        save_kept_model(tmp_path / "m.geosom", KeptModel(**{**vars(kept), **parts}))


def test_what_could_not_be_read_again_is_not_written(kept, tmp_path):
    for about in ({"x": object()}, {"x": [1]}, {"x": 0.5}):
        odd = KeptModel(**{**vars(kept), "about": about})
        with pytest.raises(InputError):
            save_kept_model(tmp_path / "m.geosom", odd)
        assert not (tmp_path / "m.geosom").exists()


def classified(path):
    """What a file says of the survey, or None where it is refused in one sentence."""
    sentences = []
    try:
        return load_kept_model(path).classify(RAW, groups=GROUPS)
    except InputError as error:
        sentences.append(str(error))
    assert "\n" not in sentences[0]
    return None


def test_a_damaged_file_is_refused_or_gives_the_same_as_before(either, tmp_path):
    """Seeded bytes changed and ends cut off; a change that does no harm must change nothing."""
    path, rng = tmp_path / "damaged.geosom", np.random.default_rng(8)
    save_kept_model(path, either)
    whole, wanted = path.read_bytes(), either.classify(RAW, groups=GROUPS)
    outcomes = {"refused": 0, "same": 0}
    for trial in range(150):
        damaged = bytearray(whole)
        if trial % 5 == 4:
            damaged = damaged[: rng.integers(0, len(whole))]
        else:
            for place in rng.integers(0, len(whole), rng.integers(1, 4)):
                damaged[place] ^= 1 << rng.integers(0, 8)
        path.write_bytes(bytes(damaged))
        found = classified(path)
        if found is None:
            outcomes["refused"] += 1
            continue
        assert found.bmu_dist.tobytes() == wanted.bmu_dist.tobytes()
        assert found.cluster.tolist() == wanted.cluster.tolist()
        outcomes["same"] += 1
    assert outcomes["refused"] > 100


def test_a_crafted_header_is_refused_or_works(either, tmp_path):
    """Values of the header changed at random, with checksums that fit: no other error may come up."""
    rng, path = np.random.default_rng(4), tmp_path / "crafted.geosom"
    save_kept_model(path, either)
    header, arrays = load_model(path)
    odd = [
        None,
        True,
        -1,
        3,
        10**12,
        0.5,
        "",
        "x",
        [],
        {},
        ["a"],
        {"tuple": [1]},
        {"number": "nan"},
    ]
    refused = 0
    for _ in range(200):
        crafted = json.loads(json.dumps(header))
        places = list(every_place(crafted))
        holder, key = places[rng.integers(0, len(places))]
        holder[key] = odd[rng.integers(0, len(odd))]
        save_model(path, crafted, arrays)
        refused += classified(path) is None
    assert refused > 100


def test_crafted_arrays_are_refused_or_work(either, tmp_path):
    rng, path = np.random.default_rng(6), tmp_path / "crafted.geosom"
    save_kept_model(path, either)
    header, arrays = load_model(path)
    names = sorted(arrays)
    for _ in range(200):
        name = names[rng.integers(0, len(names))]
        array = arrays[name]
        with np.errstate(all="ignore"):
            odd = odd_arrays(array)
        save_model(path, header, {**arrays, name: odd[rng.integers(0, len(odd))]})
        with np.errstate(all="ignore"):
            classified(path)


def odd_arrays(array):
    odd = [
        array.astype(np.float32),
        array.astype(np.int64),
        array.astype(bool),
        array[:0],
        array[:1],
        array[..., None],
        array.T.copy(),
        np.concatenate([array, array]),
        np.zeros((0, 10**9)),
        np.full_like(array, 10**15 if array.dtype.kind == "i" else 1),
    ]
    if array.dtype.kind == "f":
        odd += [array * np.nan, array * np.inf, array * 1e300, array * 0.0, -array]
    return odd


def every_place(value):
    """(container, key) of everything inside nested lists and dicts."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, (dict, list)):
            yield from every_place(inner)


def test_nothing_but_json_and_arrays_is_in_the_file(content):
    with zipfile.ZipFile(content) as archive:
        names = archive.namelist()
    assert names[0] == "model.json"
    assert all(name.endswith(".npy") for name in names[1:])


# Files that were written earlier and elsewhere: method, clusters and classes of `survey(seed=9)`, and
# the sum of its distances.
WRITTEN_EARLIER = [
    (
        "batchsom",
        "121414141141144442413112211311121121112112121121113122211321"
        "33234111121111313131112111111112131113233121222331212133111",
        "121313131131133332311112211111121121112112121121111122211121"
        "11213111121111111111112111111112111111211121222111212111111",
        181.195125,
    ),
    (
        "desom",
        "111414244141444444413221322223211312333111321213233211332211"
        "21132113111223212123312121113221313133133211111333131332112",
        "111313133131333333313111311113111311333111311113133111331111"
        "11131113111113111113311111113111313133133111111333131331111",
        164.151669,
    ),
]


@pytest.mark.parametrize(("method", "clusters", "classes", "distance"), WRITTEN_EARLIER)
def test_a_model_made_elsewhere_gives_the_same_classes_here(method, clusters, classes, distance):
    path = Path(__file__).parent / "kept" / f"{method}_format1.geosom"
    kept = load_kept_model(path)
    assert kept.method == method
    found = kept.classify(survey(seed=9)[0])
    assert "".join(map(str, found.cluster)) == clusters
    assert "".join(map(str, found.figures.class_id)) == classes
    assert found.bmu_dist.sum() == pytest.approx(distance, rel=1e-6)
