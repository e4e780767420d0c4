# GeochemSOM. `make` alone lists what there is. Made for Debian 12 and later, as root or with sudo.

# The Python that QGIS itself runs on.
PYTHON ?= /usr/bin/python3
# Where `make demo` writes, and on what it runs: empty means the bundled sample survey.
OUT ?= demo-output
SAMPLES ?=
OCCURRENCES ?=
FIELDS ?=
# Further NAME=VALUE parameters of separateanomalies, quoted as for the shell: EXTRA="SEED=7 ROWS=12"
EXTRA ?=
# Further arguments of pytest: ARGS="tests/core -k lattice"
ARGS ?=

RUN_PACKAGES := qgis python3-qgis python3-scipy python3-pandas python3-matplotlib \
    python3-threadpoolctl python3-torch
# Chromium and poppler look at the report as its readers do; without them these tests are skipped.
TEST_PACKAGES := python3-venv git chromium poppler-utils

VENV := .venv
VERSION := $(shell sed -n 's/^version=//p' metadata.txt)
ZIP := dist/geochem_som-$(VERSION).zip
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600

# The shell reads these from the environment: spaces and quotes in paths survive.
export PYTHON OUT SAMPLES OCCURRENCES FIELDS

.PHONY: help install install-test test-packages lint test demo docs screenshots translations desom \
    validate package clean

help: ## this list
	@echo "GeochemSOM $(VERSION): multivariate geochemical anomalies in QGIS Processing"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  make demo SAMPLES=soil.gpkg OCCURRENCES=mines.gpkg FIELDS='Cu;Pb;Zn;As'"
	@echo "            runs on your own files; OUT=folder and EXTRA='NAME=VALUE ...' where wished"

# $(call install-missing,PACKAGES): asks the network only when a package is missing.
# A torch that was not installed by apt serves as well.
define install-missing
@missing=""; \
for package in $(1); do \
    dpkg-query -W -f '$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' && continue; \
    [ "$$package" = python3-torch ] && "$$PYTHON" -c 'import torch' 2>/dev/null && continue; \
    missing="$$missing $$package"; \
done; \
[ -z "$$missing" ] && exit 0; \
echo "Installing:$$missing (the first time some minutes and 3 GB)"; \
command -v apt-get >/dev/null || { echo "No apt-get here: install these packages, then run make again." >&2; exit 1; }; \
$(APT) -qq update || echo "The package lists could not be renewed; going on with those at hand." >&2; \
$(APT) -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends $$missing >/dev/null
endef

install: ## install what the plugin and the demo run on, where missing
	$(call install-missing,$(RUN_PACKAGES))

install-test: $(VENV)/.installed ## install also what the tests need, in .venv

test-packages: install
	$(call install-missing,$(TEST_PACKAGES))

# The system's QGIS, NumPy and SciPy show through; only the test tools are the environment's own.
$(VENV)/.installed: requirements-test.txt | test-packages
	"$$PYTHON" -m venv --system-site-packages $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --use-pep517 \
	    -r requirements-test.txt
	@touch $@

# mypy refuses a package whose folder has no Python name: it sees the checkout under the real one.
lint: $(VENV)/.installed ## ruff and mypy only
	$(VENV)/bin/python -m ruff check .
	$(VENV)/bin/python -m ruff format --check .
	@mkdir -p $(VENV)/src && ln -sfn ../.. $(VENV)/src/geochem_som
	cd $(VENV)/src && ../bin/python -m mypy --follow-imports=silent \
	    --config-file geochem_som/pyproject.toml -p geochem_som.core

test: lint ## ruff and mypy, then all tests, real qgis_process runs included
	@mkdir -p -m 700 $(VENV)/runtime
	QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$(CURDIR)/$(VENV)/runtime" \
	    $(VENV)/bin/python -m pytest $(ARGS)

demo: install ## run separateanomalies headless on the sample survey, or on SAMPLES= OCCURRENCES= FIELDS=
	@"$$PYTHON" resources/demo/run_demo.py --out "$$OUT" \
	    $(if $(SAMPLES),--samples "$$SAMPLES") \
	    $(if $(OCCURRENCES),--occurrences "$$OCCURRENCES") \
	    $(if $(FIELDS),--fields "$$FIELDS") \
	    $(EXTRA)

docs: install ## renew figures and numbers of docs/, from runs on the sample survey (two minutes)
	$(call install-missing,pngquant)
	@"$$PYTHON" resources/docs/make_factor_tables.py
	@QT_QPA_PLATFORM=offscreen "$$PYTHON" resources/docs/make_pictures.py
	@pngquant --force --ext .png --skip-if-larger docs/images/fig_*.png || true

screenshots: install ## renew docs/images/screen_*.png: QGIS's own window, on a screen of its own
	$(call install-missing,xvfb xauth pngquant)
	@profile=$$(mktemp -d) && trap 'rm -rf "$$profile"' EXIT && \
	mkdir -p "$$profile/profiles/default/QGIS" "$$profile/plugins" && \
	mkdir -m 700 "$$profile/runtime" && \
	ln -s "$(CURDIR)" "$$profile/plugins/geochem_som" && \
	cp resources/docs/screenshots.ini "$$profile/profiles/default/QGIS/QGIS3.ini" && \
	GEOCHEMSOM_ROOT="$(CURDIR)" QGIS_PLUGINPATH="$$profile/plugins" XDG_RUNTIME_DIR="$$profile/runtime" \
	xvfb-run -a -s "-screen 0 1700x1100x24" qgis --noversioncheck --nologo \
	    --profiles-path "$$profile" --code resources/docs/make_screenshots.py
	@pngquant --force --ext .png --skip-if-larger docs/images/screen_*.png || true

translations: install ## find the texts of the interface, renew resources/i18n/*.ts and compile them
	$(call install-missing,qttools5-dev-tools)
	QT_QPA_PLATFORM=offscreen "$$PYTHON" resources/i18n/make_ts.py
	lrelease -silent resources/i18n/*.ts

desom: $(VENV)/.installed ## repeat the experiments on DE-SOM and write docs/desom.md (about ten minutes)
	$(VENV)/bin/python tests/benchmarks/desom/run.py $(ARGS)

validate: $(VENV)/.installed ## hold the evaluation, the maps and the defaults to account, write docs/validation.md (minutes)
	$(VENV)/bin/python tests/benchmarks/validation/run.py $(ARGS)

package: ## the zip for the plugin site, from the last commit
	@git diff --quiet HEAD || echo "Note: changes that are not committed stay out of the zip."
	@mkdir -p dist
	git archive --format=zip --prefix=geochem_som/ --output=$(ZIP) HEAD
	@size=$$(wc -c < $(ZIP)); echo "$(ZIP): $$((size / 1024)) kB"; \
	[ "$$size" -lt 26214400 ] || { echo "The plugin site takes 25 MB at most." >&2; exit 1; }

clean: ## remove what make made
	rm -rf $(VENV) dist demo-output .mypy_cache .ruff_cache
