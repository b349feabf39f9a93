package hiring

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Certificate opens one certificate; the opening is on the audit trail.
func (s *Service) Certificate(ctx context.Context, id app.ID) (Certificate, error) {
	return update(ctx, s, func(tx *record.Tx) (Certificate, error) {
		c, err := certificateFor(tx, id, policy.CertificateRead)
		if err == nil {
			tx.Audit("certificate.open", Certificates.Name(), c.ID, "")
		}
		return c, err
	})
}

// CertificatesOf lists the vacancy's certificates, newest first. Of their lines
// only the decisions are given, no names.
func (s *Service) CertificatesOf(ctx context.Context, vacancy app.ID) ([]Certificate, error) {
	return view(ctx, s, func(tx *record.Tx) ([]Certificate, error) {
		if _, err := vacancyFor(tx, vacancy, policy.CertificateRead); err != nil {
			return nil, err
		}
		all, err := Certificates.Find(tx, "by-vacancy", record.K(string(vacancy)))
		for i := range all {
			lines := make([]Line, len(all[i].Lines))
			for j, l := range all[i].Lines {
				lines[j].Decision = l.Decision
			}
			all[i].Lines = lines
		}
		slices.SortFunc(all, func(a, b Certificate) int { return strings.Compare(b.Number, a.Number) })
		return all, err
	})
}

// CertificateFile returns a file that was stored with the certificate, such as
// "certificate.pdf" or "certificate-inputs.json"; the export is on the audit
// trail. The inputs hold every applicant's answers, so they need the right to
// issue.
func (s *Service) CertificateFile(ctx context.Context, certificate app.ID, name string) (CertificateFile, error) {
	return update(ctx, s, func(tx *record.Tx) (CertificateFile, error) {
		right := policy.CertificateIssue
		if name == PaperFile {
			right = policy.CertificateRead
		}
		c, err := certificateFor(tx, certificate, right)
		if err != nil {
			return CertificateFile{}, err
		}
		files, err := CertificateFiles.Find(tx, "by-certificate", record.K(string(c.ID)))
		if err != nil {
			return CertificateFile{}, err
		}
		stored := name
		if name == PaperFile { // the paper with the dates that hold now
			stored = c.paperName()
		}
		for _, f := range files {
			if f.Name == stored {
				tx.Audit("certificate.export", Certificates.Name(), c.ID, stored)
				return f, nil
			}
		}
		return CertificateFile{}, fault.E("hiring.CertificateFile", fault.NotFound, "The file "+name+" is not stored with certificate "+c.Number+" on this computer. Synchronise and try again.", nil)
	})
}
