# Civic Desk. `make run` and `make test` are all that a newcomer needs; both
# install what a bare Debian 12 with Go, Node and npm lacks.

WAILS   := go run github.com/wailsapp/wails/v2/cmd/wails@v2.16.0
WINDOW  := build/bin/civicdesk-desktop
SERVER  := build/bin/civicdesk
TAGS    := desktop,webkit2_41,production
OUT     ?= out
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help
.PHONY: help run test build check demo e2e gallery screens guide bench generate fuzz torture planted wine clean

help: ## list the commands
	@awk -F':.*## ' '/^[a-z0-9]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: ## build, make a sample office, start its server and the desktop (headless: the demo)
	@build/run.sh

test: ## everything: install what is missing, check, demo, windows and browsers; ends with counts
	@build/test.sh

build: $(SERVER) $(WINDOW) ## build the program with and without the window into build/bin

GO_FILES := $(shell git ls-files -co --exclude-standard '*.go' 2>/dev/null) go.mod go.sum

$(SERVER): $(GO_FILES)
	@mkdir -p build/bin
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o $@ .

$(WINDOW): $(GO_FILES) frontend/dist/index.html
	@mkdir -p build/bin
	CGO_ENABLED=1 go build -trimpath -buildvcs=false -tags $(TAGS) -ldflags '-s -w' -o $@ .

frontend/dist/index.html: $(shell git ls-files -co --exclude-standard frontend/src frontend/public 2>/dev/null) frontend/package-lock.json frontend/vite.config.ts
	@build/install.sh frontend
	npm --prefix frontend run --silent build

check: ## the inner loop, under a minute: format, vet, lint, types, unit tests, cross-builds
	@build/check.sh

demo: $(SERVER) ## the main job, headless, with a real server and two desktops; results in out/
	@rm -rf $(OUT) && $(SERVER) demo --out $(OUT)

e2e: ## the desktop's screens and the public site in a browser, and the real window under Xvfb
	@build/install.sh
	@$(MAKE) --no-print-directory build
	@build/e2e.sh $(SERVER)
	@build/window-test.sh $(WINDOW) $(SERVER) $(OUT)/window
	@build/window-frame.sh $(WINDOW) $(SERVER) $(OUT)/frame

gallery: ## build the page that shows each piece of the desktop's screens in all its states
	@build/install.sh frontend
	npm --prefix frontend run --silent build:gallery -- --logLevel warn
	@echo 'open it with: npm --prefix frontend run gallery:open'

screens: ## pictures of every screen and state, three sizes, light and dark, into docs/screens
	@build/install.sh
	npm --prefix frontend run --silent build:fake -- --logLevel warn
	@for size in 1280x800 1024x700 1920x1080; do for colours in light dark; do \
		node frontend/e2e/screens.mjs --webp --size $$size --$$colours --out docs/screens/$$size/$$colours || exit 1; done; done

guide: ## walk through a first day with a real server; takes the pictures of docs/guide anew
	@build/install.sh
	@mkdir -p build/bin
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o $(SERVER) .
	CGO_ENABLED=0 go build -trimpath -tags e2e -o build/bin/civicdesk-e2e .
	npm --prefix frontend run --silent build:e2e -- --logLevel warn
	@keys=$$(mktemp -d); trap 'rm -rf "$$keys"' EXIT; \
		CIVICDESK_KEYCHAIN=$$keys node frontend/e2e/first-day.mjs --server $(SERVER) --desktop build/bin/civicdesk-e2e --out $(OUT)/first-day

bench: ## measure against peers and bare limits in one run; writes bench/RESULTS.md
	go run ./bench

generate: ## write the window's bindings anew
	CGO_ENABLED=0 $(WAILS) generate module
	@git diff --stat -- frontend/wailsjs

fuzz: ## a minute of fuzzing for each parser and codec
	@build/fuzz.sh

torture: ## the long runs of the store's tests: crash images, kills, refused calls, damage
	@build/torture.sh

planted: ## plant named faults in a copy of the tree and expect the named tests to go red
	@build/planted.sh

wine: ## the storage tests as Windows programs under Wine, where it is installed
	@build/wine.sh

clean: ## remove what was built and the sample office
	rm -rf build/bin out run frontend/dist/assets frontend/dist/index.html
