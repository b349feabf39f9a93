#!/bin/sh
# make planted: plants faults that have names into a copy of the tree, one at a
# time, and expects the named test to go red. A test that stays green with its
# fault planted is worth nothing.
set -eu
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | grep -zE '^(app|storage|sync|reports)/|^go\.(mod|sum)$|^[^/]*\.go$|^frontend/(embed|dist)' | xargs -0 cp --parents -t "$copy" 2>/dev/null || true
bad=0

# plant NAME FILE OLD NEW PACKAGE TEST: replaces the first OLD in FILE by NEW.
plant() {
	cp "$copy/$2" "$copy/kept"
	if ! OLD=$3 NEW=$4 perl -0pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/ or exit 3' "$copy/$2" || cmp -s "$copy/$2" "$copy/kept"; then
		word='NOT PLANTED'
		bad=$((bad + 1))
	elif (cd "$copy" && go test -count=1 -timeout 120s -run "^$6\$" "./$5") >"$copy/out" 2>&1; then
		word='GREEN'
		bad=$((bad + 1))
	elif grep -q 'build failed\|setup failed' "$copy/out"; then
		word='NO BUILD'
		cat "$copy/out"
		bad=$((bad + 1))
	else
		word=red
	fi
	printf '%-38s %-38s %s\n' "$1" "$6" "$word"
	cp "$copy/kept" "$copy/$2"
}

printf '%-38s %-38s %s\n' FAULT TEST RESULT
plant 'saved before it is synced' storage/journal/journal.go 'return j.file.Datasync()' 'return nil' storage/journal TestCrashImages
plant 'a failed append is not taken back' storage/journal/journal.go 'j.restore(start, at) // or' '_, _ = start, at // or' storage/journal TestEveryCallFailsOnce
plant 'no handling of a torn end' storage/journal/journal.go 'int64(end.to), end.last+1' 'int64(len(starts))<<10, end.last+1' storage/journal TestTornEndLosesOnlyWhatWasNeverSaved
plant 'frames behind damage are dropped' storage/journal/segment.go 'cur, torn = nil, true' 'return list, true' storage/journal TestDamageInTheMiddleIsSetAside
plant 'the link is not checked' storage/journal/segment.go '|| opens(whole) != cur.link' '' storage/journal TestOneFrameReplacedIsNoticed
plant 'the ballast is never given up' storage/journal/journal.go 'errors.Is(err, storage.ErrFull) && j.release()' 'false' storage/journal TestTheBallastSavesTheLastWork
plant 'frame counter not stored' storage/record/replica.go 'r.putNumber(stx, "frame", q.frame)' 'r.putNumber(stx, "frame", 0)' storage/record TestAppliedFramesAreNotAppliedAgain
plant 'trim before custody' storage/record/remote.go 'return last < before && last <= upto[owner]' 'return true' storage/record TestUnsentFramesAreNeverTrimmed
plant 'trim of another user'"'"'s frames' storage/record/remote.go 'return !waits[owner] && last <= upto[owner]' 'return true' storage/record TestAnotherUsersFramesAreNeverTrimmed
plant 'quarantine deletes' storage/bolt/folder.go 'os.Rename(old, name)' 'os.Remove(old)' storage/bolt TestADamagedFileIsKept
plant 'damaged journal is not kept' storage/journal/mend.go 'if err := j.keep(aside, raw); err != nil' 'if err := error(nil); err != nil' storage/journal TestDamageInTheMiddleIsSetAside
plant 'sums are not updated' storage/record/sums.go 's.plus(d)' '' storage/record TestSumsFollowTheRows
plant 'sums are not compared' storage/record/sums.go 'return false, nil' 'return true, nil' storage/record TestEveryHarmToARowIsFound
plant 'an old store is taken' storage/record/recover.go 's.mark.Life > 0 && newest.after(s.mark)' 'false' storage/record TestAnOldStoreIsFound
plant 'numbers are not checked' storage/record/number.go 'subtle.ConstantTimeCompare(r.mac(key, v[:8]), v[8:]) != 1' 'subtle.ConstantTimeCompare(nil, nil) != 1' storage/record TestEveryHarmToARowIsFound
plant 'indexes are not compared' storage/record/repair.go 'f.stray[string(k)] = true' '' storage/record TestEveryHarmToARowIsFound
plant 'pages are not walked' storage/bolt/bolt.go 'return checkPages(s.db.Path(), btx)' 'return nil' storage/bolt TestACircleOfPagesIsFound
echo
if [ "$bad" -gt 0 ]; then
	echo "planted: $bad faults were not caught"
	exit 1
fi
echo "planted: every fault was caught"
