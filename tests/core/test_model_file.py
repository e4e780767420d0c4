"""Promises of the model file: what goes in comes out, and nothing odd gets in."""

import io
import json
import os
import pickle
import struct
import tracemalloc
import warnings
import zipfile

import numpy as np
import pytest
from geochem_som.core import model_file
from geochem_som.core.errors import InputError
from geochem_som.core.model_file import load_model, save_model
from geochem_som.core.version import version

HEADER = {
    "plugin_version": "0.1.0",
    "text": 'Øst "æ" \\ \n',
    "numbers": [0, -7, 2**62, 0.1, 1e-300, -1.5e300, True, False, None],
    "deep": {"a": {"b": [{"c": []}]}},
}


def arrays():
    rng = np.random.default_rng(3)
    return {
        "prototypes": rng.normal(size=(6, 5)),
        "weights.0": np.asfortranarray(rng.normal(size=(4, 3)).astype(np.float32)),
        "count": np.arange(-3, 4),
        "small": np.array([[1], [2]], dtype=np.int32),
        "flags": np.array([True, False, True]),
        "odd": np.array([np.nan, np.inf, -0.0]),
        "single": np.array(2.5),
        "empty": np.zeros((0, 3)),
    }


@pytest.fixture
def path(tmp_path):
    save_model(tmp_path / "map.geosom", HEADER, arrays())
    return tmp_path / "map.geosom"


def same(loaded, header=HEADER, wanted=None):
    found, read = loaded
    wanted = arrays() if wanted is None else wanted
    return (
        found == header
        and [type(v) for v in found["numbers"]] == [type(v) for v in header["numbers"]]
        and set(read) == set(wanted)
        and all(
            read[name].dtype == array.dtype
            and read[name].shape == array.shape
            and read[name].tobytes() == array.tobytes()
            and read[name].flags.f_contiguous == array.flags.f_contiguous
            for name, array in wanted.items()
        )
    )


def refusal(path):
    """The sentence with which a file is refused, at a cost of little memory."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as refused:
            load_model(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 30e6
    text = str(refused.value)
    assert path.name in text
    assert text.endswith(".")
    assert "\n" not in text
    return text


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def rezip(path, content, compression=zipfile.ZIP_STORED):
    """Write another zip; `content` maps names to bytes, or is a list of pairs."""
    pairs = content.items() if isinstance(content, dict) else content
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", compression) as archive:
        warnings.simplefilter("ignore")  # of duplicates
        for name, data in pairs:
            archive.writestr(name, data)


def with_json(path, change):
    """Rewrite model.json; `change` takes its text or, if it has entries, its content."""
    content = members(path)
    text = content["model.json"].decode()
    changed = change(text)
    content["model.json"] = changed if isinstance(changed, (bytes, str)) else json.dumps(changed)
    rezip(path, content)


def with_array(path, data):
    content = members(path)
    content["count.npy"] = data
    rezip(path, content)


def npy(header, data=b"", magic=b"\x93NUMPY\x01\x00"):
    return magic + struct.pack("<H", len(header)) + header + data


# What is kept


def test_header_and_arrays_come_back_to_the_bit(path):
    assert same(load_model(path))


def test_the_same_content_gives_the_same_bytes(path, tmp_path):
    again = dict(reversed(arrays().items()))
    save_model(tmp_path / "again.geosom", dict(reversed(HEADER.items())), again)
    assert (tmp_path / "again.geosom").read_bytes() == path.read_bytes()


def test_the_file_is_a_zip_of_text_and_arrays_that_numpy_reads(path):
    content = members(path)
    assert json.loads(content["model.json"])["format_version"] == model_file.FORMAT_VERSION
    array = np.load(io.BytesIO(content["weights.0.npy"]), allow_pickle=False)
    assert np.array_equal(array, arrays()["weights.0"])


def test_a_file_that_was_unpacked_and_packed_again_is_read(path):
    rezip(path, members(path), zipfile.ZIP_DEFLATED)
    assert same(load_model(path))


def test_the_version_that_wrote_it_is_filled_in(tmp_path):
    save_model(tmp_path / "m.geosom", {}, {})
    assert load_model(tmp_path / "m.geosom") == ({"plugin_version": version()}, {})


def test_big_endian_arrays_are_kept_as_numbers(tmp_path):
    values = np.arange(4.0)
    save_model(tmp_path / "m.geosom", {}, {"a": values.astype(">f8")})
    found = load_model(tmp_path / "m.geosom")[1]["a"]
    assert found.dtype == values.dtype
    assert np.array_equal(found, values)


def test_saving_replaces_a_file_and_leaves_nothing_beside_it(path, tmp_path):
    save_model(path, {"new": 1}, {})
    assert load_model(path)[0]["new"] == 1
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(InputError, match="no_folder"):
        save_model(tmp_path / "no_folder" / "m.geosom", {}, {})


@pytest.mark.parametrize(
    "header",
    [
        {"a": np.zeros(2)},
        {"a": (1, 2)},
        {1: "a"},
        {"a": float("nan")},
        {"a": 2**70},
        {"a": {1, 2}},
        {"format": "mine"},
        {"arrays": []},
        {"a": "x" * (model_file.MAX_JSON_BYTES + 1)},
    ],
)
def test_a_header_that_json_would_change_is_refused(tmp_path, header):
    with pytest.raises(InputError):
        save_model(tmp_path / "m.geosom", header, {})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("levels", [20, 40])
def test_a_header_has_only_so_many_levels(tmp_path, levels):
    deep = 0
    for _ in range(levels):
        deep = [deep]
    if levels < model_file.MAX_JSON_DEPTH:
        save_model(tmp_path / "m.geosom", {"deep": deep}, {})
        assert load_model(tmp_path / "m.geosom")[0]["deep"] == deep
    else:
        with pytest.raises(InputError, match="levels"):
            save_model(tmp_path / "m.geosom", {"deep": deep}, {})


@pytest.mark.parametrize(
    "array",
    [
        np.array(["a"]),
        np.array([None]),
        np.array([1j]),
        np.zeros(2, dtype=np.float16),
        np.zeros(2, dtype="datetime64[s]"),
        np.zeros(2, dtype=[("a", float)]),
        np.zeros((1,) * 9),
    ],
    ids=str,
)
def test_arrays_of_other_kinds_are_refused(tmp_path, array):
    with pytest.raises(InputError, match="array a "):
        save_model(tmp_path / "m.geosom", {}, {"a": array})


@pytest.mark.parametrize("name", ["", "../a", "a/b", "a\\b", ".a", "a.", "a..b", "é", "x" * 99])
def test_names_of_arrays_are_plain(tmp_path, name):
    with pytest.raises(InputError, match="named"):
        save_model(tmp_path / "m.geosom", {}, {name: np.zeros(1)})


def test_what_could_not_be_read_back_is_not_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(model_file, "MAX_BYTES", 10_000)
    with pytest.raises(InputError, match="too large"):
        save_model(tmp_path / "m.geosom", {}, {"a": np.zeros(2000)})
    monkeypatch.setattr(model_file, "MAX_ARRAYS", 3)
    with pytest.raises(InputError, match="at most 3 arrays"):
        save_model(tmp_path / "m.geosom", {}, {f"a{i}": np.zeros(1) for i in range(4)})


# Files that are none


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.geosom"):
        load_model(tmp_path / "gone.geosom")
    with pytest.raises(InputError, match="choose another file"):
        load_model(tmp_path)


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip" * 100, pickle.dumps({"a": 1})])
def test_a_file_of_another_kind_is_refused(tmp_path, data):
    (tmp_path / "m.geosom").write_bytes(data)
    assert "no model file" in refusal(tmp_path / "m.geosom")


def test_a_zip_of_something_else_is_refused(tmp_path):
    rezip(tmp_path / "m.geosom", {"readme.txt": b"hello"})
    assert "has no model.json" in refusal(tmp_path / "m.geosom")


def comes_back(path, header=HEADER, wanted=None):
    """Whether a file that may be damaged is read as what was saved, and not refused."""
    try:
        loaded = load_model(path)
    except InputError as error:
        refused = str(error)
    else:
        assert same(loaded, header, wanted)
        return True
    assert path.name in refused
    return False


@pytest.mark.parametrize(("flips", "times"), [(1, 300), (2, 150), (8, 150)])
def test_flipped_bytes_are_noticed_or_do_not_matter(path, tmp_path, flips, times):
    """Whatever a damaged file gives, it is what was saved, or one sentence."""
    rng = np.random.default_rng(flips)
    sound = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    broken = tmp_path / "broken.geosom"
    loaded = 0
    for _ in range(times):
        data = sound.copy()
        data[rng.integers(0, len(data), flips)] ^= rng.integers(1, 256, flips, dtype=np.uint8)
        broken.write_bytes(data.tobytes())
        loaded += comes_back(broken)
    assert loaded < 0.4 * times


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_every_flipped_bit_of_the_structure_is_noticed_or_does_not_matter(tmp_path, compression):
    """All bits of a small file, its zip records included."""
    path, small = tmp_path / "m.geosom", {"a": np.arange(2.0)}
    save_model(path, {**HEADER, "deep": {}}, small)
    rezip(path, members(path), compression)
    sound = path.read_bytes()
    refused = 0
    for place in range(len(sound)):
        data = bytearray(sound)
        data[place] ^= 1 << (place % 8)
        path.write_bytes(data)
        refused += not comes_back(path, {**HEADER, "deep": {}}, small)
    assert refused > 0.7 * len(sound)


def test_a_truncated_file_is_refused_wherever_it_ends(path):
    data = path.read_bytes()
    rng = np.random.default_rng(0)
    for end in {0, 1, 4, len(data) - 1, len(data) - 22, *rng.integers(0, len(data), 200).tolist()}:
        path.write_bytes(data[:end])
        with pytest.raises(InputError):
            load_model(path)


def test_bytes_before_or_after_the_zip_are_refused(path):
    data = path.read_bytes()
    path.write_bytes(b"#!/bin/sh\n" + data)
    refusal(path)
    path.write_bytes(data + b"\0")
    refusal(path)


# Files that somebody has made to do harm


def test_an_array_of_objects_is_refused_and_never_unpickled(path, tmp_path):
    class Evil:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "evil"),))

    buffer = io.BytesIO()
    np.save(buffer, np.array([Evil()], dtype=object), allow_pickle=True)
    with_array(path, buffer.getvalue())
    assert "of a kind that is not known" in refusal(path)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 999999), }\n",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,), }\n",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }\n",
        b"{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }\n",
        b"{'descr': '<f2', 'fortran_order': False, 'shape': (4,), }\n",
        b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n",
        b"{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,), }\n",
        b"{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }\n",
        b"{'descr': '<f8', 'fortran_order': print(1), 'shape': (1,), }\n",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1, }\n",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (" + b"1, " * 8 + b"1), }\n",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }" + b" " * 2000 + b"\n",
        b"(" * 500,
        b"",
    ],
)
def test_headers_of_arrays_are_read_strictly(path, header):
    with_array(path, npy(header, bytes(8)))
    assert "array" in refusal(path)


def test_an_array_must_be_as_large_as_it_says(path):
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }\n"
    for data in (bytes(16), bytes(32)):
        with_array(path, npy(header, data))
        assert "not as large as it says" in refusal(path)
    with_array(path, npy(header, bytes(24), magic=b"\x93NUMPY\x02\x00"))
    assert "of a kind that is not known" in refusal(path)


def test_yes_and_no_are_nothing_else(path):
    header = b"{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }\n"
    with_array(path, npy(header, b"\x00\x02"))
    assert "yes and no" in refusal(path)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 50_000 + "1" + "}" * 50_000,
        "9" * 1_000_000,
        '{"format": NaN}',
        '{"format": 1e999}',
        '{"format": "geochem_som model", "format": "geochem_som model"}',
        "[1, 2]",
        "",
        "\ufeff{}",
    ],
    ids=lambda text: text[:20],
)
def test_a_text_that_is_no_json_of_ours_is_refused(path, text):
    with_json(path, lambda _: text)
    assert "model.json cannot be read" in refusal(path)


def test_bytes_that_are_no_text_are_refused(path):
    with_json(path, lambda _: b"\xff\xfe{}")
    assert "model.json cannot be read" in refusal(path)


def test_more_levels_than_are_written_are_not_read(path):
    nested = "[" * 40 + "]" * 40
    with_json(path, lambda text: text.rstrip()[:-1] + f', "more": {nested}}}')
    assert "model.json cannot be read" in refusal(path)


def test_another_format_is_refused(path):
    with_json(path, lambda text: {**json.loads(text), "format": "other"})
    assert "of another kind" in refusal(path)


@pytest.mark.parametrize("number", [0, -1, True, "1", 1.5, None])
def test_a_file_that_does_not_say_its_version_is_refused(path, number):
    with_json(path, lambda text: {**json.loads(text), "format_version": number})
    assert "version" in refusal(path)


def test_a_newer_format_says_who_wrote_it_and_asks_for_an_update(path):
    newer = {"format_version": 2, "plugin_version": "3.1.4", "arrays": {"of": "another kind"}}
    with_json(path, lambda text: {**json.loads(text), **newer})
    said = refusal(path)
    for part in ("format 2", "GeochemSOM 3.1.4", version(), "update"):
        assert part in said


def test_arrays_must_be_those_that_the_text_lists(path):
    sound = members(path)
    rezip(path, {name: data for name, data in sound.items() if name != "count.npy"})
    assert "not those that it lists" in refusal(path)
    rezip(path, {**sound, "more.npy": sound["count.npy"]})
    assert "not those that it lists" in refusal(path)


@pytest.mark.parametrize("names", [None, "count", [1], ["../count"], ["count", "count"]])
def test_the_list_of_arrays_is_a_list_of_names(path, names):
    with_json(path, lambda text: {**json.loads(text), "arrays": names})
    assert "arrays" in refusal(path)


@pytest.mark.parametrize(
    "name",
    [
        *("../count.npy", "/count.npy", "a/count.npy", "C:\\count.npy", "count.py"),
        *("model.json.npy", "COUNT.npy", "count.npy"),
    ],
)
def test_odd_and_repeated_names_are_refused(path, name):
    content = members(path)
    rezip(path, [*content.items(), (name, content["count.npy"])])
    refusal(path)


def test_an_encrypted_part_is_refused(path):
    data = bytearray(path.read_bytes())
    for record, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(record) + offset] |= 1
    path.write_bytes(data)
    assert "encrypted" in refusal(path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(path, compression):
    rezip(path, members(path), compression)
    assert "compressed" in refusal(path)


def test_a_bomb_that_declares_its_size_is_refused_unread(path):
    content = members(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in content.items():
            if name != "count.npy":
                archive.writestr(name, data)
        with archive.open("count.npy", "w") as member:
            for _ in range(33):
                member.write(bytes(1 << 24))
    assert path.stat().st_size < 4e6
    assert "memory" in refusal(path)


def test_a_bomb_that_hides_its_size_is_never_unpacked(path):
    rezip(path, {**members(path), "count.npy": bytes(60_000_000)}, zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    for record, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        places = [i for i in range(len(data)) if data.startswith(record, i)]
        for place in places:
            if data[place + offset : place + offset + 4] == struct.pack("<I", 60_000_000):
                data[place + offset : place + offset + 4] = struct.pack("<I", 100)
    path.write_bytes(data)
    assert "damaged" in refusal(path)


def test_a_text_that_is_too_large_is_refused_unread(path):
    with_json(path, lambda text: text + " " * model_file.MAX_JSON_BYTES)
    assert "model.json is too large" in refusal(path)


def test_a_directory_of_many_parts_is_refused_unread(path):
    rezip(path, {f"a{i}.npy": b"" for i in range(20_000)})
    assert "more than 1000 arrays" in refusal(path)


def test_a_directory_that_hides_its_length_is_refused_unread(path):
    rezip(path, {f"a{i}.npy": b"" for i in range(20_000)})
    data = bytearray(path.read_bytes())
    data[-14:-10] = struct.pack("<HH", 5, 5)
    path.write_bytes(data)
    refusal(path)


def test_the_extension_for_large_archives_is_refused(path):
    data = path.read_bytes()
    entries, length, start = struct.unpack("<HII", data[-12:-2])
    directory = (entries, entries, length, start)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, *directory)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(data) - 22, 1)
    path.write_bytes(data[:-22] + end64 + locator + data[-22:])
    assert zipfile.ZipFile(path).testzip() is None
    refusal(path)


def test_a_comment_is_refused(path):
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"hello"
    refusal(path)
