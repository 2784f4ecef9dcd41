# Targets: test lint fuzz bench build cover race. `make test` is what continuous integration runs.
SHELL     := bash
GO        ?= go
FUZZTIME  ?= 10s
BENCHTIME ?= 1s
TESTFLAGS ?=
export CGO_ENABLED ?= 0

.PHONY: test lint setup fuzz bench build cover race
.DEFAULT_GOAL := test

test: lint
	@.ci/gotest $(TESTFLAGS) ./...

setup:
	@.ci/setup

lint: setup
	@test -z "$$(gofmt -l .)" || { echo "not formatted (run gofmt -w):"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	.tools/bin/staticcheck ./...

# Every fuzz target for FUZZTIME each. Shrinking what is merely interesting would take a minute a piece: ten tries do.
fuzz:
	@set -euo pipefail; \
	for p in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
			echo "== $$p $$f"; \
			$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$p; \
		done; \
	done

bench:
	$(GO) test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) ./...

build:
	$(GO) build -trimpath -o build/ ./cmd/...

cover:
	@mkdir -p build
	$(GO) test -coverprofile build/cover.out -coverpkg ./... ./...
	$(GO) tool cover -func build/cover.out | tail -1

# Needs a C compiler.
race:
	CGO_ENABLED=1 $(GO) test -race ./...
