package hiring

import (
	"context"
	"fmt"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// longestCertificate is how many days a certificate can be used, counted from and
// including the day of issue. The statute sets 240 days for sharing a list with
// another appointing authority (5 USC 3318(b), 3319(c)); offices keep to it for
// their own use too.
const longestCertificate = 240

// ExtendArgs give a certificate later dates.
type ExtendArgs struct {
	Certificate app.ID   `json:"certificate"`
	ReturnBy    app.Date `json:"returnBy"`
	Expires     app.Date `json:"expires"`
	Reason      string   `json:"reason"`
}

// ExtendCertificate moves the return and expiration dates of an open certificate,
// also of one that has expired, up to 240 days from its issue. The paper with the
// new dates is stored beside the old one.
func (s *Service) ExtendCertificate(ctx context.Context, args ExtendArgs, seen string) (record.Outcome, error) {
	_, err := view(ctx, s, func(tx *record.Tx) (Certificate, error) {
		c, err := certificateFor(tx, args.Certificate, policy.CertificateIssue)
		if err != nil {
			return c, err
		}
		return extended(tx, c, args)
	})
	if err != nil {
		return record.Outcome{}, err
	}
	return s.db.Do(ctx, "certificate.extend", args, seen)
}

func (s *Service) extend(tx *record.Tx, args ExtendArgs, seen string) (Certificate, error) {
	const op = "hiring.ExtendCertificate"
	c, err := certificateFor(tx, args.Certificate, policy.CertificateIssue)
	if err != nil {
		return c, err
	}
	if err := sameAs(op, seen, decisionsDigest(c), "The decisions on this certificate"); err != nil {
		return c, err
	}
	if c, err = extended(tx, c, args); err != nil {
		return c, err
	}
	if s.opts.Render == nil {
		return c, fault.E(op, fault.Unavailable, "This computer cannot print certificates, so it was not extended.", nil)
	}
	paper, err := s.opts.Render(c)
	if err != nil {
		return c, err
	}
	tx.Why(args.Reason)
	f := CertificateFile{ID: app.NewID(), Office: c.Office, Vacancy: c.Vacancy, Certificate: c.ID, Name: c.paperName(), Media: "application/pdf", SHA256: sha256Hex(paper), Content: paper}
	if err := CertificateFiles.Put(tx, f); err != nil {
		return c, err
	}
	return c, Certificates.Put(tx, c)
}

// extended is the certificate with its new dates, or why it cannot have them.
func extended(tx *record.Tx, c Certificate, args ExtendArgs) (Certificate, error) {
	const op = "hiring.ExtendCertificate"
	if c.Status != CertificateIssued {
		return c, refused(op, "Certificate "+c.Number+" has been returned and is closed.")
	}
	last := c.LastDay()
	var w complaints
	switch {
	case !args.Expires.Valid():
		w.add("expires", "Enter the new expiration date, for example 112226")
	case args.Expires < c.Expires || args.Expires == c.Expires && args.ReturnBy == c.ReturnBy:
		w.add("expires", "Enter a day after "+c.Expires.Words()+", when it expires now")
	case args.Expires < day(tx):
		w.add("expires", "That day has passed. Enter a later one")
	case args.Expires > last:
		w.add("expires", fmt.Sprintf("A certificate holds at most %d days from its issue: enter %s or earlier, or issue a new one", longestCertificate, last.Words()))
	}
	switch {
	case !args.ReturnBy.Valid():
		w.add("returnBy", "Enter the day by which it is to be returned")
	case args.ReturnBy < day(tx):
		w.add("returnBy", "That day has passed. Enter a later one")
	case args.Expires.Valid() && args.ReturnBy > args.Expires:
		w.add("returnBy", "Enter a day no later than the expiration")
	}
	if strings.TrimSpace(args.Reason) == "" {
		w.add("reason", "Say why it is extended; the reason is kept")
	}
	w.text("reason", args.Reason, 2000)
	if err := fault.Fields(op, w); err != nil {
		return c, err
	}
	c.Extensions = append(c.Extensions[:len(c.Extensions):len(c.Extensions)], Extension{ReturnBy: args.ReturnBy, Expires: args.Expires, Was: c.Expires,
		Reason: strings.TrimSpace(args.Reason), By: tx.Actor().User, ByName: tx.Actor().Name, At: tx.Now()})
	c.ReturnBy, c.Expires = args.ReturnBy, args.Expires
	return c, nil
}

// LastDay is the last day to which the certificate can be extended.
func (c Certificate) LastDay() app.Date {
	return EasternDay(c.IssuedAt).AddDays(longestCertificate - 1)
}

// paperName is the file of the paper with the dates that hold now.
func (c Certificate) paperName() string {
	if n := len(c.Extensions); n > 0 {
		return fmt.Sprintf("certificate-extended-%d.pdf", n)
	}
	return PaperFile
}
