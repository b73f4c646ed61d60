# make demo and make test are all a newcomer needs; make check is what has to pass before a change lands.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X scimsheet/internal/cli.version=$(VERSION)

.PHONY: demo test check build install bench format vet lint race clean-tree soak pictures

demo: build
	bin/scimsheet demo

test:
	go test ./...

build:
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/scimsheet ./cmd/scimsheet

install:
	go install -trimpath -ldflags '$(LDFLAGS)' ./cmd/scimsheet

check: format vet lint test race demo-check clean-tree

format:
	@test -z "$$(gofmt -l cmd internal templates)" || { echo "gofmt would change:"; gofmt -l cmd internal templates docs; exit 1; }

vet:
	go vet ./...

lint:
	go tool staticcheck ./...

race:
	go test -race ./...

.PHONY: demo-check
demo-check: build
	@dir=$$(mktemp -d) && bin/scimsheet demo "$$dir/demo" && bin/scimsheet demo review "$$dir/review" && rm -rf "$$dir"

# Thousands of whole runs in which everything goes wrong; make test has 200 of them.
SEEDS ?= 3000
soak:
	go test -run '^TestChaos$$' -timeout 0 ./cmd/scimsheet -chaos.seeds $(SEEDS)

# Everything that building, testing and the demo write is ignored by git or lies outside the tree.
clean-tree:
	@test -z "$$(git status --porcelain)" || { echo "the tree is not clean:"; git status --porcelain; exit 1; }

# The README's pictures, made anew with LibreOffice and Chromium.
pictures: build
	go run ./cmd/pictures bin/scimsheet templates/pictures

# Figures as ratios measured in one run: each benchmark says what it is compared with.
bench:
	go test -run '^$$' -bench . -benchtime 1x -timeout 60m ./...
