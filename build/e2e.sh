#!/bin/sh
# The desktop's screens in headless Chromium: every screen by itself, in light and
# dark colours, looked at by axe; then the main job through the screens with a
# real server. Pictures go to out/screens and out/e2e.
#
#   build/e2e.sh [SERVER]
#
# SERVER is the program without a window, as "make build" makes it.
set -eu
cd "$(dirname "$0")/.."
build/install.sh
server=${1:-build/bin/civicdesk}
[ -x "$server" ] || CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$server" .

# The transport that lets a browser in exists in this build alone (tag e2e).
CGO_ENABLED=0 go build -tags e2e -o build/bin/civicdesk-e2e .
npm --prefix frontend run --silent build:e2e -- --logLevel warn
npm --prefix frontend run --silent build:fake -- --logLevel warn

node frontend/e2e/screens.mjs --out out/screens
node frontend/e2e/screens.mjs --out out/screens --dark --only notice,signin-wrong,today,keys,vacancies,applicants,paper-errors,paper-answers,differences,certificate,export,call,inquiry,attention,sync
CIVICDESK_KEYCHAIN=$(mktemp -d)
export CIVICDESK_KEYCHAIN # second secrets stay out of the real keychain
trap 'rm -rf "$CIVICDESK_KEYCHAIN"' EXIT
node frontend/e2e/main-job.mjs --server "$server" --desktop build/bin/civicdesk-e2e --out out/e2e
