"""One file that holds a header and arrays: how a trained map is kept, without pickle.

A `.geosom` file is a zip of `model.json` (format, versions, the names of the arrays, and the
header) and one `NAME.npy` for each array. It is read as what it may be, the work of a stranger:
nothing in it is run or unpacked to the disk, and whatever is odd or too large is refused before
memory is asked for. The same content gives the same bytes.
"""

from __future__ import annotations

import json
import math
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from .errors import InputError
from .version import version

FORMAT = "geochem_som model"
FORMAT_VERSION = 1
SUFFIX = ".geosom"

# What a file may hold. A deep map of 4,096 hidden units takes 0.15 GB.
MAX_ARRAYS = 1000
MAX_BYTES = 1 << 29
MAX_JSON_BYTES = 1 << 22
MAX_JSON_DEPTH = 32
MAX_DIMENSIONS = 8

JSON_NAME = "model.json"
# Our own entries of model.json, which a header cannot have.
_OWN_KEYS = ("format", "format_version", "arrays")
_ARRAY_NAME = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")
_LONGEST_NAME = 100
_DTYPES = {"<f8", "<f4", "<i8", "<i4", "|b1"}
# The header of a .npy file of version 1.0 as NumPy writes it; anything else is refused unread.
_NPY_MAGIC = b"\x93NUMPY\x01\x00"
_NPY_HEADER = re.compile(
    rb"\{'descr': '([<|][fib]\d)', 'fortran_order': (?:False|True), "
    rb"'shape': \(((?:\d{1,12},)?|\d{1,12}(?:, \d{1,12})+)\), \} *\n"
)
_LONGEST_NPY_HEADER = 1024

# Parts of a zip file (APPNOTE.TXT 4.3): the end record, and what an entry of the directory takes.
_END = struct.Struct("<4s4H2LH")
_LARGEST_DIRECTORY = (MAX_ARRAYS + 1) * (46 + 2 * _LONGEST_NAME)
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_LONG_AGO = (1980, 1, 1, 0, 0, 0)

# All that reading a damaged zip file is known to raise.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, OverflowError),
    *(KeyError, IndexError, ValueError, RuntimeError, NotImplementedError),
)


def save_model(
    path: str | Path, header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]
) -> None:
    """Write header and arrays to one file; an existing one is replaced when all is written.

    Parameters
    ----------
    path : str or Path
    header : dict
        What is not an array: texts, finite numbers, True, False, None, lists, and dicts with
        texts as keys. "plugin_version" is filled in where it is missing.
    arrays : dict of str to array
        float64, float32, int64, int32 or bool; names of letters, digits, "_" and single ".".

    Raises
    ------
    InputError
        If something cannot be kept, or the file cannot be written.
    """
    path = Path(path)
    members = {f"{name}.npy": _npy(name, array) for name, array in sorted(arrays.items())}
    members = {JSON_NAME: _json(header, sorted(arrays)), **members}
    if len(arrays) > MAX_ARRAYS or sum(map(len, members.values())) > MAX_BYTES:
        raise InputError(
            f"A model of {len(arrays)} arrays and {sum(map(len, members.values())):,} bytes is too "
            f"large for a file: at most {MAX_ARRAYS} arrays and {MAX_BYTES:,} bytes are kept."
        )
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
            for name, data in members.items():
                info = zipfile.ZipInfo(name, _LONG_AGO)
                info.create_system, info.external_attr = 3, 0o644 << 16
                archive.writestr(info, data)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(
            f"The model cannot be written to {path} ({error.strerror or error}); choose another place."
        ) from None


def load_model(path: str | Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a file of `save_model`: the header and the arrays that were given to it.

    Returns
    -------
    header : dict
        With "plugin_version", the version that wrote the file.
    arrays : dict of str to array
        As they were to the bit, their order in memory included.

    Raises
    ------
    InputError
        If the file is no model, is damaged, encrypted or too large, or of an unknown version.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            return _read(file, path.name)
    except OSError as error:
        raise InputError(
            f"The model {path} cannot be read ({error.strerror or error}); choose another file."
        ) from None


def _read(file: BinaryIO, name: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    _check_end(file, name)
    try:
        with zipfile.ZipFile(file) as archive:
            members = _members(archive, name)
            content = _parse(_data(archive, members.pop(JSON_NAME)), name)
            if sorted(f"{array}.npy" for array in content["arrays"]) != sorted(members):
                raise _no_model(name, "its arrays are not those that it lists")
            arrays = {
                array: _array(_data(archive, members[f"{array}.npy"]), name)
                for array in content["arrays"]
            }
    except InputError:
        raise
    except _DAMAGE:
        raise _no_model(name, "the file is damaged or incomplete") from None
    return {key: value for key, value in content.items() if key not in _OWN_KEYS}, arrays


def _no_model(name: str, why: str) -> InputError:
    return InputError(
        f"{name} cannot be used as a model ({why}); choose a file that GeochemSOM has written, or "
        "train the map again."
    )


def _check_end(file: BinaryIO, name: str) -> None:
    """Refuse what is no plain zip file, or has a directory too large to read.

    The directory is read as a whole, so it is measured here first. It ends the file: comments and
    the extensions for archives over 4 GB, which nobody needs here, are refused.
    """
    size = file.seek(0, os.SEEK_END)
    if size > MAX_BYTES + _LARGEST_DIRECTORY:
        raise _no_model(name, f"it has {size:,} bytes, more than any model")
    tail = min(size, _END.size + 20)
    file.seek(size - tail)
    end = file.read(tail)
    if tail < _END.size or end[-_END.size : -_END.size + 4] != b"PK\x05\x06":
        raise _no_model(name, "it is no model file, or it is incomplete")
    _, disk, first_disk, here, entries, directory, start, comment = _END.unpack(end[-_END.size :])
    if disk or first_disk or comment or here != entries or end.startswith(b"PK\x06\x07"):
        raise _no_model(name, "the file is damaged or of another kind")
    if entries > MAX_ARRAYS + 1 or directory > _LARGEST_DIRECTORY:
        raise _no_model(name, f"it holds more than {MAX_ARRAYS} arrays")
    if start + directory + _END.size != size:
        raise _no_model(name, "the file is damaged or incomplete")


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """The members by name, all of them fit to be read."""
    infos = archive.infolist()
    members = {info.filename: info for info in infos}
    if len({member.lower() for member in members}) < len(infos):
        raise _no_model(name, "a part of it occurs twice")
    if JSON_NAME not in members:
        raise _no_model(name, f"it has no {JSON_NAME}")
    for info in infos:
        if info.filename != JSON_NAME and not _is_array_name(info.filename):
            raise _no_model(name, "it holds something that is no part of a model")
        if info.flag_bits & _ENCRYPTED:
            raise _no_model(name, "it is encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _no_model(name, "it is compressed in a way that is not known")
    if members[JSON_NAME].file_size > MAX_JSON_BYTES:
        raise _no_model(name, f"its {JSON_NAME} is too large")
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise _no_model(name, f"it would take more than {MAX_BYTES:,} bytes of memory")
    return members


def _is_array_name(member: str) -> bool:
    stem, dot, ending = member.rpartition(".")
    return ending == "npy" and bool(dot) and _is_name(stem)


def _is_name(name: object) -> bool:
    return (
        isinstance(name, str)
        and len(name) <= _LONGEST_NAME - 4
        and _ARRAY_NAME.fullmatch(name) is not None
        and f"{name}.npy".lower() != JSON_NAME
    )


def _data(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member: never more than it declares, and all of them."""
    with archive.open(info) as member:
        data = member.read(info.file_size)
        # Reading up to the end checks the checksum.
        if len(data) < info.file_size or member.read(1):
            raise EOFError
    return data


# model.json


def _json(header: Mapping[str, Any], names: list) -> bytes:
    """The text of model.json."""
    taken = [key for key in _OWN_KEYS if key in header]
    if taken:
        raise InputError(f"The header of a model cannot have an entry {taken[0]!r}.")
    odd = [name for name in names if not _is_name(name)]
    if odd:
        raise InputError(f"An array of a model cannot be named {odd[0]!r}: use letters, digits, _.")
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "arrays": names,
        "plugin_version": version(),
        **header,
    }
    _check_json(content)
    text = json.dumps(content, allow_nan=False, indent=1, sort_keys=True).encode("ascii")
    if len(text) > MAX_JSON_BYTES:
        raise InputError("What a model says beside its arrays is too large for a file.")
    return text


def _check_json(content: Any) -> None:
    """Refuse what JSON would change or could not hold, and more levels than are read back."""
    level = [content]
    for _ in range(MAX_JSON_DEPTH):
        following: list = []
        for value in level:
            if isinstance(value, dict) and all(isinstance(key, str) for key in value):
                following.extend(value.values())
            elif isinstance(value, list):
                following.extend(value)
            elif not (
                value is None
                or isinstance(value, (str, bool))
                or (isinstance(value, int) and abs(value) < 2**63)
                or (isinstance(value, float) and math.isfinite(value))
            ):
                raise InputError(f"The header of a model cannot hold {value!r}.")
        level = following
        if not level:
            return
    raise InputError(f"The header of a model cannot have more than {MAX_JSON_DEPTH} levels.")


def _parse(data: bytes, name: str) -> dict[str, Any]:
    """The content of model.json, of a version that is known."""
    try:
        content = json.loads(
            data.decode("utf-8"),
            parse_int=_whole_number,
            parse_float=_number,
            parse_constant=_number,
            object_pairs_hook=_without_repeats,
        )
        if not isinstance(content, dict):
            raise ValueError
        _check_json(content)
    except (ValueError, RecursionError):
        raise _no_model(name, f"its {JSON_NAME} cannot be read") from None
    if content.get("format") != FORMAT:
        raise _no_model(name, "it is a file of another kind")
    _check_version(content, name)
    names = content.get("arrays")
    if not (isinstance(names, list) and all(_is_name(array) for array in names)):
        raise _no_model(name, "the list of its arrays cannot be read")
    return content


def _check_version(content: dict, name: str) -> None:
    written = content.get("format_version")
    if type(written) is not int or written < 1:
        raise _no_model(name, "it does not say of what version it is")
    if written != FORMAT_VERSION:
        raise InputError(
            f"{name} is a model in format {written}, written by GeochemSOM "
            f"{str(content.get('plugin_version'))[:20]}; this version ({version()}) reads format "
            f"{FORMAT_VERSION}, so update GeochemSOM."
        )


def _whole_number(text: str) -> int:
    if len(text) > 20:  # long numbers take a long time
        raise ValueError
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _without_repeats(pairs: list) -> dict:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError
    return content


# Arrays


def _npy(name: str, array: np.ndarray) -> bytes:
    """The array as a .npy file, little-endian."""
    array = np.asarray(array)
    little = array.dtype.newbyteorder("<")
    if little.str not in _DTYPES or array.ndim > MAX_DIMENSIONS:
        raise InputError(
            f"The array {name} of a model is of a kind that is not kept ({array.dtype}, "
            f"{array.ndim} dimensions)."
        )
    buffer = BytesIO()
    np.lib.format.write_array(
        buffer, array.astype(little, copy=False), version=(1, 0), allow_pickle=False
    )
    return buffer.getvalue()


def _array(data: bytes, name: str) -> np.ndarray:
    """The array of a .npy file, once its header fits its size."""
    start = len(_NPY_MAGIC) + 2
    length = int.from_bytes(data[start - 2 : start], "little")
    found = _NPY_HEADER.fullmatch(data[start : start + min(length, _LONGEST_NPY_HEADER)])
    if not data.startswith(_NPY_MAGIC) or length > _LONGEST_NPY_HEADER or found is None:
        raise _no_model(name, "an array is of a kind that is not known")
    dtype, shape = found[1].decode(), [int(n) for n in found[2].replace(b",", b" ").split()]
    if dtype not in _DTYPES or len(shape) > MAX_DIMENSIONS:
        raise _no_model(name, "an array is of a kind that is not known")
    if math.prod(shape) * np.dtype(dtype).itemsize != len(data) - start - length:
        raise _no_model(name, "an array is not as large as it says")
    array = np.lib.format.read_array(BytesIO(data), allow_pickle=False)
    if array.dtype == bool and array.view(np.uint8).max(initial=0) > 1:
        raise _no_model(name, "an array of yes and no holds something else")
    return array.astype(array.dtype.newbyteorder("="), copy=False)
