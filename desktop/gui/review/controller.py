"""A person's review by keys and clicks: ties the table, the panel, the reviews of the study and lesions together."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.contract import OperatingPoint
from desktop.gui.actions import Actions, connect
from desktop.gui.results.page import ResultsPage
from desktop.gui.review.agreement_dialog import Reviewed
from desktop.gui.session.row import Result
from desktop.gui.session.session import Session
from desktop.results.lesions import HOW, Joint, joint_answer
from desktop.results.wording import class_name

MOST_AT_ONCE = 200
"""Images that one key speaks of; more are a slip (Ctrl+A, most likely), and what they said before would be lost."""


def point_now(session: Session) -> OperatingPoint | None:
    """The operating point that referrals are told at."""
    return session.point


class Reviewing(QObject):
    """Keys speak of the selected images; the panel shows the current one."""

    changed = Signal()
    """A review changed, or the study."""
    note = Signal(str)
    """Why a key did nothing."""

    def __init__(self, page: ResultsPage, session: Session, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._session = session
        self._actions = actions
        self._result: Result | None = None
        panel = page.detail.review
        panel.label_given.connect(self._set_label)
        panel.note_given.connect(self._set_note)
        panel.reviewed_given.connect(self._set_reviewed)
        panel.next_asked.connect(self._reviewed_and_next)
        page.view.chosen.connect(self._show)
        page.view.selectionModel().selectionChanged.connect(self._refresh_actions)
        session.reviews.changed.connect(self._on_changed)
        connect(actions.same_lesion, self._group)
        connect(actions.no_lesion, self._ungroup)
        for digit in range(10):
            self._key(str(digit), partial(self._digit, digit))
        self._key("R", self._toggle_reviewed)
        self._key("Return", self._reviewed_and_next)
        self._key("Enter", self._reviewed_and_next)
        self._refresh_actions()

    def compared(self) -> Reviewed | None:
        """What the agreement is counted from now."""
        info = self._session.info
        if info is None:
            return None
        model = self._page.model
        said = [(model.result_of(key), review) for key, review in self._session.reviews.said if review.label]
        rows = [(result, review.label, review.lesion) for result, review in said if result is not None]
        return Reviewed(rows, model.root, info, point_now(self._session))

    def refresh(self) -> None:
        """Show the present review and lesion again: an operating point, a format or a model changed."""
        self._show(self._result)

    def _key(self, key: str, slot: object) -> None:
        shortcut = QShortcut(QKeySequence(key), self._page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    @property
    def _keys(self) -> list[int]:
        """Of the images that are spoken of: the selected ones."""
        count = self._page.selected_count
        if count > MOST_AT_ONCE:
            self.note.emit(f"{count:,} images are selected; at most {MOST_AT_ONCE} are reviewed at once.")
            return []
        return [result.key for result in self._page.selected]

    def _digit(self, digit: int) -> None:
        code = self._page.detail.review.code_of_key(digit)
        if code is not None:
            self._set_label(code)

    def _set_label(self, code: str) -> None:
        self._session.reviews.set_label(self._keys, code)

    def _set_note(self, note: str) -> None:
        if self._result is not None:
            self._session.reviews.set_note([self._result.key], note)

    def _set_reviewed(self, reviewed: bool) -> None:
        self._session.reviews.set_reviewed(self._keys, reviewed)

    def _toggle_reviewed(self) -> None:
        if self._result is not None:
            self._set_reviewed(not self._session.reviews.of(self._result.key).reviewed)

    def _reviewed_and_next(self) -> None:
        self._page.detail.review.tell()
        self._set_reviewed(True)
        self._page.go(1)

    def _group(self) -> None:
        """One lesion for all selected images: the one that some of them have already, or a new one."""
        selected = self._page.selected
        reviews = self._session.reviews
        names = [name for result in selected if (name := reviews.of(result.key).lesion)]
        if 1 < len(selected) <= MOST_AT_ONCE:
            reviews.set_lesion([result.key for result in selected], names[0] if names else self._new_name())

    def _ungroup(self) -> None:
        self._session.reviews.set_lesion(self._keys, "")

    def _new_name(self) -> str:
        taken = {review.lesion for _, review in self._session.reviews.said}
        number = 1
        while f"Lesion {number}" in taken:
            number += 1
        return f"Lesion {number}"

    def _show(self, result: Result | None) -> None:
        detail = self._page.detail
        detail.review.tell()
        self._result = result
        info = self._session.info
        if result is None or info is None:
            detail.show_review(None)
            return
        detail.review.set_classes(info.classes)
        review = self._session.reviews.of(result.key)
        detail.show_review(review)
        detail.show_lesion(self._lesion_in_words(review.lesion))

    def _lesion_in_words(self, name: str) -> str:
        info = self._session.info
        if not name or info is None:
            return ""
        found = map(self._page.model.result_of, self._session.reviews.named(name))
        rows = [result.row for result in found if result is not None]
        joint = joint_answer(rows, info, point_now(self._session))
        counted = f"{len(rows):,} image{'' if len(rows) == 1 else 's'}"
        if joint is None:
            return f"{name}, {counted}: none of them can be counted, so there is no joint score."
        return f"{name}, {counted} together: {self._joint_in_words(joint)}"

    def _joint_in_words(self, joint: Joint) -> str:
        info = self._session.info
        assert info is not None
        words = f"{class_name(joint.diagnosis, info)} {joint.probability:.2f}, malignant {joint.malignant:.2f}"
        if joint.referral is not None:
            words += f", refer: {'yes' if joint.referral else 'no'}"
        left_out = f"; {joint.left_out:,} unfamiliar or failed left out" if joint.left_out else ""
        return self._page.numbers.localised(f"{words} ({HOW}{left_out}).")

    def _on_changed(self, keys: list[int]) -> None:
        self._page.detail.review.tell()
        self._show(self._result if keys else None)
        self._refresh_actions()
        self.changed.emit()

    def _refresh_actions(self) -> None:
        count = self._page.selected_count
        several = f" of {count:,} images" if count > 1 else ""
        self._page.detail.review.title.setText(f"Your review{several}")
        self._actions.same_lesion.setEnabled(1 < count <= MOST_AT_ONCE)
        of = self._session.reviews.of
        few = self._page.selected if count <= MOST_AT_ONCE else []
        self._actions.no_lesion.setEnabled(any(of(result.key).lesion for result in few))
        for action in (self._actions.remove, self._actions.copy, self._actions.copy_cell, self._actions.reveal):
            action.setEnabled(count > 0)
