# `make demo` and `make test` set up everything on a machine with Python 3.11+, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test install check model evaluate ablation peers bench fuzz build clean

demo: $(VENV)/.base
	mkdir -p out
	$(BIN)/carelens annotate data/examples/plan.docx
	$(BIN)/carelens annotate data/examples/plan.docx -o out/plan.html

test: $(VENV)/.dev check
	$(BIN)/pytest -n 2

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/carelens corpus check data/corpus --benchmark data/benchmark

model: $(VENV)/.base
	$(BIN)/carelens train data/corpus -o models/default --benchmark data/benchmark

evaluate: $(VENV)/.dev
	$(BIN)/carelens evaluate data/benchmark --corpus data/corpus -o out/evaluation.html

ablation: $(VENV)/.base
	$(BIN)/python -m experiments.ablation

peers: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --editable ".[peers]"
	$(BIN)/python -m experiments.peers

bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --editable ".[bench]"
	$(BIN)/python -m tests.benchmarks

# Five minutes a reader; `make fuzz SECONDS=20` for a try.
SECONDS ?= 300
fuzz: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --group fuzz
	for reader in $$($(BIN)/python -m tests.fuzz --list); do $(BIN)/python -m tests.fuzz $$reader $(SECONDS) || exit 1; done

build: $(VENV)/.dev
	$(BIN)/python -m build

install: $(VENV)/.base

$(VENV)/bin/python:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'CareLens needs Python 3.11 or later')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/.base: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

clean:
	rm -rf $(VENV) build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
