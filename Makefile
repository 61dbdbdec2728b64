# Mitreden, the participation platform: everything one does with a checkout.
# Needs make and Python 3.11 or newer; all else is fetched, checked against the locks, into .venv.

PORT ?= 5000
ARGS ?=
ONLY ?=

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet --no-input
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml
DATABASE_BIN := $(lastword $(sort $(wildcard /usr/lib/postgresql/*/bin/initdb)))

# Tests start this program some hundred times: each start would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check format bench proofs assets release translations lock packages clean
.SUFFIXES:

help:  ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: $(VENV)/ready-to-run assets  ## the platform with invented content on http://127.0.0.1:$PORT
	@$(BIN)/beteiligung demo --port $(PORT)
	@exec $(BIN)/beteiligung run --no-upgrade --port $(PORT)

test: packages check  ## all checks and all tests, on SQLite and PostgreSQL and in a browser
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

coverage:  ## the same, and which lines and branches no test has been to; fails below 95 %
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term $(ARGS)"

check: $(VENV)/ready-to-test assets  ## style, types and layers
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --cache-dir build/imports --no-logo

format: $(VENV)/ready-to-test  ## lay out the code and mend what can be mended by itself
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

bench: $(VENV)/ready-to-test assets  ## side-by-side measurements; writes build/bench.json
	@$(BIN)/python -m benchmarks $(ARGS)

proofs: $(VENV)/ready-to-test assets  ## the long proofs (ONLY="P1 P18": some of them); writes build/proofs.json
	@$(BIN)/python -m tests.proofs $(ONLY)

assets: $(VENV)/ready-to-run  ## catalogues, scripts and styles, if their sources changed
	@$(BIN)/python hatch_build.py

release: $(VENV)/ready-to-test assets  ## what a server is installed from: wheel and lock, into dist/
	@rm -rf dist
	@$(BIN)/python -m hatchling build --target wheel --directory dist
	@cp requirements.lock dist/

translations: $(VENV)/ready-to-run  ## collect all texts and bring every catalogue up to date
	@$(BIN)/python translations/update.py $(ARGS)
	@$(BIN)/python hatch_build.py

lock: | $(BIN)/python  ## renew the locks after a change of pyproject.toml or package.json
	@$(PIP) install uv
	@$(LOCK) --output-file requirements.lock $(ARGS)
	@$(LOCK) --extra build --constraint requirements.lock --output-file requirements-build.lock $(ARGS)
	@$(LOCK) --extra dev --constraint requirements-build.lock --output-file requirements-dev.lock $(ARGS)
	@npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

clean:  ## remove what was built; data and environment stay
	@rm -rf build dist node_modules beteiligung/web/static beteiligung/translations

# ---- the environment -----------------------------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is needed: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready-to-run: requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "Fetching what the platform needs"
	@$(PIP) install --no-deps --require-hashes --requirement requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-to-test: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Fetching what the platform and its tests need"
	@$(PIP) install --no-deps --require-hashes --requirement requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/ready-to-run $@

# ---- Debian's part of the tests ------------------------------------------------------------------

missing = $(strip \
	$(if $(shell command -v chromium),,chromium) \
	$(if $(DATABASE_BIN),,postgresql) \
	$(if $(shell command -v redis-server),,redis-server) \
	$(if $(wildcard /usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf),,fonts-noto-core))

packages:
	@test -z "$(missing)" || { \
		command -v apt-get >/dev/null || { echo "The tests need: $(missing)" >&2; exit 1; }; \
		if [ "$$(id -u)" = 0 ]; then as=; \
		elif sudo -n true 2>/dev/null || { command -v sudo >/dev/null && [ -t 0 ]; }; then as=sudo; \
		else echo "The tests need: apt-get install --no-install-recommends $(missing)" >&2; exit 1; fi; \
		echo "Fetching for the tests: $(missing)"; \
		$$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -qq -y \
			--no-install-recommends $(missing) >/dev/null; }
