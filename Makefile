# Two commands do all the set-up on a bare machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench e2e-smoke e2e docs clean

help:  ## what there is to make
	@grep -hE '^[a-z0-9-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*  ## /  make \1\t/' | expand -t 20

$(VENV)/ready: pyproject.toml constraints.txt
	@echo "== making the environment in $(VENV) (about a minute the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; PYTHON=python3.12 make ... names one"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(VENV)/ready  ## the main job on a real local cluster: build, start, submit, watch, explain
	@$(BIN)/python -m examples.demo

test: $(VENV)/ready  ## everything that needs at most the control plane
	@echo "== the control plane (compiled once, about six minutes on two cores, then cached)"
	@$(BIN)/python -m hub_local.prepare
	@$(BIN)/python -m pytest -m "not e2e"

lint: $(VENV)/ready  ## ruff, mypy --strict, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

e2e-smoke: $(VENV)/ready  ## one real flow per framework and backend
	@echo "== the operators of the flows (compiled and installed once, then cached)"
	@$(BIN)/python -m hub_local.prepare ray spark kubeflow airflow mlflow volcano coscheduling kueue
	@$(BIN)/python -m pytest -m smoke tests/e2e

e2e: $(VENV)/ready  ## all flows against the real controllers
	@$(BIN)/python -m hub_local.prepare ray spark kubeflow airflow mlflow volcano coscheduling kueue
	@$(BIN)/python -m pytest -m e2e tests/e2e

bench: $(VENV)/ready  ## hot paths beside their anchors, as ratios
	@$(BIN)/python -m tests.bench

docs: $(VENV)/ready  ## write the generated parts of docs and README anew
	@$(BIN)/python -m tests.write_docs

clean:  ## remove what make made here; the cache of compiled programs stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
