# `make demo` and `make test` each do all their set-up on a machine that has make and Python 3.11 to 3.13.
# Everything goes into .venv beside this file; nothing outside the folder is changed.

PYTHON ?= python3
# A folder of one's own for the embedded model: make demo IMAGES=folder
IMAGES ?=
export IMAGES
# Where an environment forbids compiled modules, each of the many processes of the tests would compile them anew.
export PYTHONDONTWRITEBYTECODE =
ifeq ($(OS),Windows_NT)
VENV_BIN := .venv/Scripts
else
VENV_BIN := .venv/bin
endif
INSTALLED := .venv/installed
FOR_DEMO := .venv/for-demo

# What the stand-alone app can do beyond the window; `heic` may be added, its licence is in packaging/README.md.
APP_EXTRAS ?= edge,window,openvino,dicom
APP_PYTHON := .venv/app/$(notdir $(VENV_BIN))/python

.PHONY: demo test test-all check docs setup app app-test audit requirements clean

demo: $(FOR_DEMO)
	@$(VENV_BIN)/python -m tests.demo

# As many tests at a time as there are cores; those that share a file or a trained network stay together.
test: setup
	$(VENV_BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadgroup --durations=30

# With the tests that take minutes each: whole cross-validations, several hosts killed on their way.
test-all: setup
	$(VENV_BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadgroup --slow

# For daily work: lint, types, dependencies, and the tests beside what changed since the last commit (BASE: since another).
BASE ?= HEAD
check: setup
	@$(VENV_BIN)/python -m tests.check $(BASE)

# The pages in build/docs; warnings are errors.
docs: setup
	$(VENV_BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "The documentation: build/docs/index.html"

setup: $(INSTALLED)

# The demo needs less than the tests: no tools, no documentation, no second framework.
$(FOR_DEMO): pyproject.toml constraints.txt
	@$(FOUND)
	@$(PYTHON) -c $(FITS)
	@$(PYTHON) tests/environment.py demo

$(INSTALLED): pyproject.toml constraints.txt
	@$(FOUND)
	@$(PYTHON) -c $(FITS)
	@$(PYTHON) tests/environment.py all

FITS := "import sys; sys.exit('Python 3.11 to 3.13 is needed, this is ' + sys.version.split()[0] + '; name another with: make PYTHON=python3.12') if not (3, 11) <= sys.version_info < (3, 14) else None"
ifeq ($(OS),Windows_NT)
FOUND :=
else
FOUND := command -v "$(PYTHON)" > /dev/null || { echo "there is no $(PYTHON) here; install Python 3.11 to 3.13, or name one: make PYTHON=python3.12" >&2; exit 1; }
endif

# ham-desktop and ham-classify in a folder that needs no Python: dist/ham-classifier. Built in an environment of its own, so
# that nothing of the trainer's gets in.
app:
	$(PYTHON) -m venv .venv/app
	$(APP_PYTHON) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$(APP_EXTRAS)]" pyinstaller
	$(APP_PYTHON) -m PyInstaller --noconfirm --log-level WARN packaging/ham-classifier.spec

# That app, started from an empty environment.
app-test:
	$(APP_PYTHON) -m tests.smoke dist/ham-classifier --rounds 3

# Known vulnerabilities of the pinned set (asks PyPI's advisory service; --strict: what could not be asked is a failure).
audit:
	$(PYTHON) -m venv .venv/audit
	.venv/audit/$(notdir $(VENV_BIN))/python -m pip install --quiet --disable-pip-version-check pip-audit
	.venv/audit/$(notdir $(VENV_BIN))/python -m pip_audit --strict --no-deps --disable-pip -r constraints.txt

# requirements/*.txt anew from pyproject.toml and constraints.txt: the same versions with hashes, for every system.
LOCK := .venv/lock/$(notdir $(VENV_BIN))/uv pip compile pyproject.toml -c constraints.txt --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
requirements:
	$(PYTHON) -m venv .venv/lock
	.venv/lock/$(notdir $(VENV_BIN))/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --extra edge -o requirements/edge.txt
	$(LOCK) --extra desktop -o requirements/desktop.txt
	$(LOCK) --extra train --extra edge -o requirements/train.txt

clean:
	rm -rf .venv build dist demo *.egg-info
