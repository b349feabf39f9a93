package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
)

// readBack reads the files of out/ again and compares them with the store, and
// counts that everything entered on either side is on the server, once.
func (d *demo) readBack() error {
	inputs, err := os.ReadFile(filepath.Join(d.out, "certificate-inputs.json"))
	if err != nil {
		return err
	}
	if err := ranking.Explain(bytes.NewReader(inputs), io.Discard); err != nil {
		return fmt.Errorf("the inputs do not give the stored order: %w", err)
	}
	if err := changedInputsAreNoticed(inputs, d.first); err != nil {
		return err
	}
	return d.onServer(func(ctx context.Context, s *node.Server) error {
		c, err := certificateByNumber(ctx, s.Hiring, d.summary.Certificate)
		if err != nil {
			return err
		}
		if err := d.compareWorkbook(c); err != nil {
			return err
		}
		for _, name := range []string{hiring.PaperFile, hiring.InputsFile} {
			stored, err := s.Hiring.CertificateFile(ctx, c.ID, name)
			if err != nil {
				return err
			}
			written, err := os.ReadFile(filepath.Join(d.out, name))
			if err != nil || !bytes.Equal(written, stored.Content) {
				return fmt.Errorf("%s is not the one stored with the certificate: %v", name, err)
			}
		}
		if err := d.scanIsStored(ctx, s); err != nil {
			return err
		}
		statistics, err := s.Hiring.Statistics(ctx, hiring.StatisticsFilter{Vacancy: d.vacancy.ID})
		if err != nil {
			return err
		}
		if err := d.compareStatistics(statistics[0]); err != nil {
			return err
		}
		list, err := s.Hiring.Applicants(ctx, d.vacancy.ID, "")
		if err != nil {
			return err
		}
		if want := len(d.keyed) + d.summary.WebApplications; len(list) != want {
			return fmt.Errorf("%d applications on the server, %d were made", len(list), want)
		}
		there := idsOf(list)
		for _, a := range d.keyed {
			if there[a.ID].Status != hiring.Finished {
				return fmt.Errorf("application %s is %q on the server", a.ID, there[a.ID].Status)
			}
		}
		rows, err := s.Inquiries.Queue(ctx, inquiry.Filter{Statuses: everyStatus})
		if err != nil {
			return err
		}
		if want := len(d.calls) + d.summary.WebInquiries; len(rows) != want {
			return fmt.Errorf("%d inquiries on the server, %d were made", len(rows), want)
		}
		x, err := s.Verify(ctx)
		if err == nil && len(x.Bad)+len(x.Mended) > 0 {
			err = fmt.Errorf("the store was not whole: %q %q", x.Bad, x.Mended)
		}
		d.summary.Records, d.summary.AuditEntries = x.Records, x.Entries
		d.say("Read back: files agree with the store; %d records, %d audit entries, every link holds.", d.summary.Records, d.summary.AuditEntries)
		return err
	})
}

// compareStatistics holds the counts in the workbook against the store's.
func (d *demo) compareStatistics(want hiring.VacancyStatistics) error {
	book, err := excelize.OpenFile(filepath.Join(d.out, "vacancy-statistics.xlsx"))
	if err != nil {
		return err
	}
	defer book.Close()
	rows, err := book.GetRows("Vacancies")
	if err != nil {
		return err
	}
	for i, r := range rows {
		if i == 0 || len(r) == 0 || r[0] != want.Announcement {
			continue
		}
		for name, n := range map[string]int{"Applied": want.Applied, "Eligible": want.Eligible, "Referred": want.Referred, "Selected": want.Selected} {
			if at := slices.Index(rows[0], name); at < 0 || at >= len(r) || r[at] != strconv.Itoa(n) {
				return fmt.Errorf("the statistics workbook does not say %s %d: %v", name, n, r)
			}
		}
		return nil
	}
	return errors.New("the vacancy is not in the statistics workbook")
}

// compareWorkbook holds the workbook against the certificate line by line, and
// looks for Social Security numbers in it.
func (d *demo) compareWorkbook(c hiring.Certificate) error {
	book, err := excelize.OpenFile(filepath.Join(d.out, "certificate.xlsx"))
	if err != nil {
		return err
	}
	defer book.Close()
	var cells []string
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			return err
		}
		for _, r := range rows {
			cells = append(cells, r...)
		}
	}
	text := strings.Join(cells, "\n")
	for _, l := range c.Lines {
		if !strings.Contains(text, l.LastName) || !strings.Contains(text, l.FirstName) {
			return fmt.Errorf("line %d of the certificate is not in the workbook", l.Place)
		}
	}
	for _, a := range d.keyed {
		if digits := strings.ReplaceAll(a.SSN, "-", ""); strings.Contains(text, digits) {
			return errors.New("the workbook holds a Social Security number")
		}
	}
	return nil
}

// changedInputsAreNoticed gives the stored inputs a wrong digest, and then takes
// the answers of somebody on the list away: neither may pass for the
// certificate's order.
func changedInputsAreNoticed(stored []byte, listed app.ID) error {
	in, err := ranking.ReadInputs(bytes.NewReader(stored))
	if err != nil {
		return err
	}
	wrong := in
	wrong.RankDigest = strings.Repeat("0", len(in.RankDigest))
	answers := in
	answers.People = slices.Clone(in.People)
	for i := range answers.People {
		if answers.People[i].Application == listed {
			answers.People[i].Answers = form.Answers{}
		}
	}
	for name, changed := range map[string]ranking.Inputs{"a wrong stored digest": wrong, "a changed answer": answers} {
		raw, err := json.Marshal(changed)
		if err != nil {
			return err
		}
		if err := ranking.Explain(bytes.NewReader(raw), io.Discard); !fault.Is(err, fault.Conflict) {
			return fmt.Errorf("%s was not noticed: %v", name, err)
		}
	}
	return nil
}

// scanFolders reads every byte of the data folders, logs and temporary files for
// what was planted, and proves first that it would find it.
func (d *demo) scanFolders() error {
	if err := d.server.stop(); err != nil {
		return err
	}
	look := needles(d.planted)
	proof := filepath.Join(d.work, "tmp", "proof")
	if err := os.WriteFile(proof, []byte("x"+d.planted[len(d.planted)/2]+"y"), 0o600); err != nil {
		return err
	}
	if _, hits, err := scan(look, d.work); err != nil || len(hits) == 0 {
		return fmt.Errorf("the scan does not find what was planted in clear: %v", err)
	}
	if err := os.Remove(proof); err != nil {
		return err
	}
	files, hits, err := scan(look, d.work)
	if err != nil {
		return err
	}
	d.summary.FilesScanned = files
	for _, h := range hits {
		return fmt.Errorf("%s is readable in %s as %s", h.Text, h.File, h.Form)
	}
	d.say("Scanned %d files for %d planted names and numbers in UTF-8, UTF-16, hex and base64: none is readable.", files, len(d.planted))
	return nil
}
