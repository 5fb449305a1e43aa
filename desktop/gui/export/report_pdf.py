"""The report as a PDF file of A4 pages: what `desktop.outputs.report.report` writes as HTML, drawn.

May be made in any thread. Only the PICTURES most suspicious images have pictures; the rest stand in a table.
"""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QIODevice, QMarginsF, QSaveFile
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

from desktop import __version__
from desktop.common.figure import figure_in_words
from desktop.common.files import OutputError
from desktop.common.text import notice
from desktop.contract import ModelInfo
from desktop.evaluation.handover import HandOverCount
from desktop.evaluation.shift_words import beside_figures
from desktop.gui.export.pdf_handover import draw_hand_over
from desktop.gui.export.pdf_lesions import draw_lesions
from desktop.gui.export.pdf_pages import Pages
from desktop.gui.export.pdf_sets import draw_sets
from desktop.images.image_file import ImageFile
from desktop.language.spoken import kept, number, told, tr, trn
from desktop.model.network import Network
from desktop.outputs.folder_shift import FolderShift
from desktop.outputs.lesion_table import LesionTable
from desktop.outputs.report.base import RunReport
from desktop.outputs.report.store import Shown
from desktop.results.rows import UNFAMILIAR, Row
from desktop.results.terms import Terms
from desktop.results.wording import (
    beside_threshold,
    class_name,
    explain,
    flags_in_words,
    possible_in_words,
    referral_in_words,
    score_in_words,
    share,
    threshold_in_words,
)

PICTURES = 300
"""Images shown with pictures at most: about 100 pages."""

_PICTURE_MM = 80.0
_PIXELS = 640
"""Of a picture's longer side: 200 to the inch."""
_LINE_MM, _CAPTION_MM = 2.8, 3.6
_WORDS_MM, _FLAG_MM, _SAID_MM = 16.0, 7.5, 7.0
_SHORT_REVIEW, _INDENT_MM = 40, 6.0
"""Letters of a review that stands in its row; a longer one stands below it, indented."""
_figure = partial(figure_in_words, to="\N{EN DASH}")


class PdfReport(RunReport):
    """Give it rows by `add`, pictures by `picture`; `finish` writes the file."""

    def __init__(
        self,
        path: Path,
        classifier: Network,
        terms: Terms,
        *,
        tta: int,
        folder: FolderShift | None = None,
        lesions: LesionTable | None = None,
    ) -> None:
        """`terms`: that the rows were made by; `folder`: what the images say together, for the head of the report;
        `lesions`: the joint answers to several images."""
        super().__init__(path, classifier, terms.point, tta=tta, pictures=PICTURES, side=_PIXELS)
        self._terms = terms
        self._folder = folder
        self._lesions = lesions
        self._handover = HandOverCount(classifier.info)

    def add(self, file: ImageFile, row: Row, said: str = "") -> None:
        super().add(file, row, said)
        self._handover.add(row)

    def write(self) -> None:
        file = QSaveFile(str(self.path))
        try:
            if not file.open(QIODevice.OpenModeFlag.WriteOnly):
                raise OutputError(self._cannot(file))
            self._draw(file)
            if not file.commit():
                raise OutputError(self._cannot(file))
        finally:
            file.cancelWriting()

    def _cannot(self, file: QSaveFile) -> str:
        return kept(f"{self.path} cannot be written ({file.errorString()}); choose another place or make room there")

    def _draw(self, file: QSaveFile) -> None:
        writer = QPdfWriter(file)
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(14, 12, 14, 12),
                QPageLayout.Unit.Millimeter,
            )
        )
        writer.setResolution(300)
        writer.setCreator(f"ham-classifier {__version__}")
        count = self.store.summary.images
        writer.setTitle(trn("Report of {n:,} dermatoscopic image", "Report of {n:,} dermatoscopic images", count))
        pages = Pages(writer, footer=f"{notice()}.")
        try:
            self._summary(pages)
            if self._lesions is not None:
                draw_lesions(pages, self._lesions, self.info, self.point)
            if self.store.with_pictures:
                pages.heading(tr("Images, highest malignancy score first"), below=_PICTURE_MM + 20.0)
                pages.text(
                    trn("{n:,} image with pictures.", "{n:,} images with pictures.", self.store.with_pictures)
                    + " "
                    + tr(
                        "The heat map shows what speaks for the diagnosis named: the more yellow, the stronger, "
                        "relative to that image's strongest place."
                    ),
                    quiet=True,
                )
                for one in self.store.shown():
                    self._card(pages, one)
            self._rest(pages)
            self._failed(pages)
        finally:
            pages.end()

    def _summary(self, pages: Pages) -> None:
        counts, info, classifier = self.store.summary, self.info, self.classifier
        pages.title(trn("Report of {n:,} dermatoscopic image", "Report of {n:,} dermatoscopic images", counts.images))
        pages.warning(f"{notice()}. {tr('Not evaluated for diagnosis; no result may guide the care of a patient.')}")
        self._folder_as_a_whole(pages)
        tiles = [(counts.images, tr("images")), (counts.images - counts.failed, tr("classified"))]
        if self.point is not None:
            tiles.append((counts.referred, tr("to refer")))
        tiles += [(counts.flags[UNFAMILIAR], tr("unfamiliar")), (counts.failed, tr("failed"))]
        if counts.said:
            tiles.append((counts.said, tr("with a review")))
        pages.tiles(tiles)
        pages.heading(tr("Diagnoses named"))
        named = [
            (tr("{name}  (malignant)", name=tr(c.name)) if c.malignant else tr(c.name), counts.diagnoses[c.code])
            for c in info.classes
        ]
        if counts.flags[UNFAMILIAR]:
            named.append((tr("Unfamiliar: no diagnosis named"), counts.flags[UNFAMILIAR]))
        pages.table([(name, number(count, ",")) for name, count in named], widths=(0.5, 0.12), right=(1,))
        pages.heading(tr("Model"))
        where = classifier.provider.label
        if self.tta > 1:
            where = tr("{where}, mean of {views} views of each image", where=where, views=self.tta)
        written = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
        pages.table(
            [
                (tr("Model"), f"{info.name} ({info.precision})"),
                ("SHA-256", classifier.sha256),
                (
                    tr("Trained on"),
                    tr(
                        "{data}: {images:,} images of {lesions:,} lesions",
                        data=info.data.name,
                        images=info.data.images,
                        lesions=info.data.lesions,
                    ),
                ),
                (tr("Ran on"), where),
                (tr("Written"), tr("{written} by ham-classifier {version}", written=written, version=__version__)),
            ],
            widths=(0.16, 0.84),
            quiet=(0,),
        )
        self._operating_point(pages, info)
        self._prevalence(pages)
        if self._terms.sets is not None:
            draw_sets(pages, self._terms.sets, info, warns=self._warns)
        draw_hand_over(pages, self._handover, self._beside_figures)
        if counts.flags:
            pages.heading(tr("Flags"))
            flags = [(explain(flag), number(count, ",")) for flag, count in counts.flags.most_common()]
            pages.table(flags, widths=(0.88, 0.12), right=(1,))

    @property
    def _warns(self) -> bool:
        shift = None if self._folder is None else self._folder.shift
        return shift is not None and shift.shifted is True

    @property
    def _beside_figures(self) -> str:
        return beside_figures(None if self._folder is None else self._folder.shift)

    def _folder_as_a_whole(self, pages: Pages) -> None:
        """At the head, as it decides what the figures below are worth."""
        if self._folder is None:
            return
        lines = [f"{line[:1].upper()}{line[1:]}." for line in self._folder.words()]
        if self._warns:
            pages.warning(" ".join(lines))
        else:
            for line in lines:
                pages.text(line, quiet=True)

    def _prevalence(self, pages: Pages) -> None:
        lines = self._terms.words()
        if lines:
            pages.heading(tr("Prevalence"))
        for line in lines:
            pages.text(f"{line[:1].upper()}{line[1:]}.")
        if lines:
            self._qualify(pages)

    def _qualify(self, pages: Pages) -> None:
        if line := self._beside_figures:
            pages.text(f"{line[:1].upper()}{line[1:]}.", warm=True)

    def _operating_point(self, pages: Pages, info: ModelInfo) -> None:
        point = self.point
        if point is None:
            pages.text(tr("The model has no operating point, so no referral is given."))
            return
        pages.heading(tr("Operating point {name}", name=point.name))
        names = " + ".join(class_name(code, info) for code in point.classes)
        threshold = threshold_in_words(point.threshold)
        pages.text(tr("Refer where {names} reaches {threshold}.", names=names, threshold=threshold))
        rows = [
            (part, _figure(figures.get("sensitivity")), _figure(figures.get("specificity")))
            for part, figures in ((tr("validation, where it was set"), point.validation), (tr("test"), point.test))
            if figures
        ]
        if rows:
            self._qualify(pages)
            pages.table([("", tr("sensitivity"), tr("specificity")), *rows], widths=(0.34, 0.33, 0.33), quiet=(0,))

    def _card(self, pages: Pages, one: Shown) -> None:
        row, info, point = one.row, self.info, self.point
        unfamiliar = UNFAMILIAR in row.flags
        refer = referral_in_words(row)
        name = tr("Unfamiliar image: no diagnosis named") if unfamiliar else class_name(row.diagnosis, info)
        facts = [] if unfamiliar else [tr("Malignant classes together {score}.", score=share(row.malignant or 0.0))]
        if point is not None and refer:
            facts.append(f"{score_in_words(row, info, point)}.")
        if possible := possible_in_words(row, info):
            facts.append(f"{possible}.")
        bars = sorted(
            zip((tr(c.name) for c in info.classes), row.probabilities, strict=True), key=lambda pair: -pair[1]
        )
        alone = len(one.pictures) < 2
        said = f"{tr('Review:')} {one.said}" if one.said else ""
        beside_picture = bool(said) and pages.height(said, _PICTURE_MM) <= _SAID_MM + _LINE_MM
        below = 0.0 if beside_picture else pages.height(said)
        left = _PICTURE_MM + 2.0 if alone else 0.0

        def words() -> None:
            pages.text(name + (f"   ⚠ {tr('Refer')}" if row.referral else ""), left=left, width=_PICTURE_MM, bold=True)
            size = " x ".join(number(side or 0, ",") for side in (row.width, row.height))
            pages.text(f"{row.file}   {size}", left=left, width=_PICTURE_MM, quiet=True, lines=2)
            for flag in row.flags:
                pages.text(explain(flag), left=left, width=_PICTURE_MM, warm=True)
            pages.text(" ".join(facts), left=left, width=_PICTURE_MM)
            if beside_picture:
                pages.text(said, left=left, width=_PICTURE_MM)

        def numbers() -> None:
            pages.bars(bars, left=_PICTURE_MM + 2.0, doubtful=unfamiliar)

        def words_and_numbers() -> None:
            words()
            numbers()

        wide = max(row.width or 1, row.height or 1)
        picture = _PICTURE_MM * (row.height or 1) / wide + _CAPTION_MM if one.pictures else _LINE_MM
        beside = _WORDS_MM + _FLAG_MM * len(row.flags) + _SAID_MM * (beside_picture + bool(possible))
        if alone:  # its words have the place of the heat map
            with pages.card(max(picture, beside + _LINE_MM * len(bars)) + 2.0, below=below):
                pages.side_by_side(partial(pages.pictures, one.pictures, side=_PICTURE_MM), words_and_numbers)
            self._said_below(pages, said, beside_picture)
            return
        with pages.card(picture + max(_LINE_MM * len(bars), beside) + 2.0, below=below):
            pages.pictures(one.pictures, side=_PICTURE_MM)
            pages.side_by_side(words, numbers)
        self._said_below(pages, said, beside_picture)

    @staticmethod
    def _said_below(pages: Pages, said: str, beside_picture: bool) -> None:
        """A review that is too long for its place has the whole width: none of it is left out."""
        if not beside_picture:
            pages.text(said)

    def _rest(self, pages: Pages) -> None:
        if not self.store.without_pictures:
            return
        info = self.info
        pages.heading(
            trn(
                "{n:,} image with lower malignancy scores",
                "{n:,} images with lower malignancy scores",
                self.store.without_pictures,
            )
        )
        widths, right = (0.34, 0.26, 0.1, 0.1, 0.07, 0.13), (2, 3)
        pages.table(
            [
                (
                    *(tr("file"), tr("diagnosis"), tr("probability"), tr("malignant"), tr("refer")),
                    f"{tr('flags')}, {tr('review')}",
                )
            ],
            widths,
            right=right,
            quiet=range(6),
        )
        for one in self.store.rest():
            row = one.row
            unfamiliar = UNFAMILIAR in row.flags
            flags, short = flags_in_words(row.flags), len(one.said) <= _SHORT_REVIEW
            cells = (
                row.file,
                "-" if unfamiliar else class_name(row.diagnosis, info),
                "-" if unfamiliar else share(row.probability or 0.0),
                beside_threshold(row.malignant or 0.0, self.point.threshold if self.point else None),
                referral_in_words(row),
                "; ".join(part for part in (flags, one.said if short else "") if part),
            )
            pages.table([cells], widths, right=right)
            if not short:
                pages.text(f"{tr('Review:')} {one.said}", left=_INDENT_MM)

    def _failed(self, pages: Pages) -> None:
        if not self.store.not_classified:
            return
        pages.heading(trn("{n:,} file not classified", "{n:,} files not classified", self.store.not_classified))
        for one in self.store.failed():
            said = f" ({tr('review:')} {one.said})" if one.said else ""
            pages.table([(one.row.file, told(one.row.error) + said)], widths=(0.4, 0.6))
