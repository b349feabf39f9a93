#!/bin/sh
# make planted: plants faults that have names into a copy of the tree, one at a
# time, and expects the named test to go red. A test that stays green with its
# fault planted is worth nothing.
#
#   build/planted.sh              all of them
#   build/planted.sh WORD         those whose line holds the word: storage/vault
#   build/planted.sh sync         those of the sync alone (planted-sync.sh)
#   build/planted.sh sync 2000    those, each in 2,000 runs of the simulation: how
#                                 many of them caught it, and the first seed
set -eu
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | grep -zE '^(app|storage|sync|reports)/|^go\.(mod|sum)$|^[^/]*\.go$|^frontend/(embed|dist)' | xargs -0 cp --parents -t "$copy" 2>/dev/null || true
export CIVICDESK_IMAGES=${CIVICDESK_IMAGES:-1500}
bad=0
word_wanted=${1:-}
figures=${2:-}

# plant NAME FILE OLD NEW PACKAGE TEST [FLAG…]: replaces the first OLD in FILE by NEW.
plant() {
	case "$*" in *"$word_wanted"*) ;; *) return 0 ;; esac
	name=$1 file=$2 old=$3 new=$4 package=$5 test=$6
	shift 6
	cp "$copy/$file" "$copy/kept"
	if ! OLD=$old NEW=$new perl -0pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/ or exit 3' "$copy/$file" || cmp -s "$copy/$file" "$copy/kept"; then
		word='NOT PLANTED'
		bad=$((bad + 1))
	elif (cd "$copy" && go test -count=1 -timeout 900s -run "^$test\$" "./$package" "$@") >"$copy/out" 2>&1; then
		word='GREEN'
		grep -q 'no tests to run' "$copy/out" && word='NO TEST'
		bad=$((bad + 1))
	elif grep -q 'panic: test timed out' "$copy/out"; then
		word='TOO SLOW'
		bad=$((bad + 1))
	elif grep -q 'build failed\|setup failed' "$copy/out"; then
		word='NO BUILD'
		cat "$copy/out"
		bad=$((bad + 1))
	else
		word="red$(sed -n 's/.*: \([0-9]* of [0-9]* runs failed, the first with seed [0-9]*\).*/: \1/p' "$copy/out")"
	fi
	printf '%-38s %-38s %s\n' "$name" "$test" "$word"
	cp "$copy/kept" "$copy/$file"
}

printf '%-38s %-38s %s\n' FAULT TEST RESULT
if [ "${1:-}" != sync ]; then
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
plant 'a stray row stays' storage/record/recover.go 'for _, k := range bad {' 'for _, k := range bad[:0] {' storage/record TestAStrayRowIsSetAsideAtTheStart
plant 'sums are not compared' storage/record/sums.go 'return false, nil' 'return true, nil' storage/record TestEveryHarmToARowIsFound
plant 'an old store is taken' storage/record/recover.go 's.mark.Life > 0 && newest.after(s.mark)' 'false' storage/record TestAnOldStoreIsFound
plant 'numbers are not checked' storage/record/number.go 'subtle.ConstantTimeCompare(r.mac(key, v[:8]), v[8:]) != 1' 'subtle.ConstantTimeCompare(nil, nil) != 1' storage/record TestEveryHarmToARowIsFound
plant 'indexes are not compared' storage/record/repair.go 'f.stray[string(k)] = true' '' storage/record TestEveryHarmToARowIsFound
plant 'pages are not walked' storage/bolt/bolt.go 'return checkPages(s.db.Path(), btx)' 'return nil' storage/bolt TestACircleOfPagesIsFound
plant 'a key of a broken run is used' storage/record/ring.go 'db.ring.DropTried()' '' storage/record TestAKeyOfABrokenRunIsNobodys
plant 'numbers outside the transaction' storage/postgres/tx.go 'x.seq += uint64(n)' 'x.seq = x.s.newest.Add(uint64(n))' storage/postgres TestNoRowSkippedAcrossServers
plant 'lost update: no row lock' storage/postgres/tx.go ' where id = $1 for update`' ' where id = $1`' storage/postgres TestNoRowSkippedAcrossServers
plant 'a view is not one state' storage/postgres/postgres.go 'begin isolation level repeatable read read only' 'begin read only' storage/postgres TestAViewIsOneState
plant 'a lost answer is taken for a no' storage/postgres/update.go 'kept == s.commits' 'kept < 0' storage/postgres TestALostCommitIsFoundOut
plant 'the ring does not follow the store' storage/record/ring.go 'n <= db.rings.Load()' 'n > 0' storage/record TestServersShareAStore
plant 'a key of a failed transaction stays' storage/vault/ring.go 'if !r.tried[id] {' 'if true {' storage/record TestAKeyOfAFailedTransactionIsGone
plant 'a search knows its own writes only' storage/record/find.go 'err != nil || last == f.seq' 'err != nil || last > 0' storage/record TestASearchFindsWhatAnotherServerWrote
plant 'a function leaves something behind' storage/record/rotate.go 'next = append(append([]byte(nil), k...), 0)' 'from = append(append([]byte(nil), k...), 0); next = from' storage/record TestRotationBringsEveryRowUnderTheNewKey
plant 'a lost answer is taken for a yes' storage/postgres/update.go 'kept == s.commits' 'kept >= 0' storage/postgres TestALostCommitIsFoundOut
plant 'a file does not hold its operation' sync/server/held.go 'len(missing) > 0 {' 'len(missing) > 1<<20 {' app/node TestOnlyWhatIsWaitedForIsTaken
plant 'chunks of any device are taken' sync/server/files.go 'row.Device != c.device.ID || row.User != c.user.ID' 'false' app/node TestOnlyWhatIsWaitedForIsTaken
plant 'chunks that nothing names are taken' sync/server/files.go 'if !slices.Contains(ids, id) {' 'if false {' app/node TestOnlyWhatIsWaitedForIsTaken
plant 'files are sent to anybody' sync/server/files.go '!policy.Sees(c.actor(), now.Scope)' '!policy.Sees(c.actor(), now.Scope) && false' app/node TestFilesOfOthersAreRefused
plant 'any chunk is sent' sync/server/files.go 'if !slices.Contains(named, id) {' 'if !slices.Contains(named, id) && false {' app/node TestFilesOfOthersAreRefused
plant 'a whole file is sent again' sync/client/files.go 'range lacking {' 'range all {' app/node TestACutCostsAtMostOneChunk
plant 'a removal does not wait' sync/server/held.go 'if d.held.records[recordKey(c)] != "" {' 'if d.held.records[recordKey(c)] == "nothing" {' app/node TestARemovalWaitsForItsFile
plant 'the server does not read the file' app/document/authority.go 'if err := blob.Inspect(ctx, s.blobs, m, s.opts.Limits); err != nil {' 'if err := error(nil); err != nil {' app/node TestForgedDocumentsAreRefused
plant 'an owner of another scope is taken' app/document/authority.go 'scope != d.Scope || scope != c.Scope' 'scope == "nowhere"' app/node TestForgedDocumentsAreRefused
plant 'anybody adds in any name' app/document/authority.go '(c.New || by.User != "") && by.User != author ||' '' app/node TestForgedDocumentsAreRefused
plant 'held work counts as done' storage/record/remote.go 'if !row.decided() || row' 'if row.Outcome == nil || row' app/node TestAFileGoesFromDesktopToDesktop
plant 'a refused file is collected' app/document/chunks.go 'ops = append(ops, r.Op)' '_ = r' app/node TestTheServerRefusesWhatIsTooMuch
plant 'a damaged chunk is not fetched' storage/blob/blob.go '&& !errors.Is(err, storage.ErrDamaged)' '' app/node TestADamagedChunkIsFetchedAgain

# What was called saved stays, whatever file it is in.
images=TestCrashImagesOfTheFolder
plant 'a new folder'"'"'s name is not synced' storage/disk/disk.go 'return OS{}.SyncDir(parent)' 'return nil' storage/record $images
plant 'a header is written in place' storage/vault/disk.go 'd.write(name+".new", data); err != nil {' 'd.write(name, data); err != nil || true {' storage/vault TestKeysOpenWhereverAChangeIsCutOff
plant 'a header is not synced' storage/vault/disk.go 'err = f.Sync()' 'err = nil' storage/record $images
plant 'both headers are one file' storage/vault/head.go '[h.Generation%2]' '[h.Generation*0]' storage/vault TestOneBrokenHeaderIsSurvived
plant 'a store is built under its own name' storage/bolt/bolt.go 'tmp := path + ".new"' 'tmp := path' storage/record $images
plant 'the store is not synced' storage/bolt/bolt.go 'FreelistType: bbolt.FreelistMapType,' 'FreelistType: bbolt.FreelistMapType, NoSync: true,' storage/record $images
plant 'a chunk is not synced' storage/blob/folder.go 'err = tmp.Sync()' 'err = nil' storage/record $images
plant 'a chunk'"'"'s name is not synced' storage/blob/folder.go 'err = syncDir(filepath.Dir(path))' 'err = nil' storage/record $images
plant 'a full disk is not named' storage/blob/folder.go 'return translate(err)
}

func (f *Folder) write' 'return err
}

func (f *Folder) write' storage/blob TestFullDiskIsSaidAndCostsNothingElse
plant 'a damaged file is not let go' storage/bolt/letgo_unix.go 'syscall.LOCK_UN' 'syscall.LOCK_SH' storage/bolt TestADamagedFileIsLetGo
# Changes of keys hold at every step.
plant 'a new password in one header only' storage/vault/vault.go 'if err := v.write(v.head.clone(), nil); err == nil && before != now' 'if err := error(nil); err == nil && before != now' storage/vault TestNoHeaderOpensWithTheOldPassword
plant 'the old secret goes first' storage/vault/vault.go 'before := s.Second
	if err := k.lockWith' 'before := s.Second
	k.vault.forgetSecond(before)
	if err := k.lockWith' storage/vault TestKeysOpenWhereverAChangeIsCutOff
plant 'keys are saved in one header only' storage/vault/vault.go 'return v.write(v.head.clone(), nil)
}

// Has' 'return nil
}

// Has' storage/vault TestRemovedKeysAreInNoHeader
plant 'a new key is nobody else'"'"'s' storage/vault/slot.go 'held[one.ID] = held[one.ID] || scopes[one.Scope]' '_ = one' storage/vault TestWhatOthersHoldIsKnown
plant 'unsent work decides what is dropped' storage/record/rights.go 'beneath[place(k)] = !away' 'beneath[place(k)] = true || away; delete(gone, place(k))' storage/record TestWhatLiesBeneathDecidesWhatIsDropped
plant 'what was moved away stays' storage/record/rights.go 'if err := r.lift(stx, p); err != nil {' 'if err := error(nil); err != nil || p == (place{}) {' storage/record TestWhatLiesBeneathDecidesWhatIsDropped
plant 'no second secret in the key' storage/vault/slot.go 'append(password[:], x.Secret...)' 'password[:]' storage/vault TestAnotherSecondSecretOpensNothing
plant 'the digest leaves fields out' storage/vault/head.go 'if h.Format == firstFormat {' 'if true {' storage/vault TestNothingInAHeaderCanBeExchanged
plant 'contents of any user' storage/vault/slot.go 'Seal(nil, plain, k.tag)' 'Seal(nil, plain, nil)' storage/vault TestKeysSurviveAndNothingReadableIsLeft
plant 'no new derivation for new rules' storage/vault/vault.go 'renew := v.kdf.exceeds(s.KDF) ||' 'renew :=' storage/vault TestSlotIsRederivedWhenThePolicyRises
plant 'parameters without caps' storage/vault/kdf.go 'k.Memory <= 1<<20 && ' '' storage/vault TestParametersAreCapped
plant 'former passwords are taken' storage/vault/password.go '== string(p.Digest) {' '== string(p.Digest) && false {' storage/vault TestPasswordsAgeAndDoNotReturn
plant 'no recovery box' storage/vault/slot.go 'return k.seekRecovery(s, c.Profile.Recovery)' 'return nil' storage/vault TestRecoveryKeyOpensAForgottenAccount
plant 'the lock keeps the keys' storage/vault/ring.go 'clear(r.byID)
	clear(r.scopes)' '' storage/vault TestForgottenKeysOpenNothing
plant 'the lock keeps the search index' storage/search/index.go 'x.closed, x.at = true, nil
	x.view.Store(&[]live{})' 'x.closed, x.at = true, nil' app/node TestNothingOfAPersonIsReachableAfterLock
plant 'a secret that others may read' storage/vault/disk.go '0o600' '0o644' storage/vault TestTheFolderAloneIsUseless
plant 'a locked keychain counts as a failure' storage/vault/vault.go 'x, err := v.readSecond(s)
	if err != nil {
		return nil, err
	}
	failures' 'x, err := v.readSecond(s)
	if err != nil {
		v.count(tag, nil)
		return nil, err
	}
	failures' storage/vault TestSecretService
# The lock-out holds.
plant 'counted after the derivation' storage/vault/vault.go 'failures, err := v.count(tag, x)' 'failures, err := v.head.slot(tag).Failures, error(nil)' storage/vault TestAGuessIsCountedFirst
plant 'the count of the header alone' storage/vault/lock.go 'return max(s.Failures, x.Failures), max(s.Unlocks, x.Unlocks)' 'return s.Failures, s.Unlocks' storage/vault TestRestoringHeaderOrKeychainSetsNoCountBack
plant 'the count of the keychain alone' storage/vault/lock.go 'return max(s.Failures, x.Failures), max(s.Unlocks, x.Unlocks)' 'return x.Failures, x.Unlocks' storage/vault TestRestoringHeaderOrKeychainSetsNoCountBack
plant 'a count that is not written' storage/vault/lock.go 'return failures, v.setCounts(next, s, x, failures, unlocks)' 'v.head = next
	s.Failures, s.Unlocks = failures, unlocks
	return failures, nil' storage/record $images
plant 'unlock codes for any key' storage/vault/lock.go 'x != nil && !bytes.Equal(' 'x != nil && false && !bytes.Equal(' storage/vault TestAForgedCountOrUnlockKeyLiftsNoLock
# FIPS mode.
plant 'Argon2id in FIPS mode' storage/vault/kdf.go 'if fips140.Enabled() {
		return seal.Key{}, errNotApproved' 'if false {
		return seal.Key{}, errNotApproved' storage/vault TestNoArgon2idUnderFIPS
plant 'Argon2 imported elsewhere' storage/vault/slot.go '"crypto/hkdf"' '_ "golang.org/x/crypto/argon2"
	"crypto/hkdf"' storage/vault TestOneFileImportsArgon2
# Old formats open, rows and chunks are bound to their places.
plant 'headers of format 1 refused' storage/vault/head.go 'h.Format < firstFormat ||' 'h.Format < headFormat ||' storage/vault TestHeadersOfTheFirstReleaseOpen
plant 'another name for a key' storage/seal/seal.go '"civicdesk/"' '"civicdesk "' storage/record TestVectorsOfFormat1
plant 'rows of any place' storage/vault/row.go 'return append(bound, place...)' 'return bound' storage/vault TestRowsOpenOnlyWhereTheyBelong
plant 'chunks of any number' storage/blob/manifest.go 'p = binary.BigEndian.AppendUint64(p, uint64(n))' 'p = binary.BigEndian.AppendUint64(p, 0)' storage/blob TestForgeriesAreRefused
plant 'the last chunk is not marked' storage/blob/manifest.go 'if last {' 'if false {' storage/blob TestFileCutWhereItLooksLikeItsEndIsRefused
plant 'damaged chunks are given out' storage/blob/folder.go 'if err := check(id, sealed); err != nil {
		return nil' 'if err := error(nil); err != nil {
		return nil' storage/blob TestDamagedChunkIsSetAsideAndPutAgain
plant 'young orphans are collected' storage/blob/folder.go '!info.ModTime().Before(before)' '!info.ModTime().Before(before) && false' storage/blob TestCrashLeavesOnlyOrphansThatAreCollected
plant 'chunks are not sealed' storage/blob/write.go 'w.sealed = w.box.Seal(w.sealed[:0], plain, w.m.place(number, last))' 'w.sealed = append(w.sealed[:0], plain...); _ = number' storage/blob TestNothingReadableLiesInTheFolder
plant 'short files show their length' storage/blob/write.go 'if len(padded) < smallest {' 'if false {' storage/blob TestSizesOfShortFilesLookAlike
# The search shows what there is, to those who may see it.
plant 'search does not follow' storage/record/find.go 'f.changed[p] = struct{}{}
	}
	f.rouse' '_ = p
	}
	f.rouse' storage/record TestSearchFollowsTheStore
plant 'search without the scope' storage/search/rank.go 'q.See == nil || q.See(s)' 'true || q.See(s)' storage/search TestFilters
plant 'search forgets what has no key yet' storage/record/find.go 'maps.Copy(f.changed, f.noKey)' '_ = maps.Copy[map[int]int, map[int]int]' storage/record TestSearchOpensWhatTheKeysOpen
plant 'erasure without a new epoch' storage/record/erase_replica.go 'if f.new, err = r.nextEpoch(f.old); err != nil {' 'if f.new = f.old; err != nil {' storage/record TestOldFilesOpenNothing
plant 'the old epoch is kept' storage/vault/anchor.go 'if e.N == n {' 'if e.N <= n {' storage/record TestOldFilesOpenNothing
plant 'erased rows are carried over' storage/record/erase.go 'return len(key) >= len(place{}) && g.places[place(key)]' 'return false' storage/record TestErasedIsGone
plant 'the journal is not rewritten' storage/record/epoch_replica.go 'if err := r.journal.Rewrite(len(refs) > 0, e.frame(current)); err != nil {' 'if err := error(nil); err != nil || e.frame(current) == nil {' storage/record TestErasedIsGone
plant 'old files are not removed' storage/record/epoch_replica.go 'if err := w.RemoveOlder(len(refs) > 0); err != nil {' 'if err := error(nil); err != nil {' storage/record TestErasureCutOff
plant 'the old epoch goes too early' storage/record/epoch_replica.go 'return a.Next()' 'return a.Next().Only(old.N + 1)' storage/record TestErasureCutOff
plant 'a cut-off erasure is not finished' storage/record/recover.go 'if err := r.finish(ctx); err != nil {' 'if err := error(nil); err != nil {' storage/record TestErasureCutOff
plant 'blind keys outlive their epoch' storage/epoch/epoch.go 'return sum[:len(digest)]' 'return append(digest, sum[:0]...)' storage/epoch TestBlindKeysChangeWithTheEpoch
plant 'the tombstone is not checked' storage/record/remote.go 'if gone, err := isErased(stx, p); err != nil || gone {' 'if gone, err := isErased(stx, p); err != nil || gone && false {' storage/record TestErasedDoesNotComeBack
plant 'work on an erased record is taken' sync/server/push.go 'withdrawn, err := d.b.Withdraw(&d.op)' 'withdrawn, err := false, error(nil)' sync/client TestWorkOnAnErasedRecord
plant 'an erasure reaches only who sees it' storage/record/feed.go "v[0] == feedForget && !see(gone.Scope)" '!see(gone.Scope)' sync/client TestErasureReachesEveryDesktop
plant 'quarantine is not erased' sync/server/erase.go 'err = l.rewrite(d)' '_ = d' sync/client TestQuarantineIsErasedToo
plant 'differences are not erased' sync/conflict/conflict.go 'if c.Type == ref.Type {' 'if false {' sync/client TestErasureReachesEveryDesktop
plant 'too old a cursor goes on' sync/server/pull.go 'len(q.Cursor) > 0 && at.Seq < floor' 'len(q.Cursor) > 0 && at.Seq < floor && false' sync/client TestADesktopThatWasAwayTooLong
plant 'the ledger is not applied' storage/record/erase_ledger.go 'if !done || row != nil {' 'if !done && row != nil && len(row) == 0 {' storage/record TestARestoredBackupIsErasedAgain
plant 'the ledger is not written' storage/record/erase_authority.go 'if err := db.erasing.ledger.add(db.ledgerKey(), entries); err != nil {' 'if err := error(nil); err != nil {' storage/record TestARestoredBackupIsErasedAgain
plant 'the server keeps its epoch' storage/record/epoch_authority.go 'f.new = db.sealed.Newest()' 'f.new = f.old' storage/record TestTheServerErases
plant 'the anchor is not compared' storage/record/recover.go 's.turns < a.Commits' 'false' storage/record TestAnOldCopyOfTheFolderIsFound
plant 'an old header is not seen' storage/vault/anchor.go 'v.head.Generation < a.Head' 'a.Head == 0' storage/record TestAnOldCopyOfTheFolderIsFound
plant 'audit: damage counts as erased' storage/record/audit_verify.go 'case s == nil && gone && err == nil:' 'case s == nil:' storage/record TestAuditTellsDamageFromErasure
plant 'audit: values are not compared' storage/record/audit_verify.go 'if !d.is(row.Entry.Commits[f]) {' 'if len(f) == 0 || len(d.Salt) == 0 {' storage/record TestAuditComparesTheValues
plant 'files of erased records stay' app/document/erase.go 'remove(stx, m.Chunks)' 'remove(stx, m.Chunks[:0])' app/command TestErasureLeavesNothing
plant 'a copy is not read back' storage/bolt/rewrite.go 'if err == nil && (got.rows != want.rows || got.total != want.total) {' 'if false {' storage/bolt TestACopyThatDiffersIsNotTaken
plant 'the log has the path' app/service/log.go 'return r.Pattern' 'return r.URL.Path' app/service TestTheLogHasTheRouteAlone
plant 'the site logs the path' app/service/log.go 'slog.String("route", pattern)' 'slog.String("route", pattern), slog.String("path", r.URL.String())' app/command TestTheLogHoldsNothingOfPersons
plant 'anybody forwards' app/service/proxy.go 'if !s.trusts(client) {' 'if r.Header.Get("X-Forwarded-For") == "" {' app/service TestForwardedHeadersCountFromProxiesAlone
plant 'the first forwarder is believed' app/service/proxy.go 'i >= 0 && s.trusts(client); i--' 'i >= 0; i--' app/service TestForwardedHeadersCountFromProxiesAlone
plant 'enrolments are not limited' app/service/guard.go 'if counted[r.URL.Path] &&' 'if false &&' app/service TestEnrolmentsAreLimited
plant 'forms are not limited' app/command/serve.go 'o.Secure, o.PostsPerMinute = slog.Default(), service.ClientAddr, service.Secure, c.Limits.Posts' 'o.Secure, o.PostsPerMinute = slog.Default(), service.ClientAddr, service.Secure, 0' app/command TestAProxyIsBelieved
plant 'all may wait' app/service/slots.go 's.waiting.Add(1) > int64(2*cap(s.free))' 's.waiting.Add(1) > 1<<20' app/service TestOnlySomeWaitForAPlace
plant 'a watch keeps its place' app/service/service.go 'one.leave()' '_ = one' app/service TestMoreThanFitAreAskedToComeAgain
plant 'a half restored database is served' app/node/server.go 'if half {' 'if half && false {' app/node TestADatabaseIsNeverWrittenOver
plant 'a full database is written over' app/node/restore_database.go 'if !half {' 'if !half && false {' app/node TestADatabaseIsNeverWrittenOver
plant 'indexes keep the keys of an epoch' storage/record/epoch_authority.go 'return stx.Delete(storage.Meta, shapesKey)' 'return nil' app/node TestABackupGoesIntoADatabaseAndBack
plant 'ready while it drains' app/service/health.go 'if s.draining.Load() {' 'if false {' app/service TestReadyWhileItCanWork
plant 'a slow body is waited for' app/service/guard.go 's.pace(w, r)' '_ = s.pace' app/service TestABodyThatComesTooSlowlyIsCut
plant 'a panic is shown' app/service/guard.go 'If you call us, give this number: "+one.id' 'If you call us, give this number: "+one.id+fmt.Sprint(p)' app/service TestAPanicIsAPlainPage
plant 'the watchdog hears in any case' app/service/notify.go 's.draining.Load() || s.unready(ctx) == ""' 'true' app/service TestTheWatchdogHearsOfAStoreThatAnswers
plant 'nobody tells of news' storage/record/watch.go 'w.finder.db.Heard(n.newest)' '_ = n.newest' sync/client TestNewsComeWithoutPolling
plant 'a fetched list keeps a session alive' app/desktop/inquiries.go 'ask = asking' 'ask = opening' app/desktop TestAListFetchedAgainIsNoActivity
plant 'unknown settings are passed over' app/config/file.go 'f.wrong(key.Line, unknown(name))' '' app/config TestEveryMistakeIsNamed
plant 'secrets are shown' app/config/settings.go 'if !s.secret || text == "" {' 'if true {' app/config TestSecretsAreMasked
plant 'held files outlive their record' storage/record/erase.go 'slices.ContainsFunc(c.about(), of)' 'of(Ref{c.Type, c.ID})' app/node TestAHeldFileOfAnErasedRecord

plant 'blocks of a stopped backup count' storage/backup/write.go 'if at.at > a.end {' 'if at.at > a.end && false {' storage/backup TestACutFile
plant 'an append begins behind the torn end' storage/backup/write.go 'j.before, j.at, j.result.Damaged = a.end, a.end, a.damaged' 'j.before, j.at, j.result.Damaged = a.end, a.size, a.damaged' storage/backup TestACutFile
plant 'a backup is not read back' storage/backup/write.go 'if err := j.readBack(s); err != nil {' 'if err := error(nil); err != nil {' storage/backup TestABackupIsReadBack
plant 'a failed backup is not taken back' storage/backup/write.go 'return j.file.Truncate(j.before)' 'return nil' storage/backup TestABackupIsReadBack
plant 'a new backup has its name at once' storage/backup/write.go 'j.name = j.path + ".new"' 'j.name = j.path' storage/backup TestAFullDisk
plant 'frames are not summed' storage/backup/frame.go '!= binary.BigEndian.Uint32(head[9:])' '!= binary.BigEndian.Uint32(head[9:]) && false' storage/backup TestEveryByteIsChecked
plant 'no copy of the head' storage/backup/write.go 'appendFrame(j.buffer, headFrame, j.now.headBody)' 'j.buffer' storage/backup TestADamagedBeginningLosesNothing
plant 'the sequence is not restored' storage/backup/store.go 'now < s.Seq' 'false' storage/backup TestTheSequenceIsRestored
plant 'a restored server gives numbers twice' storage/record/putback.go 'stx.NextSeq(int(over))' 'stx.NextSeq(0)' storage/record TestLostNumbersAreKnownAndNeverComeAgain
plant 'lost numbers are not known' storage/record/putback.go 'lost = lost || number' 'lost = lost || false && number' storage/record TestLostNumbersAreKnownAndNeverComeAgain
plant 'nothing is sent again' sync/client/run.go 'case a.Restored:' 'case false:' app/node TestARestoredServerGetsBackWhatDesktopsHold
plant 'an old list of erasures is taken' app/node/restore.go 'if len(other) > len(longest) {' 'if longest == nil {' app/node TestTheNewestListOfErasuresIsTaken
plant 'operations are not brought up' sync/server/push.go 'if err := s.db.Schema().Raise(&ops[i]); err != nil {' 'if err := error(nil); err != nil {' sync/client TestOldDesktopsMayAlwaysPush
plant 'rows are not brought up' storage/record/upgrade.go 'if err != nil || from >= d.shape() {
		return err
	}
	if fields' 'if true {
		return err
	}
	if fields' storage/record TestAStoreOfAnEarlierShapeOpens
plant 'indexes stay as they were' storage/record/reshape.go 'if err := db.fitIndexes(stx, before); err != nil {' 'if err := error(nil); err != nil {' storage/record TestAStoreOfAnEarlierShapeOpens
plant 'versions of former names are lost' storage/record/feed.go 'item.Versions = d.formerVersions(s)' '' sync/client TestOldDesktopsMayAlwaysPush
plant 'a damaged record is passed over' storage/record/examine.go 'if err != nil || s == nil { // a server has every key
		f.bad++' 'if err != nil || s == nil { // a server has every key' storage/record TestAServersStoreIsExamined
plant 'the feed is not compared' storage/record/examine.go 'f.missing[string(seqKey(rev))] = p' '_, _ = rev, p' storage/record TestAServersStoreIsExamined
plant 'no waiting for a colleague' sync/server/custody.go 'err != nil || refused != nil || d.force {' 'err != nil || refused != nil || true {' sync/client TestAColleaguesWorkWaitsForWhatItRestsOn
plant 'waiting for ever' sync/server/custody.go 'base.Own == "" || d.force' 'base.Own == ""' sync/client TestWhatNeverComesIsDecidedAfterFiveDays
plant 'no quarantine' sync/server/push.go 'refusal(d.op.ID, refused), &d.op, nil' 'refusal(d.op.ID, refused), nil, nil' sync/client TestALostComputerHandsOverItsWorkAStolenOneDoesNot
plant 'quarantine never ends' sync/server/custody.go 's.erase(b, now.Add(-QuarantineFor))' 's.erase(b, now.Add(-9*QuarantineFor))' sync/client TestQuarantineLastsNinetyDays
plant 'a cursor of another device' sync/server/pull.go '&& at.Device == c.device.ID' '' sync/client TestACursorIsOneDevicesOwn
plant 'a cursor of another store' sync/server/pull.go '&& bytes.Equal(at.Epoch, epoch)' '' sync/client TestACursorIsOneDevicesOwn
plant 'a cursor is not checked' sync/protocol/cursor.go '!hmac.Equal(sum[:], raw[len(body):])' '!hmac.Equal(sum[:], sum[:])' sync/protocol TestAChangedCursorIsNone
plant 'the oldest first' sync/server/pull.go 'Seq: last, Below: last + 1}' 'Seq: 0, Below: 0}' sync/client TestTheFirstSyncBringsTheNewestFirst
plant 'work waits for the first sync' sync/client/run.go 'p.Waiting > 0 {' 'false {' sync/client TestALongFirstSyncKeepsNobodysWorkBack
plant 'settled before it is here' storage/record/remote.go '(page.Low == 0 || row.Outcome.Seq > page.Low)' 'true' sync/client TestOwnWorkStaysInSightUntilItIsHere
plant 'sums of scopes are not kept' storage/record/scopesum.go 'delta.plus(was)' '_ = was' sync/client TestTheSumsFollowTheRecords
plant 'a repair removes nothing' sync/client/check.go 'return c.db.Sweep(ctx, scope, upto,' 'return c.db.Sweep(ctx, "", upto,' sync/client TestAScopeThatDiffersIsFetchedAgain
plant 'a taken right leaves its records' sync/client/run.go 'if err := c.db.Drop(ctx, see); err != nil' 'if err := error(nil); err != nil' sync/client TestLeavingAScopeIsOneMessage
plant 'a stolen computer hands over' sync/server/server.go 'c.device.Order == account.Stolen' 'false' sync/client TestALostComputerHandsOverItsWorkAStolenOneDoesNot
plant 'secrets stay in the keychain' storage/vault/wipe.go 'for _, s := range v.head.Slots {' 'for _, s := range v.head.Slots[:0] {' app/node TestAStolenComputerIsCleared
plant 'clearing is not gone on with' app/node/clear.go 'err != nil || !note.Unfinished' 'true' app/node TestAStolenComputerIsCleared
plant 'a lease does not end' sync/client/check.go 'a.Passed > a.Lease' 'false' app/node TestTheLeaseEnds
plant 'a clock set back counts' storage/record/lease.go 'max(0, now-int64(seen), ran.Milliseconds())' 'now-int64(seen)' sync/client TestTheLeaseCountsWhatPasses
plant 'a certificate never ends' app/account/certificate.go 'now.After(d.Until) }' 'false }' sync/client TestCertificatesRenewThemselves
plant 'a number is settled twice' sync/server/apply.go 'm.join(def, c)' '' sync/client TestANumberAndItsLastDigitsAreOneDifference
plant 'a decided pair is asked again' sync/server/apply.go 'p.ID, p.State = pair.IDOf(p.Type, p.First, p.Second), pair.Open' 'p.ID, p.State = app.NewID(), pair.Open' app/node TestAPaperFormKeyedTwiceBecomesAPair
plant 'a name alone is a duplicate' app/hiring/twin.go 'if len(facts) > 0 {' 'if true {' app/hiring TestTwins
plant 'the keyer says what is keyed twice' app/hiring/twin.go 'a.Critical = want' '' app/hiring TestTheServerSaysWhatIsKeyedTwice
fi
. build/planted-sync.sh
echo
if [ "$bad" -gt 0 ]; then
	echo "planted: $bad faults were not caught"
	exit 1
fi
echo "planted: every fault was caught"
