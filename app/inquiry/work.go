package inquiry

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// NewNote is a note as an agent writes it.
type NewNote struct {
	Kind    NoteKind
	Text    string // for a contact attempt its outcome
	Article string // slug, when Kind is Article
	Version string // of the article that was read; empty: the present one
}

// AddNote adds a note. An article is kept with its title and the version of
// its text, so that it can be told later what the customer was given.
func (s *Service) AddNote(ctx context.Context, id app.ID, n NewNote) error {
	const op = "inquiry.AddNote"
	note := Note{ID: app.NewID(), Kind: n.Kind, Text: plainText(n.Text)}
	switch n.Kind {
	case Research, Comment, Contact:
		if note.Text == "" {
			return fault.Fields(op, []fault.Field{{Name: "text", Words: "Write the note"}})
		}
	case Article:
		return s.change(ctx, policy.InquiryWork, "inquiry.note", id, "", func(tx *record.Tx, i *Inquiry) error {
			return i.attach(tx, ArticleUse{n.Article, n.Version}, note.Text)
		})
	default:
		return fault.Fields(op, []fault.Field{{Name: "kind", Words: "Choose what kind of note it is: research, comment, contact attempt or article"}})
	}
	return s.change(ctx, policy.InquiryWork, "inquiry.note", id, "", func(tx *record.Tx, i *Inquiry) error {
		note.By, note.At = staff(tx), tx.Now()
		i.Notes = append(i.Notes, note)
		return nil
	})
}

// ArticleUse is an article as it was read.
type ArticleUse struct {
	Slug    string `json:"slug"`
	Version string `json:"version"` // empty: the present one
}

// attach adds a note that the customer was given the article. Without a text of
// its own the note has the article's title. The same version twice is one note.
func (i *Inquiry) attach(tx *record.Tx, use ArticleUse, text string) error {
	a, err := knowledge.Get(tx, use.Slug)
	if err == nil {
		a, err = a.At(use.Version)
	}
	if fault.Is(err, fault.NotFound) {
		return fault.Fields("inquiry.attach", []fault.Field{{Name: "article", Words: "Choose an article from the list"}})
	}
	if err != nil {
		return err
	}
	if slices.ContainsFunc(i.Notes, func(n Note) bool { return n.Article == a.Slug && n.Version == a.Version }) {
		return nil
	}
	if text == "" {
		text = a.Title
	}
	i.Notes = append(i.Notes, Note{ID: app.NewID(), Kind: Article, Text: text, Article: a.Slug, Version: a.Version, By: staff(tx), At: tx.Now()})
	return nil
}

// plainText is what an agent wrote, without Social Security numbers: they are
// hidden wherever a text is kept, as in the customer's own description.
func plainText(s string) string {
	hidden, _ := intake.MaskSSN(strings.TrimSpace(s))
	return hidden
}

// Assign gives the inquiry to a member of staff.
func (s *Service) Assign(ctx context.Context, id app.ID, to Staff) error {
	if to.User == "" || to.Name == "" {
		return fault.Fields("inquiry.Assign", []fault.Field{{Name: "assigned", Words: "Choose who will work this inquiry"}})
	}
	return s.change(ctx, policy.InquiryWork, "inquiry.assign", id, "", func(tx *record.Tx, i *Inquiry) error {
		i.Assigned = to
		if i.Status == StatusNew || i.Status == StatusReopened {
			i.move(StatusAssigned, staff(tx), tx.Now(), "")
		}
		return nil
	})
}

// Start marks the inquiry as being worked by the actor.
func (s *Service) Start(ctx context.Context, id app.ID) error {
	return s.change(ctx, policy.InquiryWork, "inquiry.start", id, "", func(tx *record.Tx, i *Inquiry) error {
		if i.Assigned.User == "" {
			i.Assigned = staff(tx)
		}
		i.move(StatusInProgress, staff(tx), tx.Now(), "")
		return nil
	})
}

// Wait marks that the customer must do something first. With pleaseCall the
// public status asks the customer to call.
func (s *Service) Wait(ctx context.Context, id app.ID, pleaseCall bool, reason string) error {
	return s.change(ctx, policy.InquiryWork, "inquiry.wait", id, reason, func(tx *record.Tx, i *Inquiry) error {
		i.move(StatusWaiting, staff(tx), tx.Now(), strings.TrimSpace(reason))
		i.PleaseCall = pleaseCall
		return nil
	})
}

// Answer keeps the answer that the customer was given.
func (s *Service) Answer(ctx context.Context, id app.ID, text string) error {
	return s.change(ctx, policy.InquiryWork, "inquiry.answer", id, "", func(tx *record.Tx, i *Inquiry) error {
		i.Answer = Answer{Text: plainText(text), By: staff(tx), At: tx.Now()}
		i.Quarantine = false
		i.move(StatusAnswered, staff(tx), tx.Now(), "")
		return nil
	})
}

// Close closes the inquiry for a reason of the list. A referral names the
// agency, a duplicate the other inquiry's number.
func (s *Service) Close(ctx context.Context, id app.ID, reason CloseReason, text string) error {
	const op = "inquiry.Close"
	text = plainText(text)
	switch {
	case reason.Words() == "":
		return fault.Fields(op, []fault.Field{{Name: "reason", Words: "Choose why the inquiry is closed"}})
	case reason == Referred && text == "":
		return fault.Fields(op, []fault.Field{{Name: "text", Words: "Name the agency to which the customer was referred"}})
	case reason == Duplicate && text == "":
		return fault.Fields(op, []fault.Field{{Name: "text", Words: "Give the tracking number of the other inquiry"}})
	}
	return s.change(ctx, policy.InquiryWork, "inquiry.close", id, string(reason), func(tx *record.Tx, i *Inquiry) error {
		i.Closing = Closing{Reason: reason, Text: text, By: staff(tx), At: tx.Now()}
		i.Quarantine = false
		i.move(StatusClosed, staff(tx), tx.Now(), reason.Words())
		return nil
	})
}

// Reopen takes an answered or closed inquiry up again, which starts a new
// clock for the service standard.
func (s *Service) Reopen(ctx context.Context, id app.ID, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return needReason("inquiry.Reopen")
	}
	return s.change(ctx, policy.InquiryWork, "inquiry.reopen", id, reason, func(tx *record.Tx, i *Inquiry) error {
		i.move(StatusReopened, staff(tx), tx.Now(), strings.TrimSpace(reason))
		return nil
	})
}

// Transfer gives the inquiry to another office.
func (s *Service) Transfer(ctx context.Context, id app.ID, office, reason string) error {
	const op = "inquiry.Transfer"
	if strings.TrimSpace(reason) == "" {
		return needReason(op)
	}
	return s.change(ctx, policy.InquiryWork, "inquiry.transfer", id, reason, func(tx *record.Tx, i *Inquiry) error {
		closed, err := closedOffices(tx)
		if err != nil {
			return err
		}
		if closed(office) {
			return fault.Fields(op, []fault.Field{{Name: "office", Words: "That office is closed to inquiries. Choose another."}})
		}
		if office == i.Office {
			return fault.Fields(op, []fault.Field{{Name: "office", Words: "The inquiry is already at that office."}})
		}
		i.Corrections = append(i.Corrections, Correction{Field: "office", Old: i.Office, New: office, Reason: strings.TrimSpace(reason), By: staff(tx), At: tx.Now()})
		i.Office = office
		return nil
	})
}

// Release takes a web form out of quarantine, after an agent has looked at it.
func (s *Service) Release(ctx context.Context, id app.ID) error {
	return s.change(ctx, policy.InquiryWork, "inquiry.release", id, "", func(_ *record.Tx, i *Inquiry) error {
		i.Quarantine = false
		return nil
	})
}
