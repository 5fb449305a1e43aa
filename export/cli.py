"""ham-export: a finished run to a proven ONNX file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop import __version__
from desktop.common.command_help import completion_option
from desktop.common.command_line import NamedPath, is_given, run, told_in_one_sentence
from desktop.errors import UsageError

if TYPE_CHECKING:
    from export.document.document import Precision

NAME = "ham-export"


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("run_folder", metavar="[RUN]", required=False, type=NamedPath(path_type=Path))
@click.option(
    "--onnx",
    "target",
    is_flag=False,
    flag_value="",
    metavar="[PATH]",
    help="Write an ONNX file, by default model.onnx in the run folder.",
)
@click.option(
    "--folder",
    type=NamedPath(path_type=Path),
    metavar="DIR",
    help="Instead: write a model folder to publish: the file, its card, and what the Hugging Face hub reads.",
)
@click.option(
    "--data",
    type=NamedPath(path_type=Path),
    metavar="DIR|FILE.toml",
    help="Where the run's images are now: a folder, or a data.toml of all its sources. Default: where they were.",
)
@click.option(
    "--precision",
    "precisions",
    multiple=True,
    type=click.Choice(["fp32", "fp16", "int8"]),
    default=("fp32",),
    show_default=True,
    help="Arithmetic of the file; may be given several times.",
)
@click.option(
    "--opset",
    type=click.IntRange(17, 18),
    metavar="N",
    default=17,
    show_default=True,
    help="ONNX operator set.",
)
@click.option(
    "--check",
    "file",
    type=NamedPath(path_type=Path),
    metavar="FILE.onnx",
    help="Instead: hold a file against the contract and its self-test on every provider of this machine.",
)
@completion_option(NAME)
@click.version_option(__version__, prog_name=NAME)
@click.pass_context
def command(
    ctx: click.Context,
    run_folder: Path | None,
    target: str | None,
    folder: Path | None,
    data: Path | None,
    precisions: tuple[Precision, ...],
    opset: int,
    file: Path | None,
) -> None:
    """Export a trained run as one self-describing ONNX file, proven against Keras on the run's test images.

    RUN is a folder made by ham-train; the newest one in runs/ by default. A file that does not answer as the trained
    network does is not left behind.

    \b
    Examples:
      ham-export --onnx
      ham-export runs/2026-11-22_1934_standard --onnx model.onnx
      ham-export --onnx --precision fp32 --precision int8
      ham-export --folder my-model/ --precision fp32 --precision int8
      ham-export --check model.onnx

    For research use only. Not a medical device.
    """
    if sum(choice is not None for choice in (target, file, folder)) != 1:
        raise click.UsageError(
            "say one thing to do: --onnx [PATH] to export, --folder DIR to make a model folder, or --check FILE"
        )
    with told_in_one_sentence(NAME):
        chosen = tuple(dict.fromkeys(precisions))
        if file is not None:
            refuse_beside_check(ctx)
            from export.proof.check import check_file, table

            account, outcomes = check_file(file)
            click.echo(f"{account}\n\n{table(outcomes)}")
            return
        from trainer.cli.installed import check_installed
        from trainer.runs.folder import load_run, newest_run

        # `--onnx RUN` reads as naming the run, and a folder cannot be meant as the file.
        if run_folder is None and target and (Path(target) / "run.json").is_file():
            run_folder, target = Path(target), ""
        if target and Path(target).suffix.lower() != ".onnx":
            raise UsageError(
                f"--onnx takes the file to write, which ends in .onnx, or a run's folder; {target} is neither"
            )
        if folder is not None:
            from export.document.model_folder import check_folder

            check_folder(folder, chosen)
        run_folder = run_folder or newest_run(Path("runs"))
        load_run(run_folder)  # a wrong folder is told at once, before the framework takes its seconds to load
        check_packages()  # before the trainer's, which would say that training needs them
        check_installed()
        from trainer.devices.devices import quiet_frameworks

        with quiet_frameworks():
            from export.export import export_folder, export_run

        if folder is not None:
            export_folder(run_folder, folder, precisions=chosen, data=data, opset=opset)
            return
        export_run(run_folder, Path(target) if target else None, precisions=chosen, data=data, opset=opset)


def refuse_beside_check(ctx: click.Context) -> None:
    """Raises UsageError for what a check would pass over in silence."""
    options = {"run_folder": "a run", "data": "--data", "precisions": "--precision", "opset": "--opset"}
    if given := [words for name, words in options.items() if is_given(ctx, name)]:
        raise UsageError(f"--check looks at one file and exports nothing; it does not go with {' and '.join(given)}")


def check_packages() -> None:
    """Raises ExportError when a package of the conversion is missing, before anything tries to import it."""
    import importlib.util

    from export.errors import ExportError

    packages = ("tensorflow", "tf2onnx", "onnx")
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        raise ExportError(
            f"the export needs packages that are not installed ({', '.join(missing)}); install ham-classifier[train]"
        )


def main() -> None:
    """Console script `ham-export`."""
    run(command, NAME)


if __name__ == "__main__":
    main()
