package web

import (
	"context"
	"strconv"

	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/intake"
)

// NewInquiries lets the site speak to one participating agency's inquiries.
func NewInquiries(s *inquiry.Service) Inquiries { return agencyInquiries{s} }

type agencyInquiries struct{ service *inquiry.Service }

func (a agencyInquiries) Categories(context.Context) ([]Choice, error) {
	var list []Choice
	for _, c := range a.service.Categories() {
		list = append(list, Choice{Value: c.Code, Label: c.Label})
	}
	return list, nil
}

func (a agencyInquiries) Check(_ context.Context, q Inquiry) (wrong, look []fault.Field, err error) {
	wrong, look = a.service.Check(intakeForm(q), nil)
	return wrong, look, nil
}

func (a agencyInquiries) Submit(ctx context.Context, q Inquiry) (Receipt, error) {
	got, err := a.service.Submit(ctx, inquiry.Submission{Token: q.Token, Form: intakeForm(q), Score: q.Score})
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Number: got.Number.String(), Spoken: got.ReadAloud, Repeated: got.Repeated, Office: got.Office.Name, Phone: got.Office.Phone,
		Standard: "We aim to answer within " + strconv.Itoa(a.service.Standard()) + " business days, by " + got.Due.Words() + "."}, nil
}

func (a agencyInquiries) Status(ctx context.Context, number, homeZIP string) (Status, error) {
	got, err := a.service.Status(ctx, number, homeZIP)
	return Status{Stage: got.Stage, Received: got.Received, Changed: got.Changed, Office: got.Office.Name, Phone: got.Office.Phone, PleaseCall: got.PleaseCall}, err
}

// intakeForm is the filled form as the intake form.
func intakeForm(q Inquiry) intake.Form {
	return intake.Form{FirstName: q.FirstName, LastName: q.LastName, OneName: q.OneName, HomeZIP: q.HomeZip,
		PreferredContact: q.PreferredContact, Phone: q.Phone, Email: q.Email, Company: q.Company, Street: q.Street, City: q.City,
		State: q.State, County: q.County, WorkZIP: q.WorkZip, WorkZIPUnknown: q.WorkZipUnknown, Category: q.Category, Description: q.Description}
}
