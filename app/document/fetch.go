package document

import (
	"context"
	"errors"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
)

// near is the store of this computer, which fetches what it lacks of the
// document. A chunk that is damaged here counts as lacking.
func (s *Service) near(document app.ID) blob.Store {
	if s.opts.Fetch == nil {
		return s.blobs
	}
	return blob.Fetching(s.blobs, func(ctx context.Context, id blob.ID) ([]byte, error) {
		got, err := s.opts.Fetch(ctx, document, []blob.ID{id})
		if fault.Is(err, fault.Unavailable) {
			return nil, errors.Join(blob.ErrMissing, err)
		}
		if err != nil {
			return nil, err
		}
		return got[0], nil
	})
}

// ToFetch is a document of which not everything is here.
type ToFetch struct {
	Document app.ID
	Chunks   []blob.ID
}

// Early lists the documents of the actor's own work that are not here in whole
// and are small enough to be fetched before anybody opens them, newest first.
func (s *Service) Early(ctx context.Context) ([]ToFetch, error) {
	var list []ToFetch
	var all []Document
	err := s.db.View(ctx, func(tx *record.Tx) (err error) {
		if all, err = Documents.All(tx); err != nil {
			return err
		}
		mine := map[string]bool{}
		kept := all[:0]
		for _, d := range all {
			o := s.opts.Owners[d.OwnerType]
			if o.Work == nil || d.Size > s.opts.Early || !d.Removal.At.IsZero() {
				continue
			}
			k := string(record.K(d.OwnerType, string(d.Owner)))
			work, known := mine[k]
			if !known {
				if work, err = o.Work(tx, d.Owner); err != nil {
					return err
				}
				mine[k] = work
			}
			if work {
				kept = append(kept, d)
			}
		}
		all = kept
		return nil
	})
	for i := len(all) - 1; i >= 0 && err == nil; i-- {
		var missing []blob.ID
		if missing, err = s.missing(ctx, all[i]); err == nil && len(missing) > 0 {
			list = append(list, ToFetch{all[i].ID, missing})
		}
	}
	return list, friendly("document.Early", err)
}

// Lacking lists the chunks of the document that are not here. It asks the right
// to read it and is no opening.
func (s *Service) Lacking(ctx context.Context, id app.ID) (ToFetch, error) {
	var d Document
	err := s.db.View(ctx, func(tx *record.Tx) (err error) {
		d, err = s.get(tx, id, false)
		return err
	})
	if err != nil {
		return ToFetch{}, err
	}
	missing, err := s.missing(ctx, d)
	return ToFetch{id, missing}, friendly("document.Lacking", err)
}

// OpenRefused opens a file that the server refused, out of the refused operation
// in its author's tray: what was added is not lost by that. fault.NotFound when
// the operation added no file.
func (s *Service) OpenRefused(ctx context.Context, op app.ID) (*blob.Reader, Info, error) {
	refused, err := s.db.Refusals(ctx)
	if err != nil {
		return nil, Info{}, friendly("document.OpenRefused", err)
	}
	for _, r := range refused {
		if r.Op.ID != op {
			continue
		}
		for _, c := range r.Op.Changes {
			d, m, err := added(c)
			if err != nil {
				return nil, Info{}, friendly("document.OpenRefused", errors.Join(storage.ErrDamaged, err))
			}
			if d.ID == "" {
				continue
			}
			i := info(d)
			i.Here = true
			return blob.NewReader(ctx, s.blobs, m), i, nil
		}
	}
	return nil, Info{}, fault.E("document.OpenRefused", fault.NotFound, "There is no file in this.", nil)
}

// added reads the document that a change adds; one without an identity when it
// adds none.
func added(c record.Change) (d Document, m blob.Manifest, err error) {
	if c.Type != Documents.Name() || !c.New {
		return d, m, nil
	}
	raw, err := record.Encode(c.Set)
	if err == nil {
		err = record.Decode(raw, &d)
	}
	if err == nil {
		d.ID = c.ID
		m, err = blob.ParseManifest(d.Content)
	}
	return d, m, err
}
