package desktop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"civicdesk/app/node"
)

// ServerView says how it stands between this computer and the server, beyond what
// waits: for the panel of the exchange.
type ServerView struct {
	Contact   string  `json:"contact"`   // when the server answered last, by its clock; empty: never
	DaysLeft  int     `json:"daysLeft"`  // for how many more days this computer opens without the server
	Behind    bool    `json:"behind"`    // older records are still to come; the newest are here
	Compared  string  `json:"compared"`  // when this computer was last compared with the server
	Words     string  `json:"words"`     // how that ended
	Undecided []OpRow `json:"undecided"` // work that the server has and cannot decide yet, and why
}

// Server says how it stands between this computer and the server. It does not
// count as activity.
func (s *Sync) Server() (ServerView, error) {
	return asking(s.door, "desktop.SyncServer", func(ctx context.Context, desk *node.Session) (ServerView, error) {
		v := ServerView{Undecided: []OpRow{}}
		absence, err := desk.Sync.Absent(ctx)
		if err != nil {
			return v, err
		}
		state, err := desk.Sync.Status(ctx)
		if err != nil {
			return v, err
		}
		v.Contact, v.DaysLeft, v.Behind = instant(absence.Contact), int(max(0, absence.Lease-absence.Passed)/(24*time.Hour)), state.Behind
		v.Compared, v.Words = instant(state.Check.At), state.Check.Words
		held := desk.Sync.Held()
		ops, err := desk.DB.Unsent(ctx, 0)
		for _, op := range ops {
			if words, is := held[op.ID]; is {
				v.Undecided = append(v.Undecided, OpRow{ID: string(op.ID), What: whatIs(op), When: instant(op.At), State: "waiting", Words: words})
			}
		}
		return v, err
	})
}

// ExportUnsent writes unsent work where the person says, as a file that only the
// agency's server can open.
func (s *Sync) ExportUnsent(path string) (SavedFile, error) {
	return long(s.door, "desktop.ExportUnsent", "Writing unsent work", "", func(ctx context.Context, desk *node.Session, _ func(done, total int64)) (SavedFile, error) {
		file, n, err := desk.Sync.Export(ctx)
		if err != nil {
			return SavedFile{}, err
		}
		target := savePath(path, fmt.Sprintf("unsent-work-%d", n), "civicdesk", s.door.o.Documents)
		return SavedFile{Path: target}, writeFrom("desktop.ExportUnsent", target, func(w io.Writer) error {
			_, err := w.Write(file)
			return errors.Join(err, ctx.Err())
		})
	})
}
