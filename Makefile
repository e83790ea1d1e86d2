# The commands of daily work; `make help` lists them.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$name" && break; done)
PREPARE = @$(or $(PYTHON),$(error Python 3.11 or newer is needed: install it or name it with PYTHON=)) scripts/prepare.py
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench reset backup restore lock

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 14

setup: ## install everything into .venv and node_modules, start nothing
	$(PREPARE) develop

run: ## start the product on http://127.0.0.1:8000 with demo data (PORT= changes the port)
	$(PREPARE) run
	@exec .venv/bin/python -m cluster_portal.trial

test: setup ## run all tests, browser tests included
	@.venv/bin/python scripts/chromium.py
	@.venv/bin/python -m pytest -n 2 $(PYTEST)

lint: setup ## check formatting, rules, types, templates, migrations and production settings
	@.venv/bin/python scripts/lint.py

bench: setup ## measure search and pages (SIZES=115,10000 chooses the numbers of firms)
	@.venv/bin/python -m benchmarks $(SIZES)

reset: ## empty the trial database; asks first
	$(PREPARE) run
	@.venv/bin/python scripts/reset.py

backup: ## save the whole database (FILE=directory.dump)
	$(PREPARE) run
	@.venv/bin/python -m cluster_portal.backup save "$(FILE)"

restore: ## replace the whole database by a saved one (FILE=directory.dump); asks first
	$(PREPARE) run
	@.venv/bin/python -m cluster_portal.backup restore "$(FILE)"

lock: setup ## write the lock files of the Python packages anew
	@for name in requirements requirements-dev requirements-node; do \
		.venv/bin/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
			$$name.in -o $$name.lock || exit 1; done
