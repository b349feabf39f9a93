package inquiry

import (
	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
)

const authorship = "inquiry.Authorship"

// Authorship refuses an edit that a desktop sends of an inquiry or a parked call
// when it speaks for somebody else: a note, call, step or correction by another
// person, a call that another logged, a form of the web site, another's draft. A
// record's checks cannot know who wrote it; the server, which knows, asks here.
// before holds the fields that the server has; nil for a new record.
func Authorship(author app.ID, c record.Change, before map[string]record.Raw) error {
	switch c.Type {
	case Inquiries.Name():
		return inquiryAuthorship(author, c, before)
	case Drafts.Name():
		for _, from := range []map[string]record.Raw{before, c.Set} {
			var owner Staff
			if err := decodeField(from, "owner", &owner); err != nil {
				return err
			}
			if owner.User != "" && owner.User != author {
				return fault.E(authorship, fault.Refused, "This call is another person's.", nil)
			}
		}
	}
	return nil
}

func inquiryAuthorship(author app.ID, c record.Change, before map[string]record.Raw) error {
	for _, list := range []string{"steps", "notes", "calls", "corrections"} {
		var entries []struct {
			By Staff `json:"by"`
		}
		if err := decodeField(c.Set, list, &entries); err != nil {
			return err
		}
		for _, raw := range c.Append[list] {
			entries = append(entries, struct {
				By Staff `json:"by"`
			}{})
			if err := decodeField(map[string]record.Raw{list: raw}, list, &entries[len(entries)-1]); err != nil {
				return err
			}
		}
		for _, e := range entries {
			if e.By.User != author {
				return fault.E(authorship, fault.Refused, "An entry of this inquiry names somebody else as its author.", nil)
			}
		}
	}
	if before != nil {
		return nil
	}
	var by Staff
	var channel Channel
	if err := decodeField(c.Set, "loggedBy", &by); err != nil {
		return err
	}
	if err := decodeField(c.Set, "channel", &channel); err != nil {
		return err
	}
	if by.User != author || channel == ByWeb {
		return fault.E(authorship, fault.Refused, "An inquiry names somebody else as the one who logged it.", nil)
	}
	return nil
}

func decodeField(from map[string]record.Raw, name string, into any) error {
	raw, ok := from[name]
	if !ok || len(raw) == 0 {
		return nil
	}
	if err := record.Decode(raw, into); err != nil {
		return fault.E(authorship, fault.Invalid, "A field has a form that this program does not know.", err)
	}
	return nil
}
