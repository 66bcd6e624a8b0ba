# make run    set up, simulate a year, compare one measure, write a page to open in a browser
# make test   every check and test
# make lint   the checks alone;  make bench: speed and memory;  make clean: remove all but your results
# make faults deliberate faults, one after another, that the tests must catch, and a sweep killed a hundred times
#             (about an hour)
# make bundle one archive in dist/ that installs without internet (SYSTEM=linux, macos or windows; this one by default);
#             make bundle-test: makes it for this system, installs it with the network cut, and uses it
#
# Another interpreter or environment: make test PYTHON=python3.12 VENV=.venv312

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	$$name -c '' >/dev/null 2>&1 && { echo $$name; break; }; done)
VENV ?= .venv
RESULTS ?= results

BIN := $(VENV)/bin
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
CONSTRAINTS := constraints/$(VERSION).txt
# The name holds the version: another PYTHON in the same VENV makes the environment anew.
MADE := $(VENV)/.made-with-$(VERSION)
PINNED := pyproject.toml setup.py $(CONSTRAINTS)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

PAGE := $(RESULTS)/qiaosi-evening/report.html
define DEMONSTRATION
$(BIN)/govsim run qiaosi
$(BIN)/govsim compare qiaosi qiaosi-evening --runs 5 --out $(RESULTS)/qiaosi-evening
endef

.DEFAULT_GOAL := run
.PHONY: run test lint compiled browser bench faults bundle bundle-test clean

run: $(VENV)/.installed
	$(DEMONSTRATION)
	@echo
	@echo "Open in a browser / 用浏览器打开:  $(abspath $(PAGE))"

test: lint compiled browser
	$(BIN)/python -m pytest -n 2

# Compiles the model and stores that, so that the tests' processes do not each compile it again.
compiled: $(VENV)/.installed-for-tests
	$(BIN)/python -c 'import govsim; govsim.run("demo", weeks=1)'

# Chromium and a Chinese font, by apt where they are absent.
browser:
	.ci/browser

lint: $(VENV)/.installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed-for-tests
	$(BIN)/python bench/run.py

faults: $(VENV)/.installed-for-tests
	mkdir -p $(RESULTS)
	$(BIN)/python tests/faults/run.py --out $(RESULTS)/faults.json
	$(BIN)/python tests/faults/kills.py

# Wheels are kept in build/wheels-SYSTEM, so that the next archive is made faster.
bundle: $(VENV)/.installed
	$(BIN)/python .ci/bundle/make.py $(if $(SYSTEM),--system $(SYSTEM)) --pool build/wheels-$(or $(SYSTEM),here)

bundle-test: bundle
	$(BIN)/python .ci/bundle/try.py "$$(ls -t dist/govsim-*-linux-*.tar.gz | head -1)"

clean:
	rm -rf $(VENV) build dist govsim.egg-info
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find govsim tests -name __pycache__ -prune -exec rm -rf {} +

# Both stamps stand for the same environment, so `make test` after `make run` adds only what is missing.
$(VENV)/.installed: $(PINNED) $(MADE)
	$(PIP) install --editable . --constraint $(CONSTRAINTS)
	@touch $@

$(VENV)/.installed-for-tests: $(PINNED) $(MADE)
	$(PIP) install --editable '.[test]' --constraint $(CONSTRAINTS)
	@touch $@ $(VENV)/.installed

$(MADE): | $(CONSTRAINTS)
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(CONSTRAINTS):
	@echo "govsim runs on Python 3.11, 3.12 and 3.13; '$(PYTHON)' is $(or $(VERSION),missing)." >&2
	@echo "Name another one:  make $(MAKECMDGOALS) PYTHON=python3.11" >&2
	@false
