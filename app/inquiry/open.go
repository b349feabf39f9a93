package inquiry

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Detail is one opened inquiry with what an agent needs beside it.
type Detail struct {
	Inquiry  Inquiry
	Row      Row
	Office   OfficeContact
	Others   []Row // of the same customer, newest first
	Possible []Row // perhaps of the same customer
}

// Open opens an inquiry. The opening is on the audit trail, offline too.
func (s *Service) Open(ctx context.Context, id app.ID) (Detail, error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryRead, s.Scope()); err != nil {
		return Detail{}, err
	}
	var d Detail
	err := s.db.Update(ctx, func(tx *record.Tx) error {
		i, err := s.get(tx, id)
		if err != nil {
			return err
		}
		tx.Audit("inquiry.open", "inquiry", id, "")
		d = Detail{Inquiry: i, Row: s.row(tx, i), Office: ContactOf(i.Office), Others: []Row{}, Possible: []Row{}}
		others, err := s.sameCustomer(tx, i)
		if err != nil {
			return err
		}
		for n, o := range others {
			d.Others = append(d.Others, s.row(tx, o))
			if n == 0 {
				d.Row.Newer = newestFirst(o, i) < 0
			}
		}
		candidates, err := s.compare(tx, i)
		for _, c := range candidates {
			row := s.row(tx, c.Inquiry)
			row.Flags = append(row.Flags, c.Reason)
			d.Possible = append(d.Possible, row)
		}
		return err
	})
	return d, err
}
