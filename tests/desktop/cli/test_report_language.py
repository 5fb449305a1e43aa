"""`--language`: report and heat maps speak it, with its numbers; what scripts read is the same in every language."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import SCRIPTS

UNSET = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "HAM_LANGUAGE")


def classify(
    images: Path, model: Path, place: Path, *more: object, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Into a folder of its own, so that all that is written is new."""
    place.mkdir()
    surroundings = {name: value for name, value in os.environ.items() if name not in UNSET}
    return subprocess.run(
        [
            *map(str, (SCRIPTS / "ham-classify", images, "--model", model, "--provider", "cpu")),
            *("-o", "results.csv", "--report", "report.html", *map(str, more)),
        ],
        cwd=place,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**surroundings, "PYTHONUTF8": "1", **environment},
    )


def without_times(text: str) -> str:
    return re.sub(r"in [\d.]+ s \([\d.]+ images/s\)", "", text)


@pytest.mark.parametrize(
    ("more", "environment", "language"),
    [
        ((), {}, "en"),
        ((), {"LANG": "C.UTF-8", "LANGUAGE": "de"}, "en"),  # gettext's rule: the locale C is English
        ((), {"LANG": "es_MX.UTF-8"}, "es"),
        ((), {"LANG": "es_MX.UTF-8", "LC_ALL": "de_AT.UTF-8"}, "de"),
        ((), {"LANG": "ja_JP.UTF-8"}, "en"),
        ((), {"LANG": "es_ES.UTF-8", "HAM_LANGUAGE": "de"}, "de"),
        (("--language", "es"), {"LANG": "de_DE.UTF-8", "HAM_LANGUAGE": "de"}, "es"),
        (("--language", "de-AT"), {}, "de"),
        ((), {"HAM_LANGUAGE": "DE_ch.UTF-8"}, "de"),
    ],
)
def test_the_report_speaks_the_language_asked_for_or_else_the_systems(
    coloured_images: Path,
    tiny_model: Path,
    tmp_path: Path,
    more: tuple[str, ...],
    environment: dict[str, str],
    language: str,
) -> None:
    done = classify(coloured_images, tiny_model, tmp_path / "run", *more, **environment)
    assert done.returncode == 0, done.stderr
    assert f"<html lang={language}>" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_an_environment_that_names_no_language_is_told_before_anything_is_opened_or_written(
    coloured_images: Path, tiny_model: Path, tmp_path: Path
) -> None:
    ran = classify(coloured_images, tiny_model, tmp_path / "run", HAM_LANGUAGE="klingon")
    assert ran.returncode == 2
    assert ran.stderr == "ham-classify: HAM_LANGUAGE=klingon: there are words for en, de, es; name one\n"
    assert not [*(tmp_path / "run").iterdir()]


def test_tables_and_messages_are_the_same_in_every_language(
    coloured_images: Path, tiny_model: Path, tmp_path: Path
) -> None:
    (tmp_path / "known.csv").write_text("image_id,dx\nred,red\ngreen,green\n", encoding="utf-8")
    beside = ("--labels", tmp_path / "known.csv", "--lesions", "(red|green|blue)")
    done = {
        code: classify(coloured_images, tiny_model, tmp_path / code, *beside, "--language", code)
        for code in ("en", "de")
    }
    assert without_times(done["de"].stderr) == without_times(done["en"].stderr)
    assert done["de"].stdout == done["en"].stdout
    for name in ("results.csv", "results.lesions.csv", "results.labels.json"):
        assert (tmp_path / "de" / name).read_bytes() == (tmp_path / "en" / name).read_bytes()
    page = (tmp_path / "de" / "report.html").read_text(encoding="utf-8")
    assert "Verglichen mit known.csv: 2 Bilder" in page
    assert "nach dem Muster &#39;(red|green|blue)&#39;" in page
    assert "Nur für die Forschung, kein Medizinprodukt" in page


def test_numbers_have_the_signs_of_the_language_and_bars_those_of_css(
    coloured_images: Path, tiny_model: Path, tmp_path: Path
) -> None:
    classify(coloured_images, tiny_model, tmp_path / "run", "--language", "de")
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "0,250" in page  # the threshold
    assert "0.250" not in page
    widths = re.findall(r"<i style='width:([^']*)'>", page)
    assert widths
    assert all(re.fullmatch(r"\d+\.\d%", width) for width in widths)


def test_heat_maps_are_drawn_anew_for_another_language(coloured_images: Path, tiny_model: Path, tmp_path: Path) -> None:
    told = []
    for code in ("en", "en", "es"):
        place = tmp_path / f"{len(told)}"
        done = classify(coloured_images, tiny_model, place, "--heatmaps", tmp_path / "heat", "--language", code)
        told.append(
            (re.findall(r".* heat maps.* -> ", done.stderr), (tmp_path / "heat" / "red.png.heatmap.jpg").read_bytes())
        )
    assert told[0] == told[1]
    assert told[2][1] != told[0][1]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--report", "r.html", "--language", "fr"), "--language fr: there are words for en, de, es; name one"),
        (("--language", "de"), "--language is that of the report and the heat maps; add --report or --heatmaps"),
        (("--watch", "--language", "de"), "for --language run without it afterwards"),
    ],
)
def test_a_language_that_would_be_passed_over_is_refused(
    coloured_images: Path, tmp_path: Path, more: tuple[str, ...], told: str
) -> None:
    done = subprocess.run(
        [str(SCRIPTS / "ham-classify"), str(coloured_images), "-o", "r.csv", *more],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "r.csv").exists()
