# Works from a bare clone with python3 (3.11 or newer, with venv). Node is taken from PATH or, when absent, from a pinned wheel.
.DELETE_ON_ERROR:
SHELL  := /bin/bash
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
HOST   ?= localhost
PORT   ?= 8000
VENV   := .venv
BIN    := $(VENV)/bin
NODE   := $(abspath $(VENV))/node
NPM    := PATH="$(NODE):$$PATH" npm --prefix frontend
UV     := UV_SYSTEM_CERTS=1 VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv pip

.PHONY: serve test check bench golden lock

serve: $(VENV)/.base frontend/dist/.built
	@$(BIN)/filiform serve --host $(HOST) --port $(PORT)

test: $(VENV)/.dev frontend/dist/.built
	@tools/debian.sh
	$(NPM) test --silent
	$(BIN)/pytest -q -n 2 --dist loadfile
	$(BIN)/python tools/postgres.py $(BIN)/pytest -q -n 2 --dist loadfile tests/web

check: $(VENV)/.dev frontend/node_modules/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/deptry src
	$(BIN)/djlint --check --lint --quiet src/filiform/web
	DJANGO_SETTINGS_MODULE=filiform.web.settings_test $(BIN)/django-admin makemigrations --check --dry-run
	$(NPM) run -s check

bench: $(VENV)/.dev frontend/dist/.built
	$(BIN)/python bench/run.py

golden: $(VENV)/.dev
	$(BIN)/pytest -q tests/golden --remake-golden

# ---- what the six targets stand on

$(VENV)/.boot: requirements/bootstrap.txt
	@echo "Setting up (first time: about half a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@
$(VENV)/.base: $(VENV)/.boot requirements/base.txt pyproject.toml
	@$(UV) install -q --compile-bytecode --require-hashes -r requirements/base.txt
	@$(UV) install -q --no-deps --no-build-isolation -e . && $(BIN)/python -m compileall -q src
	@touch $@
$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@$(UV) install -q --compile-bytecode --require-hashes -r requirements/dev.txt
	@touch $@
$(VENV)/.node: $(VENV)/.boot requirements/node.txt
	@mkdir -p $(NODE)
	@command -v npm >/dev/null || { $(UV) install -q --compile-bytecode --require-hashes -r requirements/node.txt && $(BIN)/python tools/link_node.py $(NODE); }
	@touch $@
frontend/node_modules/.done: $(VENV)/.node frontend/package-lock.json
	@$(NPM) ci --prefer-offline --silent
	@touch $@
frontend/dist/.built: frontend/node_modules/.done frontend/vite.config.ts frontend/package.json $(shell find frontend/src -type f 2>/dev/null)
	@$(NPM) run -s build
	@touch $@

lock: $(VENV)/.node
	for file in base dev bootstrap node; do UV_SYSTEM_CERTS=1 $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements/$$file.in -o requirements/$$file.txt; done
	$(NPM) install --package-lock-only --silent
	$(BIN)/python tools/strip_lock.py frontend/package-lock.json
	! grep -nE '://|index-url|find-links' requirements/*.txt frontend/package-lock.json
