package command

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"civicdesk/app/document"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/reports"
	"civicdesk/reports/pdf"
)

// makeScan is a PDF that stands for the scan of the first paper application: it
// names its person, in clear as a scan does.
func (d *demo) makeScan() error {
	a := d.keyed[0]
	var err error
	d.scan, err = pdf.Document(reports.Document{Title: "Application of " + a.FirstName + " " + a.LastName, Subject: a.Email, Author: "Scanner", Made: d.start, Portrait: true,
		Notes: []string{a.FirstName + " " + a.LastName, a.SSN, a.Street}})
	// Text within a PDF is packed; these lines are not, so that the scan of the
	// folders would see the file if it lay there in clear.
	d.scan = append(d.scan, "% "+a.SSN+" "+a.Email+" "+a.Street+"\n"...)
	return err
}

// attachScan attaches a file to an application.
func attachScan(ctx context.Context, s *node.Session, step deskStep, tell func(deskEvent)) error {
	i, err := s.Documents.Add(ctx, hiring.Applications.Name(), step.Application, "scan.pdf", bytes.NewReader(step.Scan))
	if err == nil {
		tell(deskEvent{Event: "attached", ID: i.ID, Text: fmt.Sprint(i.Pages)})
	}
	return err
}

// readScans opens every file of an application, wherever it lies, and reports
// what it holds.
func readScans(ctx context.Context, s *node.Session, step deskStep, tell func(deskEvent)) error {
	list, err := s.Documents.List(ctx, hiring.Applications.Name(), step.Application)
	for _, i := range list {
		r, _, err := s.Documents.Open(ctx, i.ID)
		if err != nil {
			return err
		}
		sum := sha256.New()
		if _, err := r.WriteTo(sum); err != nil {
			return document.Words(err)
		}
		tell(deskEvent{Event: "scan", ID: i.ID, Text: hex.EncodeToString(sum.Sum(nil))})
	}
	return err
}

// shareScan: the scan that one attached offline is read by the other, byte for
// byte, and is on the server.
func (d *demo) shareScan() error {
	want := sha256.Sum256(d.scan)
	events, err := d.desk(&d.zeljka, deskTask{Steps: []deskStep{{Do: "sync"}, {Do: "scans", Application: d.keyed[0].ID}}})
	if err != nil {
		return err
	}
	read := 0
	for _, e := range events {
		if e.Event == "scan" && e.Text == hex.EncodeToString(want[:]) {
			read++
		}
	}
	if read != 1 {
		return fmt.Errorf("the other desktop read %d scans as they were attached, want 1", read)
	}
	d.summary.Scans = read
	d.say("The scan of one application, attached offline (%d bytes), is read on the other desktop as it was.", len(d.scan))
	return nil
}

// scanIsStored compares the server's file with the scan.
func (d *demo) scanIsStored(ctx context.Context, s *node.Server) error {
	list, err := s.Documents.List(ctx, hiring.Applications.Name(), d.keyed[0].ID)
	if err != nil || len(list) != 1 {
		return fmt.Errorf("%d files of the application on the server, want 1: %w", len(list), err)
	}
	r, _, err := s.Documents.Open(ctx, list[0].ID)
	if err != nil {
		return err
	}
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, d.scan) {
		return fmt.Errorf("the server's file is not the scan: %w", err)
	}
	return nil
}
