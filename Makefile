# Sahut's one entrance. `make` alone lists what there is.
# ONLY=name runs a part of the tests or of the measurements: make test ONLY=Routing, make bench ONLY=voice

# One set of flags for every debug build, so that `make check` and `make test` share each other's work.
# The import check refuses an import that the manifest does not declare: arrows between targets only go down.
# No debug lines of the C libraries: they are the longest part of a first build.
export BUILD_FLAGS := --explicit-target-dependency-import-check error -Xcc -g0

.DEFAULT_GOAL := help
.PHONY: help run install test check bench docs format

help: ## list these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1 	/' | expand -t 18

run: ## build and start a whole demo centre on this machine
	@scripts/run

install: ## build the release and install it for systemd (PREFIX=folder: below that folder)
	@scripts/install

test: ## build and run the tests (ONLY=name for a part)
	@scripts/test $(ONLY)

check: ## format, import boundaries and the taste tests
	@scripts/check

bench: ## measure: one line a figure on standard output (ONLY=name for a part)
	@scripts/bench $(ONLY)

docs: ## write docs/configuration.md anew from the table of settings
	@scripts/docs

format: ## lay out every Swift file as .swift-format says
	@swift format --in-place --recursive --parallel Package.swift $(wildcard Sources Tests Benchmarks)
