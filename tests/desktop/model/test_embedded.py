"""The embedded model: whole, the one that its card describes, and used where no other is named."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from desktop.cli.ham_classify import command
from desktop.contract import COVERAGE_BY_SOURCE
from desktop.model.file import DEFAULT_MODEL
from desktop.model.network import Network
from tests.phantoms import write_phantoms

pytestmark = pytest.mark.skipif(not DEFAULT_MODEL.exists(), reason="this checkout has no embedded model")

CARD = DEFAULT_MODEL.with_suffix(".MODEL_CARD.md")


@pytest.fixture(scope="module")
def embedded() -> Network:
    return Network.load(provider="cpu")


def test_it_is_small_in_8_bits_and_passed_every_gate(embedded: Network) -> None:
    assert DEFAULT_MODEL.stat().st_size < 30_000_000
    assert embedded.info.precision == "int8"
    assert embedded.info.parity["macro AUC lost for sure"] <= 0.005
    assert embedded.self_test() <= embedded.info.self_test.tolerance


def test_it_tells_what_it_promises_and_what_of_other_images_it_flags(embedded: Network) -> None:
    info = embedded.info
    assert info.contract == 2
    assert set(info.missing) <= {COVERAGE_BY_SOURCE}  # embedded files of before it was measured do not tell
    assert set(info.prevalence) == set(info.codes)
    assert {name: own.share.value >= 0.8 for name, own in info.unfamiliarity.negatives.items()} == {
        "clinical-photographs": True,
        "photos": True,
    }
    assert all(own.share.value <= 0.05 for own in info.unfamiliarity.held_out.values())


def test_its_card_tells_its_sha256_its_data_and_what_it_is_not(embedded: Network) -> None:
    text = CARD.read_text(encoding="utf-8")
    assert hashlib.sha256(DEFAULT_MODEL.read_bytes()).hexdigest() in text
    assert embedded.info.data.split_fingerprint in text
    assert "Not a medical device" in text or "not a medical device" in text
    for figure in ("accuracy", "balanced accuracy", "macro"):
        assert figure in text


def test_it_knows_the_seven_diagnoses_and_refers_for_any_that_is_malignant(embedded: Network) -> None:
    assert embedded.info.codes == ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
    assert [c.code for c in embedded.info.classes if c.malignant] == ["akiec", "bcc", "mel"]
    assert embedded.info.operating_point(None) is not None
    assert embedded.info.operating_points[0].classes == ("akiec", "bcc", "mel")


def test_what_is_no_dermatoscopic_image_is_flagged(embedded: Network) -> None:
    rng = np.random.default_rng(0)
    size = embedded.info.input.size
    side = size // 8
    checks = [np.kron(rng.integers(0, 256, (8, 8, 3)), np.ones((side, side, 1))).astype(np.uint8) for _ in range(3)]
    assert (embedded.predict(np.stack(checks)).unfamiliarity >= 1).all()


def test_it_is_used_where_no_model_is_named(tmp_path: Path) -> None:
    folder = write_phantoms(tmp_path / "images", per_class=1)
    Image.new("RGB", (600, 450), "white").save(folder / "blank.png")
    done = CliRunner().invoke(command, [str(folder), "--provider", "cpu"])
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 1 + 7 + 1
    assert f"model {Network.load(provider='cpu').info.name} (int8)" in done.stderr
