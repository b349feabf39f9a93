// Package document keeps the files that belong to a record: scans of paper
// applications, letters, proofs that come with an inquiry. What is known of a
// file is a record of its own in the scope of its owner; its content lies in
// sealed chunks (storage/blob), which only that record's manifest opens. The
// original is never changed.
package document

import (
	"bytes"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
)

// Document is the stored record. It never leaves the services, since Content
// opens the file; people are shown an Info.
type Document struct {
	ID        app.ID    `json:"id"`
	OwnerType string    `json:"ownerType"` // record type of what it belongs to
	Owner     app.ID    `json:"owner"`
	Scope     app.Scope `json:"scope"` // the owner's
	Name      string    `json:"name"`  // cleaned; its ending is that of the content
	Media     string    `json:"media"` // media type, told by the content
	Size      int64     `json:"size"`
	Pages     int       `json:"pages"` // of a PDF; 0 when not counted
	Check     string    `json:"check"` // what to know before opening; "" when nothing
	Content   []byte    `json:"content"`
	Added     time.Time `json:"added"`
	AddedBy   Person    `json:"addedBy"`
	Removal   Removal   `json:"removal"`
}

// Person is who did something, as shown.
type Person struct {
	User app.ID `json:"user"`
	Name string `json:"name"`
}

// Removal says who took a file out of the lists, when and why. The file stays
// until its retention ends.
type Removal struct {
	At  time.Time `json:"at"`
	By  Person    `json:"by"`
	Why string    `json:"why"`
}

// RecordID implements record.Record.
func (d Document) RecordID() app.ID { return d.ID }

// Documents is the record type.
var Documents = record.Define[Document]("document",
	record.Scope(func(d Document) app.Scope { return d.Scope }),
	record.Index("by-document-owner", record.Blind, func(d Document) []record.Key {
		return []record.Key{record.K(d.OwnerType, string(d.Owner))}
	}),
	record.Checks(wellFormed, unchanged),
	record.Audited())

// Definitions are the record types of the package.
func Definitions() []record.Definition { return []record.Definition{Documents.Definition()} }

// wellFormed refuses, wherever it comes from, a record that does not describe
// the file that its manifest opens.
func wellFormed(_ *Document, d Document) error {
	m, err := blob.ParseManifest(d.Content)
	switch {
	case d.ID == "" || d.Owner == "" || d.OwnerType == "" || d.Scope == "":
		return fault.E("document.check", fault.Invalid, "An attachment must say to which record it belongs.", nil)
	case err != nil, m.Size != d.Size, m.Media.Type() != d.Media, d.Name == "", d.Name != blob.CleanName(d.Name, m.Media), d.Pages < 0:
		return fault.E("document.check", fault.Invalid, "The description of an attachment does not fit its content. Add the file again.", err)
	}
	return nil
}

// unchanged keeps what came: a file is replaced by adding another and removing
// the first, so that both can be traced.
func unchanged(old *Document, d Document) error {
	if old == nil {
		return nil
	}
	was, is := *old, d
	was.Removal, is.Removal = Removal{}, Removal{}
	if !same(was, is) {
		return fault.E("document.check", fault.Refused, "An attachment is not changed once it is added. Remove it with a reason and add the right file.", nil)
	}
	if !old.Removal.At.IsZero() && old.Removal != d.Removal {
		return fault.E("document.check", fault.Conflict, "Somebody else has removed this attachment meanwhile.", nil)
	}
	if !d.Removal.At.IsZero() && strings.TrimSpace(d.Removal.Why) == "" {
		return fault.Fields("document.Remove", []fault.Field{{Name: "why", Words: "Say why the attachment is removed"}})
	}
	return nil
}

func same(a, b Document) bool {
	content := bytes.Equal(a.Content, b.Content) && a.Added.Equal(b.Added)
	return content && a.ID == b.ID && a.OwnerType == b.OwnerType && a.Owner == b.Owner && a.Scope == b.Scope && a.Name == b.Name &&
		a.Media == b.Media && a.Size == b.Size && a.Pages == b.Pages && a.Check == b.Check && a.AddedBy == b.AddedBy
}

// Info is what people are shown of a file.
type Info struct {
	ID      app.ID    `json:"id"`
	Name    string    `json:"name"`
	Media   string    `json:"media"`
	Size    int64     `json:"size"`
	Pages   int       `json:"pages"`
	Check   string    `json:"check"`
	Added   time.Time `json:"added"`
	AddedBy string    `json:"addedBy"`
	Removed bool      `json:"removed"`
	Why     string    `json:"why"`     // of the removal
	Here    bool      `json:"here"`    // its whole content is in this store
	Waiting bool      `json:"waiting"` // it was added here and the server has not taken it yet
}

func info(d Document) Info {
	return Info{ID: d.ID, Name: d.Name, Media: d.Media, Size: d.Size, Pages: d.Pages, Check: d.Check, Added: d.Added,
		AddedBy: d.AddedBy.Name, Removed: !d.Removal.At.IsZero(), Why: d.Removal.Why}
}
