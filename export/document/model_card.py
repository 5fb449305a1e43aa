"""MODEL_CARD.md, generated from the run's and the files' own figures so that it cannot drift from them.

After Mitchell et al., Model Cards for Model Reporting (arXiv:1810.03993): what it is, for whom, data, figures, limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.contract import SOURCE, Figure, ModelInfo, OperatingPoint
from export.document.card_promises import distances, flagged, hand_over, prevalence, sets
from export.document.markdown import command_in_words, plain, table_of
from trainer.measure.elsewhere import COMPARED, PREFIX
from trainer.measure.scores import BY_CLASS, OVERALL, told
from trainer.measure.subgroups import MIN_CASES, Subgroups
from trainer.network.residual import network_name
from trainer.runs.folder import RunRecord


@dataclass(frozen=True)
class CardFile:
    """One exported file: its name, size in bytes, sha256 and metadata document."""

    name: str
    size: int
    sha256: str
    info: ModelInfo


def model_card(record: RunRecord, files: Sequence[CardFile], subgroups: Subgroups | None = None) -> str:
    """The card as Markdown. files: at least one, the most precise first; subgroups: of the run."""
    info = files[0].info
    sections = [
        _head(record, info),
        *([_gaps(subgroups, info)] if subgroups and subgroups.gaps else []),
        _use(info),
        _data(record, info),
        _elsewhere(info),
        _figures(files),
        _operating_points(info),
        _calibration(info),
        *([sets(info)] if info.sets else []),
        *([hand_over(info)] if info.handover else []),
        *([_subgroups(subgroups, info, record)] if subgroups else []),
        _limits(record),
        _files(record, files),
        _again(record),
    ]
    return "\n\n".join(sections) + "\n"


def _head(record: RunRecord, info: ModelInfo) -> str:
    return (
        f"# Model card: {plain(info.name)}\n\n"
        f"A {network_name(record.recipe.blocks)} that gives a dermatoscopic image the probability of "
        f"{len(info.classes)} diagnoses, a heat map for each, and a measure of how unlike its training images the "
        f"image is. Trained {record.created[:10]} with the recipe `{plain(record.recipe.name)}`.\n\n"
        "**For research use only. Not a medical device.** It has not been evaluated for diagnosis and must not guide "
        "the care of a patient.\n\n"
        + table_of(
            ("code", "diagnosis", "malignant"), ((c.code, c.name, "yes" if c.malignant else "no") for c in info.classes)
        )
    )


def _use(info: ModelInfo) -> str:
    return (
        "## For whom\n\nResearchers who study classifiers of dermatoscopic images, on images like those described "
        "below. Not for self-examination, not for clinical photographs without a dermatoscope, not for triage.\n\n"
        f"Input: the whole frame squashed to {info.input.size} x {info.input.size} pixels (`{info.input.resize}`), RGB."
    )


def _sources(record: RunRecord) -> str:
    """A sentence on where the images come from, and on those whose diagnosis covers several classes; "" for one
    source of one diagnosis each."""
    learned, external = (
        ", ".join(plain(source.name) for source in record.data.sources if source.role == role)
        for role in ("train", "external")
    )
    told = f" Sources: {learned}." if len([s for s in record.data.sources if s.role == "train"]) > 1 else ""
    told += f" Measured on and not learned from: {external}." if external else ""
    coarse = record.data.images - sum(record.data.counts.values())
    labels = "; ".join(f"{plain(label)} for {plain(' or '.join(m))}" for label, m in record.data.sets.items())
    return told + (f" Of {coarse:,} images the diagnosis covers several classes ({labels})." if coarse else "")


def _data(record: RunRecord, info: ModelInfo) -> str:
    split = (
        "Images of one lesion, and of its known duplicates, are all in one part"
        if record.recipe.split_by == "lesion"
        else "The split is by image, so that **lesions leak from training into test**; the figures are too good"
    )
    if record.final is not None:
        learned = {"all": "their labels", "distil": "the mean answers of the folds' networks"}[record.final.kind]
        return (
            f"## Data\n\n{plain(info.data.name)}: {info.data.images:,} images of {info.data.lesions:,} lesions. "
            f"Licence: {plain(info.data.licence)}.{_sources(record)}\n\n"
            f"A final network: it learned from all of these images, by {learned}, for as many epochs as "
            f"{record.final.folds} folds chose. **What this card calls validation is what the {record.final.folds} "
            "networks of these folds answered, each of the images it never saw**: they set temperature, biases, "
            "operating points and the threshold of unfamiliarity, and all figures are theirs. No image of this data is "
            "left to judge the network itself by.\n\n"
            + table_of(("class", "images"), ((code, f"{count:,}") for code, count in record.data.counts.items()))
        )
    read = (
        "Within this run every choice was made on validation, and the test part was read once, at its end. What "
        "other runs "
        "of the same split were compared by, this card does not know."
        if record.test_read
        else "The test part was not read (`--no-test`): **every figure of this data is of validation, where it was "
        "chosen, "
        "and too good.**"
    )
    return (
        f"## Data\n\n{plain(info.data.name)}: {info.data.images:,} images of {info.data.lesions:,} lesions. Licence: "
        f"{plain(info.data.licence)}.{_sources(record)}\n\n"
        f"{_drawn(record)}, fingerprint `{info.data.split_fingerprint}`. {split}. {read}\n\n"
        + table_of(("class", "images"), ((code, f"{count:,}") for code, count in record.data.counts.items()))
    )


def _drawn(record: RunRecord) -> str:
    """How images came into training, validation and test."""
    if record.fold is not None:
        number, folds = record.fold
        return (
            f"Fold {number + 1} of {folds}: it is the test part, the next one validation, the others training, "
            "stratified by diagnosis"
        )
    brought = [plain(source.name) for source in record.data.sources if source.role == "train" and source.split]
    learned = [source for source in record.data.sources if source.role == "train"]
    rest = "" if brought and len(brought) == len(learned) else "split 70/15/15, stratified by diagnosis"
    if brought:
        rest = f"; the others {rest}" if rest else ""
        return f"Training, validation and test as {', '.join(brought)} brought them{rest}"
    return "Split 70/15/15 into training, validation and test, stratified by diagnosis"


def _figures(files: Sequence[CardFile]) -> str:
    rows = []
    for part in ("validation", "test"):
        names = files[0].info.metrics.get(part, {})
        for name in names:
            cells = [told(file.info.metrics.get(part, {}).get(name)) for file in files]
            said = f"{part} (chosen there)" if part == "validation" else part
            rows.append((said, OVERALL.get(name, name.replace("_", " ")), *cells))
    heading = ("part", "figure", *(file.info.precision for file in files))
    return (
        "## Figures\n\nWith 95 % intervals over lesions: Wilson's for shares, DeLong's for ROC areas. Single model, "
        "no test-time augmentation. The calibration error is over 15 bins of the likeliest class's probability, and "
        "above 0 "
        "by chance alone: that of a perfectly calibrated network stands beside it. The Brier score is summed over "
        "classes (0 is best, 2 worst).\n\n" + table_of(heading, rows) + _by_class(files[0].info)
    )


def _by_class(info: ModelInfo) -> str:
    """Every class against the rest, of the most precise file."""
    part = _part(info)
    found = {code: info.metrics.get(f"{part}/{code}", {}) for code in info.codes}
    names = [name for name in BY_CLASS if any(name in figures for figures in found.values())]
    if not names:
        return ""
    rows = ((code, *(told(figures.get(name)) for name in names)) for code, figures in found.items())
    return (
        f"\n\nEach class against the rest, on {part} ({info.precision}). Areas and average precision rank by the "
        f"class's "
        "probability; the others count the likeliest class as the answer.\n\n"
        + table_of(("class", *(BY_CLASS[name] for name in names)), rows)
    )


def _part(info: ModelInfo) -> str:
    """What the figures are of: "test", or "validation" where the test part was not read."""
    return "test" if "test" in info.metrics else "validation"


def _elsewhere(info: ModelInfo) -> str:
    """The figures of the run's own part beside those of each of its sources and of images from elsewhere."""
    part = _part(info)
    own = {f"{name} ({part})": figures for name, figures in _begun_with(SOURCE, info).items()}
    kept = {
        name: info.elsewhere[name].figures if name in info.elsewhere else figures
        for name, figures in _begun_with(PREFIX, info).items()
    }
    alone = (
        "**It has been measured on images of its own data alone.** On images of other clinics and cameras figures are "
        "lower as a rule, and nobody knows by how much."
    )
    if not kept and not own:
        return f"## Elsewhere\n\n{alone}"
    inside = info.metrics.get(part, {})
    inside = inside | {
        f"{point.name}/{kind}": figure
        for point in info.operating_points
        for kind, figure in (point.test if part == "test" else point.validation).items()
    }
    malignant = {f"{c.code}/auc": f"ROC-AUC, {c.name.lower()}" for c in info.classes if c.malignant}
    inside |= {
        name: info.metrics[f"{part}/{name.removesuffix('/auc')}"]["auc"]
        for name in malignant
        if "auc" in info.metrics.get(f"{part}/{name.removesuffix('/auc')}", {})
    }
    columns = {f"inside ({part})": inside, **own, **kept}
    points = (f"{point.name}/{kind}" for point in info.operating_points for kind in ("sensitivity", "specificity"))
    names = [*COMPARED, *malignant, *points]
    rows = (
        (
            malignant.get(name) or OVERALL.get(name, name.replace("/", ", ")),
            *(told(figures.get(name)) for figures in columns.values()),
        )
        for name in names
        if any(name in figures for figures in (own | kept).values())
    )
    return (
        "## Inside and elsewhere\n\n"
        f"One network and its thresholds. Inside is the {part} part of the data it was made from"
        + (", all together and by source" if own else "")
        + (
            "; the others are images that were kept apart from its making altogether, "
            + ", ".join(f"{name} ({info.elsewhere[name].images:,})" for name in kept if name in info.elsewhere)
            + "."
            + (
                ""
                if info.precision == "fp32"
                else " Inside by this file's own answers, elsewhere by the float32 network's."
            )
            if kept
            else f". {alone}"
        )
        + "\n\n"
        + table_of(("figure", *columns), rows)
    )


def _begun_with(prefix: str, info: ModelInfo) -> dict[str, dict[str, Figure]]:
    return {name.removeprefix(prefix): own for name, own in info.metrics.items() if name.startswith(prefix)}


def _gaps(subgroups: Subgroups, info: ModelInfo) -> str:
    """Groups below all others by more than chance allows."""
    lines = "\n".join(f"* {plain(gap.told())}" for gap in subgroups.gaps)
    return (
        f"**Not alike for all.** On {_part(info)}, by more than chance allows (Fisher's exact test over lesions, "
        f"Holm's "
        f"correction):\n\n{lines}"
    )


def _operating_points(info: ModelInfo) -> str:
    if not info.operating_points:
        return (
            "## Operating points\n\nNone: no class of the data counts as malignant, or validation holds too few of one."
        )

    def row(point: OperatingPoint) -> tuple[str, ...]:
        figures = (part.get(name) for part in (point.validation, point.test) for name in ("sensitivity", "specificity"))
        return (point.name, " + ".join(point.classes), f"{point.threshold:.4f}", *map(told, figures))

    heading = ("name", "score", "threshold", "validation sensitivity", "specificity", "test sensitivity", "specificity")
    return (
        "## Operating points\n\nAn image is referred when the summed probability of the classes reaches the threshold. "
        "Thresholds are set on validation, so that one more image like those there is found with the probability "
        "named; of "
        "fewer than 20 positive lesions the name is the lower limit. Intervals are Wilson's, over lesions.\n\n"
        + table_of(heading, map(row, info.operating_points))
    )


def _calibration(info: ModelInfo) -> str:
    return (
        f"## Calibration and unfamiliarity\n\nProbabilities are softmax(logits / T) with T = {info.temperature:.3f}, "
        "fitted on validation, together with a bias for every class that is part of the logits.\n\nUnfamiliarity is "
        f"the {plain(info.unfamiliarity.method)}, 1.0 being the "
        f"{plain(info.unfamiliarity.threshold_set_by)}. Its numbers stay in the results of a flagged image."
        + flagged(info)
        + prevalence(info)
        + distances(info)
        + "".join(f"\n\nThis file cannot tell {words}." for words in info.missing)
    )


def _subgroups(subgroups: Subgroups, info: ModelInfo, record: RunRecord) -> str:
    """Tables of figures by subgroup, of the most precise file."""
    tables = subgroups.test or subgroups.validation
    lines = [
        f"## By subgroup, on {_part(info)} ({info.precision})\n\nSensitivity and specificity are those of the first "
        f"operating point of each score; "
        f"intervals are Wilson's, over lesions. A figure on fewer than {MIN_CASES} cases is left out."
        + (
            " Images whose diagnosis covers several classes count in sensitivity and specificity where it says which."
            if record.data.sets
            else ""
        )
    ]
    for title, groups in tables.items():
        scores = list(dict.fromkeys(score for group in groups for score in group.positives))
        names = list(dict.fromkeys(name for group in groups for name in group.figures))
        rows = (
            (
                group.group,
                f"{group.n:,}",
                *(f"{group.positives.get(score, 0):,}" for score in scores),
                *(told(group.figures.get(name)) for name in names),
            )
            for group in groups
        )
        heading = (title, "images", *scores, *(name.replace("_", " ") for name in names))
        lines.append(table_of(heading, rows))
    return "\n\n".join(lines)


def _limits(record: RunRecord) -> str:
    ham = (
        "* HAM10000 comes from two clinics, records no skin type, and in it the camera and the way a diagnosis was "
        "made go together with the diagnosis; figures on images from elsewhere will be lower.\n"
        if record.data.name.startswith("HAM10000")
        else ""
    )
    return (
        "## Known failures and limits\n\n"
        "* It names one of its classes for any image; what it was not trained on can only be flagged as unfamiliar.\n"
        f"{ham}"
        "* Surgical ink, rulers, hairs, gel bubbles and clipped frames can change the answer.\n"
        "* Heat maps show what raised a score inside the network. They are no validated localisation of anything.\n"
        "* Probabilities are calibrated on images like the validation images and drift on others."
    )


def _proven_on(record: RunRecord) -> str:
    """The images that files were held against the network on (`export.inputs.Inputs.judged`)."""
    if record.final is not None:
        return "images that taught it, as none is held out: this shows that the files answer as it does, and no more"
    return "the whole test part" if record.test_read else "the validation part"


def _files(record: RunRecord, files: Sequence[CardFile]) -> str:
    rows = ((f"`{f.name}`", f.info.precision, f"{f.size / 1e6:.1f} MB", f"`{f.sha256}`") for f in files)
    proof = ((f.info.precision, name, f"{value:.2e}") for f in files for name, value in f.info.parity.items())
    return (
        "## Files\n\n"
        + table_of(("file", "precision", "size", "sha256"), rows)
        + f"\n\nProven against the trained network on {_proven_on(record)}:\n\n"
        + table_of(("precision", "check", "found"), proof)
    )


def _again(record: RunRecord) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    return (
        "## Training it again\n\n"
        + (f"    {command_in_words(record.command)}\n\n" if record.command else "")
        + f"Recipe `{plain(record.recipe.name)}`, seed {record.recipe.seed}, starting weights `{plain(record.weights)}`"
        + (f" (sha256 `{record.weights_sha256}`)" if record.weights_sha256 else "")
        + f", "
        f"{record.precision} on {plain(record.device)}; {versions}.\n\n"
        "Licence of the weights: that of the data they were trained on, above."
    )
