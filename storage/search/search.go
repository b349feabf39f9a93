// Package search is the offline search of the desktop: an index that lives in
// memory alone, made from opened records after unlocking and dropped when the
// desktop locks. It answers as a person types: every word of the query must
// begin a word of the document, accents and case aside; digits find any part of
// a telephone number; and when little is found, small typing errors are
// forgiven.
//
// Documents lie in segments that never change. A change adds a small segment
// and marks the older document dead; small segments are brought together in the
// background. So readers never wait for a writer.
package search

import "strings"

// Kind says what a field holds: how its text is cut into words, and how much a
// match in it counts.
type Kind uint8

// The kinds, the weightiest first.
const (
	Name    Kind = iota // of a person
	Number              // a tracking, confirmation or announcement number
	Email               // found by any of its parts
	Phone               // found by any four or more digits in a row
	Company             // an employer or agency
	Subject             // a title or topic
	Text                // running text: notes, descriptions
)

var weights = [...]uint32{Name: 7, Number: 6, Email: 5, Phone: 5, Company: 4, Subject: 3, Text: 1}

// Field is one text of a document.
type Field struct {
	Name string // what the caller calls it
	Kind Kind
	Text string
}

// Doc is what is found.
type Doc struct {
	ID     string // one document of that ID is in the index at a time
	Ref    string // what the caller wants back with a hit
	Type   string
	Scope  string
	When   uint64 // the later, the higher among equals
	Fields []Field
}

// Query is a search.
type Query struct {
	Text  string
	Types []string                // empty: all
	See   func(scope string) bool // nil: everything
	Limit int                     // 0: 50
}

// Hit is a found document, with the fields in which it was found.
type Hit struct {
	ID      string
	Ref     string
	Type    string
	Scope   string
	Inexact bool // found only by forgiving a typing error
	Fields  []FoundField
}

// FoundField is a field with the places that the query found. Marks are in
// order and do not overlap.
type FoundField struct {
	Name  string
	Text  string
	Marks []Mark
}

// Mark is a piece of a text: its bytes from Start to End.
type Mark struct{ Start, End int }

// Result is what a query found, the best first.
type Result struct {
	Hits  []Hit
	Total int // of documents found, those beyond the limit too
}

// Snippet cuts a long text to about width bytes around its first mark, on word
// boundaries, and moves the marks along.
func Snippet(f FoundField, width int) FoundField {
	if len(f.Text) <= width || len(f.Marks) == 0 {
		return f
	}
	from := max(0, f.Marks[0].Start-width/3)
	if from > 0 {
		if at := strings.IndexByte(f.Text[from:], ' '); at >= 0 && from+at+1 <= f.Marks[0].Start {
			from += at + 1
		} else {
			from = f.Marks[0].Start
		}
	}
	to := len(f.Text)
	if from+width < to {
		to = max(from+width, f.Marks[0].End)
		if at := strings.LastIndexByte(f.Text[f.Marks[0].End:to], ' '); at >= 0 {
			to = f.Marks[0].End + at
		}
		for to < len(f.Text) && f.Text[to]&0xC0 == 0x80 {
			to++
		}
	}
	out := FoundField{Name: f.Name, Text: f.Text[from:to]}
	before := 0
	if from > 0 {
		out.Text, before = "… "+out.Text, len("… ")
	}
	if to < len(f.Text) {
		out.Text += " …"
	}
	for _, m := range f.Marks {
		if m.Start >= from && m.End <= to {
			out.Marks = append(out.Marks, Mark{m.Start - from + before, m.End - from + before})
		}
	}
	return out
}
