PYTHON ?= python3
BIN := .venv/bin

# A test starts many processes, and each would compile all there is.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: play terminal demo test check bench prove-worlds lock clean

play: .venv/.play ## Play in the browser, offline
	@$(BIN)/tapeway play

terminal: .venv/.play ## Play in the terminal
	@$(BIN)/tapeway terminal

demo: .venv/.play ## Watch a whole run play itself
	@$(BIN)/tapeway demo

# One process more than there are cores: a test waits about a third of its time. The order is that of
# `tests/conftest.py`: what takes longest comes first.
test: check .venv/.browser ## Run everything, a file of tests at a time
	$(BIN)/pytest --numprocesses=$$(( $$(nproc 2>/dev/null || sysctl -n hw.ncpu) + 1 )) --dist=loadfile --no-loadscope-reorder

check: .venv/.dev ## Look at the code without running it
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/.browser: .venv/.dev tests/browser.py
	$(BIN)/python tests/browser.py
	@touch $@

bench: .venv/.dev ## Measure against the peers, and print the tables
	$(BIN)/python bench/run.py

prove-worlds: .venv/.dev ## Play every world 2,000 times, and print what came of it
	$(BIN)/python bench/worlds.py --pictures 4

# Hashes and `-e` cannot share one call of pip: the pins first, then the project itself.
.venv/.play: requirements/play.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/play.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/lock.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/.play

lock: ## Pin again, with `uv` on the path
	uv pip compile --upgrade --universal --python-version 3.11 --all-extras --generate-hashes \
	  --no-header --no-annotate -o requirements/lock.txt pyproject.toml
	uv pip compile --universal --python-version 3.11 --extra build --generate-hashes \
	  --no-header --no-annotate -c requirements/lock.txt -o requirements/play.txt pyproject.toml

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
