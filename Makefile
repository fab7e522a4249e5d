# Parure: the two commands of the README are `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
PARURE_DATA ?= $(CURDIR)/var
BIN := .venv/bin
# uv installs in seconds; where it can't reach the registry that pip is set up for, pip does it.
UV := $(BIN)/python -m uv pip install --quiet --python $(BIN)/python --system-certs
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
export PARURE_DATA PORT

.PHONY: pictures run setup test test-cluster lint check dev messages

run: setup
	@$(BIN)/python tools/first_run.py
	@exec $(BIN)/parure up

setup: .venv/.ready

.venv/.ready: requirements/base.txt pyproject.toml hatch_build.py package-lock.json $(wildcard src/parure/locale/*/zh_Hans/LC_MESSAGES/django.po)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c "import uv" 2>/dev/null || $(PIP) uv
	@$(UV) --require-hashes -r requirements/base.txt 2>/dev/null || $(PIP) --require-hashes -r requirements/base.txt
	@$(UV) --no-deps -e . 2>/dev/null || $(PIP) --no-deps -e .
	@touch $@

dev: .venv/.ready-dev

.venv/.ready-dev: .venv/.ready requirements/dev.txt
	@$(UV) --require-hashes -r requirements/dev.txt 2>/dev/null || $(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

test: dev
	@$(BIN)/python tools/test.py

test-cluster: .venv/.ready-spark
	@$(BIN)/python tools/cluster.py

.venv/.ready-spark: .venv/.ready-dev requirements/spark.txt
	@$(UV) --require-hashes -r requirements/spark.txt 2>/dev/null || $(PIP) --require-hashes -r requirements/spark.txt
	@touch $@

lint: dev
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/ruff format --check src tests benchmarks tools
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet src/parure/web/templates

check: lint
	$(BIN)/parure makemigrations --check --dry-run
	$(BIN)/python tools/messages.py extract-check
	$(BIN)/python tools/openapi.py --check

pictures: dev
	$(BIN)/python tools/pictures.py
