"""Ctrl-C is heard while figures are computed, which takes long where there are many labels."""

from __future__ import annotations

import csv
import signal

from desktop.evaluation import agreement
from tests.desktop.helpers import needs_posix


@needs_posix
def test_ctrl_c_between_two_figures_ends_the_run_and_leaves_the_table_whole(
    run, coloured_images, tmp_path, monkeypatch
):
    labels, output = tmp_path / "labels.csv", tmp_path / "results.csv"
    labels.write_text("image_id,dx\nred,red\ngreen,green\nblue,blue\n", encoding="utf-8")
    later: list[str] = []
    recall, area = agreement.mean_recall, agreement.mean_roc_area

    def interrupted(*arguments):
        signal.raise_signal(signal.SIGINT)
        return recall(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(agreement, "mean_recall", interrupted)
        patched.setattr(agreement, "mean_roc_area", lambda *a: later.append("area") or area(*a))
        done = run(coloured_images, "-o", output, "--labels", labels)
    assert done.exit_code == 130
    assert later == []
    assert "Traceback" not in done.output
    assert len(list(csv.reader(output.open(encoding="utf-8")))) == 4
    assert sorted(path.name for path in tmp_path.glob("results*")) == [
        "results.csv", "results.hamstudy", "results.run.json",
    ]  # fmt: skip
    assert run(coloured_images, "-o", output, "--labels", labels).exit_code == 0
