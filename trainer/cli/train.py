"""ham-train: options to a recipe and a run; heavy imports only once the options are known to be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop import __version__
from desktop.common.command_help import completion_option
from desktop.common.command_line import NamedPath, run, say, told_in_one_sentence
from trainer.cli.compare import compare
from trainer.cli.evaluate import evaluate
from trainer.cli.explore import explore
from trainer.cli.installed import check_installed, check_log_installed
from trainer.cli.report import report
from trainer.devices.hosts import leads, not_waiting_for_the_others

NAME = "ham-train"


def _devices(context: click.Context, parameter: click.Parameter, value: str) -> int | None:
    """A number of devices; None for all there are."""
    if value == "all":
        return None
    if not value.isdecimal() or int(value) < 1:
        raise click.BadParameter(f"'{value}' is neither 'all' nor a number from 1 on")
    return int(value)


@click.group(
    invoke_without_command=True,
    subcommand_metavar="[COMMAND ...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--data",
    type=NamedPath(path_type=Path),
    multiple=True,
    metavar="DIR|FILE.toml",
    help="Folder with images and metadata CSV, or a data.toml that names several; may be given several times. "
    "Default: download HAM10000 from Kaggle.",
)
@click.option(
    "--negatives",
    type=NamedPath(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="Folder of images of another kind (everyday photographs, close-ups without a dermatoscope), to tell "
    "unfamiliar images by; may be given several times.",
)
@click.option(
    "--output",
    type=NamedPath(path_type=Path),
    default=Path("runs"),
    show_default=True,
    metavar="DIR",
    help="Where the run folder is made.",
)
@click.option(
    "--recipe",
    default="standard",
    show_default=True,
    metavar="NAME|FILE.toml",
    help="Hyper-parameters: a named recipe or a TOML file.",
)
@click.option(
    "--weights",
    default="imagenet",
    show_default=True,
    metavar="imagenet|none|PATH",
    help="What the network starts from: imagenet downloads its weights once; PATH is a file of weights for the "
    "ResNet50 without its top, or the folder of a run.",
)
@click.option("--image-size", type=click.IntRange(32, 1024), metavar="N", help="Side of the network's input in pixels.")
@click.option("--batch-size", type=click.IntRange(min=1), metavar="N", help="Images per training step.")
@click.option("--epochs-head", type=click.IntRange(min=0), metavar="N", help="Epochs with the ResNet50 frozen.")
@click.option(
    "--epochs-finetune", type=click.IntRange(min=0), metavar="N", help="Epochs with its later layers learning."
)
@click.option(
    "--unfreeze-from",
    metavar="LAYER",
    help="First layer that learns in every stage after the head's, by index or name.",
)
@click.option(
    "--split-by",
    type=click.Choice(["lesion", "image"]),
    help="What stays in one part of the split: the images of a lesion, or each image alone, which shows training "
    "images again in the test part; for comparison only.",
)
@click.option(
    "--precision",
    type=click.Choice(["auto", "float32", "bfloat16", "float16"]),
    default="auto",
    show_default=True,
    help="Arithmetic of the training; auto asks the device.",
)
@click.option(
    "--devices",
    callback=_devices,
    metavar="all|N",
    default="all",
    show_default=True,
    help="How many GPUs share every batch; the cores of a CPU are one device.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    metavar="N",
    help="Seed of the order, the augmentation and random weights.",
)
@click.option("--split-seed", type=click.IntRange(0, 2**31 - 1), metavar="N", help="Seed of the split and of --limit.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Use about N images, for a trial.")
@click.option(
    "--folds",
    type=click.IntRange(3, 50),
    metavar="K",
    help="Cross-validate: K networks, each judged on the fold it never saw; answers pooled.",
)
@click.option(
    "--final",
    type=click.Choice(["all", "distil"]),
    help="With --folds, or --resume of them: then train one network on all images, by their labels (all) or by the "
    "mean answers of the folds (distil), for as many epochs as the folds chose. Its figures are those of the folds.",
)
@click.option(
    "--no-test",
    is_flag=True,
    help="Leave the test part unread: for runs that are compared with each other on validation.",
)
@click.option(
    "--log",
    type=click.Choice(["tensorboard", "mlflow"]),
    help="Keep the figures of every epoch for this tool as well, in a folder beside the runs.",
)
@click.option(
    "--resume",
    "resumed",
    type=NamedPath(path_type=Path),
    metavar="RUN",
    help="Continue a run that was stopped, from its last finished epoch. Beside it only --data, --batch-size and "
    "--devices may be given, and --final for folds.",
)
@completion_option(NAME)
@click.version_option(__version__, prog_name=NAME)
@click.pass_context
def command(
    context: click.Context,
    /,
    data: tuple[Path, ...],
    negatives: tuple[Path, ...],
    output: Path,
    recipe: str,
    weights: str,
    precision: str,
    devices: int | None,
    limit: int | None,
    folds: int | None,
    final: str | None,
    no_test: bool,
    log: str | None,
    resumed: Path | None,
    **changes: Any,
) -> None:
    """Train a classifier: split the images, train in stages, calibrate, evaluate, and keep all of it in a run folder.

    Without options it downloads HAM10000 and does everything. How it trains is decided by the recipe, of which the
    options change single values.

    \b
    Examples:
      ham-train
      ham-train --data ham10000/ --epochs-finetune 5
      ham-train --data mine/ --recipe my.toml --weights resnet50.weights.h5
      ham-train --resume runs/2026-11-22_1934_standard

    For research use only. Not a medical device.
    """
    if context.invoked_subcommand is not None:
        _refuse_options_of_training(context)
        return
    with not_waiting_for_the_others(), told_in_one_sentence(NAME):
        if resumed is not None:
            _only_what_may_change(context)
            from desktop.errors import UsageError
            from trainer.runs.folder import load_unfinished

            if not (resumed / "folds.json").is_file():
                load_unfinished(resumed)  # as with --data: before the framework
                if final is not None:
                    raise UsageError("--final makes a network of folds; give the folder that --folds made")
            elif data or changes["batch_size"]:
                raise UsageError("resumed folds keep their data and batch size; leave out --data and --batch-size")
        if data or negatives:
            _check_folders(data, negatives)
        if resumed is not None:
            check_installed()
            from trainer.devices.devices import quiet_frameworks

            with quiet_frameworks():
                from trainer.pipeline.train import resume

            from trainer.pipeline.cross_validation.folds import is_folds, resume_folds

            if is_folds(resumed):
                _tell_end(resume_folds(resumed, devices=devices, final=final or ""))
                return
            folder = resume(resumed, data=data, batch_size=changes["batch_size"], devices=devices)
            _tell_end(folder.path)
            return
        from trainer.recipe import load_recipe, with_changes

        chosen = with_changes(load_recipe(recipe), **changes)
        if folds is not None and (no_test or log is not None or chosen.split_by == "image"):
            from desktop.errors import UsageError

            raise UsageError("--folds judges every image by groups; leave out --no-test, --log and --split-by image")
        if final is not None and folds is None:
            from desktop.errors import UsageError

            raise UsageError("--final makes a network of folds; give --folds as well, or --resume the folder of some")
        check_installed()
        if log is not None:
            check_log_installed(log)
        from trainer.devices.devices import quiet_frameworks

        with quiet_frameworks():
            from trainer.pipeline.train import Options, train

        options = Options(
            chosen,
            data or None,
            output,
            weights,
            precision,
            limit,
            command=_as_typed(),
            devices=devices,
            test=not no_test,
            log=log,
            negatives=negatives,
        )
        if folds is not None:
            from trainer.pipeline.cross_validation.folds import train_folds

            _tell_end(train_folds(options, folds, final=final or ""))
            return
        folder = train(options)
        _tell_end(folder.path)


def _check_folders(data: tuple[Path, ...], negatives: tuple[Path, ...]) -> None:
    """What is wrong with a path is told at once, before the framework takes its seconds to load."""
    from trainer.data.negatives import load_negatives
    from trainer.data.sources import negatives_named, read_sources

    sources = read_sources(data) if data else ()
    load_negatives((*negatives, *negatives_named(data)), sources=sources)


def _tell_end(folder: Path) -> None:
    say(f"finished: {folder}" if leads() else "finished; the first process wrote the run folder")


command.add_command(compare)
command.add_command(evaluate)
command.add_command(explore)
command.add_command(report)


def _refuse_options_of_training(context: click.Context) -> None:
    """Options before a sub-command are those of training; they would be ignored in silence."""
    for parameter in context.command.params:
        if parameter.name and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"{parameter.opts[0]} is an option of training; put the options of '{context.invoked_subcommand}' "
                "after its name",
                context,
            )


def _only_what_may_change(context: click.Context) -> None:
    """Raises UsageError for an option that a resumed run could not keep: its recipe and its split are fixed."""
    from desktop.errors import UsageError

    given = [
        parameter.opts[0]
        for parameter in context.command.params  # as --help lists them; context.params has no order of its own
        if parameter.name
        and parameter.name not in ("data", "batch_size", "devices", "resumed", "final")
        and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise UsageError(f"a resumed run keeps its own options; leave out {', '.join(given)}")


def _as_typed() -> str:
    """The command line, quoted for a shell."""
    import shlex
    import sys

    return shlex.join([NAME, *sys.argv[1:]])


def main() -> None:
    """Console script `ham-train`."""
    run(command, NAME)


if __name__ == "__main__":
    main()
