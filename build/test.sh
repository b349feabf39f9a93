#!/bin/sh
# make test: installs what is missing, then every check and test, and ends with a
# line of counts. Each part's output is kept in out/test/.
set -eu
cd "$(dirname "$0")/.."
build/install.sh
export CIVICDESK_ALL_TESTS=1 # what cannot run here fails
log=out/test
rm -rf $log && mkdir -p $log
passed=0 failed=0 skipped=0

tally() { # passed failed skipped
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# part runs a command that counts as one test; its output is shown when it fails.
part() { # name, command…
	name=$1
	shift
	began=$(date +%s)
	if "$@" >"$log/$name.log" 2>&1; then
		tally 1 0 0
		echo "ok      $name ($(($(date +%s) - began)) s)"
	else
		tally 0 1 0
		echo "FAILED  $name"
		tail -n 60 "$log/$name.log"
	fi
}

gotests() {
	began=$(date +%s)
	status=0
	go test -json ./... >"$log/go.json" 2>"$log/go.err" || status=1
	p=$(grep -c '"Action":"pass".*"Test":' "$log/go.json" || true)
	f=$(grep -c '"Action":"fail".*"Test":' "$log/go.json" || true)
	s=$(grep -c '"Action":"skip".*"Test":' "$log/go.json" || true)
	[ $status = 0 ] || [ "$f" -gt 0 ] || f=1
	tally "$p" "$f" "$s"
	if [ "$s" -gt 0 ]; then
		echo "skipped, each with its reason:"
		sed -n 's/.*"Action":"output".*"Output":"\(.*\.go:[0-9]*: .*\)\\n".*/  \1/p' "$log/go.json" | sort -u | grep -i 'skip\|need\|not installed\|only' | head -20 || true
	fi
	if [ $status = 0 ]; then
		echo "ok      Go tests: $p passed, $s skipped ($(($(date +%s) - began)) s)"
		return
	fi
	echo "FAILED  Go tests: $f failed"
	cat "$log/go.err"
	grep '"Action":"fail"' "$log/go.json" | head -40
	sed -n 's/.*"Action":"output".*"Output":"\(.*\)\\n"}$/\1/p' "$log/go.json" | grep -v '^=== \|^--- PASS\|^ok ' | grep -B2 -A12 -e '--- FAIL\|panic\|\.go:[0-9]' | head -150
}

vitest() {
	began=$(date +%s)
	if npm --prefix frontend run --silent test -- --reporter=default --reporter=json --outputFile=../$log/vitest.json >"$log/vitest.log" 2>&1; then word=ok; else word=FAILED; fi
	[ -f "$log/vitest.json" ] || echo '{}' >"$log/vitest.json" # it did not come to its tests
	p=$(sed -n 's/.*"numPassedTests":\([0-9]*\).*/\1/p' "$log/vitest.json")
	f=$(sed -n 's/.*"numFailedTests":\([0-9]*\).*/\1/p' "$log/vitest.json")
	s=$(sed -n 's/.*"numPendingTests":\([0-9]*\).*/\1/p' "$log/vitest.json")
	[ $word = ok ] || [ "${f:-0}" -gt 0 ] || f=1
	tally "${p:-0}" "${f:-0}" "${s:-0}"
	echo "$word      front-end tests: ${p:-0} passed ($(($(date +%s) - began)) s)"
	[ $word = ok ] || tail -n 60 "$log/vitest.log"
}

format() { test -z "$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l | tee /dev/stderr)"; }
cross() {
	for os in windows darwin; do GOOS=$os CGO_ENABLED=0 go build -o /dev/null . || return 1; done
	GOOS=darwin CGO_ENABLED=0 go vet -tags bindings .
}

part format format
part types npm --prefix frontend run --silent types
part lint npm --prefix frontend run --silent lint
part vet go vet ./...
part staticcheck go tool staticcheck ./...
part cross-build cross
# crashes: more of what the packages' own tests do a little of.
crashes() { CIVICDESK_IMAGES=1500 CIVICDESK_KILLS=60 go test -count=1 -run 'TestCrashImages|TestKill' ./storage/journal ./storage/record; }
fips() { go list ./storage/... ./sync/... ./app/account/... | grep -v postgres | GODEBUG=fips140=only xargs go test -short; }

vitest
gotests
part crashes crashes
part simulation go test -count=1 -timeout 60m -run TestSimulation -v ./sync/simulation -runs 2000
part fips fips
part build make --no-print-directory build
part bindings build/bindings.sh
part demo build/bin/civicdesk demo --out $log/demo
part second-demo build/bin/civicdesk demo --seed 7 --paper 24 --web 16 --out $log/demo7
part e2e build/e2e.sh build/bin/civicdesk
part window build/window-test.sh build/bin/civicdesk-desktop build/bin/civicdesk "$log/window"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
