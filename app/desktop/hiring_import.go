package desktop

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/node"
	"civicdesk/app/policy"
)

// ImportVacancies asks in the system's own window for files of the USAJOBS Search
// API and makes a draft of each announcement in them. An announcement whose draft
// is here already updates it; those before one that is refused stay made. When
// nothing was chosen, the outcome has no words.
func (h *Hiring) ImportVacancies() (Outcome, error) {
	const op = "desktop.ImportVacancies"
	dialogs, err := h.door.dialogsOr(op, "Begin with a blank announcement or a copy.")
	if err != nil {
		return Outcome{}, err
	}
	paths, err := guard(h.door, op, func() ([]string, error) { return dialogs.OpenPaths("Announcements from USAJOBS") })
	if err != nil || len(paths) == 0 {
		return Outcome{}, err
	}
	return saving(h.door, op, func(ctx context.Context, desk *node.Session) (Outcome, error) {
		offices, err := desk.Hiring.Offices(ctx)
		if err != nil {
			return Outcome{}, err
		}
		if len(offices) == 0 {
			return Outcome{}, policy.Require(desk.Actor(), policy.VacancyWrite, app.ScopeHiring)
		}
		var made []string
		for _, path := range paths {
			items, err := announcements(path)
			if err != nil {
				return Outcome{}, err
			}
			for _, item := range items {
				v, err := desk.Hiring.ImportVacancy(ctx, item, offices[0])
				if err != nil {
					return Outcome{}, err
				}
				made = append(made, string(v.ID))
			}
		}
		switch len(made) {
		case 0:
			return Outcome{}, fault.E(op, fault.Invalid, "There is no announcement in that file. Choose one that USAJOBS gave.", nil)
		case 1:
			return Outcome{Words: "The announcement is a draft. Look it over and choose its questions before it opens.", ID: made[0]}, nil
		}
		return Outcome{Words: fmt.Sprintf("%d announcements are drafts now. Choose the questions of each before it opens.", len(made))}, nil
	})
}

// announcements reads one file of announcements.
func announcements(path string) ([]usajobs.Item, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.E("desktop.ImportVacancies", fault.Invalid, "The file "+filepath.Base(path)+" cannot be read. Is it open in another program, or gone?", err)
	}
	defer f.Close()
	return usajobs.Read(filepath.Base(path), f)
}
