"""The questions the window asks: which files, where to save, and whether results may be lost."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.gui.settings import Settings
from desktop.images import SUFFIXES


def ask_images(parent: QWidget, settings: Settings) -> list[Path]:
    """Images to classify; empty when the person changed their mind."""
    # Both cases, since the dialogs of some systems compare them.
    patterns = " ".join(f"*{s} *{s.upper()}" for s in sorted(SUFFIXES))
    names, _ = QFileDialog.getOpenFileNames(
        parent, "Open images", settings.folder, f"Images ({patterns});;All files (*)"
    )
    paths = [Path(name) for name in names]
    if paths:
        settings.folder = str(paths[0].parent)
    return paths


def ask_folder(parent: QWidget, settings: Settings) -> Path | None:
    """A folder to classify."""
    name = QFileDialog.getExistingDirectory(parent, "Open folder", settings.folder)
    if not name:
        return None
    settings.folder = name
    return Path(name)


def ask_model(parent: QWidget, settings: Settings) -> Path | None:
    """A model file."""
    start = str(settings.model.parent) if settings.model else settings.folder
    name, _ = QFileDialog.getOpenFileName(parent, "Open model", start, "Models (*.onnx);;All files (*)")
    return Path(name) if name else None


def ask_save(parent: QWidget, settings: Settings) -> Path | None:
    """Where the results go."""
    start = str(Path(settings.folder) / "results.csv") if settings.folder else "results.csv"
    name, chosen = QFileDialog.getSaveFileName(
        parent, "Save results", start, "Table (*.csv);;JSON Lines (*.jsonl);;All files (*)"
    )
    if not name:
        return None
    path = Path(name)
    return path.with_name(path.name + ".jsonl") if "jsonl" in chosen and not path.suffix else path


def may_lose_results(parent: QWidget, rows: int, deed: str) -> bool:
    """Whether to go on although results were not saved. `deed`: the word on the button that goes on."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"The results of {rows:,} image{'' if rows == 1 else 's'} are not saved.")
    box.setInformativeText("They can be made again from the images, but not brought back.")
    go_on = box.addButton(f"{deed} without saving", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton("Go back", QMessageBox.ButtonRole.RejectRole))
    box.exec()
    return box.clickedButton() is go_on


def may_classify_again(parent: QWidget, rows: int) -> bool:
    """Whether a newly opened model may replace the results in the table."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"Classify the {rows:,} image{'' if rows == 1 else 's'} in the table again with the new model?")
    box.setInformativeText("Results of two models do not mix. Save the present ones first if you want to keep them.")
    go_on = box.addButton("Classify again", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Keep the present model", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is go_on


def about(parent: QWidget, title: str, version: str, notice: str) -> None:
    """Name, version and what this is not for."""
    QMessageBox.about(
        parent,
        f"About {title}",
        f"<h3>{title} {version}</h3><p>Classifies dermatoscopic images with one model file, on this computer alone.</p>"
        f"<p>{notice}.</p>",
    )
