# Two commands: `make dashboard` shows the app, `make test` passes the tests.
# Paths are relative, so that the checkout may lie anywhere, also below a folder with a space.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: dashboard test build check lint types format bench data-readme screenshots clean

dashboard: data/warehouse.duckdb
	$(BIN)/arms-dashboard --port $(PORT)

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
	$(BIN)/arms-etl build

bench: $(VENV)/.dev data/warehouse.duckdb
	$(BIN)/python -m tests.bench

screenshots: $(VENV)/.dev data/warehouse.duckdb
	$(BIN)/python -m tests.browser.screenshots

data-readme: $(VENV)/.run
	$(BIN)/python -m etl.cards

# A warehouse younger than the tables and the code is left alone, so a second start takes seconds.
# If the build fails, the last good warehouse is served.
data/warehouse.duckdb: $(VENV)/.run $(wildcard data/*/*.csv data/*/*.toml etl/*.py etl/*/*.py etl/*/*.sql)
	@$(BIN)/arms-etl build --data data --warehouse $@ && touch $@ || { test -f $@ && echo "Serving the last good warehouse."; }

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info data/warehouse.duckdb
