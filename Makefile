# Baton needs Go, Node and make; everything else comes from the module proxy and the npm registry. Without Node it builds and
# runs all the same; the pages then say what is missing.
#
#   make run      build it and start it with the demo shop on http://127.0.0.1:8080
#   make test     everything that must hold before a change goes in; test-go, test-web and e2e are its parts
#   make web      build the pages into web/dist, if something changed
#   make e2e      the browser tests; E2E="-g claim" for some of them
#   make e2e-load the desk in a browser with 2,000 open conversations, 100 events per second, for $(DURATION)
#   make screenshots   pictures of every page, from the running demo
#   make chaos    replicas and Postgres killed and cut off under load for $(DURATION); nothing may be lost or doubled
#   make bench    what it costs: turns per second, latency, memory, start-up
#   make bench-vectors   a million vectors in Postgres: how long, how large, how fast, how well; VECTORS=50000 for fewer
#   make bench-scale     a hundred thousand conversations in Postgres: what agents and customers wait for
#   make eval     how well it understands, on the suites in $(SUITES)
#   make fuzz     a short run of every fuzz test
#   make lint     golangci-lint as in .golangci.yml; building it takes minutes the first time
#   make lint-deploy   the manifests for containers, against the schemas of Compose and Kubernetes

GO       ?= go
NPM      ?= npm
SUITES   ?= ../shared/evals
FUZZTIME ?= 20s
DURATION ?= 3m
VERSION  := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
KUBESCORE    := github.com/zegl/kube-score/cmd/kube-score@v1.20.0
KUBEVALIDATE := sigs.k8s.io/kubectl-validate@v0.0.4
COMPOSE      := github.com/compose-spec/compose-go/v2/cmd@v2.16.2
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# The bytes that web/dist/widget/widget.js may have when compressed.
WIDGET_LIMIT := 20000
PAGES        := web/dist/console/index.html
INSTALLED    := web/node_modules/.package-lock.json
PAGE_SOURCES := web/package.json $(shell find web/console web/widget -type f -not -name '*.test.ts' 2>/dev/null)

.PHONY: run build web test test-go test-web e2e e2e-load screenshots
.PHONY: chaos bench bench-real bench-vectors bench-scale eval fuzz lint lint-deploy clean
.NOTPARALLEL:

run: build
	./bin/baton serve --demo $(BATON_ARGS)

# Without Node the pages stay as they are: not built, or built before.
build: $(if $(shell command -v $(NPM)),web)
	$(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/baton ./cmd/baton

web: $(PAGES)

$(PAGES): $(INSTALLED) $(PAGE_SOURCES)
	cd web && $(NPM) run --silent build
	@touch $@

$(INSTALLED): web/package-lock.json
	cd web && $(NPM) ci --no-fund --no-audit
	@touch $@

# One after the other: two cores are not enough for both.
test: test-go test-web e2e

# The race detector needs its own build of every package, the embedded database among them. vet takes the same build, and
# the scripts and the process tests run the test binary itself as baton, so that everything is compiled once.
test-go:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go' 2>/dev/null || find . -name '*.go')); \
		test -z "$$unformatted" || { echo "not gofmt'd:" $$unformatted; exit 1; }
	$(GO) vet -race ./...
	$(GO) test -race -shuffle=on -timeout 8m ./...

# The types that the console uses are made from schema/openapi.json, which the Go tests hold against the code.
test-web: web
	cd web && $(NPM) run --silent check
	cd web && $(NPM) run --silent types -- --check
	cd web && $(NPM) run --silent unit
	@size=$$(gzip -9 -c web/dist/widget/widget.js | wc -c); echo "widget.js: $$size bytes compressed"; \
		test $$size -le $(WIDGET_LIMIT) || { echo "more than the $(WIDGET_LIMIT) it may have"; exit 1; }

# Debian's Chromium against bin/baton; installs it where it is missing and that is possible. See docs/testing.md.
e2e: build
	cd web && $(NPM) run --silent e2e -- $(E2E)

e2e-load: build
	cd web && BATON_LOAD_FOR=$(DURATION) npx playwright test --config e2e/load/playwright.config.ts

screenshots: build
	cd web && $(NPM) run --silent screenshots

chaos:
	BATON_LONG_RUN=$(DURATION) $(GO) test -race -count=1 -run Chaos -v -timeout 60m ./cmd/baton

bench: build
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 30m ./cmd/baton

# Needs 3 GB of disk and minutes; see docs/retrieval.md.
bench-vectors:
	BATON_BENCH_VECTORS=$(or $(VECTORS),1000000) $(GO) test -run VectorsAtScale -v -timeout 90m ./store/postgres

# A hundred thousand conversations with two million events; minutes, and 3 GB of disk.
bench-scale:
	BATON_BENCH_CONVERSATIONS=$(or $(CONVERSATIONS),100000) $(GO) test -run ConversationsAtScale -v -timeout 60m ./store/postgres

# Real customer questions through a running server; see docs/commands.md.
bench-real: build
	@for set in banking77 banking77-zh banking77-oos; do ./bin/baton eval served --suite $(SUITES)/retrieval/$$set || exit 1; done

eval: build
	@test -d $(SUITES) || { echo "no suites in $(SUITES); set SUITES=folder"; exit 1; }
	./bin/baton eval retrieval --suite $(SUITES)/retrieval
	./bin/baton eval fields --suite $(SUITES)/slots
	./bin/baton eval routing --suite $(SUITES)/routing
	./bin/baton eval dialogues --suite cmd/baton/demo/dialogues

# go test fuzzes one function of one package at a time.
fuzz:
	@grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
		for f in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' "$$file"); do \
			echo "== $$file $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "$$(dirname "$$file")" || exit 1; \
		done; \
	done

# Built once into bin/; it reads the same build of the packages that vet and the tests use.
lint:
	@GOBIN="$(CURDIR)/bin" $(GO) install $(GOLANGCI)
	GOFLAGS=-race ./bin/golangci-lint run ./...

# kubectl-validate has the schemas of Kubernetes in it; building it takes minutes the first time. kube-score judges: an image
# with a tag that stays need not be pulled again. The parser of Compose wants its variables filled.
lint-deploy:
	@GOBIN="$(CURDIR)/bin" $(GO) install $(KUBESCORE)
	@GOBIN="$(CURDIR)/bin" $(GO) install $(KUBEVALIDATE)
	./bin/kubectl-validate deploy/kubernetes.yaml
	./bin/kube-score score --ignore-test container-image-pull-policy deploy/kubernetes.yaml
	sed 's/\$${POSTGRES_PASSWORD:[^}]*}/secret/' docker-compose.yml >bin/docker-compose.yml
	$(GO) run $(COMPOSE) bin/docker-compose.yml >/dev/null

clean:
	rm -rf bin web/dist/console web/dist/widget web/test-results
