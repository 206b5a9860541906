# Two commands: `make dashboard` shows the app, `make test` passes the tests.
# Paths are relative, so that the checkout may lie anywhere, also below a folder with a space.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: dashboard test build package check lint types format bench load hostile data-readme \
  tasks screenshots clean requirements fuzz faults audit licences

dashboard: $(VENV)/.run
	$(BIN)/arms-transfers-dashboard --port $(PORT)

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: $(VENV)/.dev
	$(BIN)/python -m mypy

check: lint types test

format: $(VENV)/.dev
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

build: $(VENV)/.run
	$(BIN)/arms-etl build --if-changed

# The wheel and the source package, into dist.
package: $(VENV)/.dev
	$(BIN)/uv build --quiet --offline --no-build-isolation --python $(BIN)/python

bench: $(VENV)/.dev build
	$(BIN)/python -m tests.bench

# 100 visitors at once while the data are replaced, beside the stock server; a quarter of an hour.
load: $(VENV)/.dev
	$(BIN)/python -m tests.load $(LOAD)

# What the open web sends, against this server and the stock one; some four minutes.
hostile: $(VENV)/.dev build
	$(BIN)/python -m tests.hostile

# Twenty questions of an analyst, played in Chromium: clicks, and whether the answer is right.
tasks: $(VENV)/.dev
	$(BIN)/python -m tests.tasks

screenshots: $(VENV)/.dev build
	$(BIN)/python -m tests.browser.screenshots

data-readme: $(VENV)/.run
	$(BIN)/python -m etl.cards

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Every file that is installed is known by its checksum, and nothing is built but this project.
INSTALL = $(BIN)/python -m pip install --quiet
PINNED = --require-hashes --only-binary :all:

$(VENV)/.run: pyproject.toml requirements.txt | $(VENV)/bin/python
	$(INSTALL) $(PINNED) --requirement requirements.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check --quiet
	@touch $@

$(VENV)/.dev: $(VENV)/.run tests/requirements.txt
	$(INSTALL) $(PINNED) --requirement tests/requirements.txt
	@$(BIN)/python -m pip check --quiet
	@touch $@

# Pins what is new in pyproject.toml and keeps the other versions; UPGRADE=--upgrade moves all.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-annotate --custom-compile-command "make requirements" $(UPGRADE)
requirements: $(VENV)/bin/uv
	echo hatchling | $(COMPILE) pyproject.toml - --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra dev --extra mcp --constraints requirements.txt \
	  --output-file tests/requirements.txt

# Not by way of .dev, which may ask for a pin that is yet to be made.
$(VENV)/bin/uv: | $(VENV)/bin/python
	$(INSTALL) $(PINNED) --requirement tests/requirements.txt

# Wild input: over ten thousand cases, new ones each time. A case that fails is printed.
fuzz: $(VENV)/.dev
	FUZZ_TIMES=40 $(BIN)/python -m pytest tests/fuzz

# Every change of the data is killed, or fails, at each point where it touches the disk; a quarter of an hour.
faults: $(VENV)/.dev
	$(BIN)/python -m tests.faults $(FAULTS)

audit: $(VENV)/.dev
	$(BIN)/python -m tests.audit

licences: $(VENV)/.dev
	@$(BIN)/pip-licenses --order=license | grep -v '^  '  # of a whole text its first line

clean:
	rm -rf $(VENV) build dist data/warehouse.duckdb
