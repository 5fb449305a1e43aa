"""ham-reading new|pack|merge|export|report|demo: what stands around a reading; the reading itself is in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from desktop import __version__
from desktop.common.command_line import NamedPath, run, say, told_in_one_sentence
from desktop.common.interrupts import ended_at_once

NAME = "ham-reading"
# Written out, so that --help loads neither NumPy nor ONNX Runtime; a test compares them.
DESIGNS = ("unaided", "aided", "unaided then aided", "two sessions")
_READING = click.argument("reading", type=NamedPath(path_type=Path, dir_okay=False))
_LANGUAGE = click.option(
    "--language",
    metavar="CODE",
    help="Of the report, such as de or es; tables and messages are English.  [default: the system's]",
)


F = TypeVar("F", bound=Callable[..., Any])


def _output(ending: str) -> Callable[[F], F]:
    return click.option(
        "-o",
        "--output",
        type=NamedPath(path_type=Path, dir_okay=False),
        required=True,
        metavar=f"FILE{ending}",
        help="The file to write; a reading is never replaced.",
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name=NAME)
def command() -> None:
    """Reading studies offline: blinded, in random order, timed, without or with the model, by many readers.

    The images are read in the window (ham-desktop, File > New reading). For research use only. Not a medical device.
    """


@command.command()
@click.argument("images", nargs=-1, required=True, metavar="IMAGES...", type=NamedPath(path_type=Path))
@_output(".hamreading")
@click.option("--title", help="What the study is called; readers see it.  [default: the file's name]")
@click.option("--design", type=click.Choice(DESIGNS), default="unaided", show_default=True)
@click.option(
    "--truth",
    type=NamedPath(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="Known diagnoses: columns image_id,dx[,lesion_id], or one column per class.",
)
@click.option(
    "--model",
    type=NamedPath(path_type=Path),
    metavar="FILE.onnx|DIR",
    help="Answers the images and says which classes there are.  [default: the embedded one]",
)
@click.option("--classes", metavar="A,B,...", help="In place of the model's, for 'unaided': no model is asked then.")
@click.option("--malignant", metavar="A,B,...", help="With --classes: which of them count as malignant.")
@click.option("--seed", type=int, help="Of the random orders.  [default: drawn, and kept in the reading]")
@click.option(
    "--repeats", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Share of images shown twice."
)
@click.option(
    "--session", type=click.IntRange(min=1), default=30, show_default=True, help="Images in a row before a break."
)
@click.option(
    "--washout",
    type=click.IntRange(min=0),
    default=28,
    show_default=True,
    help="Days between the sessions of 'two sessions'.",
)
@click.option("--management/--no-management", default=False, show_default=True, help="Ask: excise, follow, leave.")
@click.option("--confidence/--no-confidence", default=True, show_default=True, help="Ask: how sure, 1 to 5.")
@click.option("--note/--no-note", default=True, show_default=True, help="Offer a field for a note.")
@click.option("--heat-map", is_flag=True, help="Beside the model's answer: what in the image speaks for it.")
@click.option("--going-back", is_flag=True, help="The answer before may be changed within a session.")
@click.option("--teaching", is_flag=True, help="Show the truth after each answer.")
def new(images: tuple[Path, ...], output: Path, **options: Any) -> None:
    """Make a reading of IMAGES: folders, files, CSV lists with a column 'path', or studies (.hamstudy)."""
    with told_in_one_sentence(NAME):
        from desktop.reading_cli.new import make

        for line in make(images, output, **options):
            say(line)


@command.command()
@_READING
@_output(".hamreading")
@click.option("--without-model", is_flag=True, help="Leave the model's file out; its answers travel all the same.")
def pack(reading: Path, output: Path, without_model: bool) -> None:
    """Write READING with its images and model into one file for another computer.

    File names, lesions and (outside of teaching) the truth are left out, and in 'unaided' the model's answers too.
    """
    with told_in_one_sentence(NAME):
        from contextlib import closing

        from desktop.reading.file import ReadingFile
        from desktop.reading.packing import pack as write_packed

        with closing(ReadingFile(reading)) as file:
            write_packed(file, output, with_model=not without_model)
            say(f"{len(file.cases)} images -> {output} ({output.stat().st_size / 1e6:.1f} MB)")


@command.command()
@_READING
@click.argument("answers", nargs=-1, required=True, metavar="ANSWERS...", type=NamedPath(path_type=Path))
def merge(reading: Path, answers: tuple[Path, ...]) -> None:
    """Bring ANSWERS (.hamanswers, or readings with answers) into READING, without loss or doubling."""
    with told_in_one_sentence(NAME):
        from contextlib import closing

        from desktop.reading.file import ReadingFile
        from desktop.reading.packing import merge as bring

        with closing(ReadingFile(reading)) as file:
            for path in answers:
                (done,) = bring(file, [path])
                for name, rows in done.added.items():
                    say(f"{path}: {name}, {rows} new rows" + ("" if rows else " (all were here already)"))
                if not done.added:
                    say(f"{path}: no answers in it")


@command.command()
@_READING
@click.option(
    "-o",
    "--output",
    type=NamedPath(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help=".csv or .jsonl: one row per answer; .imrmc: the input of iMRMC; .hamanswers: to be merged elsewhere.",
)
@click.option("--reader", "readers", multiple=True, help="This reader only; may be given again.  [default: all]")
def export(reading: Path, output: Path, readers: tuple[str, ...]) -> None:
    """Write the answers of READING as a file whose ending says what it is."""
    with told_in_one_sentence(NAME):
        from desktop.reading_cli.export import write

        say(f"{write(reading, output, readers)} rows -> {output}")


@command.command()
@_READING
@_output(".html")
@_LANGUAGE
def report(reading: Path, output: Path, language: str | None) -> None:
    """Write the figures of READING as one page that opens offline."""
    with told_in_one_sentence(NAME):
        from contextlib import closing

        from desktop.language.choice import of_a_report

        language = of_a_report(language)

        from desktop.reading.file import ReadingFile
        from desktop.reading.page.render import write_report

        with closing(ReadingFile(reading)) as file:
            summary = write_report(file, output, language=language)
            for note in summary.notes:
                say(note)
            count = len(summary.readers)
            say(f"report of {count} {'reader' if count == 1 else 'readers'} -> {output}")


@command.command()
@click.argument("folder", type=NamedPath(path_type=Path, file_okay=False))
@click.option("--images", type=click.IntRange(10, 500), default=60, show_default=True, help="Images to draw.")
@click.option("--seed", type=int, default=1, show_default=True)
@_LANGUAGE
def demo(folder: Path, images: int, seed: int, language: str | None) -> None:
    """Draw lesions into FOLDER, let three invented readers read them, and write tables and report."""
    with told_in_one_sentence(NAME):
        from desktop.language.choice import of_a_report

        language = of_a_report(language)

        from desktop.reading.demo import demonstrate

        for line in demonstrate(folder, images=images, seed=seed, language=language):
            say(line)


def main() -> None:
    """Console script `ham-reading`."""
    with ended_at_once(NAME):
        run(command, NAME)


if __name__ == "__main__":
    main()
