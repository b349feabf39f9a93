package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/reports/paper"
)

// certify: close, rate and issue from the specialist's desktop, each waiting for
// the server; an unlawful selection is refused; a lawful one is recorded.
func (d *demo) certify() error {
	for _, act := range []string{"close", "rate", "issue"} {
		if _, err := d.act(deskStep{Do: act, Vacancy: d.vacancy.ID}); err != nil {
			return err
		}
	}
	c, err := d.certificate()
	if err != nil {
		return err
	}
	d.summary.Certificate, d.summary.Names, d.summary.RankDigest = c.Number, len(c.Lines), c.RankDigest
	d.first = c.Lines[0].Application
	if err := d.refuseUnlawful(c); err != nil {
		return err
	}
	var decisions []hiring.DecisionEntry
	for i, l := range c.Lines {
		code := hiring.NotSelected
		if i == 0 {
			code = hiring.Selected
			d.summary.Selected = fmt.Sprintf("line %d, %s", l.Place, l.Category)
		}
		decisions = append(decisions, hiring.DecisionEntry{Application: l.Application, Code: code})
	}
	if _, err := d.act(deskStep{Do: "select", Certificate: c.ID, Select: decisions}); err != nil {
		return err
	}
	if c, err = d.certificate(); err != nil {
		return err
	}
	if c.Status != hiring.SelectionMade || c.Lines[0].Decision != hiring.Selected {
		return fmt.Errorf("the selection is not on the certificate: %s", c.Status)
	}
	d.say("Closed, rated, certificate %s with %d names; unlawful choice refused (%s); selected: %s.", c.Number, len(c.Lines), d.summary.UnlawfulRule, d.summary.Selected)
	return d.writeFiles(c)
}

// act runs an act on the specialist's desktop and brings the server's answer.
func (d *demo) act(step deskStep) ([]deskEvent, error) {
	events, err := d.desk(&d.rosa, deskTask{Steps: []deskStep{{Do: "sync"}, step, {Do: "sync"}}})
	for _, e := range events {
		if e.Event == "refused" {
			return events, fmt.Errorf("%s was refused: %s (%s)", step.Do, e.Words, e.Rule)
		}
	}
	return events, err
}

func (d *demo) certificate() (hiring.Certificate, error) {
	events, err := d.desk(&d.rosa, deskTask{Steps: []deskStep{{Do: "list", Vacancy: d.vacancy.ID}}})
	if err != nil {
		return hiring.Certificate{}, err
	}
	for _, e := range events {
		if e.Certificate != nil {
			return *e.Certificate, nil
		}
	}
	return hiring.Certificate{}, errors.New("the certificate has not come back to the desktop")
}

// refuseUnlawful tries to select a non-preference eligible past a preference
// eligible of the same category.
func (d *demo) refuseUnlawful(c hiring.Certificate) error {
	preferred := map[string]bool{}
	for _, l := range c.Lines {
		if l.Preference.Eligible() {
			preferred[l.Category] = true
		} else if preferred[l.Category] {
			events, err := d.act(deskStep{Do: "select", Certificate: c.ID, Select: []hiring.DecisionEntry{{Application: l.Application, Code: hiring.Selected}}})
			if err != nil {
				return err
			}
			for _, e := range events {
				if e.Event == "unlawful" {
					d.summary.Unlawful, d.summary.UnlawfulRule = "a non-preference eligible past a preference eligible of the same category", e.Rule
					return nil
				}
			}
			return errors.New("an unlawful selection was not refused")
		}
	}
	return errors.New("no name on the certificate could be selected unlawfully: use another seed")
}

// writeFiles writes the certificate as PDF and Excel, the inputs it was computed
// from and the statistics, from the server's store.
func (d *demo) writeFiles(c hiring.Certificate) error {
	return d.onServer(func(ctx context.Context, s *node.Server) error {
		rows, err := s.Hiring.Statistics(ctx, hiring.StatisticsFilter{Vacancy: d.vacancy.ID})
		if err != nil {
			return err
		}
		statistics, err := paper.VacancyStatisticsXLSX(rows, paper.StatisticsHead{Office: d.vacancy.Office, MadeBy: "Rosa Delgado", Made: s.DB.Clock().Now()})
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(d.out, "vacancy-statistics.xlsx"), statistics, 0o600); err != nil {
			return err
		}
		for _, name := range []string{"certificate.pdf", "certificate.xlsx", "certificate-inputs.json"} {
			file, err := certificateFile(ctx, s.Hiring, c, name)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(d.out, name), file, 0o600); err != nil {
				return err
			}
		}
		return nil
	})
}

// onServer stops the server, opens its store here, and starts it again.
func (d *demo) onServer(fn func(context.Context, *node.Server) error) error {
	if err := d.server.stop(); err != nil {
		return err
	}
	s, err := node.OpenServer(d.ctx, filepath.Join(d.work, "server"), node.ServerOptions{})
	if err != nil {
		return err
	}
	if err := errors.Join(fn(system(d.ctx), s), s.Close()); err != nil {
		return err
	}
	return d.startServer()
}

// idsOf are the applications that a list shows.
func idsOf(list []hiring.Applicant) map[app.ID]hiring.Applicant {
	m := map[app.ID]hiring.Applicant{}
	for _, a := range list {
		m[a.ID] = a
	}
	return m
}
