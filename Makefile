# Parure: the two commands of the README are `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
PARURE_DATA ?= $(CURDIR)/var
BIN := .venv/bin
export PARURE_DATA PORT

.PHONY: run setup test lint check dev messages

run: setup
	@$(BIN)/python tools/first_run.py
	@exec $(BIN)/parure up

setup: .venv/.ready

.venv/.ready: requirements/base.txt pyproject.toml hatch_build.py package-lock.json $(wildcard src/parure/locale/*/zh_Hans/LC_MESSAGES/django.po)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c "import uv" 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

dev: .venv/.ready-dev

.venv/.ready-dev: .venv/.ready requirements/dev.txt
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

test: dev
	@$(BIN)/python tools/test.py

lint: dev
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/ruff format --check src tests benchmarks tools
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet src/parure/web/templates

check: lint
	$(BIN)/parure makemigrations --check --dry-run
	$(BIN)/python tools/messages.py extract-check
