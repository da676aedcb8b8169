UV_VERSION := 0.13.9
UV := .venv/bin/uv
DEMO := demo
unexport PYTHONDONTWRITEBYTECODE # hundreds of tests start a process: each would compile every library it loads
PYTEST := .venv/bin/python -m pytest -n auto --dist worksteal # a worker keeps a file's tests, and what they share, together

.DEFAULT_GOAL := help
.PHONY: help install demo demo-month month-all audit quick test test-long test-browser pictures reading check properties fuzz fuzz-door fuzz-letters fuzz-countries fuzz-books office-books flips kills mutation clean

help:  ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(UV):
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kpidsl needs Python 3.11 or newer (python3 --version)"; exit 1; }
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

install: $(UV)  ## .venv with everything that uv.lock names
	$(UV) sync --locked --inexact --quiet
	@.venv/bin/python scripts/tables.py

demo: install  ## a synthetic agency: generate the month, check the specification, run it
	.venv/bin/kpidsl demo --out $(DEMO)

demo-month: install  ## a county of the demo (made first where there is none) lives through a month: books given out, filled in, read, reported (COUNTY=11)
	test -e $(DEMO)/data/manifest.json || .venv/bin/kpidsl demo --out $(DEMO)
	.venv/bin/python scripts/demo_month.py --data $(DEMO)/data --out $(DEMO)-month --county $(or $(COUNTY),11)

month-all: install  ## the same for every unit of the demo
	test -e $(DEMO)/data/manifest.json || .venv/bin/kpidsl demo --out $(DEMO)
	.venv/bin/python scripts/demo_month.py --data $(DEMO)/data --out $(DEMO)-month-all --county all

audit: install  ## attack the newest edition of the demo (made first where there is none), from its files alone: what can be worked out
	test -e $(DEMO)/editions/latest.json || .venv/bin/kpidsl demo --out $(DEMO)
	.venv/bin/kpidsl audit $(DEMO)/editions

quick: install  ## the tests of the rooms that git says are changed, or of ROOM=scoring (under half a minute a room)
	.venv/bin/python scripts/quick.py $(ROOM)

test: install  ## every test but the browser's and the long sweeps (six minutes on two processors)
	$(PYTEST) -m "not long"

test-long: install  ## the long sweeps (seven minutes more): mutants, mutated data folders, bytes of every format, every part of a specification, walk-throughs
	$(PYTEST) -m long

test-browser: install  ## the pages in Chromium: links, axe-core, narrow, zoomed, printed, by keyboard, without script (two minutes)
	$(UV) sync --locked --inexact --quiet --group browser
	npm ci --prefix tests/browser --no-audit --no-fund --silent
	$(PYTEST) tests/browser

reading: install  ## write the table of docs/reading.md anew, after a change of the agency or the specification that is meant
	KPIDSL_UPDATE_READING=1 $(PYTEST) tests/docs/test_reading.py

pictures: install  ## draw the ten pages of tests/browser/pictures anew, after a change of their look that is meant: look at each
	$(UV) sync --locked --inexact --quiet --group browser
	KPIDSL_UPDATE_PICTURES=1 $(PYTEST) tests/browser/test_pictures.py

check: install  ## what a commit must pass: format, lint, types, import contract, generated files, size, tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/python scripts/sizes.py
	.venv/bin/python scripts/generate.py --check
	.venv/bin/kpidsl fmt --check specs
	$(PYTEST)

properties: install  ## leave out every part of every specification that ships or that a page shows: it is missed (two minutes)
	KPIDSL_PROPERTIES=all .venv/bin/python -m pytest -n auto tests/nothing_ignored

fuzz: install  ## 100 000 random indicators on random rows: engine against the exact reference, and which cells were compared (PAIRS=…)
	.venv/bin/python -m tests.reference.fuzz --pairs $(or $(PAIRS),100000)

fuzz-letters: install  ## 100 000 made sentences of letters in three languages: each is read as its short form, no word is dropped (SENTENCES=…; an hour)
	.venv/bin/python -m tests.nothing_ignored.letter_sentences --sentences $(or $(SENTENCES),100000)

fuzz-door: install  ## 10 000 mutated data folders in one process: none falls, none is read wrong in silence (FOLDERS=…; an hour)
	.venv/bin/python -m tests.door.fuzz --folders $(or $(FOLDERS),10000)

fuzz-countries: install  ## 1 500 random countries from rows to files, audited, and with each part of what hides left out; twelve releases of some (COUNTRIES=…; forty minutes)
	.venv/bin/python -m tests.audit.countries --countries $(or $(COUNTRIES),1500)

fuzz-books: install  ## 10 000 scripts of edits to the plan's book by one to three people: nothing lost, nothing written over (SCRIPTS=…; ten minutes)
	.venv/bin/python -m tests.followup.test_scripts $(or $(SCRIPTS),10000)

office-books: install  ## 300 books of the plan edited and saved by LibreOffice, as at its keyboard: what is read is what was typed (BOOKS=…; five minutes)
	.venv/bin/python -m tests.followup.office_books $(or $(BOOKS),300)

flips: install  ## 10 000 bits flipped in a ledger and a locked edition: `kpidsl verify` sees each (BITS=…; some minutes)
	.venv/bin/python -m tests.month.flips $(or $(BITS),10000)

kills: install  ## 1 000 locks killed at some moment: each is whole, and the same command finishes it (KILLS=…; up to an hour)
	.venv/bin/python -m tests.month.kills $(or $(KILLS),1000)

mutation: install  ## mutants of scoring, disclosure and model: a seeded sample (SAMPLE=…), or all with SAMPLE=all (hours)
	$(UV) sync --locked --inexact --quiet --group mutation
	-nice -n 19 .venv/bin/mutmut run none  # generates them and times the tests
	nice -n 19 .venv/bin/mutmut run --max-children 2 $$(.venv/bin/python scripts/mutation.py sample $(or $(SAMPLE),90))
	.venv/bin/python scripts/mutation.py report

clean:  ## remove what was made here
	rm -rf .venv $(DEMO) $(DEMO)-month $(DEMO)-month-all dist .work mutants
