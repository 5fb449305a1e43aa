"""A person's review by keys and clicks: ties the table, the panel, the reviews of the study and lesions together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.contract import OperatingPoint
from desktop.gui.actions import Actions, connect
from desktop.gui.image.review_panel import OUTSIDE_KEYS
from desktop.gui.results.page import ResultsPage
from desktop.gui.review.agreement_dialog import Compared
from desktop.gui.session.row import Result
from desktop.gui.session.session import Session
from desktop.gui.translation import tr, trn
from desktop.language.spoken import told
from desktop.results.lesions import HOW, Joint, joint_answer
from desktop.results.wording import class_name, named, share
from desktop.study.reviews import MOST_CONFIDENT, NO_REVIEW, OUTSIDE, Review

_MOST_COMPARED = 500
"""Of more images at once it is not told what they have in common."""


def point_now(session: Session) -> OperatingPoint | None:
    """The operating point that referrals are told at."""
    return session.point


class Reviewing(QObject):
    """Keys and the panel speak of the chosen images, which the one shown is always among; of several the panel says
    so."""

    changed = Signal()
    """A review changed, or the study."""
    note = Signal(str)
    """What a key did that is not seen."""

    def __init__(self, page: ResultsPage, session: Session, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._session = session
        self._actions = actions
        self._result: Result | None = None
        self._noted: list[int] | None = None
        panel = page.detail.review
        panel.label_given.connect(self._set_label)
        panel.note_begun.connect(self._begin_note)
        panel.note_given.connect(self._set_note)
        panel.note_left.connect(self._to_images)
        panel.reviewed_given.connect(self._set_reviewed)
        panel.confidence_given.connect(self._set_confidence)
        panel.next_asked.connect(self._reviewed_and_next)
        panel.note.returnPressed.connect(self._note_and_next)
        page.view.chosen.connect(self._show)
        page.view.selectionModel().selectionChanged.connect(self._on_selected)
        page.model.layoutChanged.connect(self._on_rearranged)
        session.reviews.changed.connect(self._on_changed)
        session.reviews.taken_back.connect(self._on_taken_back)
        session.reviews.about_to_act.connect(self._tell_note)
        connect(actions.same_lesion, self._group)
        connect(actions.no_lesion, self._ungroup)
        acts = session.reviews.acts
        connect(actions.undo, session.reviews.undo)
        connect(actions.redo, session.reviews.redo)
        acts.indexChanged.connect(self._refresh_acts)
        session.state_changed.connect(self._refresh_acts)
        self.add_keys(page)
        _key(page, "N", panel.note.setFocus)
        for view in (page.view, page.grid, page.detail.image):
            self.add_enter(view, Qt.ShortcutContext.WidgetShortcut)
        self._refresh_actions()
        self._refresh_acts()

    def add_keys(self, widget: QWidget) -> None:
        """Let the review's keys work in a widget and what lies in it."""
        for digit in range(10):
            _key(widget, str(digit), partial(self._digit, digit))
        for confidence in range(MOST_CONFIDENT + 1):
            _key(widget, f"Alt+{confidence}", partial(self._set_confidence, confidence))
        for code, key in OUTSIDE_KEYS.items():
            _key(widget, key, partial(self._set_label, code))
        _key(widget, "R", self._toggle_reviewed)

    def add_enter(
        self, widget: QWidget, context: Qt.ShortcutContext = Qt.ShortcutContext.WidgetWithChildrenShortcut
    ) -> None:
        """Let Enter settle the image and go on, where a widget has the keyboard's focus; a button in it is pressed."""

        def enter() -> None:
            focused = widget.focusWidget()
            if isinstance(focused, QAbstractButton) and focused.hasFocus():
                focused.click()
            else:
                self._reviewed_and_next()

        for key in ("Return", "Enter"):
            _key(widget, key, enter, context)

    def _plain_name(self, code: str) -> str:
        """As it is kept in the study, whatever language the window speaks."""
        info = self._session.info
        classes = {one.code: one.name for one in info.classes} if info else {}
        return classes.get(code) or OUTSIDE.get(code, code)

    def compared(self) -> Compared | None:
        """What the agreement is counted from now."""
        info = self._session.info
        if info is None:
            return None
        model = self._page.model
        said = [(model.result_of(key), review) for key, review in self._session.reviews.said if review.label]
        rows = [(result, review.label, review.lesion) for result, review in said if result is not None]
        return Compared(rows, model.naming, info, point_now(self._session), self._session.prevalence)

    def refresh(self) -> None:
        """Show the present review and lesion again: an operating point, a format or a model changed."""
        self._show(self._result)
        self._refresh_acts()

    @property
    def _keys(self) -> list[int]:
        """Of the images that are spoken of."""
        return [result.key for result in self._page.selected]

    def _digit(self, digit: int) -> None:
        code = self._page.detail.review.code_of_key(digit)
        if code is not None:
            self._set_label(code)

    def _set_label(self, code: str) -> None:
        self._session.reviews.set_label(self._keys, code, self._plain_name(code))

    def _set_confidence(self, confidence: int) -> None:
        self._session.reviews.set_confidence(self._keys, confidence)

    def _begin_note(self) -> None:
        if self._noted is None:
            self._noted = self._keys

    def _tell_note(self) -> None:
        """What is in the note is told now, and the next letter begins another one: one that was begun and wiped out
        again is nobody's."""
        self._page.detail.review.tell()
        self._noted = None

    def _set_note(self, note: str) -> None:
        """For the images that were spoken of when it was begun."""
        keys, self._noted = self._keys if self._noted is None else self._noted, None
        self._session.reviews.set_note(keys, note)

    def _set_reviewed(self, reviewed: bool) -> None:
        self._session.reviews.set_reviewed(self._keys, reviewed)

    def _toggle_reviewed(self) -> None:
        if self._result is not None:
            self._set_reviewed(not self._session.reviews.of(self._result.key).reviewed)

    def _reviewed_and_next(self) -> None:
        self._tell_note()
        self._set_reviewed(True)
        if not self._page.go_to_review():
            self.note.emit(tr("All images shown here are reviewed."))

    def _note_and_next(self) -> None:
        self._to_images()  # else the next key would be the next image's note
        self._reviewed_and_next()

    def _to_images(self) -> None:
        self._page.current_view.setFocus()

    def _group(self) -> None:
        """One lesion for all selected images: the one that some of them have already, or a new one."""
        selected = self._page.selected
        reviews = self._session.reviews
        names = [name for result in selected if (name := reviews.of(result.key).lesion)]
        if len(selected) > 1:
            reviews.set_lesion([result.key for result in selected], names[0] if names else self._new_name())

    def _ungroup(self) -> None:
        self._session.reviews.set_lesion(self._keys, "")

    def _new_name(self) -> str:
        taken = {review.lesion for _, review in self._session.reviews.said}
        number = 1
        while tr("Lesion {number}", number=number) in taken:
            number += 1
        return tr("Lesion {number}", number=number)

    def _on_taken_back(self, keys: list[int]) -> None:
        """What an undo changed is seen."""
        if keys and not self._page.reveal(keys):
            count = len(keys)
            self.note.emit(
                trn(
                    "Changed for {n:,} image that the filter or the search does not show.",
                    "Changed for {n:,} images that the filter or the search does not show.",
                    count,
                )
            )

    def _show(self, result: Result | None) -> None:
        self._tell_note()
        detail = self._page.detail
        self._result = result
        info = self._session.info
        if result is None or info is None:
            detail.show_review(None)
            return
        detail.review.set_classes(info.classes)
        self._show_review()

    def _show_review(self) -> None:
        if self._result is None or self._session.info is None:
            return
        detail, count = self._page.detail, self._page.selected_count
        review = self._session.reviews.of(self._result.key)
        detail.show_review(review if count <= 1 else self._in_common(count), max(1, count))
        detail.show_lesion(self._lesion_in_words(review.lesion))

    def _in_common(self, count: int) -> Review:
        """What was said of all images spoken of alike."""
        if count > _MOST_COMPARED:
            return NO_REVIEW
        reviews = [self._session.reviews.of(key) for key in self._keys]
        alike = {}
        for field in fields(Review):
            values = {getattr(review, field.name) for review in reviews}
            if len(values) == 1:
                alike[field.name] = values.pop()
        return Review(**alike)

    def _lesion_in_words(self, name: str) -> str:
        info = self._session.info
        if not name or info is None:
            return ""
        found = map(self._page.model.result_of, self._session.reviews.named(name))
        rows = [result.row for result in found if result is not None]
        joint = joint_answer(rows, info, point_now(self._session), prevalence=self._session.prevalence)
        counted = trn("{n:,} image", "{n:,} images", len(rows))
        if joint is None:
            return tr(
                "{name}, {counted}: none of them can be counted, so there is no joint score.",
                name=name,
                counted=counted,
            )
        return tr(
            "{name}, {counted} together: {answer}",
            name=name,
            counted=counted,
            answer=self._joint_in_words(joint),
        )

    def _joint_in_words(self, joint: Joint) -> str:
        info = self._session.info
        assert info is not None
        words = tr(
            "{name} {share}, malignant {malignant}",
            name=class_name(joint.diagnosis, info),
            share=share(joint.probability),
            malignant=share(joint.malignant),
        )
        if joint.referral is not None:
            words += tr(", refer: yes") if joint.referral else tr(", refer: no")
        how = named(HOW)
        if joint.left_out:
            how += tr("; {count:,} unfamiliar or failed left out", count=joint.left_out)
        return self._page.numbers.localised(f"{words} ({how}).")

    def _on_selected(self) -> None:
        self._tell_note()
        self._show_review()
        self._refresh_actions()

    def _on_rearranged(self) -> None:
        """A filter or the search takes rows from the chosen ones, which Qt tells nobody."""
        model = self._page.model
        if model.rowCount() < len(model.results):
            self._on_selected()

    def _on_changed(self, keys: list[int]) -> None:
        self._tell_note()
        self._show(self._result if keys else None)
        self._refresh_actions()
        self.changed.emit()

    def _refresh_acts(self) -> None:
        acts, actions = self._session.reviews.acts, self._actions
        for action, possible, words, text in (
            (actions.undo, acts.canUndo(), tr("&Undo"), acts.undoText()),
            (actions.redo, acts.canRedo(), tr("Red&o"), acts.redoText()),
        ):
            # Not while a copy is made, in which an image that comes back or goes would not be what is seen.
            action.setEnabled(possible and not self._session.opening)
            action.setText(tr("{words}: {act}", words=words, act=told(text)) if text else words)

    def _refresh_actions(self) -> None:
        count = self._page.selected_count
        self._actions.same_lesion.setEnabled(count > 1)
        of = self._session.reviews.of
        few = self._page.selected if count <= _MOST_COMPARED else []
        self._actions.no_lesion.setEnabled(count > _MOST_COMPARED or any(of(result.key).lesion for result in few))
        actions = self._actions
        for action in (actions.remove, actions.copy, actions.copy_cell, actions.reveal, actions.history):
            action.setEnabled(count > 0)


def _key(
    widget: QWidget,
    key: str,
    slot: Callable[[], object],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WidgetWithChildrenShortcut,
) -> None:
    shortcut = QShortcut(QKeySequence(key), widget)
    shortcut.setContext(context)
    shortcut.activated.connect(slot)
