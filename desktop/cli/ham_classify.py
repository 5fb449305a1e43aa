"""ham-classify: folders of images in, the results table out. The engine's events, told to a terminal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop import __version__
from desktop.common.command_help import GroupedCommand, completion_option
from desktop.common.command_line import ExitCode, NamedPath, is_given, run, say, told_in_one_sentence
from desktop.common.interrupts import ended_at_once

if TYPE_CHECKING:
    from desktop.request import Outcome

NAME = "ham-classify"
# Written out, not imported, so that --help and --version load neither NumPy nor ONNX Runtime; a test compares them.
PROVIDER_CHOICES = ("auto", "cuda", "openvino", "openvino-f32", "directml", "coreml", "cpu")
TTA_CHOICES = ("1", "2", "4", "8")
_SECTIONS = {
    "Results": (
        "output",
        "fresh",
        "operating_point",
        "prevalence",
        "sets",
        "labels",
        "lesions",
        "heatmaps",
        "report",
        "language",
    ),
    "Images": ("recursive", "watch", "settle", "tta"),
    "Model and speed": ("model", "provider", "batch_size", "threads", "cluster"),
}


def _batch_size(_ctx: click.Context, _param: click.Parameter, value: str) -> int | None:
    if value == "auto":
        return None
    if re.fullmatch("[1-9][0-9]{0,5}", value):
        return int(value)
    raise click.BadParameter(f"'{value}' is neither 'auto' nor a whole number from 1 to 999999")


def _level(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    if re.fullmatch(r"0?\.[0-9]*[1-9][0-9]*", value):
        return float(value)
    raise click.BadParameter(f"'{value}' is no share of the images; a level is written as 0.90 or 0.95")


@click.command(
    cls=GroupedCommand,
    sections=_SECTIONS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.argument("paths", nargs=-1, metavar="PATH...", type=NamedPath(path_type=str))
@click.option(
    "-o",
    "--output",
    type=NamedPath(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Results file, .csv or .jsonl, with --cluster also .parquet. The same command again goes on where it was "
    "stopped and answers only new and changed images. Without it a CSV goes to standard output.",
)
@click.option("--fresh", is_flag=True, help="Start the results file over: forget earlier answers.")
@click.option(
    "--model",
    type=NamedPath(path_type=Path),
    metavar="FILE.onnx|DIR",
    help="Model written by ham-export, or its model folder. Default: the embedded one, where the build has one.",
)
@click.option(
    "--provider",
    type=click.Choice(PROVIDER_CHOICES),
    default="auto",
    show_default=True,
    help="What runs the network: the fastest that works, or strictly the one named.",
)
@click.option(
    "--batch-size",
    callback=_batch_size,
    default="auto",
    show_default=True,
    metavar="auto|N",
    help="Images per inference.",
)
@click.option(
    "--threads", type=click.IntRange(min=1), metavar="N", help="Threads for the inference.  [default: one per core]"
)
@click.option("--recursive/--no-recursive", default=True, show_default=True, help="Search folders below the folder.")
@click.option(
    "--operating-point",
    metavar="NAME",
    help="Threshold for the referral column, by its name; --doctor lists those of a model. Default: its first.",
)
@click.option(
    "--prevalence",
    metavar="CLASS=SHARE,...|FILE.csv|uniform",
    help="How common the diagnoses are where the images come from (mel=0.02,nv=0.9): diagnosis, probabilities and "
    "malignancy score follow; PPV, NPV and referrals per 1,000 are told. Classes not named share the rest.",
)
@click.option(
    "--sets",
    callback=_level,
    metavar="LEVEL",
    help="Share of images whose diagnosis is to be among those in the column 'possible': 0.90 or 0.95.  "
    "[default: 0.90]",
)
@click.option(
    "--tta",
    type=click.Choice(TTA_CHOICES),
    default="1",
    show_default=True,
    callback=lambda _ctx, _param, value: int(value),
    help="Average the answers to that many views, flipped (2, 4) and turned (8). Takes that many times as long.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Go on: classify images as they arrive in the folder, until Ctrl-C. For a device that drops files there.",
)
@click.option(
    "--settle",
    type=click.FloatRange(min=0.1),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: how long a file must be unchanged to count as written.",
)
@click.option(
    "--cluster",
    metavar="local|ADDRESS",
    help="Share the work among processes of this machine or a Dask cluster (tcp://HOST:8786). PATH may then also be a "
    "manifest (.csv, .parquet) or a URL, and the results a .parquet file. See docs/scale.md.",
)
@click.option(
    "--doctor",
    is_flag=True,
    help="Print what a bug report should hold: versions, machine, model, and each provider tried and timed.",
)
@click.option(
    "--labels",
    type=NamedPath(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="Known diagnoses to compare with: columns image_id,dx[,lesion_id], or one column per class (ISIC).",
)
@click.option(
    "--lesions",
    metavar="FILE.csv|folder|REGEX",
    help="Answer per lesion too, from all its images, into results.lesions.csv. The lesion of an image: told by a file "
    "with columns image_id,lesion_id; its folder; or what the first group of a pattern finds in its name.",
)
@click.option(
    "--heatmaps",
    type=NamedPath(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write every image with the heat map of its diagnosis into this folder.",
)
@click.option(
    "--report",
    type=NamedPath(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write one printable page: a summary, then the images by malignancy score with their heat maps.",
)
@click.option(
    "--language",
    metavar="CODE",
    help="Language of --report and --heatmaps, such as de or es; tables and messages are English.  "
    "[default: the system's]",
)
@completion_option(NAME)
@click.version_option(__version__, prog_name=NAME)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    watch: bool,
    doctor: bool,
    cluster: str | None,
    **options: Any,
) -> None:
    """Classify dermatoscopic images: single files or whole folders, offline.

    Writes one row per image: diagnosis, the probability of every class, malignancy score, referral at the operating
    point, flags. Progress and messages go to standard error. Beside a results file lies its study (results.hamstudy)
    with the answers as they come: an interrupted run goes on from it, new and changed images are added.

    \b
    Examples:
      ham-classify photos/ -o results.csv
      ham-classify photos/ -o results.csv --report report.html --heatmaps heat/
      ham-classify photos/ --labels diagnoses.csv -o results.csv
      ham-classify a.jpg b.jpg --model my.onnx --provider cpu > results.csv
      ham-classify --watch incoming/ -o results.csv
      ham-classify --cluster local archive/ -o results.parquet
      ham-classify --doctor --model my.onnx

    Exit code: 0 all done; 1 nothing usable came of it; 2 wrong usage; 3 finished, but some images failed.

    For research use only. Not a medical device.
    """
    with told_in_one_sentence(NAME):
        from desktop.request import Mode, Request, mode_of, refuse_what_does_not_go

        mode = mode_of(watch=watch, cluster=cluster is not None, doctor=doctor)
        refuse_what_does_not_go(mode, [name for name in options if is_given(ctx, name)])
    if mode is Mode.DOCTOR:
        from desktop.cli.doctor import examine

        raise SystemExit(examine(ctx, paths, model=options["model"], provider=options["provider"]))
    if not paths:
        raise click.MissingParameter(ctx=ctx, param=next(p for p in ctx.command.params if p.name == "paths"))
    with told_in_one_sentence(NAME):
        request = Request(sources=paths, mode=mode, cluster=cluster or "", **options)
        if mode is Mode.CLUSTER:
            from desktop.cluster.run import run_on_cluster as go
        elif mode is Mode.WATCH:
            from desktop.cli.watch import watch as go
        else:
            from desktop.cli.run import run_once as go
        outcome = go(request)
        say(outcome.summary())
    raise SystemExit(ExitCode.DONE if mode is Mode.WATCH else exit_code(outcome))


def exit_code(outcome: Outcome) -> ExitCode:
    """The design's exit code for a finished run."""
    if outcome.failed == 0:
        return ExitCode.DONE
    return ExitCode.SOME_FAILED if outcome.classified else ExitCode.NOTHING


def main() -> None:
    """All of `ham-classify`; its console script is `desktop.__main__`, which imports this."""
    with ended_at_once(NAME):
        run(command, NAME)


if __name__ == "__main__":
    main()
