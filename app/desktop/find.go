package desktop

import (
	"cmp"
	"context"

	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/node"
	"civicdesk/storage/record"
)

// Find is the search over everything, bound to the page.
type Find struct{ door *door }

// snippetWidth is about how many bytes of a long text are shown around what was
// found in it.
const snippetWidth = 90

// Everything finds people, vacancies, inquiries and articles as is typed: what
// the person may see, of each kind the best first. An answer with people in it is
// on the audit trail.
func (f *Find) Everything(text string) (FoundView, error) {
	return opening(f.door, "desktop.FindEverything", func(ctx context.Context, desk *node.Session) (FoundView, error) {
		v := FoundView{Rows: []FoundRow{}}
		a, err := desk.Find.Everything(ctx, text)
		if err != nil {
			return v, err
		}
		v.Complete = a.Complete
		for _, p := range a.People {
			v.Rows = append(v.Rows, foundRow("people", "#/application/"+string(p.ID), hiring.FoundName, cmp.Or(p.Name, "Application "+p.Number), p.Number+" · "+p.Announcement, p.Found))
		}
		for _, x := range a.Vacancies {
			v.Rows = append(v.Rows, foundRow("vacancies", "#/hiring/"+string(x.Vacancy.ID), hiring.FoundTitle, x.Vacancy.Title, x.Vacancy.Announcement, x.Found))
		}
		for _, i := range a.Inquiries {
			v.Rows = append(v.Rows, foundRow("inquiries", "#/inquiry/"+string(i.ID), inquiry.FoundName, i.Name, i.Number.String()+" · "+i.Status.Words(), i.Found))
		}
		for _, h := range a.Articles {
			v.Rows = append(v.Rows, foundRow("articles", "#/knowledge/"+h.Slug, knowledge.FoundTitle, h.Title, "", h.Found))
		}
		return v, nil
	})
}

// foundRow writes a hit. When it was found by its label, the places are marked
// there; the first other field in which it was found is shown beneath.
func foundRow(kind, link, labelled, label, more string, found []record.FoundField) FoundRow {
	row := FoundRow{Kind: kind, Link: link, Label: []Piece{{Text: label}}, More: more, Where: []Piece{}}
	for _, f := range found {
		switch {
		case f.Name == labelled && f.Text == label:
			row.Label = pieces(f)
		case row.Field == "" && f.Text != label:
			row.Field, row.Where = fieldWords(f.Name), pieces(record.Snippet(f, snippetWidth))
		}
	}
	return row
}

// pieces cuts a text where something was found in it.
func pieces(f record.FoundField) []Piece {
	out, at := []Piece{}, 0
	for _, m := range f.Marks {
		if m.Start > at {
			out = append(out, Piece{Text: f.Text[at:m.Start]})
		}
		out, at = append(out, Piece{Text: f.Text[m.Start:m.End], Hit: true}), m.End
	}
	if at < len(f.Text) {
		out = append(out, Piece{Text: f.Text[at:]})
	}
	return out
}
