"""Each answer is of the class, the operating point, the provider and the views that were asked for, or it is made anew.

Every test here fails for one change of a line that nothing else noticed.
"""

from __future__ import annotations

import base64
import copy
import dataclasses
import re
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from desktop import Classifier
from desktop.contract import OperatingPoint
from desktop.engine.events import Classified, Failed, Finished
from desktop.errors import UsageError
from desktop.images.image_file import ImageFile
from desktop.images.quality import Quality, quality_flags
from desktop.model.network import Network
from desktop.outputs.heatmaps.folder import HeatmapFolder, overlay_path
from desktop.outputs.image_copies import check_target
from desktop.outputs.report.report import Report
from desktop.results.rows import to_row
from desktop.results.wording import referral_in_words
from desktop.study.setup import Setup
from tests.desktop.helpers import one_colour

SPOTS = np.array([[[1, 0], [0, 0]], [[0, 1], [0, 0]], [[0, 0], [0, 1]]], dtype=np.float32)
"""Each class's heat map marks another corner."""
CORNERS = {"top left": (slice(0, 60), slice(0, 90)), "bottom right": (slice(140, 200), slice(210, 300))}


@pytest.fixture
def grey(tmp_path: Path) -> ImageFile:
    path = one_colour(tmp_path / "images" / "a.png", (120, 120, 120), (300, 200))
    return ImageFile(path, "a.png")


def _answered(file: ImageFile, *, named: int, unfamiliarity: float = 0.1) -> Classified:
    """An answer that names a class; the second likeliest is the first class that it is not."""
    probabilities = np.full(3, 0.1, np.float32)
    probabilities[named] = 0.6
    probabilities[0 if named else 1] = 0.3
    return Classified(0, file, 300, 200, probabilities, unfamiliarity, SPOTS)


def _marked(picture: np.ndarray) -> list[str]:
    moved = np.abs(picture.astype(int) - 120).sum(axis=2)
    return [name for name, (rows, columns) in CORNERS.items() if moved[rows, columns].mean() > 40]


@pytest.mark.parametrize(("named", "corner"), [(2, "bottom right"), (0, "top left")])
def test_an_overlay_shows_what_speaks_for_the_class_that_is_named(
    classifier: Classifier, grey: ImageFile, tmp_path: Path, named: int, corner: str
) -> None:
    event = _answered(grey, named=named)
    HeatmapFolder(tmp_path / "heat", classifier, tta=1).picture(event, to_row(event, classifier.info, None))
    picture = np.asarray(Image.open(overlay_path(tmp_path / "heat", "a.png")).convert("RGB"))
    left = (picture.shape[1] - 300) // 2
    assert _marked(picture[:200, left : left + 300]) == [corner]


@pytest.mark.parametrize(("named", "corner"), [(2, "bottom right"), (0, "top left")])
def test_the_report_shows_what_speaks_for_the_class_that_is_named(
    classifier: Classifier, grey: ImageFile, tmp_path: Path, named: int, corner: str
) -> None:
    event = _answered(grey, named=named)
    row = to_row(event, classifier.info, None)
    report = Report(tmp_path / "r.html", classifier, None, tta=1)
    report.picture(event, row)
    report.add(grey, row)
    report.finish(Finished(1, 0, False, 1.0))
    found = re.findall(r"base64,([A-Za-z0-9+/=]+)", (tmp_path / "r.html").read_text(encoding="utf-8"))
    (tmp_path / "heat.jpg").write_bytes(base64.b64decode(found[1]))
    assert _marked(np.asarray(Image.open(tmp_path / "heat.jpg").convert("RGB"))) == [corner]


def test_python_refers_at_the_operating_point_that_is_asked_for(classifier: Classifier, tmp_path: Path) -> None:
    path = one_colour(tmp_path / "a.png", (128, 128, 128))
    strict, lenient = (OperatingPoint(name, ("red",), at) for name, at in (("strict", 0.9), ("lenient", 0.1)))
    network = copy.copy(classifier)
    network.info = msgspec.structs.replace(classifier.info, operating_points=(strict, lenient))
    referred = {p: next(network.classify(path, operating_point=p)).referral for p in ("strict", "lenient")}
    assert referred == {"strict": False, "lenient": True}


def test_a_setup_is_told_apart_by_the_label_of_its_provider(classifier: Classifier) -> None:
    """One provider may compute in two ways (OpenVINO in bfloat16 or float32), which the label says and the name not."""
    one, other = copy.copy(classifier), copy.copy(classifier)
    one.provider = dataclasses.replace(classifier.provider, label="OpenVINO on CPU (bf16)")
    other.provider = dataclasses.replace(classifier.provider, label="OpenVINO on CPU (fp32)")
    assert Setup.of(one) != Setup.of(other)
    assert Setup.of(classifier).provider == classifier.provider.label
    assert Setup.of(classifier, tta=2) != Setup.of(classifier)


def test_overlays_of_other_views_are_made_anew(classifier: Classifier, grey: ImageFile, tmp_path: Path) -> None:
    event = _answered(grey, named=0)
    row = to_row(event, classifier.info, None)
    HeatmapFolder(tmp_path / "heat", classifier, tta=1).picture(event, row)
    for views, lacking in ((1, []), (2, [grey]), (8, [grey])):
        again = HeatmapFolder(tmp_path / "heat", classifier, tta=views)
        again.add(grey, row)
        assert list(again.lacking()) == lacking


def test_threads_reach_the_model_and_the_measurement(
    run: Any, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.engine import tuning

    loaded: list[int | None] = []
    measured: list[int | None] = []
    load, tuned = Network.load.__func__, tuning.tuned  # type: ignore[attr-defined]

    def spy(cls: type[Network], *arguments: Any, **options: Any) -> Network:
        loaded.append(options["threads"])
        return load(cls, *arguments, **options)  # type: ignore[no-any-return]

    def spied(*arguments: Any, **options: Any) -> Any:
        measured.append(options["threads"])
        return tuned(*arguments, **options)

    monkeypatch.setattr(Network, "load", classmethod(spy))
    monkeypatch.setattr(tuning, "tuned", spied)
    one_colour(tmp_path / "images" / "a.png", (230, 20, 20))
    assert run(tmp_path / "images", "--threads", "1").exit_code == 0
    assert (loaded, measured) == ([1], [1])


def test_the_key_of_a_cluster_has_the_views_and_everything_else_an_answer_depends_on(tiny_model: Path) -> None:
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    from desktop.cluster.run import job_key
    from desktop.cluster.worker import Job
    from desktop.model.file import open_model

    file = open_model(tiny_model)
    job = Job("name", file.content, "cpu", None, 1)
    others = [
        dataclasses.replace(job, **change)
        for change in ({"tta": 2}, {"tta": 8}, {"provider": "cuda"}, {"operating_point": "other"})
    ]
    keys = {job_key(one, file) for one in (job, *others)}
    assert len(keys) == 5
    assert job_key(dataclasses.replace(job, name="another run", batch_size=4), file) == job_key(job, file)
    assert job_key(job, dataclasses.replace(file, sha256="0" * 64)) not in keys


def test_an_unfamiliar_image_never_gets_a_reassuring_no(classifier: Classifier, grey: ImageFile) -> None:
    point = OperatingPoint("strict", ("red",), 0.9)
    known, unknown = (to_row(_answered(grey, named=1, unfamiliarity=far), classifier.info, point) for far in (0.1, 1.5))
    assert (known.referral, unknown.referral) == (False, False)
    assert (referral_in_words(known), referral_in_words(unknown)) == ("No", "")
    lenient = OperatingPoint("lenient", ("red",), 0.05)
    referred = to_row(_answered(grey, named=1, unfamiliarity=1.5), classifier.info, lenient)
    assert referral_in_words(referred) == "Yes"
    assert referral_in_words(to_row(Failed(0, grey, "why"), classifier.info, point)) == ""


@pytest.mark.parametrize(("sharpness", "blurred"), [(5.5, True), (5.7, False)])
def test_an_image_is_called_blurred_where_a_thousandth_of_ham10000_is_less_sharp(
    sharpness: float, blurred: bool
) -> None:
    """5.6 was measured on HAM10000 (`python -m tests.benchmarks.quality`)."""
    quality = Quality(sharpness=sharpness, dark=0.0, bright=0.0, smallest_side=600)
    assert ("blurred" in quality_flags(quality, 224)) is blurred


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_copies_go_into_none_of_the_folders_of_images(tmp_path: Path, order: tuple[int, ...]) -> None:
    images = [one_colour(tmp_path / name / "a.png", (1, 2, 3)) for name in ("a", "b", "c")]
    for place in ("a", "b", "c"):
        with pytest.raises(UsageError, match="lies among the images"):
            check_target(tmp_path / place / "copies", [images[i] for i in order])
    check_target(tmp_path / "beside", [images[i] for i in order])
