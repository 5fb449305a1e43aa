"""Known diagnoses in the window: a file that is opened or dropped, read in a thread, and what it says of each image."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from desktop.errors import HamError
from desktop.evaluation.labels import Label, Labels, read_labels
from desktop.gui.actions import Actions, connect
from desktop.gui.results.page import ResultsPage
from desktop.gui.review.agreement_dialog import Compared
from desktop.gui.session.session import Session
from desktop.gui.table.columns import Known
from desktop.gui.translation import tr
from desktop.study.naming import Naming
from desktop.study.store import Study

SETTING = "known_diagnoses"
"""The setting of a study that says where its file of known diagnoses lies."""


class LabelsReader(QThread):
    """Reads a file and finds the label of each of these images by its name; afterwards `labels` and `found` hold them,
    or `problem` is set."""

    def __init__(self, path: Path, paths: Sequence[str], naming: Naming, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.labels: Labels | None = None
        self.found: dict[str, Known | None] = {}
        self.problem = ""
        self._paths = paths
        self._naming = naming

    def run(self) -> None:
        try:
            labels = read_labels(self.path)
        except HamError as error:
            self.problem = str(error)
            return
        names = [self._naming.name(path) for path in self._paths]
        self.found = {name: to_known(labels.find(name, _place(name, self._naming))) for name in names}
        self.labels = labels


def to_known(label: Label | None) -> Known | None:
    """A line of the file in the words of the table."""
    if label is None:
        return None
    return Known(label.diagnosis, label.lesion, label.patient, label.age, label.site)


def _place(name: str, naming: Naming) -> Path | None:
    """Where an image lies: `clinicA/001` is not the label of `001.jpg` where the folder that was opened is clinicB."""
    return None if naming.root is None else Path(naming.root, name)


class KnownDiagnoses(QObject):
    """`open` a file; the table then has columns and a filter of it, and the agreement can be counted against it."""

    changed = Signal()
    note = Signal(str)
    problem = Signal(str)

    def __init__(self, page: ResultsPage, session: Session, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._session = session
        self._actions = actions
        self._labels: Labels | None = None
        self._found: dict[str, Known | None] = {}
        self._reader: LabelsReader | None = None
        self._next: tuple[Path, bool] | None = None
        self._of: Study | None = None
        self._told = False
        self._had: Study | None = None
        """The study that was open last."""
        connect(actions.close_labels, self.close)
        session.study_changed.connect(self._on_study_changed)
        session.naming_changed.connect(self._on_naming_changed)
        session.run_ended.connect(self._on_run_ended)
        session.state_changed.connect(self._on_state_changed)
        self._refresh()

    @property
    def path(self) -> Path | None:
        """The file that is open."""
        return self._labels.path if self._labels else None

    def open(self, path: Path, *, told: bool = False) -> None:
        """Read a file in the background. `told`: nothing needs to be said of it any more."""
        if self._reader is not None or self._session.opening:
            self._next = path, told  # the last one asked for counts
            return
        model = self._page.model
        self._of = self._session.study
        self._told = told
        self._reader = LabelsReader(path.absolute(), [result.path for result in model.results], model.naming, self)
        self._reader.finished.connect(self._on_read)
        self._reader.start()

    def close(self) -> None:
        """Forget what is known."""
        self._labels, self._found = None, {}
        self._session.reviews.keep(SETTING, "")
        self._show()

    def compared(self) -> Compared | None:
        """What the agreement with the known diagnoses is counted from; None without a model."""
        info = self._session.info
        if info is None:
            return None
        model = self._page.model
        rows = [
            (result, known.diagnosis, self._session.reviews.of(result.key).lesion or known.lesion)
            for result in model.results
            if (known := model.known(result)) is not None
        ]
        return Compared(rows, model.naming, info, self._session.point, self._session.prevalence, by_person=False)

    def stop(self) -> None:
        """Wait for a file that is being read."""
        if self._reader is not None:
            self._reader.wait()

    def _known(self, name: str) -> Known | None:
        if name not in self._found:
            self._found[name] = (
                to_known(self._labels.find(name, _place(name, self._page.model.naming))) if self._labels else None
            )
        return self._found[name]

    def _on_read(self) -> None:
        reader, self._reader = self._reader, None
        assert reader is not None
        reader.wait()
        reader.deleteLater()
        if self._next is not None:
            self._open_next()
            return
        if self._of is not None and not self._session.open_studies.goes_on_in(self._of):
            if not self._told:
                self._say_left(reader.path)
            return
        if reader.labels is None:
            self.problem.emit(reader.problem)
            return
        self._labels, self._found = reader.labels, reader.found
        self._session.reviews.keep(SETTING, str(reader.path))
        self._show()
        self._say(reader.labels)

    def _open_next(self) -> None:
        if self._next is not None:
            (path, told), self._next = self._next, None
            self.open(path, told=told)

    def _say(self, labels: Labels) -> None:
        """How many images the file speaks of, once there are images."""
        if self._told or not self._page.model.results:
            return
        self._told = True
        model = self._page.model
        known = sum(model.known(result) is not None for result in model.results)
        if known:
            self.note.emit(
                tr(
                    "{name} has a diagnosis for {known:,} of {total:,} images.",
                    name=labels.path.name,
                    known=known,
                    total=len(model.results),
                )
            )
        else:
            example = next(iter(labels)).image
            self.problem.emit(
                tr(
                    "{path} speaks of none of these images: it calls them by names such as '{example}'.",
                    path=labels.path,
                    example=example[:60],
                )
            )

    def _show(self) -> None:
        self._page.model.set_known(self._known if self._labels else None)
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        self._actions.close_labels.setEnabled(self._labels is not None)

    def _on_naming_changed(self) -> None:
        if self._labels is not None:
            self._found = {}
            self._show()

    def _on_run_ended(self) -> None:
        if self._next is not None and self._reader is None:
            self._session.open_studies.settings.pop(SETTING, None)
            self._open_next()
        elif self._labels is not None:
            self._say(self._labels)
            self.changed.emit()
        elif path := self._session.open_studies.settings.get(SETTING):
            self._session.open_studies.settings.pop(SETTING)
            if Path(path).is_file():
                self.open(Path(path), told=True)

    def _on_state_changed(self) -> None:
        """A study that could not be opened, for which a file was to be read, leaves it unread."""
        if self._next is None or self._reader is not None or self._session.opening:
            return
        if self._session.study is None:  # the one before was put away
            self._open_next()
        else:
            (path, _), self._next = self._next, None
            self._say_left(path)

    def _say_left(self, path: Path) -> None:
        self.note.emit(tr("Not opened, as the study that it was opened for is not open: {name}", name=path.name))

    def _on_study_changed(self) -> None:
        """What is known is known of a study; what was opened before there was one is of the first."""
        before, self._had = self._had, self._session.study
        if SETTING in self._session.open_studies.settings or (
            before is not None and not self._session.open_studies.goes_on_in(before)
        ):
            self._labels, self._found = None, {}
            self._show()
        elif self._labels is not None:
            self._session.reviews.keep(SETTING, str(self._labels.path))
