"""The model card says what the files carry, and nothing in it can be broken by a name from the data."""

from __future__ import annotations

import hashlib

import msgspec

from desktop import contract
from desktop.contract import ClassInfo, Figure
from desktop.contract.onnx_header import parse_header
from export.document.model_card import CardFile, model_card
from tests.conftest import Done
from tests.tiny_model import tiny_info
from trainer.data.sources import Source
from trainer.measure.scores import told
from trainer.measure.subgroups import Gap, Subgroup, Subgroups
from trainer.runs.folder import Final, load_run


def _card(trained: Done, **changes: object) -> str:
    record = msgspec.structs.replace(load_run(trained.path)[1], **changes)
    return model_card(record, [CardFile("m.onnx", 2_000_000, "ab" * 32, tiny_info(parity={"some check": 0.25}))])


def test_the_card_of_an_export_carries_the_figures_of_the_file(exported: Done) -> None:
    text = exported.path.with_name("model.MODEL_CARD.md").read_text(encoding="utf-8")
    assert hashlib.sha256(exported.path.read_bytes()).hexdigest() in text
    for words in (
        "Not a medical device",
        "malignant-sensitivity-0.",
        "Melanoma",
        "280 images",
        "largest logit difference",
    ):
        assert words in text
    info = contract.parse_info(parse_header(exported.path.read_bytes()).metadata)
    for part in ("validation", "test"):
        for figure in info.metrics[part].values():
            assert told(figure) in text
    for point in info.operating_points:
        cells = (told(point.test.get(name)) for name in ("sensitivity", "specificity"))
        assert f"| {point.threshold:.4f} | " in text
        assert all(cell in text for cell in cells)
    for section in ("For whom", "Data", "Figures", "Operating points", "Calibration", "Known failures", "Files"):
        assert f"## {section}" in text


def test_figures_come_with_their_intervals(trained: Done) -> None:
    text = _card(trained)
    assert "1.000 [0.900, 1.000]" in text
    assert "0.950 [0.900, 0.980]" in text
    assert "2.50e-01" in text
    assert "2.0 MB" in text


def test_a_leaky_split_is_called_one(trained: Done) -> None:
    recipe = load_run(trained.path)[1].recipe
    assert "lesions leak" not in _card(trained)
    assert "lesions leak" in _card(trained, recipe=msgspec.structs.replace(recipe, split_by="image"))


def test_names_cannot_break_the_tables(trained: Done) -> None:
    record = load_run(trained.path)[1]
    odd = tiny_info(
        classes=(ClassInfo("red", "a | b\n<script>", True), *tiny_info().classes[1:]), metrics={}, operating_points=()
    )
    text = model_card(record, [CardFile("m.onnx", 1, "", odd)])
    assert "a \\| b &lt;script>" in text
    assert "<script>" not in text
    assert "None: no class of the data counts as malignant" in text


def test_the_figures_of_every_class_are_told(exported: Done) -> None:
    text = exported.path.with_name("model.MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| class | ROC-AUC | sensitivity | specificity | precision | average precision | F1 |" in text
    assert "\n| mel | " in text
    assert "| test | expected calibration error before calibration | " in text


def test_subgroups_are_told_with_their_numbers(trained: Done) -> None:
    figures = {"accuracy": Figure(0.5, 0.25, 0.75), "melanoma_sensitivity": None}
    group = Subgroup("female", 1234, 1000, {"melanoma": 7}, figures)
    record = load_run(trained.path)[1]
    tables = Subgroups(validation={}, test={"sex": (group,)})
    text = model_card(record, [CardFile("m.onnx", 1, "", tiny_info())], tables)
    assert "| sex | images | melanoma | accuracy | melanoma sensitivity |" in text
    assert "| female | 1,234 | 7 | 0.500 [0.250, 0.750] | - |" in text


def test_figures_of_elsewhere_stand_beside_those_inside_or_their_want_is_told(trained: Done) -> None:
    assert "measured on images of its own data alone" in _card(trained)
    record, point = load_run(trained.path)[1], tiny_info().operating_points[0]
    there = {"accuracy": Figure(0.5, 0.4, 0.6), f"{point.name}/sensitivity": Figure(0.7, 0.6, 0.8)}
    info = tiny_info(metrics=tiny_info().metrics | {"elsewhere/clinic-b": there})
    text = model_card(record, [CardFile("m.onnx", 1, "", info)])
    assert "## Inside and elsewhere" in text
    inside = info.metrics["test"]["accuracy"]
    assert f"| accuracy | {inside.value:.3f} [" in text
    assert "0.500 [0.400, 0.600] |" in text
    assert f"| {point.name}, sensitivity | " in text


def test_every_training_source_has_a_column_of_its_own(trained: Done) -> None:
    record = load_run(trained.path)[1]
    here = {"accuracy": Figure(0.6, 0.5, 0.7), "red/auc": Figure(0.81, 0.71, 0.91)}
    there = {"accuracy": Figure(0.5, 0.4, 0.6)}
    own = {"source/clinic a": here, "elsewhere/clinic-b": there}
    text = model_card(record, [CardFile("m.onnx", 1, "", tiny_info(metrics=tiny_info().metrics | own))])
    assert "| figure | inside (test) | clinic a (test) | clinic-b |" in text
    assert "| 0.600 [0.500, 0.700] | 0.500 [0.400, 0.600] |" in text
    assert "| 0.810 [0.710, 0.910] | - |" in text
    assert "measured on images of its own data alone" not in text
    del own["elsewhere/clinic-b"]
    text = model_card(record, [CardFile("m.onnx", 1, "", tiny_info(metrics=tiny_info().metrics | own))])
    assert "| figure | inside (test) | clinic a (test) |" in text
    assert "measured on images of its own data alone" in text


def test_groups_below_the_others_are_named_before_anything_else(trained: Done) -> None:
    gap = Gap("age", "30 to 44", "melanoma sensitivity", 8, 14, 144, 149, 0.0021, 40)
    record = load_run(trained.path)[1]
    text = model_card(record, [CardFile("m.onnx", 1, "", tiny_info())], Subgroups(validation={}, gaps=(gap,)))
    assert text.index("melanoma sensitivity 0.571 (8 of 14 lesions) at age 30 to 44") < text.index("## For whom")


def test_what_is_not_known_of_the_test_part_is_not_claimed(trained: Done) -> None:
    assert "What other runs of the same split were compared by, this card does not know" in _card(trained)
    unread = _card(trained, test_read=False)
    assert "The test part was not read (`--no-test`)" in unread
    assert "read once" not in unread


def test_coverage_is_told_by_class_with_intervals_and_what_handing_over_gains(exported: Done) -> None:
    text = exported.path.with_name("model.MODEL_CARD.md").read_text(encoding="utf-8")
    info = contract.parse_info(parse_header(exported.path.read_bytes()).metadata)
    assert len(info.sets) == 2
    for code in (*info.codes, "all"):
        assert f"| {code} | " in text
        assert all(told(sets.coverage.get(code)) in text for sets in info.sets)
    for row in info.handover[::2]:
        assert f"| {row.share:.0%} | {row.confidence:.3f} | {told(row.accuracy)} |" in text
    assert info.reference is not None
    assert f"| validation | {info.reference.held_out.images} | " in text
    assert "This file cannot tell figures on images from elsewhere." in text


def test_a_card_of_a_file_without_promises_names_what_is_missing(trained: Done) -> None:
    text = _card(trained)
    assert "## Sets of possible diagnoses" not in text
    for words in tiny_info().missing:
        assert f"This file cannot tell {words}." in text


def test_sources_and_labels_for_several_classes_are_told(trained: Done) -> None:
    assert "Sources:" not in _card(trained)
    record = load_run(trained.path)[1]
    sources = (Source("a", "Klinik | A"), Source("b", "诊所"), Source("c", "ISIC 2020", role="external"))
    data = msgspec.structs.replace(
        record.data, sources=sources, sets={"benign": ("df", "nv")}, images=record.data.images + 12
    )
    text = _card(trained, data=data)
    assert "Sources: Klinik \\| A, 诊所. Measured on and not learned from: ISIC 2020." in text
    assert "Of 12 images the diagnosis covers several classes (benign for df or nv)." in text


def test_the_card_says_on_what_its_files_were_proven_and_who_drew_the_split(trained: Done) -> None:
    record = load_run(trained.path)[1]
    assert "network on the whole test part:" in _card(trained)
    assert "network on the validation part:" in _card(trained, test_read=False)
    assert "network on images that taught it" in _card(trained, final=Final("all", 3), test_read=False)
    assert "Split 70/15/15" in _card(trained)
    own, other = Source("a", "clinic", split="split.csv"), Source("b", "archive")
    data = msgspec.structs.replace(record.data, sources=(own,))
    assert "Training, validation and test as clinic brought them, fingerprint" in _card(trained, data=data)
    assert "70/15/15" not in _card(trained, data=data)
    both = _card(trained, data=msgspec.structs.replace(data, sources=(own, other)))
    assert "as clinic brought them; the others split 70/15/15" in both
    assert "Fold 2 of 5: it is the test part" in _card(trained, fold=(1, 5))
