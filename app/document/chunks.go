package document

import (
	"context"
	"time"

	"civicdesk/app/fault"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
)

// youngest is how old a chunk must be at least before it can be an orphan:
// longer than any file takes to be written or sent.
const youngest = 24 * time.Hour

// ChunksOf lists the chunks that a change of a record needs before it can be
// shown: those of a new document, none of anything else.
func ChunksOf(c record.Change) ([]blob.ID, error) {
	raw, has := c.Set["content"]
	if c.Type != Documents.Name() || !has {
		return nil, nil
	}
	var content []byte
	if err := record.Decode(raw, &content); err != nil {
		return nil, err
	}
	m, err := blob.ParseManifest(content)
	return m.Chunks, err
}

func (s *Service) missing(ctx context.Context, d Document) ([]blob.ID, error) {
	m, err := blob.ParseManifest(d.Content)
	if err != nil {
		return nil, err
	}
	return s.blobs.Missing(ctx, m.Chunks)
}

// Collect deletes chunks that no document claims and that are older than a day
// at least, and returns how many. It deletes nothing when it cannot be sure: on
// a computer that several people use, and when a record of the store does not
// open. It is the system's own work and asks no right.
func (s *Service) Collect(ctx context.Context, older time.Duration) (int, error) {
	if s.db.IsReplica() && (s.opts.Sole == nil || !s.opts.Sole()) {
		return 0, nil
	}
	before := s.db.Clock().Now().Add(-max(older, youngest))
	live, err := s.live(ctx)
	if err != nil {
		return 0, friendly("document.Collect", err)
	}
	n, err := s.blobs.Collect(ctx, func(id blob.ID) bool { return live[id] }, before)
	return n, friendly("document.Collect", err)
}

// live is every chunk that a document claims, here or in work that is not yet
// settled.
func (s *Service) live(ctx context.Context) (map[blob.ID]bool, error) {
	live := map[blob.ID]bool{}
	keep := func(content []byte) error {
		m, err := blob.ParseManifest(content)
		for _, id := range m.Chunks {
			live[id] = true
		}
		return err
	}
	err := s.db.View(ctx, func(tx *record.Tx) error {
		// A record that does not open would leave its chunks unclaimed.
		if _, err := tx.CheckAll(); err != nil {
			return err
		}
		all, err := Documents.All(tx)
		for _, d := range all {
			if err := keep(d.Content); err != nil {
				return err
			}
		}
		return err
	})
	if err == nil && s.db.IsReplica() {
		err = s.unsettled(ctx, live)
	}
	if err == nil && s.opts.Held != nil {
		err = s.opts.Held(ctx, func(ids []blob.ID) {
			for _, id := range ids {
				live[id] = true
			}
		})
	}
	return live, err
}

// unsettled adds the chunks of operations that wait and of refused ones, whose
// content a person may still want.
func (s *Service) unsettled(ctx context.Context, live map[blob.ID]bool) error {
	ops, err := s.db.Undecided(ctx)
	if err != nil {
		return err
	}
	refused, err := s.db.Refusals(ctx)
	if err != nil {
		return err
	}
	for _, r := range refused {
		ops = append(ops, r.Op)
	}
	for _, op := range ops {
		for _, c := range op.Changes {
			ids, err := ChunksOf(c)
			if err != nil {
				return fault.E("document.Collect", fault.Damaged, "", err)
			}
			for _, id := range ids {
				live[id] = true
			}
		}
	}
	return nil
}
