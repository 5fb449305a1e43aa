"""The document of a file holds whatever a run may be made of."""

from __future__ import annotations

import msgspec
import pytest

from desktop import contract
from desktop.contract import METADATA_KEY
from export.document.document import describe
from tests.trainer.report.test_report import CODES, RECORD
from trainer.measure.calibration import Calibration
from trainer.measure.promises import Promises


@pytest.mark.parametrize("name", ["clinic", " + ".join(["a folder with a long name" * 2] * 9), "诊所" * 120])
def test_a_file_of_many_sources_has_a_name_that_its_readers_take(name: str) -> None:
    """Told after the training it would cost the run."""
    record = msgspec.structs.replace(RECORD, data=msgspec.structs.replace(RECORD.data, name=name))
    calibration = Calibration(1.0, (), 1.0, "a distance", "a percentile")
    promises = Promises(dict.fromkeys(CODES, 1 / len(CODES)))
    info = describe(record, calibration, {}, "fp32", promises=promises, elsewhere={})
    read = contract.parse_info({METADATA_KEY: msgspec.json.encode(info).decode()})
    assert read.name.endswith(" tiny 2026-11-24")
    assert read.name.startswith(name[:150])
    assert read.data.name == name
