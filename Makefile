# Two commands do everything: `make demo` (file and find the sample documents) and `make test`.
# Neither changes the system; `make system-deps` (Debian, Ubuntu) installs what the system should bring.

PYTHON ?= python3
SHELL := /bin/sh
PYVER := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV ?= .venv$(if $(PYVER),-$(PYVER))
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest

# Tests and measurements start the program hundreds of times: compiled modules are to be kept.
unexport PYTHONDONTWRITEBYTECODE

SYSTEM_PACKAGES := libmagic1 python3-venv gettext-base tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd

.PHONY: help demo test test-slow soak check bench accuracy bundle system-deps format clean

help:
	@echo 'make demo         file the sample inbox into a temporary archive and search it'
	@echo 'make test         all fast tests (under 5 minutes); PYTHON=python3.13 for another Python'
	@echo 'make test-slow    crash, fault and concurrency sweeps, offline bundle'
	@echo 'make soak         five minutes of four searching processes and one writing'
	@echo 'make check        format, lint, types, import contracts, documentation'
	@echo 'make bench        measurements, about an hour (bench/results/); BENCH=--quick for minutes'
	@echo 'make accuracy     reading accuracy; ARCHIVIST_CORPUS=PATH of labelled documents'
	@echo 'make bundle       one file that installs archivist on a machine without internet'
	@echo 'make system-deps  install system packages with apt-get (needs root)'

# --- environment -----------------------------------------------------------------------

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no '$(PYTHON)' on this machine; archivist needs Python 3.11 or newer. Try: make $(MAKECMDGOALS) PYTHON=python3.12, or on Debian/Ubuntu: sudo apt-get install python3 python3-venv"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "archivist needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python has no venv module. On Debian/Ubuntu: sudo apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml
	@extras=$$($(BIN)/python packaging/extras.py) && $(PIP) install -q -e ".$$extras"
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(PIP) install -q -e '.[test]'
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	$(PIP) install -q -e '.[dev]'
	@touch $@

# --- the two commands --------------------------------------------------------------------

demo: $(VENV)/.run
	@$(BIN)/python sample_archive/demo.py

# Scratch files lie in memory where it is large enough: the tests flush thousands of files to disk, and a slow
# disk would be waited for all that time. What a flush promises is tested by faults, not by the disk.
ROOMY := $(shell grep -s ' /dev/shm ' /proc/mounts | grep -qv noexec && [ -w /dev/shm ] && \
  [ "$$(df -Pk /dev/shm | awk 'NR == 2 { print $$4 }')" -gt 4000000 ] && echo TMPDIR=/dev/shm)

test: $(VENV)/.test
	$(ROOMY) $(PYTEST) -q -n 2 --dist loadfile --no-loadscope-reorder -m 'not slow'

# --- the rest ----------------------------------------------------------------------------

test-slow: $(VENV)/.dev
	$(PYTEST) -q -n 2 --dist loadfile -m slow

soak: $(VENV)/.dev
	ARCHIVIST_SOAK_SECONDS=300 $(PYTEST) -q -m slow tests/concurrency/test_search_while_writing.py

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -q tests/docs

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Peers are measured where they are there: what cannot be had is said and left out of the tables.
bench: $(VENV)/.test
	@$(PIP) install -q -e '.[bench]' || echo 'tantivy cannot be installed here and is left out.'
	@/usr/bin/python3 -c 'import xapian' 2>/dev/null || \
	  echo 'Xapian is not installed and is left out; on Debian/Ubuntu: sudo apt-get install python3-xapian'
	$(BIN)/python bench/run.py $(BENCH)

accuracy: $(VENV)/.test
	$(BIN)/python bench/accuracy.py $(if $(ARCHIVIST_CORPUS),--corpus $(ARCHIVIST_CORPUS))
	$(BIN)/python bench/accuracy.py --scans --most 40
	$(if $(ARCHIVIST_CORPUS),$(BIN)/python bench/ocr.py --fields --corpus $(ARCHIVIST_CORPUS))

bundle: $(VENV)/.dev
	$(BIN)/python packaging/bundle.py

system-deps:
	@command -v apt-get >/dev/null || { echo "This target knows apt-get only; install: $(SYSTEM_PACKAGES)"; exit 2; }
	apt-get install -y --no-install-recommends $(SYSTEM_PACKAGES) || { apt-get update && apt-get install -y --no-install-recommends $(SYSTEM_PACKAGES); }

clean:
	rm -rf .venv* build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
