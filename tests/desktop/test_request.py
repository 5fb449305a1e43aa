"""What is asked of ham-classify: each option goes with the way asked for, or is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.cli.ham_classify import command
from desktop.errors import UsageError
from desktop.outputs.tables import WRITERS
from desktop.request import TABLES, Mode, Outcome, Request, mode_of, refuse_what_does_not_go

_VALUES = {
    "--output": "results.csv",
    "--model": "m.onnx",
    "--provider": "cpu",
    "--batch-size": "4",
    "--threads": "1",
    "--operating-point": "melanoma",
    "--tta": "2",
    "--settle": "1",
    "--labels": "labels.csv",
    "--prevalence": "uniform",
    "--sets": "0.9",
    "--lesions": "folder",
    "--heatmaps": "heat",
    "--report": "report.html",
    "--language": "de",
}
_WAYS = {"--watch": ("--watch",), "--cluster": ("--cluster", "local"), "--doctor": ("--doctor",)}


def _options() -> list[str]:
    ways = {"watch", "cluster", "doctor", "version", "help", "completion", "paths"}
    return [p.opts[-1] for p in command.params if p.name not in ways and p.opts[-1].startswith("--")]


def test_every_option_of_the_command_is_in_the_table() -> None:
    for option in _options():
        name = option.removeprefix("--").replace("-", "_")
        refuse_what_does_not_go(Mode.ONCE, [] if name == "settle" else [name])
        refuse_what_does_not_go(Mode.WATCH, [name] if name == "settle" else [])


@pytest.mark.parametrize("option", [o for o in _options() if o not in ("--model", "--provider")])
def test_the_doctor_ignores_no_option(option: str) -> None:
    value = [_VALUES[option]] if option in _VALUES else []
    done = CliRunner().invoke(command, ["--doctor", option, *value])
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == f"ham-classify: --doctor classifies nothing; it does not go with {option}"


@pytest.mark.parametrize(
    ("way", "option"),
    [
        ("--watch", "--labels"),
        ("--watch", "--lesions"),
        ("--watch", "--heatmaps"),
        ("--watch", "--report"),
        ("--cluster", "--settle"),
        ("--cluster", "--labels"),
        ("--cluster", "--lesions"),
        ("--cluster", "--heatmaps"),
        ("--cluster", "--report"),
    ],
)
def test_what_a_way_of_running_does_not_make_is_refused(way: str, option: str) -> None:
    done = CliRunner().invoke(command, [*_WAYS[way], "photos", "-o", "results.csv", option, _VALUES[option]])
    assert done.exit_code == 2
    assert option in done.stderr
    assert way in done.stderr
    assert not Path("results.csv").exists()


@pytest.mark.parametrize(("first", "second"), [("--watch", "--cluster"), ("--watch", "--doctor")])
def test_two_ways_at_once_are_refused(first: str, second: str) -> None:
    done = CliRunner().invoke(command, [*_WAYS[first], *_WAYS[second], "photos", "-o", "results.csv"])
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == (
        f"ham-classify: {first} and {second} do not go together; leave out all but one"
    )


def test_one_way_is_the_one_asked_for() -> None:
    assert mode_of(watch=False, cluster=False, doctor=False) is Mode.ONCE
    assert mode_of(watch=False, cluster=True, doctor=False) is Mode.CLUSTER


@pytest.mark.parametrize("mode", [Mode.WATCH, Mode.CLUSTER])
def test_what_goes_on_needs_a_file(mode: Mode) -> None:
    with pytest.raises(UsageError, match="keeps its results in a file; name it with -o"):
        Request(sources=("photos",), mode=mode)


def test_only_a_cluster_writes_parquet() -> None:
    output = Path("results.parquet")
    assert Request(sources=("photos",), mode=Mode.CLUSTER, output=output).table == output
    for mode in (Mode.ONCE, Mode.WATCH):
        with pytest.raises(UsageError, match=r"ends in '\.parquet'"):
            Request(sources=("photos",), mode=mode, output=output)


def test_the_endings_are_those_of_the_writers() -> None:
    assert set(TABLES) == set(WRITERS)


def test_an_outcome_tells_what_was_done_before() -> None:
    done = Outcome(
        classified=90, failed=10, known=60, seconds=4.0, output=Path("r.csv"), said=("the report -> r.html",)
    )
    assert done.summary().splitlines() == [
        "100 images: 90 classified, 10 failed, 60 of them before, the others in 4.0 s (10 images/s) -> r.csv",
        "the report -> r.html",
        "Research use only, not a medical device.",
    ]
    assert "in 400.0 s (0.5 images/s)" in Outcome(classified=199, failed=0, seconds=400.0).summary()
    assert "all of them before" in Outcome(classified=3, failed=0, known=3, seconds=0.1).summary()
    assert Outcome(classified=1, failed=0, seconds=0.5).summary().startswith("1 image: 1 classified")
