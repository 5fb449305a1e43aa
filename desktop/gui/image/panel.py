"""One image, explained: the picture, what the model says about it, every probability, and what to look at twice."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.contract import ModelInfo, OperatingPoint
from desktop.evaluation.shift import Shift
from desktop.evaluation.shift_words import nothing_promised
from desktop.gui.image.heat_controls import HeatControls
from desktop.gui.image.image_view import ImageView
from desktop.gui.image.preview import Picture, Wish
from desktop.gui.image.probability_bars import ProbabilityBars
from desktop.gui.image.review_panel import ReviewPanel
from desktop.gui.session.row import Result
from desktop.gui.settings import Numbers
from desktop.gui.theme import bold
from desktop.gui.translation import tr
from desktop.gui.widgets.splitter import Splitter
from desktop.language.spoken import told
from desktop.model.network import Network
from desktop.results.prevalence import Prevalence
from desktop.results.rows import Row, at_point, at_prevalence
from desktop.results.wording import class_name, explain, possible_in_words, score_in_words, share
from desktop.study.reviews import Review

LOW_LINES = 24
"""Lines of text below which the panel is too low for a review that stays in sight."""
_LEAST_WORDS_LINES = 5
_LARGE_HEADLINE, _SMALL_HEADLINE = 5.0, 2.0
"""Points by which the headline is larger than the words."""
_FRAMES = 4
"""Pixels that the card's frame and the divider take of the picture's half."""
_WORDS_LINES = 9
"""Of text between picture and review, where there is room for more than half of the panel for the picture."""


class DetailPanel(QWidget):
    """`show_result` fills the words at once and asks for the picture by `wished`; `show_picture` takes the answer."""

    wished = Signal(Wish)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: Result | None = None
        self._picture: Picture | None = None
        self._info: ModelInfo | None = None
        self._point: OperatingPoint | None = None
        self._withdrawn = False
        self._prevalence: Prevalence | None = None
        self._numbers = Numbers.POINT
        self._classifier: Network | None = None

        self.image = ImageView()
        self.heat = HeatControls()
        self.headline = QLabel(wordWrap=True)
        self._set_headline(_LARGE_HEADLINE)
        self.facts = QLabel(wordWrap=True)
        self.notes = QLabel(wordWrap=True)
        self.bars_title = QLabel(tr("Probabilities"), wordWrap=True)
        bold(self.bars_title)
        self.bars = ProbabilityBars()
        self.lesion = QLabel(wordWrap=True)
        self.review = ReviewPanel()
        self.file = QLabel(wordWrap=True)
        self.file.setProperty("quiet", True)
        for label in (self.headline, self.facts, self.notes, self.lesion, self.file):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(14, 10, 20, 12)
        column.setSpacing(8)
        for widget in (self.headline, self.notes, self.facts, self.lesion, self.bars_title, self.bars, self.file):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(words)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # read by arrow keys where it is longer than its place
        scroll.setAccessibleName(tr("What the model says of the image"))
        scroll.setProperty("read", True)
        self._scroll = scroll
        words.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)

        top = QWidget()
        picture = QVBoxLayout(top)
        picture.setContentsMargins(0, 0, 0, 0)
        picture.setSpacing(0)
        picture.addWidget(self.image, 1)
        picture.addWidget(self.heat)
        split = Splitter(Qt.Orientation.Vertical)
        split.addWidget(top)
        split.addWidget(scroll)
        split.setStretchFactor(0, 1)
        split.splitterMoved.connect(self._on_split)
        self.split = split
        split.installEventFilter(self)
        self._low = False
        self._own_split = False
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedHeight(1)
        inside.addWidget(split, 1)
        inside.addWidget(rule)
        inside.addWidget(self.review)
        self._rule, self._bottom, self._words = rule, inside, column
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(card)
        self.heat.changed.connect(self._show_heat)
        self.heat.pixels.clicked.connect(self.image.show_pixels)
        self.heat.fit.clicked.connect(self.image.fit)
        self.show_result(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window or with large letters the review is written shorter; where that does not do, it goes below
        the words and is scrolled to with them: at the bottom it would leave no room for the picture."""
        super().resizeEvent(event)
        low = not self._fits(compact=False) and not self._fits(compact=True)
        if low and self._words.indexOf(self.review) < 0:
            self._words.insertWidget(self._words.count() - 1, self.review)  # above the stretch
        elif not low and self._bottom.indexOf(self.review) < 0:
            self._bottom.addWidget(self.review)
        self._rule.setVisible(not low)
        self._low = low
        self._divide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The divider is set where the room above and below it is known, after the panel's own size is."""
        if watched is self.split and event.type() == QEvent.Type.Resize:
            self._divide()
        return super().eventFilter(watched, event)

    def _fits(self, *, compact: bool) -> bool:
        """Whether half of the panel is left for the picture where the review stays in sight below the words."""
        line = self.fontMetrics().height()
        self.review.set_compact(compact)
        self._set_headline(_SMALL_HEADLINE if compact else _LARGE_HEADLINE)
        review = self._review_height
        least = self.height() // 2 + _FRAMES + self.heat.sizeHint().height() + _LEAST_WORDS_LINES * line
        return self.height() >= max(LOW_LINES * line, least + review + self.split.handleWidth())

    @property
    def _review_height(self) -> int:
        """In the panel's width: as it lies somewhere else its own hint may be of another one."""
        layout = self.review.layout()
        assert layout is not None
        layout.activate()
        return layout.heightForWidth(self.width() - 4)

    def _set_headline(self, larger: float) -> None:
        font = self.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() + larger)
        if self.headline.font() != font:
            self.headline.setFont(font)

    def _divide(self) -> None:
        """At least half of the panel for the picture, until a person sets that."""
        if self._own_split:
            return
        beside = 0 if self._low else self._review_height
        room = self.height() - beside - self.split.handleWidth() - 4
        controls = self.heat.sizeHint().height()
        words = _WORDS_LINES * self.fontMetrics().height()
        picture = max(self.height() // 2 + _FRAMES, min(self.width() * 3 // 4, room - words - controls)) + controls
        self.split.setSizes([picture, max(1, room - picture)])

    def _on_split(self) -> None:
        self._own_split = True

    def layout_state(self) -> QByteArray:
        """Where the divider below the picture stands; empty where nobody moved it."""
        return self.split.saveState() if self._own_split else QByteArray()

    def restore_layout(self, state: QByteArray) -> None:
        self._own_split = not state.isEmpty() and self.split.restoreState(state)

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the keyboard's focus, from the top to the bottom."""
        heat = self.heat
        return [
            self.image,
            heat.shown,
            heat.which,
            heat.strength,
            heat.pixels,
            heat.fit,
            heat.large,
            self._scroll,
            *self.review.in_order,
        ]

    @property
    def explained(self) -> tuple[Result, str, Network] | None:
        """The image shown, the class that its heat map is of, and what makes it; None where there is none to make."""
        result = self._result
        if result is None or result.failed or self._classifier is None:
            return None
        return replace(result, row=self._row(result)), self.heat.code, self._classifier

    def set_model(self, info: ModelInfo, classifier: Network | None) -> None:
        """What the results were given by; `classifier` makes its heat maps, None where another model is open."""
        if self._info is None or self._info.classes != info.classes:
            self.bars.set_classes(info.classes)
            self.heat.set_classes(info.classes)
            self.review.set_classes(info.classes)
        self._info = info
        self._classifier = classifier
        self.show_result(self._result)

    def set_terms(self, point: OperatingPoint | None, prevalence: Prevalence | None) -> None:
        """What decides on referral from now on, and the prevalence that the numbers are told at."""
        self._point, self._prevalence = point, prevalence
        self._explain_again()

    def doubt(self, shift: Shift | None) -> None:
        """What is said of the images as a whole, on which the promise of the sets may not hold; None for nothing."""
        self._withdrawn = shift is not None and shift.shifted is True
        self._explain_again()

    def _explain_again(self) -> None:
        if self._result is not None and self._info is not None and not self._result.failed:
            self._explain(self._result, self._info)

    def set_numbers(self, numbers: Numbers) -> None:
        """How numbers are written."""
        self._numbers = self.bars.numbers = numbers
        self.show_result(self._result)

    def show_review(self, review: Review | None, count: int = 1) -> None:
        """What a person said about the chosen image; None where none is chosen. `count`: of the images spoken of."""
        result = self._result
        self.review.setVisible(review is not None)
        self.lesion.setVisible(False)
        if review is not None and result is not None:
            named = "" if result.failed or result.unfamiliar else self._row(result).diagnosis
            self.review.show_review(review, model=named, count=count)

    def show_lesion(self, words: str) -> None:
        """The joint score of the images of one lesion; empty where the image is of none."""
        self.lesion.setText(words)
        self.lesion.setVisible(bool(words))

    def say_again(self) -> None:
        """In another language, what is put together here."""
        self.heat.say_again()
        self.review.say_again()
        self.show_result(self._result)

    def show_result(self, result: Result | None) -> None:
        """Explain this result, or say that none is chosen."""
        self._result = result
        self._picture = None
        info = self._info
        answered = result is not None and not result.failed and info is not None
        for widget in (self.bars_title, self.bars, self.facts):
            widget.setVisible(answered)
        self.heat.setEnabled(answered and self._classifier is not None)
        self.notes.setVisible(False)
        self.file.setVisible(result is not None)
        if result is None:
            self.show_review(None)
        if result is None or info is None:
            self.headline.setText(tr("No image chosen"))
            self.image.show_words(tr("Choose a row to see its image"))
            return
        row = result.row
        if result.failed:
            self.headline.setText(tr("Not classified"))
            self._say_notes([tr("This file could not be read: {error}.", error=told(row.error))])
            self.file.setText(result.path)
            self.image.show_words(tr("No image to show"))
            return
        self._explain(result, info)
        assert row.width is not None
        assert row.height is not None
        self.file.setText("\n".join(self._file_facts(result)))
        self.heat.choose(self._row(result).diagnosis)
        self._wish()

    def show_picture(self, picture: Picture) -> None:
        """Take what the preview thread made; an answer to an earlier choice is passed over."""
        result = self._result
        if result is None or picture.wish.path != result.path:
            return
        self._picture = picture
        if picture.image is None:
            self.image.show_words(tr("The image cannot be shown: {problem}.", problem=told(picture.problem)))
            return
        self.file.setText("\n".join(self._file_facts(result, picture.file)))
        if not self.image.has_image:
            self.image.show_image(picture.image, picture.wish.width, picture.wish.height)
        self._show_heat()

    def _explain(self, result: Result, info: ModelInfo) -> None:
        row = self._row(result)
        name = class_name(row.diagnosis, info)
        self.headline.setText(tr("Unfamiliar image: no diagnosis named") if result.unfamiliar else name)
        self._say_notes([explain(flag) for flag in row.flags])
        lines = []
        if not result.unfamiliar:
            assert row.probability is not None
            assert row.malignant is not None
            lines.append(
                tr(
                    "Probability {probability}, all malignant classes together {malignant}, at your prevalence.",
                    probability=share(row.probability),
                    malignant=share(row.malignant),
                )
                if row.prevalence
                else tr(
                    "Probability {probability}, all malignant classes together {malignant}.",
                    probability=share(row.probability),
                    malignant=share(row.malignant),
                )
            )
            if row.prevalence:
                own = result.row
                lines.append(
                    tr(
                        "By the model's own numbers: {name} {probability}, malignant {malignant}.",
                        name=class_name(own.diagnosis, info),
                        probability=share(own.probability or 0.0),
                        malignant=share(own.malignant or 0.0),
                    )
                )
            if possible := possible_in_words(row, info):
                lines.append(f"{possible}; {nothing_promised()}." if self._withdrawn else f"{possible}.")
        point = self._point
        if point is not None and (row.referral or not result.unfamiliar):
            lines.insert(0, f"{score_in_words(row, info, point)}.")
        self.facts.setText("\n".join(lines))
        self.facts.setVisible(bool(lines))
        self.facts.setText(self._numbers.localised(self.facts.text()))
        title = tr("Numbers, not to be relied on") if result.unfamiliar else tr("Probabilities")
        self.bars_title.setText(tr("{title}, beside them the model's own", title=title) if row.prevalence else title)
        self.bars.show_probabilities(row.probabilities, headline=not result.unfamiliar, own=row.trained)

    def _row(self, result: Result) -> Row:
        """As it is told: by the operating point and at the prevalence that are set."""
        if self._info is None:
            return result.row
        return at_prevalence(at_point(result.row, self._info, self._point), self._info, self._prevalence)

    def _file_facts(self, result: Result, file: str = "") -> list[str]:
        """Where the file lies, how large it is, and how unlike the training images the model found it."""
        row = result.row
        size = tr("{width:,} × {height:,} pixels", width=row.width, height=row.height)  # noqa: RUF001
        facts = [result.path, f"{size}, {file}" if file else size]
        if row.unfamiliarity is not None:
            facts.append(
                tr(
                    "Unfamiliarity {value}; flagged from {least}",
                    value=self._numbers.told(row.unfamiliarity),
                    least=self._numbers.told(1.0),
                )
            )
        return facts

    def _say_notes(self, sentences: list[str]) -> None:
        self.notes.setText("\n".join(f"⚠ {sentence}" for sentence in sentences))
        self.notes.setVisible(bool(sentences))

    def _wish(self) -> None:
        result = self._result
        assert result is not None
        self.image.show_words("")
        row = result.row
        classifier = self._classifier if self.heat.wanted else None
        self.wished.emit(Wish(result.path, row.width or 1, row.height or 1, classifier))

    def _show_heat(self) -> None:
        picture, result = self._picture, self._result
        if picture is None or result is None or picture.image is None:
            return
        if not self.heat.wanted:
            self.image.show_heat(None, 0.0)
        elif picture.heat:
            self.image.show_heat(picture.heat[self.heat.place], self.heat.opacity)
        elif picture.wish.classifier is None and self._classifier is not None:
            # Made only when first wanted: it costs a second run of the network for this image.
            self.wished.emit(Wish(picture.wish.path, picture.wish.width, picture.wish.height, self._classifier))
