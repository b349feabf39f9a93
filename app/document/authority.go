package document

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
)

// This file is what the server asks about a document that a desktop sends, which
// the record's own checks cannot know.

// Authorship refuses an edit that adds or removes a file in the name of somebody
// else than its author.
func Authorship(author app.ID, c record.Change) error {
	if c.Type != Documents.Name() {
		return nil
	}
	var by Person
	var gone Removal
	for field, into := range map[string]any{"addedBy": &by, "removal": &gone} {
		if raw := c.Set[field]; len(raw) > 0 {
			if err := record.Decode(raw, into); err != nil {
				return fault.E("document.Authorship", fault.Invalid, "A field has a form that this program does not know.", err)
			}
		}
	}
	if (c.New || by.User != "") && by.User != author || gone.By.User != "" && gone.By.User != author {
		return fault.E("document.Authorship", fault.Refused, "An attachment names somebody else as the one who added or removed it.", nil)
	}
	return nil
}

// Admit refuses a new document whose owner is not there, lies in another scope
// than the document says, or has no room for it.
func (s *Service) Admit(tx *record.Tx, c record.Change) error {
	d, _, err := added(c)
	if err != nil {
		return fault.E("document.Admit", fault.Invalid, "The description of an attachment does not fit its content. Add the file again.", err)
	}
	if d.ID == "" {
		return nil
	}
	scope, err := s.may(tx, d.OwnerType, d.Owner, true)
	if fault.Is(err, fault.NotFound) {
		return fault.E("document.Admit", fault.NotFound, "The record that this file belongs to is not on the server: it was refused before, or it is gone. The file is kept here.", err)
	}
	if err != nil {
		return err
	}
	if scope != d.Scope || scope != c.Scope {
		return fault.E("document.Admit", fault.Denied, "An attachment must lie where its record lies. Add the file again.", nil)
	}
	return s.room(tx, d.OwnerType, d.Owner, d.Size)
}

// Whole reads a document that a change adds, all of whose chunks are here, and
// refuses with fault.Invalid what Add would have refused, and a file that is not
// the one that the change describes. The PDF check runs here too: what the other
// computer says of it decides nothing.
func (s *Service) Whole(ctx context.Context, c record.Change) error {
	d, m, err := added(c)
	if err != nil || d.ID == "" {
		return err
	}
	if err := blob.Inspect(ctx, s.blobs, m, s.opts.Limits); err != nil {
		return err
	}
	if m.Media != blob.PDF || s.opts.CheckPDF == nil {
		return nil
	}
	return s.opts.Limits.CheckPages(s.opts.CheckPDF(ctx, blob.NewReader(ctx, s.blobs, m)).Pages)
}
