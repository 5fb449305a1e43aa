"""What a session can be asked about itself, and what it tells."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.contract import ModelInfo, OperatingPoint
from desktop.engine.events import Finished
from desktop.gui.session.backlog import Backlog
from desktop.gui.session.model_loading import Loading
from desktop.gui.session.open_studies import OpenStudies
from desktop.gui.session.pace import Progress
from desktop.gui.session.prevalence import PrevalenceInUse
from desktop.gui.session.referral import Referral
from desktop.gui.session.study_opening import agree, model_of
from desktop.gui.session.tally import Tally
from desktop.gui.session.worker import Run, Search
from desktop.gui.settings import RunOptions
from desktop.model.network import Network
from desktop.results.prediction_sets import sets_at
from desktop.results.prevalence import Prevalence
from desktop.results.terms import Terms
from desktop.study.browsing import StudyModel
from desktop.study.store import Study


class SessionState(QObject):
    """The signals, and questions that change nothing; the work is `desktop.gui.session.session.Session`'s."""

    model_changed = Signal()
    """Another model file is open."""
    model_failed = Signal(str)
    """A model file could not be opened, and why."""
    study_changed = Signal()
    """Another study is open, or the same with the answers of another model: the table begins anew."""
    point_changed = Signal()
    """Who is referred has changed."""
    prevalence_changed = Signal()
    """The numbers of the answers have changed, and with them what the images were named."""
    arrived = Signal(list)
    """list[Result]: new ones, and such as take the place of one with the same key."""
    removed = Signal(list)
    """list[Result]: rows that left the table."""
    naming_changed = Signal(object)
    """Naming: how the images in the table are called."""
    progressed = Signal(Progress)
    state_changed = Signal()
    run_ended = Signal(Finished)
    problem = Signal(str)
    note = Signal(str)

    options: RunOptions
    classifier: Network | None
    model: StudyModel | None
    open_studies: OpenStudies
    tally: Tally
    _referral: Referral
    _prevalence: PrevalenceInUse
    _backlog: Backlog
    _loading: Loading
    _search: Search | None
    _run: Run | None
    _paused: bool
    broken_off: bool
    """Whether a person ended the last run before its end."""

    @property
    def study(self) -> Study | None:
        """The open study."""
        return self.open_studies.study

    @property
    def info(self) -> ModelInfo | None:
        """Classes and thresholds of what is in the table, or of the open model where it is empty."""
        if self.model is not None:
            return self.model.info
        return self.classifier.info if self.classifier else None

    @property
    def point(self) -> OperatingPoint | None:
        """The operating point that decides who is referred."""
        return self._referral.point

    @property
    def prevalence(self) -> Prevalence | None:
        """That answers are told at; None for the model's own numbers."""
        return self._prevalence.prevalence

    @property
    def terms(self) -> Terms | None:
        """What rows are made by now; None without a model."""
        info = self.info
        return None if info is None else Terms(info, self.point, self.prevalence, sets_at(info))

    @property
    def _model_checksum(self) -> str:
        if self.model is not None:
            return self.model.setup.model_sha256
        return self.classifier.sha256 if self.classifier else ""

    @property
    def loading(self) -> bool:
        """Whether a model file is being opened."""
        return self._loading.busy

    @property
    def opening(self) -> bool:
        """Whether a study is being opened, or its rows are handed to the table."""
        return self.open_studies.busy

    @property
    def running(self) -> bool:
        """Whether images are being classified, or handed to the table."""
        return self._run is not None

    @property
    def searching(self) -> bool:
        return self._search is not None

    @property
    def busy(self) -> bool:
        """Whether anything is under way but the opening of a model."""
        return self.opening or self.running or self.searching

    @property
    def paused(self) -> bool:
        return self._paused and self.running

    @property
    def waiting(self) -> int:
        """Images that were found and that no run has taken yet."""
        return self._backlog.waiting

    @property
    def unanswered(self) -> int:
        """Images of the study without an answer yet."""
        return max(0, self._backlog.known - self.tally.rows)

    @property
    def may_classify(self) -> bool:
        """Whether the open model is the one that answers in this study."""
        if self.classifier is None:
            return False
        return self.model is None or agree(self.model.setup, model_of(self.classifier, self.options.tta).setup)

    @property
    def finished(self) -> Finished:
        """How it went so far, over all runs since the table was empty."""
        return self.tally.finished
