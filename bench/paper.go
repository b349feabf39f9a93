package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"
	"github.com/xuri/excelize/v2"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/reports/paper"
)

const onCertificate = 500

// measurePaper times a certificate of 500 names as PDF and as workbook, beside
// the bare libraries writing the same rows without layout, fonts or checks.
func measurePaper(_ string, rounds int) ([]result, error) {
	c, err := certificate()
	if err != nil {
		return nil, err
	}
	contenders := []func() error{
		func() error { _, err := paper.CertificatePDF(c); return err },
		func() error { return barePDF(c) },
		func() error { _, err := paper.CertificateXLSX(c); return err },
		func() error { return bareXLSX(c) },
	}
	all := make([][]float64, len(contenders))
	both := make([]float64, 0, rounds)
	for range rounds {
		for i, fn := range contenders {
			ms, err := timed(fn)
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], ms)
		}
		last := len(all[0]) - 1
		both = append(both, all[0][last]+all[2][last])
	}
	return []result{
		{"certificate of 500 names, PDF", all[0], "gofpdf, bare table", all[1], goal{}},
		{"certificate of 500 names, Excel", all[2], "excelize, bare sheet", all[3], goal{}},
		{name: "certificate of 500 names, both", ours: both, goal: goal{ms: 1000}},
	}, nil
}

// certificate ranks 500 people by the real rules. Every tenth name needs a font
// beyond Latin.
func certificate() (hiring.Certificate, error) {
	names := append([][2]string{{"小明", "王"}, {"محمد", "الأحمد"}, {"Олександр", "Іваненко"}, {"민준", "김"}}, people...)
	var candidates []ranking.Candidate
	for i := range onCertificate {
		who := names[4+i%6]
		if i%10 == 0 {
			who = names[i/10%4]
		}
		candidates = append(candidates, ranking.Candidate{Application: app.ID(fmt.Sprintf("0197aaaa-0000-7000-8000-%012d", i)), Number: fmt.Sprintf("A-%06d", i),
			FirstName: who[0], LastName: who[1], City: "Denver", State: "CO", Preference: ranking.Preferences[i*7%len(ranking.Preferences)], Rating: fmt.Sprintf("%d.%02d", 70+i*13%30, i*37%100)})
	}
	list, err := ranking.Rank(ranking.Method{Categories: []ranking.Category{{Name: "Best Qualified", From: "95"}, {Name: "Well Qualified", From: "85"}, {Name: "Qualified", From: "70"}},
		PayPlan: "GS", Series: "0690", Grade: "09", MergeBelow: 3}, candidates)
	if err != nil {
		return hiring.Certificate{}, err
	}
	c := hiring.Certificate{Number: "HQ-2026-0001", Type: hiring.CategoryCertificate, Status: hiring.CertificateIssued, Announcement: "DE-26-OSHA-001", Title: "Industrial Hygienist",
		Agency: "Department of Labor", PayPlan: "GS", Series: "0690", Grade: "09", DutyLocations: []string{"Denver, Colorado"}, Openings: 2, OpenedOn: "2026-01-12", ClosedOn: "2026-02-02",
		IssuedAt: time.Date(2026, 3, 9, 18, 5, 0, 0, time.UTC), IssuedByName: "Rosa Delgado", ReturnBy: "2026-03-24", Expires: "2026-06-07",
		Method: hiring.MethodShown{RankBy: "Quality category", Order: ranking.OrderNote, Rule: "5 USC 3319"}, InputsDigest: strings.Repeat("0f", 32), RankDigest: list.Digest()}
	for _, l := range list.Lines {
		block := hiring.OtherBlock
		if l.Preferred {
			block = hiring.PreferenceBlock
		}
		c.Lines = append(c.Lines, hiring.Line{Place: l.Place, Application: l.Application, ApplicationNumber: l.Number, Name: l.Name, Category: l.Category, CategoryRank: l.CategoryRank, Block: block,
			Preference: l.Preference, City: "Denver", State: "CO", Rating: l.Rating, Floated: l.Floated, Reason: l.Reason, Citation: l.Citation})
	}
	for _, s := range list.Categories {
		c.Categories = append(c.Categories, hiring.Category{Name: s.Name, From: s.From, Assigned: s.Assigned, Eligible: s.Preferred})
	}
	return c, nil
}

func cells(l hiring.Line) []string {
	return []string{fmt.Sprint(l.Place), l.Name, l.ApplicationNumber, l.Category, string(l.Block), string(l.Preference), l.City, l.State, l.Reason, l.Citation}
}

// barePDF writes the rows in a font that PDF readers bring along; letters that
// it lacks come out wrong, which is what the comparison leaves out.
func barePDF(c hiring.Certificate) error {
	doc := gofpdf.New("L", "mm", "Letter", "")
	doc.SetFont("Helvetica", "", 8)
	doc.AddPage()
	latin := doc.UnicodeTranslatorFromDescriptor("")
	for _, l := range c.Lines {
		for _, text := range cells(l) {
			doc.CellFormat(25, 5, latin(text), "1", 0, "", false, 0, "")
		}
		doc.Ln(5)
	}
	return doc.Output(io.Discard)
}

func bareXLSX(c hiring.Certificate) error {
	file := excelize.NewFile()
	defer file.Close()
	sheet, err := file.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i, l := range c.Lines {
		var row []any
		for _, text := range cells(l) {
			row = append(row, text)
		}
		if err := sheet.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	var out bytes.Buffer
	return file.Write(&out)
}
