"""A model file's document says everything about the model, and any contradiction in it is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
import pytest

from desktop import contract
from desktop.contract import (
    METADATA_KEY,
    ClassInfo,
    Figure,
    InputSpec,
    ModelInfo,
    OperatingPoint,
    encode_info,
    expand_pattern,
    parse_info,
    self_test_images,
)
from desktop.errors import ModelError, UsageError
from tests.tiny_model import GRID, SIZE, tiny_info

Place = tuple[str | int, ...]


def document() -> dict[str, Any]:
    """The tiny model's document as JSON sees it."""
    return json.loads(encode_info(tiny_info()))  # type: ignore[no-any-return]


def changed(place: Place, value: object) -> str:
    """The document as text, with another value at one place."""
    whole = document()
    part: Any = whole
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    return json.dumps(whole)


def refusal(text: str) -> str:
    with pytest.raises(ModelError) as caught:
        parse_info({METADATA_KEY: text})
    return str(caught.value)


def places(part: Any, type_: Any = ModelInfo, at: Place = ()) -> Iterator[Place]:
    """Every place of the document that the schema requires."""
    for field in msgspec.structs.fields(type_):
        if not field.required:
            continue
        here = (*at, field.encode_name)
        yield here
        value = part[field.encode_name]
        arguments = getattr(field.type, "__args__", ())
        element = arguments[0] if arguments else None
        inner = getattr(element, "__args__", (element,))[0] if element is not None else None
        if isinstance(value, dict) and isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from places(value, field.type, here)
        elif isinstance(value, list) and isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from places(value[0], inner, (*here, 0))


REQUIRED = list(places(document()))


def test_every_part_of_the_schema_is_among_the_places_tested():
    found = {place[-1] for place in REQUIRED}
    assert {
        "classes",
        "code",
        "malignant",
        "size",
        "resize",
        "temperature",
        "threshold",
        "patterns",
        "tolerance",
    } <= found
    assert {"method", "split_fingerprint", "licence", "grid", "logits", "precision", "metrics", "recipe"} <= found


def test_what_is_written_is_what_is_read():
    info = tiny_info()
    assert parse_info({METADATA_KEY: encode_info(info), "other": "x"}) == info


def test_what_names_and_figures_hold_survives_the_round_trip():
    info = tiny_info(
        name='Modèle "1", 皮膚',
        classes=(ClassInfo("a,b", "Nævus\n", False), ClassInfo("c", "d", True)),
        operating_points=(
            OperatingPoint("p", ("c",), 0.1, {"sensitivity": Figure(0.9)}, {"auc": Figure(1 / 3, 0.1, 1.0)}),
        ),
        self_test=msgspec.structs.replace(tiny_info().self_test, logits=((1 / 3, -1e-7), (0.1, 2.0))),
    )
    assert parse_info({METADATA_KEY: encode_info(info)}) == info


def test_fields_of_a_later_release_are_passed_over():
    assert parse_info({METADATA_KEY: changed(("novelty",), 1)}) == tiny_info()


def test_a_file_without_the_document_is_told_what_to_do():
    with pytest.raises(ModelError, match=r"no 'ham' metadata.*ham-export"):
        parse_info({"author": "someone"})


@pytest.mark.parametrize("place", REQUIRED, ids=lambda p: ".".join(map(str, p)))
def test_a_missing_field_is_named(place):
    whole = document()
    part: Any = whole
    for step in place[:-1]:
        part = part[step]
    del part[place[-1]]
    text = refusal(json.dumps(whole))
    assert "version None" in text if place == ("contract",) else f"`{place[-1]}`" in text


@pytest.mark.parametrize("place", REQUIRED, ids=lambda p: ".".join(map(str, p)))
def test_a_value_of_the_wrong_type_is_named(place):
    text = refusal(changed(place, False if place[-1] != "malignant" else "yes"))
    path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    assert ("version False" in text) if place == ("contract",) else (f"`{path}`" in text)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("contract",), 3, "version 3 .*reads versions 1 to 2"),
        (("contract",), 0, "version 0"),
        (("contract",), "1", "version '1'"),
        (("input", "resize"), "crop-1", "resized by 'crop-1'.*'squash-bilinear-1'"),
        (("input", "size"), 0, r"\$\.input\.size"),
        (("input", "size"), 100_000, r"\$\.input\.size"),
        (("temperature",), 0, r"\$\.temperature"),
        (("temperature",), -1.5, r"\$\.temperature"),
        (("precision",), "fp64", r"\$\.precision"),
        (("name",), "", r"\$\.name"),
        (("classes",), [], r"\$\.classes"),
        (("classes", 1, "code"), "red", "class code occurs twice"),
        (("classes", 1, "code"), "", r"\$\.classes\[1\]\.code"),
        (("operating_points", 0, "threshold"), 1.5, "threshold"),
        (("operating_points", 0, "threshold"), -0.1, "threshold"),
        (("operating_points", 0, "classes"), ["mel", "red"], "unknown classes \\(mel\\)"),
        (("operating_points", 0, "classes"), [], r"\$\.operating_points\[0\]\.classes"),
        (("operating_points", 0, "classes"), ["red", "red"], "names a class twice"),
        (("operating_points", 0, "name"), "red-sensitivity-0.90", "operating point's name occurs twice"),
        (("self_test", "patterns", 0), "AAAA", "self-test pattern is not 4 x 4 RGB pixels"),
        (("self_test", "patterns"), [], r"\$\.self_test\.patterns"),
        (("self_test", "patterns", 0), "not base 64!", r"\$\.self_test\.patterns"),
        (("self_test", "grid"), 5, "self-test pattern is not 5 x 5"),
        (("self_test", "grid"), 0, r"\$\.self_test\.grid"),
        (("self_test", "logits"), [[1.0, 2.0, 3.0]], "not 2 rows of 3 classes"),
        (("self_test", "logits"), [[1.0, 2.0], [1.0, 2.0]], "not 2 rows of 3 classes"),
        (("self_test", "logits", 0, 0), None, r"\$\.self_test\.logits"),
        (("self_test", "tolerance"), 0, r"\$\.self_test\.tolerance"),
    ],
)
def test_a_wrong_value_is_refused_and_named(place, value, said):
    with pytest.raises(ModelError, match=said) as caught:
        parse_info({METADATA_KEY: changed(place, value)})
    assert "export" in str(caught.value)  # and what to do


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "null", "[]", "1", '"ham"', "{}x", '{"contract": 1', '{"contract": 1}', "NaN"),
        encode_info(tiny_info())[:-1],
        encode_info(tiny_info()).replace('"temperature":2.0', '"temperature":NaN'),
        encode_info(tiny_info()).replace('"temperature":2.0', '"temperature":1e999'),
        encode_info(tiny_info()).replace('"name":"tiny"', '"name":"\\ud800"'),
    ],
)
def test_malformed_text_is_refused(text):
    assert refusal(text)


def test_a_text_nested_without_end_is_refused():
    depth = 200_000
    assert "malformed" in refusal('{"contract":1,"recipe":' + "[" * depth + "]" * depth + "}")


def test_a_document_that_breaks_the_schema_cannot_be_written():
    first = tiny_info().classes[0]
    broken: list[Callable[[], ModelInfo]] = [
        lambda: tiny_info(classes=(first, first, first)),
        lambda: tiny_info(temperature=0.0),
        lambda: tiny_info(input=InputSpec(SIZE, "other")),
        lambda: tiny_info(contract=3),
    ]
    for build in broken:
        with pytest.raises(ModelError):
            encode_info(build())


def test_the_first_operating_point_is_the_default_and_each_is_found_by_name():
    info = tiny_info()
    assert info.operating_point() is info.operating_points[0]
    assert info.operating_point("red-sensitivity-0.90") is info.operating_points[1]
    assert tiny_info(operating_points=()).operating_point() is None


def test_an_unknown_operating_point_is_a_slip_of_usage_and_the_known_ones_are_listed():
    with pytest.raises(UsageError, match=r"'x'.*red-sensitivity-0\.95, red-sensitivity-0\.90"):
        tiny_info().operating_point("x")
    with pytest.raises(UsageError, match="none"):
        tiny_info(operating_points=()).operating_point("x")


def test_a_pattern_is_enlarged_by_nearest_neighbour():
    pattern = np.arange(GRID * GRID * 3, dtype=np.uint8)
    image = expand_pattern(pattern.tobytes(), GRID, SIZE)
    assert image.shape == (SIZE, SIZE, 3)
    small = pattern.reshape(GRID, GRID, 3)
    np.testing.assert_array_equal(image, small.repeat(SIZE // GRID, axis=0).repeat(SIZE // GRID, axis=1))


def test_a_pattern_fits_sizes_that_are_no_multiple_of_it():
    image = expand_pattern(bytes(range(27)), 3, 16)
    assert image.shape == (16, 16, 3)
    assert image[0, 0].tolist() == [0, 1, 2]
    assert image[-1, -1].tolist() == [24, 25, 26]
    assert image[0, 6].tolist() == [3, 4, 5]  # 6 * 3 // 16 == 1


def test_the_self_tests_images_are_all_there_in_order():
    info = tiny_info()
    images = self_test_images(info)
    assert images.shape == (2, SIZE, SIZE, 3)
    assert images.dtype == np.uint8
    for image, pattern in zip(images, info.self_test.patterns, strict=True):
        np.testing.assert_array_equal(image, expand_pattern(pattern, GRID, SIZE))


def test_the_document_is_plain_json_for_other_programs():
    whole = document()
    assert whole["contract"] == contract.CONTRACT_VERSION
    assert [c["code"] for c in whole["classes"]] == ["red", "green", "blue"]
    assert isinstance(whole["self_test"]["patterns"][0], str)
    assert copy.deepcopy(whole) == json.loads(json.dumps(whole))
