// Package reports holds what a report is before it becomes a file: a document
// of facts and tables whose cells know their type. The packages beneath it turn
// one into Excel (xlsx) or PDF (pdf); reports/paper lays out the official
// papers. No package here but paper knows a subject.
package reports

import "time"

// Kind is the type of a column and of its cells.
type Kind uint8

// The kinds of cells.
const (
	Text    Kind = iota // words
	Integer             // a whole number
	Decimal             // an exact decimal with a fixed count of places
	Day                 // a day without a time
	Moment              // a day and a time, shown in the document's zone
	Percent             // a share, kept as an exact decimal of the whole
)

// Numeric says whether cells of the kind line up on the right.
func (k Kind) Numeric() bool { return k == Integer || k == Decimal || k == Percent }

// Column is one column of a table.
type Column struct {
	Name   string // the heading
	Kind   Kind   // of its cells
	Places int    // decimal places shown, for Decimal and Percent
	Wide   bool   // holds sentences: wrapped, and given the room that is left
}

// Table is rows of typed cells beneath named columns.
type Table struct {
	Name    string // the name of the sheet or the heading above the table
	Columns []Column
	Rows    [][]Cell // a row may be shorter than Columns; what is missing is empty
	Notes   []string // printed beneath the table
	Chart   *Chart   // nil for none
}

// Chart draws numeric columns of a table, one group per row. It is native in a
// workbook, so that it follows the cells.
type Chart struct {
	Title   string
	Labels  int   // column that names the rows
	Values  []int // columns that are drawn
	Stacked bool
}

// Fact is one named value in the head of a document, such as the period of a
// report.
type Fact struct {
	Name  string
	Value Cell
}

// Document is a whole report.
type Document struct {
	Title    string
	Subject  string // one sentence for the file's properties
	Author   string // who made it; never left to the computer's user name
	Made     time.Time
	Zone     *time.Location // in which moments are shown; nil is UTC
	Facts    []Fact
	Tables   []Table
	Notes    []string
	Portrait bool // paper is landscape unless this is set
}

// In returns t in the document's zone.
func (d Document) In(t time.Time) time.Time {
	if d.Zone == nil {
		return t.UTC()
	}
	return t.In(d.Zone)
}
