#!/bin/sh
# The inner loop, under a minute when warm: format, vet, lint, types, unit
# tests, and that the server builds for Windows and macOS and the window
# type-checks for macOS.
set -eu
cd "$(dirname "$0")/.."
build/install.sh frontend

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
start() { # name, command…: runs beside the others, its output kept
	name=$1
	shift
	("$@" >"$out/$name" 2>&1 || echo "$name" >>"$out/failed") &
}

format() { test -z "$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l | tee /dev/stderr)"; }
cross() {
	for os in windows darwin; do
		GOOS=$os CGO_ENABLED=0 go build -o /dev/null .
	done
	GOOS=darwin CGO_ENABLED=0 go vet -tags bindings .
}

start format format
start frontend npm --prefix frontend run --silent check
start cross cross
start go sh -c 'go vet ./... && go tool staticcheck ./... && go test -short ./...'
wait
if [ -f "$out/failed" ]; then
	while read -r name; do
		echo "== $name failed"
		grep -v '^ok \|no test files' "$out/$name" || true
	done <"$out/failed"
	exit 1
fi
echo "check: format, vet, staticcheck, unit tests, types, lint, front end, cross-builds: all good"
