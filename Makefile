# Two commands do everything: `make run` opens the window, `make test` runs the whole suite.
# What has to be decided about the machine (which Python, which system libraries, is there a display) is
# decided in scripts/, where it can be tested.

PY := .venv/bin/python
# The suite in as many processes as there are processors, at most four; `WORKERS=0` runs it in one.
WORKERS ?= auto
# A worker that crashes is not replaced: the run ends red, where a replaced one has left it waiting for ever.
SPREAD := -n $(WORKERS) --maxprocesses 4 --dist loadfile --max-worker-restart 0
EXAMPLE := resources/examples/sbrt-candidate.beamside.json

# What Python has compiled is kept for the next process, whatever the shell says of it: the tests start the program
# some hundred times, and each start would compile all of it anew.
test check coverage: export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check coverage bench soak package deb wheelhouse clean lock

run: .venv/set-up-run
	@scripts/open-example $(PY) $(EXAMPLE)

test: .venv/set-up-test
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest $(SPREAD) $(ARGS)

# The fast part: style, layout, types, import rules, and the tests that open no whole window and are not marked slow:
# most of them, in a small part of the time.
check: .venv/set-up-test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -m "not slow and not window" $(SPREAD) $(ARGS)

coverage: .venv/set-up-test
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest --cov --cov-report=term-missing $(ARGS)

bench: .venv/set-up-test
	QT_QPA_PLATFORM=offscreen $(PY) -m bench $(ARGS)

soak: .venv/set-up-test
	QT_QPA_PLATFORM=offscreen $(PY) -m bench.soak $(ARGS)

# The program with everything it needs in one folder, dist/beamside; docs/packaging.md.
package:
	scripts/build-bundle

# That folder as a package for Debian and Ubuntu, for all users of a machine.
deb:
	scripts/build-deb

# Every wheel for one kind of machine in one folder that installs there without a network; docs/packaging.md.
# `make wheelhouse PLATFORM=windows` (linux, linux-arm, windows, macos, macos-intel).
wheelhouse: .venv/set-up-test
	$(PY) scripts/wheelhouse.py $(PLATFORM) $(ARGS)

# The stamps depend on the lock files, so that a second `make run` starts at once and a changed lock is noticed.
.venv/set-up-run: requirements-build.lock requirements.lock scripts/set-up scripts/find-python scripts/qt_libraries.py scripts/install_locked.py
	@scripts/set-up requirements.lock
	@touch $@

.venv/set-up-test: requirements-build.lock requirements-dev.lock scripts/set-up scripts/find-python scripts/qt_libraries.py scripts/install_locked.py
	@scripts/set-up requirements-dev.lock
	@touch $@ .venv/set-up-run

# Writes the lock files anew from pyproject.toml; needs `uv`. CONTRIBUTING.md says when.
lock:
	scripts/lock

clean:
	rm -rf .venv build dist .coverage htmlcov bench-results.json .hypothesis
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
