"""The questions the window asks: which files, where to save, and whether to classify again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from desktop.gui.export_kinds import Kind
from desktop.gui.settings import Settings
from desktop.gui.translation import marked, tr, trn
from desktop.images import SUFFIXES
from desktop.images.folder_search import OVERLAY
from desktop.language.spoken import told
from desktop.model.providers import load_onnxruntime
from desktop.study.database import SUFFIX


def ask_images(parent: QWidget, settings: Settings) -> list[Path]:
    """Images to classify; empty when the person changed their mind."""
    # Both cases, since the dialogs of some systems compare them.
    patterns = " ".join(f"*{s} *{s.upper()}" for s in sorted(SUFFIXES))
    names, _ = QFileDialog.getOpenFileNames(
        parent, tr("Open images"), settings.folder, tr("Images ({patterns});;All files (*)", patterns=patterns)
    )
    paths = [Path(name) for name in names]
    if paths:
        settings.folder = str(paths[0].parent)
    return paths


def ask_folder(parent: QWidget, settings: Settings) -> Path | None:
    """A folder to classify."""
    name = QFileDialog.getExistingDirectory(parent, tr("Open folder"), settings.folder)
    if not name:
        return None
    settings.folder = name
    return Path(name)


def ask_model(parent: QWidget, settings: Settings) -> Path | None:
    """A model file."""
    start = str(settings.model.parent) if settings.model else settings.folder
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open model"), start, tr("Models (*.onnx);;All files (*)"))
    return Path(name) if name else None


def ask_labels(parent: QWidget, settings: Settings) -> Path | None:
    """A file of known diagnoses."""
    name, _ = QFileDialog.getOpenFileName(
        parent, tr("Open known diagnoses"), settings.folder, tr("Tables (*.csv *.tsv *.CSV *.TSV);;All files (*)")
    )
    return Path(name) if name else None


def ask_agreement(parent: QWidget, settings: Settings) -> Path | None:
    """Where the figures of an agreement go: a table, or JSON where the name says so."""
    start = str(Path(settings.folder) / "agreement.csv") if settings.folder else "agreement.csv"
    name, chosen = QFileDialog.getSaveFileName(parent, tr("Save agreement"), start, tr("Table (*.csv);;JSON (*.json)"))
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() in (".csv", ".json"):
        return path
    return path.with_name(path.name + (".json" if "json" in chosen else ".csv"))


def ask_save(parent: QWidget, settings: Settings) -> Path | None:
    """Where the results go."""
    start = str(Path(settings.folder) / "results.csv") if settings.folder else "results.csv"
    name, chosen = QFileDialog.getSaveFileName(
        parent, tr("Save results"), start, tr("Table (*.csv);;JSON Lines (*.jsonl);;All files (*)")
    )
    if not name:
        return None
    path = Path(name)
    return path.with_name(path.name + ".jsonl") if "jsonl" in chosen and not path.suffix else path


_EXPORTS = {
    Kind.CSV: ("results", marked("Table (*.csv)")),
    Kind.SPREADSHEET: ("results for spreadsheets", marked("Table (*.csv)")),
    Kind.JSON_LINES: ("results", marked("JSON Lines (*.jsonl)")),
    Kind.HTML: ("report", marked("Web page (*.html)")),
    Kind.PDF: ("report", marked("PDF (*.pdf)")),
}


def ask_export(parent: QWidget, settings: Settings, kind: Kind) -> Path | None:
    """Where an export goes: a file, or for copies a folder; the ending is added where it lacks."""
    if kind is Kind.COPIES:
        name = QFileDialog.getExistingDirectory(parent, tr("Folder for the copies"), settings.folder)
        return Path(name) if name else None
    stem, kinds = _EXPORTS[kind]
    return _ask_file(parent, settings, tr("Export"), stem, tr(kinds))


def ask_heat_map(parent: QWidget, settings: Settings, name: str) -> Path | None:
    """Where the heat map of the image of that name goes; the ending is the one that a search for images passes over."""
    start = str(Path(settings.folder) / f"{name}{OVERLAY}")
    chosen, _ = QFileDialog.getSaveFileName(
        parent, tr("Save heat map"), start, tr("Heat map (*{overlay});;Picture (*.png)", overlay=OVERLAY)
    )
    if not chosen:
        return None
    path = Path(chosen)
    settings.folder = str(path.parent)
    return path if path.suffix.lower() in (".jpg", ".jpeg", ".png") else path.with_name(path.name + OVERLAY)


def ask_diagnosis(parent: QWidget, settings: Settings) -> Path | None:
    """Where the diagnostic report goes."""
    return _ask_file(parent, settings, tr("Save diagnostic report"), "ham-classifier diagnosis", tr("Text (*.txt)"))


def _ask_file(parent: QWidget, settings: Settings, title: str, stem: str, kinds: str) -> Path | None:
    ending = kinds[kinds.index("*") + 1 : kinds.index(")")]
    start = str(Path(settings.folder) / f"{stem}{ending}")
    name, _ = QFileDialog.getSaveFileName(parent, title, start, kinds)
    if not name:
        return None
    path = Path(name)
    settings.folder = str(path.parent)
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)


def ask_study(parent: QWidget, settings: Settings) -> Path | None:
    """A study to open."""
    name, _ = QFileDialog.getOpenFileName(
        parent, tr("Open study"), settings.folder, tr("Studies (*{suffix});;All files (*)", suffix=SUFFIX)
    )
    if not name:
        return None
    settings.folder = str(Path(name).parent)
    return Path(name)


def ask_study_name(parent: QWidget, settings: Settings, name: str) -> Path | None:
    """Where the study goes on; the ending is added where it lacks."""
    start = str(Path(settings.folder) / f"{name}{SUFFIX}")
    name, _ = QFileDialog.getSaveFileName(parent, tr("Save study as"), start, tr("Studies (*{suffix})", suffix=SUFFIX))
    if not name:
        return None
    path = Path(name)
    settings.folder = str(path.parent)
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


def may_classify_again(parent: QWidget, rows: int) -> bool:
    """Whether a newly opened model may replace the results in the table."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(
        trn(
            "Classify the {n:,} image in the table again with the new model?",
            "Classify the {n:,} images in the table again with the new model?",
            rows,
        )
    )
    box.setInformativeText(
        tr(
            "Results of two models do not mix in one table. The present ones stay in the study and are there again "
            "when their model is opened."
        )
    )
    go_on = box.addButton(tr("Classify again"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("Keep the present model"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is go_on


def may_view_again(parent: QWidget, rows: int, views: int) -> bool:
    """Whether the images in the table may be answered again by another number of views."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    seen = tr("once") if views == 1 else tr("{views} times", views=views)
    box.setText(
        trn(
            "Classify the {n:,} image in the table again, each seen {seen}?",
            "Classify the {n:,} images in the table again, each seen {seen}?",
            rows,
            seen=seen,
        )
    )
    box.setInformativeText(tr("Other views give other numbers, and the two do not mix in one table."))
    go_on = box.addButton(tr("Classify again"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("Keep the number of views"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is go_on


def may_cancel(parent: QWidget, left: int) -> bool:
    """Whether a long run may end here."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(
        trn("Stop here and leave {n:,} image unclassified?", "Stop here and leave {n:,} images unclassified?", left)
    )
    box.setInformativeText(tr("What is in the table stays. Dropping the same folder again goes on from here."))
    stop = box.addButton(tr("Stop here"), QMessageBox.ButtonRole.AcceptRole)
    go_on = box.addButton(tr("Go on"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(go_on)
    box.exec()
    return box.clickedButton() is stop


def ask_lesion_name(parent: QWidget, name: str) -> str | None:
    """What a lesion is called; None where the person changed their mind."""
    text, accepted = QInputDialog.getText(
        parent, tr("Name lesion"), tr("The lesion of these images is called"), text=name
    )
    return text.strip() if accepted else None


def may_lose_reviews(parent: QWidget, count: int, why: str) -> bool:
    """Whether the window may close though reviews are not on the disk."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(
        trn(
            "The review of {n:,} image is not on the disk yet.",
            "The review of {n:,} images is not on the disk yet.",
            count,
        )
    )
    box.setInformativeText(
        tr("{why}. Save the study under another name, or make room; it is then written at once.", why=told(why))
    )
    stay = box.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
    go = box.addButton(tr("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.exec()
    return box.clickedButton() is go


def about(parent: QWidget, title: str, version: str, notice: str) -> None:
    """Name, version and what this is not for."""
    box = QMessageBox(parent)
    # A card that is read and closed: nothing to make small or large.
    box.setWindowFlags(
        Qt.WindowType.Dialog
        | Qt.WindowType.CustomizeWindowHint
        | Qt.WindowType.WindowTitleHint
        | Qt.WindowType.WindowCloseButtonHint
    )
    box.setWindowTitle(tr("About {title}", title=title))
    box.setText(
        tr(
            "<h3>{title} {version}</h3><p>Classifies dermatoscopic images with one model file, on this computer alone: "
            "nothing is sent anywhere, and images are only read.</p>"
            "<p><b>{notice}.</b> It has not been evaluated for diagnosis, and no result may guide the care of a "
            "patient.</p><p>Qt {qt}, ONNX Runtime {runtime}. MIT licence; a model's "
            "licence stands in its card.</p>",
            title=title,
            version=version,
            notice=notice,
            qt=qVersion(),
            runtime=load_onnxruntime().__version__,
        )
    )
    box.addButton(tr("Close"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
