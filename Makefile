# One command a task; `make help` lists them. Needs python >= 3.11, git, make and a C++20 compiler.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?= -n auto
RUN_ARGS ?= su7
NATIVE := $(wildcard src/native/*.cpp src/native/*.h src/native/recursion/*.cpp src/native/recursion/*.h)

PEERS := build/bench/peers

.DEFAULT_GOAL := help
.PHONY: help setup run test verify mutants bench bench-lock lint format native pictures wheel-test sanitize lock clean distclean FORCE

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | \
	  while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done

setup: $(VENV)/.built ## create .venv and build the package into it

run: setup ## simulate the su7 scenario (RUN_ARGS="..." for another call of `carwright run`)
	@$(BIN)/carwright run $(RUN_ARGS)

test: lint ## lint, type-check and run every test (PYTEST_ARGS="...")
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: setup ## check style and types, Python and C++
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/clang-format --dry-run -Werror $(NATIVE)

format: setup ## write every source file in the house style
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
	$(BIN)/clang-format -i $(NATIVE)

native: $(VENV)/.packages ## rebuild the native kernel only
	@tools/setup.sh build
	@touch $(VENV)/.built

verify: setup ## check against exact results, SimPy and theory; write docs/verification.md (an hour or two, resumable)
	@PYTHONPATH=tests:. $(BIN)/python -m verification $(VERIFY_ARGS)

mutants: setup ## put small faults into the kernel and see that the tests catch each (half an hour)
	@$(BIN)/python tools/mutants.py $(MUTANTS_ARGS)

bench: setup $(PEERS)/.installed ## measure speed beside other simulators (BENCH_ARGS="..."; half an hour)
	@$(BIN)/python benchmarks/bench.py $(BENCH_ARGS)

bench-lock: setup ## take the newest versions of the other simulators
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --upgrade \
	  --custom-compile-command "make bench-lock" -o benchmarks/peers.lock benchmarks/peers.in

pictures: setup ## take the pictures of docs/pictures anew (needs Chromium)
	@tools/pictures.sh

wheel-test: setup ## build a wheel and try it in an empty environment
	@tools/wheel_test.sh

sanitize: setup ## run the kernel's tests under the address and undefined-behaviour sanitizers
	@tools/sanitize.sh

lock: setup ## resolve requirements.lock anew (LOCK_ARGS="--upgrade" for newer versions)
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --extra planning --extra test --group build \
	  --custom-compile-command "make lock" $(LOCK_ARGS) -o requirements.lock pyproject.toml

clean: ## remove what was built, but not .venv
	rm -rf build dist wheelhouse .mypy_cache .pytest_cache .ruff_cache .hypothesis $(VENV)/.built

distclean: clean ## remove .venv too
	rm -rf $(VENV)

$(VENV)/.packages: requirements.lock
	@tools/setup.sh packages
	@touch $@

$(VENV)/.built: $(VENV)/.packages $(VENV)/.modules pyproject.toml CMakeLists.txt $(NATIVE)
	@tools/setup.sh build
	@touch $@
	@echo "carwright is ready: $(BIN)/carwright"

$(PEERS)/.installed: benchmarks/peers.lock | $(VENV)/.packages
	@echo "Installing the other simulators into $(PEERS)"
	@$(BIN)/uv venv -q --clear --python $(BIN)/python $(PEERS)
	@$(BIN)/uv pip install -q --python $(PEERS)/bin/python -r benchmarks/peers.lock
	@touch $@

# The editable install keeps a list of the modules: it must be made anew when one comes or goes.
$(VENV)/.modules: FORCE | $(VENV)/.packages
	@find src/carwright -name '*.py' | LC_ALL=C sort >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
