#!/bin/sh
# make torture: the long runs of the store's tests. CIVICDESK_IMAGES,
# CIVICDESK_KILLS and CIVICDESK_DAMAGES set other counts.
set -eu
cd "$(dirname "$0")/.."
export CIVICDESK_IMAGES="${CIVICDESK_IMAGES:-3000}" CIVICDESK_KILLS="${CIVICDESK_KILLS:-200}" CIVICDESK_DAMAGES="${CIVICDESK_DAMAGES:-1000}"
echo "crash images $CIVICDESK_IMAGES, kills $CIVICDESK_KILLS, damages $CIVICDESK_DAMAGES"
go test -count=1 -timeout 60m -v -run 'TestCrashImages|TestKill|TestRandomDamage|TestEveryCallFailsOnce|TestNoDamageCrashes' ./storage/journal ./storage/record ./storage/bolt | grep -v '^=== '
