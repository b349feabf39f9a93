package desktop

import (
	"context"
	"fmt"
	"strings"

	"civicdesk/app"
	"civicdesk/app/document"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
)

// Attention is everything that only a person can decide.
func (s *Sync) Attention() ([]AttentionRow, error) {
	return opening(s.door, "desktop.Attention", attention)
}

func attention(ctx context.Context, desk *node.Session) ([]AttentionRow, error) {
	rows := []AttentionRow{}
	open, err := desk.Conflicts.Unsettled(ctx)
	if err != nil {
		return rows, err
	}
	me := desk.Actor().User
	for _, c := range open {
		row := AttentionRow{ID: string(c.ID), Kind: "conflict", Fields: []RefusedField{}, What: c.Label, Field: fieldWords(c.Field), Link: link(c.Type, c.Record), When: instant(c.OtherAt),
			Words:  "Two people changed this field without knowing of each other. Both values are kept until somebody chooses.",
			Stored: Side{Value: conflict.Text(c.Kept), By: by(c.KeptName), At: instant(c.KeptAt), Mine: c.KeptUser == me},
			Other:  Side{Value: conflict.Text(c.Other), By: by(c.OtherName), At: instant(c.OtherAt), Mine: c.OtherUser == me}}
		if c.Sensitive {
			row.Stored.Value, row.Other.Value = "•••", "•••"
		}
		rows = append(rows, row)
	}
	pairs, err := desk.Pairs.Undecided(ctx)
	if err != nil {
		return rows, err
	}
	for _, p := range pairs {
		rows = append(rows, AttentionRow{ID: string(p.ID), Kind: "pair", Fields: []RefusedField{}, What: p.FirstLabel + " and " + p.SecondLabel, Link: link(p.Type, p.First),
			Words:  "These may be one paper form that was keyed twice. Compare them with the paper. " + strings.Join(p.Why, " "),
			Stored: Side{Value: p.FirstLabel, By: by(p.FirstBy)}, Other: Side{Value: p.SecondLabel, By: by(p.SecondBy)}})
	}
	refused, err := desk.DB.Refusals(ctx)
	if err != nil {
		return rows, err
	}
	err = desk.DB.View(ctx, func(tx *record.Tx) error {
		for _, r := range refused {
			row := refusalRow(r)
			row.What = whatOf(tx, r.Op)
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

func refusalRow(r record.Refusal) AttentionRow {
	row := AttentionRow{ID: string(r.Op.ID), Kind: "refusal", Words: r.Outcome.Words, Rule: r.Outcome.Rule, When: instant(r.Op.At)}
	var lines []string
	for _, f := range r.Outcome.Fields {
		lines = append(lines, fieldWords(f.Name)+": "+f.Words)
	}
	for _, c := range r.Op.Changes {
		row.File = row.File || c.Type == document.Documents.Name() && c.New
		if row.Link == "" {
			row.Link = link(c.Type, c.ID)
		}
		for _, name := range sortedKeys(c.Set) {
			if text := conflict.Text(c.Set[name]); text != "" && !technical[name] {
				lines = append(lines, fieldWords(name)+": "+text)
			}
		}
	}
	row.Other.Value = strings.Join(lines, "\n")
	row.Fields = correctable(r)
	return row
}

// correctable are the fields of refused work that hold text, in the names that the
// tray's Resend takes.
func correctable(r record.Refusal) []RefusedField {
	fields := []RefusedField{}
	for i, c := range r.Op.Changes {
		for _, name := range sortedKeys(c.Set) {
			var text string
			if technical[name] || record.Decode(c.Set[name], &text) != nil {
				continue
			}
			f := RefusedField{Name: name, Label: fieldWords(name), Value: text}
			if i > 0 {
				f.Name = fmt.Sprintf("#%d.%s", i+1, name)
			}
			for _, wrong := range r.Outcome.Fields {
				if wrong.Name == name {
					f.Words = wrong.Words
				}
			}
			fields = append(fields, f)
		}
	}
	return fields
}

func by(name string) string {
	if name == "" {
		return "the server"
	}
	return name
}

// link is the address of a record's screen, or empty.
func link(typ string, id app.ID) string {
	switch typ {
	case hiring.Applications.Name():
		return "#/application/" + string(id)
	case hiring.Vacancies.Name():
		return "#/hiring/" + string(id)
	case hiring.Certificates.Name():
		return "#/certificate/" + string(id)
	case inquiry.Inquiries.Name():
		return "#/inquiry/" + string(id)
	}
	return ""
}

// Resolve settles a field with two values (keep is "stored" or "other") or a
// possible duplicate ("first" or "second" is kept, or they are "two").
func (s *Sync) Resolve(id, keep string) ([]AttentionRow, error) {
	return saving(s.door, "desktop.Resolve", func(ctx context.Context, desk *node.Session) ([]AttentionRow, error) {
		if keep == "first" || keep == "second" || keep == "two" {
			if err := desk.Pairs.Choose(ctx, app.ID(id), keep); err != nil {
				return nil, err
			}
			return attention(ctx, desk)
		}
		choice := conflict.Kept
		if keep == "other" {
			choice = conflict.Other
		}
		if err := desk.Conflicts.Resolve(ctx, app.ID(id), choice); err != nil {
			return nil, err
		}
		return attention(ctx, desk)
	})
}

// Dismiss takes a refused piece of work from the tray once a person has dealt
// with it; the server keeps its content.
func (s *Sync) Dismiss(id string) ([]AttentionRow, error) {
	return saving(s.door, "desktop.Dismiss", func(ctx context.Context, desk *node.Session) ([]AttentionRow, error) {
		if err := desk.DB.Dismiss(ctx, app.ID(id)); err != nil {
			return nil, err
		}
		return attention(ctx, desk)
	})
}

// Resend enters refused work once more with fields corrected; it then leaves the
// tray.
func (s *Sync) Resend(id string, edits map[string]string) ([]AttentionRow, error) {
	return saving(s.door, "desktop.Resend", func(ctx context.Context, desk *node.Session) ([]AttentionRow, error) {
		if err := desk.Tray.Resend(ctx, app.ID(id), edits); err != nil {
			return nil, err
		}
		return attention(ctx, desk)
	})
}
