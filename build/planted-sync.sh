# The planted faults of the sync; build/planted.sh reads this file. Each must be
# caught by the simulation, which stops at the first run that fails, or with
# figures tries all of them. docs/simulation.md has the figures.

sync_fault() { # NAME FILE OLD NEW
	if [ -n "$figures" ]; then
		plant "$1" "$2" "$3" "$4" sync/simulation TestSimulation -runs "$figures" -brief
	else
		plant "$1" "$2" "$3" "$4" sync/simulation TestSimulation -runs 2000 -stop
	fi
}

sync_fault 'no dedupe' sync/server/push.go 'known, err := d.log.get(d.op.ID)' 'known, err := (*decided)(nil), error(nil)'
sync_fault 'no fork check' sync/server/push.go 'out.Fork = true
		return false, d.newStream(true)' 'return true, nil'
sync_fault 'last write wins' sync/merge/merge.go 'return Keep, nil, nil' 'return Set, f.Offered, nil'
sync_fault 'no own-operation base' sync/server/outcome.go 'if base.Own == "" {' 'if true {'
sync_fault 'no FORGET' storage/record/authority.go 'if s.old.Scope != s.scope {' 'if false {'
sync_fault 'cursor before data' sync/client/run.go 'if fits, err = c.db.ApplyPages(ctx, at.Upto, got.pages' 'first := got.pages[0]
	c.db.ApplyPage(ctx, at.Upto, record.Page{Upto: first.Upto, Next: first.Next, From: first.From}, got.last.Account.Rights)
	got.pages[0].From, at.Upto = first.Next, first.Upto
	if fits, err = c.db.ApplyPages(ctx, at.Upto, got.pages'
sync_fault 'no quarantine on the server' sync/server/push.go 'refusal(d.op.ID, refused), &d.op, nil' 'refusal(d.op.ID, refused), nil, nil'
sync_fault 'no tray on the desktop' storage/record/outbox.go 'stx.Put(storage.Attention, k, r.outbox.Seal(nil, seal.Pad(plain), k))' 'stx.Put(storage.Meta, k, seal.Pad(plain))'
sync_fault 'stale page accepted' storage/record/remote.go ' || now != from || !bytes.Equal(next, page.From)' ' || len(next) < 0 && now != from'
sync_fault 'serial-column cursor' storage/record/feed.go 'page.Upto = last
	}' 'page.Upto = last + 1 // a number that a writer has taken and not committed
	}'
sync_fault 'non-atomic act' storage/record/db.go 'if fault.KindOf(err) == fault.Internal && isStorage(err) {' 'if op.Act != "" {
			tx.flush()
		}
		if fault.KindOf(err) == fault.Internal && isStorage(err) {'
sync_fault 'keys stay when a right goes' sync/client/run.go 'keys.Ring.Remove(see)' '_ = see'
plant 'sensitive fields stay' storage/record/remote.go 'if key, _ := r.db.ring.For(item.Scope); !held(key) {' 'if key, _ := r.db.ring.For(item.Scope); false && !held(key) {' sync/client TestSensitiveFieldsLeaveWithTheRight
plant 'a later clock wins' sync/server/apply.go 'what, v, err := merge.Decide(q)' 'q.Based = q.Based || d.op.At.After(d.s.db.Clock().Now())
	what, v, err := merge.Decide(q)' sync/simulation TestClocksDoNotMatter
plant 'an unseen value is replaced' sync/server/push.go 'append(d.disputed, d.unseen...)' 'd.disputed' sync/client TestAValueThatTheAuthorNeverSawIsNotReplaced
plant 'work settled too early' storage/record/remote.go 's == nil || s.rev < row.Outcome.Seq' 's == nil' storage/record TestWorkSettlesWhenItsRecordHasCome
sync_fault 'a new pull is not compared' sync/client/run.go 'if len(at.Next) == 0 { // newest' 'if false { // newest'
sync_fault 'an erasure is not obeyed' sync/client/run.go 'if _, err := c.db.EraseDue(ctx); err != nil {' 'if err := error(nil); err != nil {'
sync_fault 'work on an erased record is taken' sync/server/push.go 'withdrawn, err := d.b.Withdraw(&d.op)' 'withdrawn, err := false, error(nil)'
sync_fault 'decided work stays in the journal' storage/record/erase_due.go 'journaled, err := r.journaledErased(ctx)' 'journaled, err := []Ref(nil), error(nil)'
sync_fault 'a stolen computer is not cleared' sync/client/run.go 'code == protocol.CodeWipe || code == protocol.CodeLeave' 'code == protocol.CodeLeave'
sync_fault 'an account leaves its work behind' storage/record/leave.go 'for _, row := range rows {' 'for _, row := range rows[:0] {'
plant 'what was saved while the order came is lost' sync/client/run.go ' && !c.waits(ctx)' '' sync/client TestALostComputerHandsOverWhatWasSavedMeanwhile
plant 'a restored server is not noticed' sync/server/outcome.go 'return known == nil, err' 'return known == nil && false, err' sync/client TestAnAnswerThatTheServerHasLost
plant 'a leap of the feed is read through' storage/record/feed.go 'beneath(below, leaps)' 'beneath(below, leaps[:0])' storage/record TestReadingTheFeedBackwardsLeapsToo
plant 'what was seen on a lost server is a base' sync/server/outcome.go 'return !lost, err' 'return !lost || true, err' sync/client TestWhatWasSeenOnALostServerIsNoBase
plant 'a record of a lost server stays' storage/record/scopesum.go 'if s.Scope == scope && r.db' 'if s.Scope == scope && s.rev < 1<<40 && r.db' sync/client TestARecordOfALostServerGoes
plant 'a key of a lost server seals' storage/vault/ring.go 'k.Retired, changed = retired, true' 'changed = true' sync/client TestAKeyOfALostServerSealsNothing
plant 'a retired key is not written down' storage/vault/ring.go 'json:",omitempty"`
}' 'json:"-"`
}' storage/vault TestARetiredKeyOpensAndSealsNothing
plant 'a scope of retired keys is closed' storage/vault/ring.go 'return r.scopes[s]
	}
	return ids' 'return nil
	}
	return ids' storage/vault TestARetiredKeyOpensAndSealsNothing
plant 'an old copy that is set aside outlives the erasure' storage/record/mend.go 'if err != nil || held == 0 {' 'if true || err != nil || held == 0 {' storage/record TestAnOldStoreThatIsSetAsideIsErasedToo
plant 'whoever puts an old copy back loses what was set aside' storage/record/mend.go 'upto = max(upto, 1)' 'upto = 1' storage/record TestAnOldStoreThatIsSetAsideIsErasedToo
plant 'a late order to forget takes a colleague'"'"'s number' storage/record/remote.go ' && where.rev <= item.Seq {' ' {' sync/client TestARecordThatLeftAndReturnedKeepsItsNumber
plant 'the journal keeps nothing in spare' storage/record/remote.go 'const spareSegments = 4' 'const spareSegments = 0' storage/record TestTheJournalKeepsTheLastWork
plant 'the ledger is obeyed before lost numbers are passed over' storage/record/db.go 'db.leapOver(ctx)
	}
	if err == nil {
		err = db.eraseByLedger(ctx)
	}' 'db.eraseByLedger(ctx)
	}
	if err == nil && db.putBack {
		err = db.leapOver(ctx)
	}' storage/record TestAnErasureAfterARestoreTakesNoLostNumber
plant 'an erasure that was cut off forgets the secret of the journal' storage/record/epoch_replica.go 'if err == nil && later {' 'if err == nil && later && false {' storage/record TestAnOldStoreAfterAnErasureThatWasCutOff
