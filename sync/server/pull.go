package server

import (
	"bytes"
	"context"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// pull answers with the next page of what the caller's user may see now, with
// the keys that the page needs.
func (s *Server) pull(ctx context.Context, c caller, q protocol.Pull) (protocol.Pulled, error) {
	var out protocol.Pulled
	actor := c.actor()
	see := func(scope app.Scope) bool { return policy.Sees(actor, scope) }
	secrets := func(scope app.Scope) bool { return s.o.Secrets(actor, scope) }
	lacking := false
	err := s.db.View(ctx, func(tx *record.Tx) (err error) {
		// What the store holds up to, in the same state as the page.
		if out.Page, err = tx.Changes(q.Cursor, protocol.PageItems, protocol.PageBytes, see, secrets); err != nil {
			return err
		}
		out.Seq, err = tx.LastSeq()
		if err != nil {
			return err
		}
		lacking, err = s.lacksKey(tx, actor)
		return err
	})
	if err != nil {
		return out, err
	}
	// A changed grant brings everything anew; so does a cursor that this store has
	// never reached, since then the server was restored from an older backup.
	if q.Cursor > 0 && q.Rights != c.user.Rights || q.Cursor > out.Seq {
		out.Rewind, out.Page = true, record.Page{Items: []record.Item{}}
	}
	out.Account = s.accountOf(c.user)
	// The keys are looked up after the page, so that each scope of the page is
	// among them.
	if lacking || !bytes.Equal(q.Keys, protocol.KeyDigest(protocol.VisibleKeys(s.db.Ring(), actor.Grants))) {
		out.Keys, err = s.issueKeys(ctx, c)
	}
	return out, err
}

// lacksKey says whether a scope in which the actor may begin to work has no key.
func (s *Server) lacksKey(tx *record.Tx, actor app.Actor) (bool, error) {
	scopes, err := s.o.Scopes(tx, actor)
	for _, scope := range scopes {
		if _, ok := s.db.Ring().For(scope); !ok && policy.Sees(actor, scope) {
			return true, err
		}
	}
	return false, err
}

// issueKeys returns the keys of all scopes that the caller may see, making those
// that are missing. Every key is durable before it leaves the server.
func (s *Server) issueKeys(ctx context.Context, c caller) ([]protocol.Key, error) {
	actor := c.actor()
	err := s.db.Update(app.WithActor(ctx, account.System), func(tx *record.Tx) error {
		scopes, err := s.o.Scopes(tx, actor)
		if err != nil {
			return err
		}
		scopes = append(scopes, app.ScopeAgency)
		for _, k := range protocol.VisibleKeys(s.db.Ring(), actor.Grants) {
			scopes = append(scopes, k.Scope)
		}
		for _, scope := range scopes {
			if !policy.Sees(actor, scope) {
				continue
			}
			if err := tx.EnsureScope(scope); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return protocol.KeysOf(protocol.VisibleKeys(s.db.Ring(), actor.Grants)), nil
}
