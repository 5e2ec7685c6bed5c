# Two commands do everything on a fresh machine with Python 3.11 or newer: `make demo` and `make test`.
# `make` alone lists the others.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
CATALOGUES := $(wildcard backoffice/i18n/locales/*/LC_MESSAGES/*.po)
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo run test long mutation check bench faults monkey messages lock schemas migration snapshots clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/run.done ## the reference dossiers, issued and printed into invoices/, then the terminal UI
	@$(BIN)/backoffice --workspace . demo
	@if [ -t 0 ] && [ -t 1 ] && [ -z "$$CI" ]; then $(BIN)/backoffice --workspace .; fi

run: $(VENV)/run.done ## the terminal UI on the demonstration
	@$(BIN)/backoffice --workspace .

test: $(VENV)/dev.done ## every test
	@$(BIN)/python -m pytest -n 4 --dist worksteal

long: $(VENV)/dev.done ## the same stories, orders of acts and backups as the tests, many more of each
	@$(BIN)/python -m pytest -m slow -n 2

check: $(VENV)/dev.done ## style, types, floors, message catalogues, schemas
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.messages --check
	@$(BIN)/python -m tools.schemas --check

bench: $(VENV)/dev.done $(BENCH)/done ## measured speed, beside peers in the same run
	@$(BIN)/python -m benchmarks --peers $(BENCH)

faults: $(VENV)/dev.done ## kills, full disks and failing calls by the thousand; figures into docs/trust.md
	@$(BIN)/python -m tests.faults.campaign --write

monkey: $(VENV)/dev.done ## 10 000 random keys, clicks, pastes and resizes for each of 20 seeds; says how to play one again
	@$(BIN)/python -m tests.monkey.campaign

mutation: $(VENV)/dev.done ## rules of money, prices and stages changed one at a time; figures into docs/mutation.md
	@$(BIN)/python -m tools.mutation

messages: $(VENV)/dev.done ## extract messages and merge them into the French catalogue
	@$(BIN)/python -m tools.messages

schemas: $(VENV)/dev.done ## write schemas/ again from the models
	@$(BIN)/python -m tools.schemas

migration: $(VENV)/dev.done ## write the last migration step again from the models, until it is released
	@$(BIN)/python -m backoffice.store.migrations.freeze

snapshots: $(VENV)/dev.done ## write the screens kept in tests/ui/snapshots/ again, to be looked at in the diff
	@BACKOFFICE_SNAPSHOTS=write $(BIN)/python -m pytest tests/ui -n 2

lock: $(VENV)/dev.done ## compute the locks again; they hold hashes and no address
	@$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml --extra postgres -o requirements/run.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml --extra postgres requirements/dev.in requirements/build.in -o requirements/dev.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header requirements/build.in -o requirements/build.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header requirements/bench.in -o requirements/bench.lock

clean: ## forget the environments and the demonstration's database
	rm -rf $(VENV) $(BENCH) backoffice.db backoffice.db-* backups .state

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "The back office needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)." >&2; \
	  echo "Install a newer one, then: make PYTHON=python3.12 demo" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The package itself is built with what the build lock brought, so nothing else is fetched; a changed catalogue
# or project file installs it again.
$(VENV)/run.done: $(VENV)/made requirements/run.lock requirements/build.lock pyproject.toml hatch_build.py $(CATALOGUES)
	@echo "Installing the back office into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements/build.lock
	@$(INSTALL) --require-hashes -r requirements/run.lock
	@$(INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev.done: $(VENV)/run.done requirements/dev.lock
	@echo "Installing the tools for tests into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@

$(BENCH)/done: requirements/bench.lock
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/pip install --quiet --require-hashes -r requirements/bench.lock || echo "Some peers couldn't be installed; they will be reported absent."
	@touch $@
