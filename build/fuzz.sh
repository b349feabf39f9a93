#!/bin/sh
# Fuzzes every target for a while (SECONDS_EACH, default 20).
set -eu
cd "$(dirname "$0")/.."
grep -rl --include='*_test.go' '^func Fuzz' . | grep -v node_modules | while read -r file; do
	grep -o '^func Fuzz[A-Za-z0-9]*' "$file" | cut -c6- | while read -r target; do
		echo "== $(dirname "$file") $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${SECONDS_EACH:-20}s" "$(dirname "$file")" | tail -3
	done
done
