// Package xlsx turns a report into an Excel workbook: numbers that are numbers,
// dates that are dates, a head that stays in sight and repeats on paper, and a
// chart that follows its cells. What people typed is always text, never a
// formula.
package xlsx

import (
	"fmt"
	"strings"
	"time"

	"civicdesk/app/fault"
	"civicdesk/reports"
	"github.com/xuri/excelize/v2"
)

// noDisk is where excelize may put what outgrows 16 MiB: nowhere. A folder that
// cannot exist makes it keep the rows in memory, so that no person's data lies
// in a temporary file in clear.
const noDisk = "\x00"

const maxRows = 1 << 20 // of a sheet, the head included

// Workbook makes one sheet per table, a sheet per chart, and last a sheet
// "About" with the document's facts and notes. The same document gives the same
// bytes.
func Workbook(d reports.Document) ([]byte, error) {
	const op = "xlsx.Workbook"
	b := &book{file: excelize.NewFile(excelize.Options{TmpDir: noDisk}), doc: d, used: map[string]bool{}}
	defer b.file.Close()
	if err := b.makeStyles(); err != nil {
		return nil, fault.E(op, fault.Internal, "The workbook could not be made.", err)
	}
	for _, t := range d.Tables {
		if len(t.Rows) >= maxRows {
			return nil, fault.E(op, fault.Invalid, fmt.Sprintf("“%s” has %d rows, more than an Excel sheet can hold. Choose a shorter period and make several workbooks.", t.Name, len(t.Rows)), nil)
		}
		if err := b.table(t); err != nil {
			return nil, fault.E(op, fault.Internal, "The workbook could not be made.", err)
		}
	}
	if err := b.finish(); err != nil {
		return nil, fault.E(op, fault.Internal, "The workbook could not be made.", err)
	}
	out, err := b.file.WriteToBuffer()
	if err != nil {
		return nil, fault.E(op, fault.Internal, "The workbook could not be made.", err)
	}
	settled, err := settle(out.Bytes())
	if err != nil {
		return nil, fault.E(op, fault.Internal, "The workbook could not be made.", err)
	}
	return settled, nil
}

// book is a workbook in the making.
type book struct {
	file   *excelize.File
	doc    reports.Document
	used   map[string]bool // sheet names in lower case
	styles styles
}

// table writes a table to a sheet of its own, with its head in the first row.
func (b *book) table(t reports.Table) error {
	sheet := b.sheetName(t.Name)
	if err := b.addSheet(sheet); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(max(len(t.Columns), 1), len(t.Rows)+1)
	if err != nil {
		return err
	}
	if err := b.file.AutoFilter(sheet, "A1:"+last, nil); err != nil {
		return err
	}
	if err := b.fitPage(sheet); err != nil { // AutoFilter has just forgotten it
		return err
	}
	w, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	widths := b.widths(t)
	for i, width := range widths {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = excelize.Cell{StyleID: b.styles.head[c.Kind.Numeric()], Value: c.Name}
	}
	if err := w.SetRow("A1", head, excelize.RowOpts{Height: 32}); err != nil {
		return err
	}
	for n, r := range t.Rows {
		row := make([]any, min(len(r), len(t.Columns)))
		for i := range row {
			row[i] = b.cell(r[i], t.Columns[i])
		}
		if err := w.SetRow(fmt.Sprintf("A%d", n+2), row, rowHeight(t, r, widths)); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return b.chart(sheet, t)
}

// addSheet makes a sheet that prints on letter paper, as wide as the page, with
// its first row on every page. All of it must stand before rows are streamed.
func (b *book) addSheet(sheet string) error {
	if first := b.file.GetSheetName(0); len(b.used) == 1 { // excelize starts with one sheet
		if err := b.file.SetSheetName(first, sheet); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	orientation, letter, wide, tall := "landscape", 1, 1, 0
	if b.doc.Portrait {
		orientation = "portrait"
	}
	margin, edge := 0.5, 0.3
	title := strings.ReplaceAll(cut(b.doc.Title, 100), "&", "&&") // & starts a code in headers
	made := b.doc.In(b.doc.Made).Format("Jan 2, 2006 3:04 PM MST")
	return firstError(
		b.fitPage(sheet),
		b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &orientation, Size: &letter, FitToWidth: &wide, FitToHeight: &tall}),
		b.file.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &margin, Bottom: &margin, Header: &edge, Footer: &edge}),
		b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&9" + title + " · made " + made + "&R&9Page &P of &N"}),
		b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted(sheet) + "!$1:$1", Scope: sheet}),
	)
}

// fitPage lets the sheet shrink to the width of the paper.
func (b *book) fitPage(sheet string) error {
	fit := true
	return b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit})
}

// finish writes the sheet of facts and the file's properties.
func (b *book) finish() error {
	if err := b.about(); err != nil {
		return err
	}
	made := b.doc.Made.UTC().Format(time.RFC3339)
	if err := firstError(
		b.file.SetDocProps(&excelize.DocProperties{
			Title: b.doc.Title, Subject: b.doc.Subject, Creator: b.doc.Author, LastModifiedBy: b.doc.Author,
			Created: made, Modified: made, Language: "en-US",
		}),
		b.file.SetAppProps(&excelize.AppProperties{Application: "Civic Desk"}),
	); err != nil {
		return err
	}
	b.file.SetActiveSheet(0)
	return nil
}

// about lists the facts and notes of the document and of its tables.
func (b *book) about() error {
	sheet := b.sheetName("About")
	if err := b.addSheet(sheet); err != nil {
		return err
	}
	w, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := firstError(w.SetColWidth(1, 1, 30), w.SetColWidth(2, 2, 90),
		w.SetRow("A1", []any{excelize.Cell{StyleID: b.styles.title, Value: b.doc.Title}}, excelize.RowOpts{Height: 26})); err != nil {
		return err
	}
	row := 2
	put := func(name string, value excelize.Cell) error {
		row++
		text, _ := value.Value.(string)
		return w.SetRow(fmt.Sprintf("A%d", row), []any{excelize.Cell{StyleID: b.styles.label, Value: name}, value}, excelize.RowOpts{Height: heightOf(text, 90)})
	}
	for _, f := range append([]reports.Fact{{Name: "Made", Value: reports.At(b.doc.Made)}, {Name: "Made by", Value: reports.Words(b.doc.Author)}}, b.doc.Facts...) {
		value := b.cell(f.Value, reports.Column{Kind: f.Value.Kind(), Wide: true})
		value.StyleID = b.styles.fact(value.StyleID, f.Value.Kind())
		if err := put(f.Name, value); err != nil {
			return err
		}
	}
	if err := put("Time zone", excelize.Cell{StyleID: b.styles.wide, Value: b.doc.In(b.doc.Made).Location().String()}); err != nil {
		return err
	}
	notes := b.doc.Notes
	for _, t := range b.doc.Tables {
		for _, n := range t.Notes {
			notes = append(notes, t.Name+": "+n)
		}
	}
	for _, n := range notes {
		if err := put("Note", excelize.Cell{StyleID: b.styles.wide, Value: cut(n, maxText)}); err != nil {
			return err
		}
	}
	return w.Flush()
}

// sheetName makes a name that Excel accepts and no other sheet has.
func (b *book) sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, name), " '")
	if name == "" || strings.EqualFold(name, "History") { // Excel keeps that name for itself
		name = "Table"
	}
	for n := 1; ; n++ {
		suffix := ""
		if n > 1 {
			suffix = fmt.Sprintf(" (%d)", n)
		}
		try := short(name, 31-len(suffix)) + suffix
		if !b.used[strings.ToLower(try)] {
			b.used[strings.ToLower(try)] = true
			return try
		}
	}
}

// quoted is a sheet's name as references write it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// firstError keeps the first of the errors of calls that all had to be tried.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
