# Baton needs Go and make; everything else comes from the module proxy.
#
#   make run      build it and start it with the demo shop on http://127.0.0.1:8080
#   make test     everything that must hold before a change goes in
#   make chaos    replicas and Postgres killed and cut off under load for $(DURATION); nothing may be lost or doubled
#   make bench    what it costs: turns per second, latency, memory, start-up
#   make bench-vectors   a million vectors in Postgres: how long, how large, how fast, how well; VECTORS=50000 for fewer
#   make bench-scale     a hundred thousand conversations in Postgres: what agents and customers wait for
#   make eval     how well it understands, on the suites in $(SUITES)
#   make fuzz     a short run of every fuzz test
#   make lint     golangci-lint as in .golangci.yml; building it takes minutes the first time
#   make lint-deploy   the manifests for containers, against the schemas of Compose and Kubernetes

GO       ?= go
SUITES   ?= ../shared/evals
FUZZTIME ?= 20s
DURATION ?= 3m
VERSION  := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
KUBESCORE    := github.com/zegl/kube-score/cmd/kube-score@v1.20.0
KUBEVALIDATE := sigs.k8s.io/kubectl-validate@v0.0.4
COMPOSE      := github.com/compose-spec/compose-go/v2/cmd@v2.16.2
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: run build test chaos bench bench-real bench-vectors bench-scale eval fuzz lint lint-deploy clean

run: build
	./bin/baton serve --demo $(BATON_ARGS)

build:
	$(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/baton ./cmd/baton

# The race detector needs its own build of every package, the embedded database among them. vet takes the same build, and
# the scripts and the process tests run the test binary itself as baton, so that everything is compiled once.
test:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go' 2>/dev/null || find . -name '*.go')); \
		test -z "$$unformatted" || { echo "not gofmt'd:" $$unformatted; exit 1; }
	$(GO) vet -race ./...
	$(GO) test -race -shuffle=on -timeout 8m ./...

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
			echo "== $$file $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" || exit 1; \
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
	rm -rf bin
