#!/bin/sh
# Generates the window's bindings anew and fails when the committed ones are not
# the same.
set -eu
cd "$(dirname "$0")/.."
CGO_ENABLED=0 go run github.com/wailsapp/wails/v2/cmd/wails@v2.16.0 generate module
if ! git -c core.fileMode=false diff --exit-code -- frontend/wailsjs; then
	echo "The bindings are not current: run make generate and commit frontend/wailsjs." >&2
	exit 1
fi
