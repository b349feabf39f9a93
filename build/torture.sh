#!/bin/sh
# make torture: the long runs of the tests of store and sync, one after the other,
# with a table of their figures at the end. build/torture.sh WORD runs those whose
# package or test holds the word: storage, servers. The counts can be set:
#   CIVICDESK_IMAGES   crash images of the journal, and as many of the whole folder
#   CIVICDESK_KILLS    kills of a process that saves
#   CIVICDESK_DAMAGES  random damages of a store
#   CIVICDESK_FAILS    calls of each kind that the system refuses
#   CIVICDESK_STEPS    steps on both kinds of store; CIVICDESK_WRITES writes beside readers
#   CIVICDESK_RUNS     runs of the simulated sync, from the seed CIVICDESK_FIRST on
#   CIVICDESK_NETWORK  seconds of each trouble of a real network
#   CIVICDESK_ROUNDS   rounds of killed, restarted and counted servers
set -eu
cd "$(dirname "$0")/.."
export CIVICDESK_IMAGES="${CIVICDESK_IMAGES:-50000}" CIVICDESK_KILLS="${CIVICDESK_KILLS:-200}" CIVICDESK_DAMAGES="${CIVICDESK_DAMAGES:-1000}"
export CIVICDESK_FAILS="${CIVICDESK_FAILS:-60}" CIVICDESK_STEPS="${CIVICDESK_STEPS:-200000}" CIVICDESK_WRITES="${CIVICDESK_WRITES:-200}" CIVICDESK_ROUNDS="${CIVICDESK_ROUNDS:-20}"
export CIVICDESK_RUNS="${CIVICDESK_RUNS:-200000}" CIVICDESK_FIRST="${CIVICDESK_FIRST:-1}" CIVICDESK_NETWORK="${CIVICDESK_NETWORK:-10}"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
bad=0
wanted=${1:-}

# run PACKAGE TEST WHAT: runs one test and keeps the last line that it logged.
run() {
	case "$1 $2" in *"$wanted"*) ;; *) return 0 ;; esac
	echo "$(date +%H:%M:%S) $3 …"
	began=$(date +%s)
	if go test -count=1 -timeout 600m -v -run "^$2\$" "./$1" >"$out/log" 2>&1; then
		word=passed
	else
		word=FAILED bad=1
		grep -v '^=== ' "$out/log" | tail -40
	fi
	grep -q '^--- SKIP' "$out/log" && word=skipped
	figure=$(sed -n 's/^ *[a-z_]*_test.go:[0-9]*: //p' "$out/log" | tail -1)
	printf '%-36s %-8s %6s s  %s\n' "$2" "$word" "$(($(date +%s) - began))" "$figure" | tee -a "$out/table"
}

run storage/journal TestCrashImages "crash images of the journal ($CIVICDESK_IMAGES)"
run storage/record TestCrashImagesOfTheFolder "crash images of the whole folder ($CIVICDESK_IMAGES)"
run storage/record TestKill "kills ($CIVICDESK_KILLS)"
run storage/record TestOneCallOfTheSystemFails "calls that the system refuses ($CIVICDESK_FAILS of each kind)"
run storage/journal TestEveryCallFailsOnce 'every call of the journal fails'
run storage/vault TestEveryStepFailsOnce 'every step of keys fails'
run storage/record TestRandomDamage "damages of a store ($CIVICDESK_DAMAGES)"
run storage/bolt TestNoDamageCrashes 'damages of its file'
run storage/postgres TestBackendsAreEquivalent "steps on both stores ($CIVICDESK_STEPS)"
run storage/postgres TestNoRowSkippedAcrossServers "writes beside readers ($CIVICDESK_WRITES)"
run app/command/servers TestServersComeAndGo "servers that come and go ($CIVICDESK_ROUNDS rounds)"
run sync/simulation TestSimulation "runs of the simulated sync ($CIVICDESK_RUNS)"
run app/command TestNetworkTroubles "a server and two desktops on bad networks"

echo
printf '%-36s %-8s %8s  %s\n' TEST RESULT TIME FIGURES
cat "$out/table"
exit $bad
