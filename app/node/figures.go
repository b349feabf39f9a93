package node

import (
	"context"
	"errors"
	"os"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/service"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
)

// Ready says why the server cannot work: its key is not open or its store does
// not answer.
func (s *Server) Ready(ctx context.Context) error {
	if s.Accounts.SyncKey() == nil {
		return errors.New("node: the sync key is not open")
	}
	return s.DB.View(ctx, func(tx *record.Tx) error {
		_, err := tx.LastSeq()
		return err
	})
}

// Figures are the server's numbers for whoever watches over it. What cannot be
// read is 0.
func (s *Server) Figures(ctx context.Context) service.Figures {
	var f service.Figures
	_ = s.DB.View(app.WithActor(ctx, account.System), func(tx *record.Tx) error {
		f.Sequence, _ = tx.LastSeq()
		devices, err := account.Devices.All(tx)
		if err != nil {
			return err
		}
		for _, d := range devices {
			if d.Revoked.IsZero() {
				f.Devices++
			}
		}
		open, err := conflict.Conflicts.Find(tx, "by-state", record.K(conflict.Open))
		f.Conflicts = len(open)
		return err
	})
	if s.Desktops != nil {
		f.Watching = s.Desktops.Watching()
	}
	if info, err := os.Stat(s.file); err == nil {
		f.StoreSize = info.Size()
	}
	return f
}
