package node

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// EpochFile is the path of the secret of a server's present epoch: apart from the
// store, and exchanged with each erasure, so that old copies of the store open no
// more.
func EpochFile(dir string) string { return filepath.Join(dir, "server.epoch") }

// LedgerFile is the path of a server's ledger of erasures. It is kept for ever and
// goes with every backup.
func LedgerFile(dir string) string { return filepath.Join(dir, "erasures") }

// Erase destroys the records, with the differences and the refused work about
// them, under the rule, which is a citation such as “GRS 2.1, item 050”: from the
// server at once, from each desktop with its next synchronisation. It cannot be
// undone. It needs the right of a records officer over every one of them, or of an
// administrator.
func (s *Server) Erase(ctx context.Context, rule string, refs ...record.Ref) (record.Erasure, error) {
	actor := app.ActorFrom(ctx)
	if !policy.Can(actor, policy.RecordErase, app.ScopeAdmin) {
		err := s.DB.View(ctx, func(tx *record.Tx) error {
			for _, ref := range refs {
				now, err := tx.Current(ref.Type, ref.ID)
				if err == nil && !policy.Can(actor, policy.RecordErase, now.Scope) {
					err = policy.Require(actor, policy.RecordErase, app.ScopeAdmin)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return record.Erasure{}, err
		}
	}
	return s.DB.Erase(ctx, rule, refs...)
}

// ErasedUnder is how many records were erased under a rule.
type ErasedUnder struct {
	Rule    string
	Records int
	Last    time.Time
}

// Laggard is a computer that has not told yet that it has erased everything.
type Laggard struct {
	Device account.Device
	User   account.User
}

// Erasures is what was erased, by rule, and which computers lag behind.
type Erasures struct {
	Records  int
	Rules    []ErasedUnder
	Laggards []Laggard
}

// Erasures lists what was erased and who lags behind. It says nothing of a person.
func (s *Server) Erasures(ctx context.Context) (e Erasures, err error) {
	if actor := app.ActorFrom(ctx); !policy.Somewhere(actor, policy.AuditRead) {
		return e, policy.Require(actor, policy.AuditRead, app.ScopeAdmin)
	}
	users, err := s.Accounts.ListUsers(ctx)
	if err != nil {
		return e, err
	}
	devices := map[app.ID][]account.Device{}
	for _, u := range users {
		if devices[u.ID], err = s.Accounts.ListDevices(ctx, u.ID); err != nil {
			return e, err
		}
	}
	err = s.DB.View(ctx, func(tx *record.Tx) error {
		tombs, err := tx.Tombstones()
		if err != nil {
			return err
		}
		e.count(tombs)
		last, err := tx.LastErasure()
		if err != nil {
			return err
		}
		for _, u := range users {
			for _, d := range devices[u.ID] {
				upto, err := tx.Acknowledged(d.ID)
				if err != nil {
					return err
				}
				if u.Active && d.Revoked.IsZero() && upto < last {
					e.Laggards = append(e.Laggards, Laggard{d, u})
				}
			}
		}
		return nil
	})
	return e, err
}

func (e *Erasures) count(tombs []record.Tombstone) {
	byRule := map[string]*ErasedUnder{}
	for _, t := range tombs {
		u := byRule[t.Rule]
		if u == nil {
			u = &ErasedUnder{Rule: t.Rule}
			byRule[t.Rule] = u
		}
		u.Records++
		if t.At.After(u.Last) {
			u.Last = t.At
		}
	}
	e.Records = len(tombs)
	for _, u := range byRule {
		e.Rules = append(e.Rules, *u)
	}
	slices.SortFunc(e.Rules, func(a, b ErasedUnder) int { return cmp.Compare(a.Rule, b.Rule) })
}

// VerifyAudit checks the audit trail link by link, and the values beneath it.
func (s *Server) VerifyAudit(ctx context.Context) (record.AuditCheck, error) {
	c, err := s.DB.VerifyAudit(ctx)
	if err != nil && !fault.Is(err, fault.Damaged) {
		err = record.Friendly("node.VerifyAudit", err)
	}
	return c, err
}
