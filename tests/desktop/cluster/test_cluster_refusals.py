"""What --cluster refuses in one sentence, what it is without its extra, and what it opens on this machine."""

from __future__ import annotations

import importlib.util
import json

import pytest

from tests.desktop.cluster.conftest import NEEDED
from tests.desktop.helpers import listing, run_python, sentence

INSTALLED = all(importlib.util.find_spec(name) for name in NEEDED)
needs_the_extra = pytest.mark.skipif(not INSTALLED, reason="the extra 'cluster' is not installed")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cluster", "local"), "name it with -o"),
        (("--cluster", "local", "-o", "results.xlsx"), "results are .parquet, .csv or .jsonl"),
        (("--cluster", "local", "-o", "r.csv", "--report", "r.html", "--labels", "l.csv"), "--labels and --report"),
        (("--cluster", "laptop", "-o", "r.csv"), "'laptop' is neither 'local' nor the address"),
        (("--cluster", "tcp://x:8786", "-o", "r.csv", "--threads", "2"), "--threads is for this machine"),
    ],
)
def test_wrong_options_are_told_before_anything_is_done(run, coloured_images, tmp_path, arguments, said):
    before = listing(tmp_path)
    refused = run(coloured_images, *arguments)
    assert refused.exit_code == 2
    assert said in sentence(refused)
    assert listing(tmp_path) == before


def test_without_the_extra_it_says_how_to_install_it(coloured_images, tmp_path):
    code = "import sys; sys.modules['distributed'] = None\nfrom desktop.cli.ham_classify import main\nmain()"
    before = listing(tmp_path)
    done = run_python("-c", code, "--cluster", "local", str(coloured_images), "-o", "results.parquet", cwd=tmp_path)
    assert done.returncode == 1
    assert "pip install 'ham-classifier[desktop,cluster]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert listing(tmp_path) == before


def test_without_cluster_nothing_of_the_engine_is_imported(tiny_model, coloured_images, tmp_path):
    code = (
        "import sys\nfrom desktop.cli.ham_classify import main\ntry:\n    main()\nfinally:\n"
        f"    print('LOADED', sorted({{*{(*NEEDED, 'dask')!r}}} & set(sys.modules)), file=sys.stderr)\n"
    )
    arguments = (str(coloured_images), "--model", str(tiny_model), "--provider", "cpu", "-o", "results.csv")
    done = run_python("-c", code, *arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert "LOADED []" in done.stderr


@needs_the_extra
def test_an_address_where_nobody_answers_is_told_and_nothing_is_left(run, coloured_images, tmp_path, monkeypatch):
    monkeypatch.setattr("desktop.cluster.engine.CONNECT_S", 0.5)
    before = listing(tmp_path)
    refused = run(coloured_images, "--cluster", "tcp://127.0.0.1:9", "-o", tmp_path / "results.parquet")
    assert refused.exit_code == 1
    assert "nobody answers at tcp://127.0.0.1:9" in sentence(refused)
    assert listing(tmp_path) == before


@needs_the_extra
def test_a_parquet_file_that_holds_no_results_is_not_replaced(run, coloured_images, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    mine = tmp_path / "cohort.parquet"
    pq.write_table(pa.table({"file": ["a.jpg"], "diagnosis": ["nv"]}), mine)
    before = (mine.read_bytes(), listing(tmp_path))
    refused = run(coloured_images, "--cluster", "local", "-o", mine)
    assert refused.exit_code == 2
    assert "cohort.parquet is no results table of ham-classify and would be replaced by one" in sentence(refused)
    assert (mine.read_bytes(), listing(tmp_path)) == before


SPIED = """
import sys
seen = set()
def spy(event, arguments):
    if event in ("socket.bind", "socket.connect", "socket.sendto"):
        address = arguments[1]
        seen.add(address[0] if isinstance(address, tuple) else "a name")
    if event == "socket.getaddrinfo":
        seen.add(arguments[0])
sys.addaudithook(spy)
from desktop.cli.ham_classify import main
if __name__ == "__main__":
    try:
        main()
    finally:
        print("ADDRESSES", sorted(map(str, seen)), file=sys.stderr)
"""


@needs_the_extra
def test_local_stays_on_this_machine_and_says_no_more_than_it_must(run, tiny_model, coloured_images, tmp_path):
    program = tmp_path / "spied.py"
    program.write_text(SPIED, encoding="utf-8")
    arguments = ("--cluster", "local", "--threads", "1", "--model", str(tiny_model), "--provider", "cpu")
    done = run_python(str(program), str(coloured_images), "-o", "many.csv", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = done.stderr.splitlines()
    assert said[0] == "model tiny (fp32) on 1 worker"
    assert said[1].startswith("3 images: 3 classified, 0 failed, in ")
    assert said[2:-2] in ([], ["passed over: 1 .txt"])  # whatever lies beside the images
    assert said[-2:] == ["Research use only, not a medical device.", "ADDRESSES ['127.0.0.1']"]
    assert done.stdout == ""
    run(coloured_images, "-o", tmp_path / "single.csv")
    assert (tmp_path / "many.csv").read_bytes() == (tmp_path / "single.csv").read_bytes()
    record = json.loads((tmp_path / "many.run.json").read_text(encoding="utf-8"))
    assert record["options"]["cluster"] == "local"
