# Everything one does with a checkout. `make` alone lists it.
# Each target sets up what it needs in .venv and says so on standard error; a second run finds it there.

.DEFAULT_GOAL := help
.PHONY: help demo test test-all check bench lock
MAKEFLAGS += --no-print-directory
ARGS ?=

help: ## Show this list
	@echo "Aboveboard: remote technical support in plain sight."
	@echo
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@echo 'Options are handed on in ARGS, for example: make demo ARGS="--once --json"'

demo: ## Start the product with made-up data and print its links (ARGS=--once plays a whole case without a browser)
	@scripts/setup run
	@exec .venv/bin/aboveboard demo $(ARGS)

test: ## Run the tests: all but the longest on SQLite, the tests marked `db` on PostgreSQL too
	@scripts/system-packages
	@scripts/setup dev
	@.venv/bin/python scripts/test $(ARGS)

test-all: ## Run every test on SQLite and on PostgreSQL
	@scripts/system-packages
	@scripts/setup dev
	@.venv/bin/python scripts/test --all $(ARGS)

check: ## Check form, types, the borders between rooms, and that generated files are current
	@scripts/setup dev
	@scripts/check

bench: ## Measure speed against floors measured in the same run (ARGS names parts: relay, stop, first-picture, enforcement, ledger, lifetime, screen, diagnostics, gdpr)
	@scripts/system-packages bench
	@scripts/setup dev
	@.venv/bin/python -m bench $(ARGS)

lock: ## Write requirements/*.txt anew after a change to a .in file
	@scripts/setup dev
	@scripts/lock $(ARGS)
