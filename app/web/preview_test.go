package web

import (
	"regexp"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/hiring"
)

func TestThePreviewIsThePageOfTheSite(t *testing.T) {
	o := openOffice(t, realQuestions)
	page := o.open(jobPath(o.vacancy.Announcement)).page
	v, err := o.jobs.Vacancy(o.rosa, o.vacancy.ID)
	o.must(err)
	preview, err := PreviewJob(v, "Test Agency", "2026-11-23")
	o.must(err)
	if got, want := mainText(t, preview), mainText(t, page.HTML); got != want {
		t.Errorf("the preview says\n%s\nthe site\n%s", got, want)
	}
	if !strings.Contains(preview, "<style>") || !strings.Contains(preview, "data:image/svg+xml;base64,") {
		t.Error("the preview lacks styles or pictures")
	}
	for _, absent := range []string{"/static/", "/preview/", "ZgotmplZ", "src=\"http", "<script", "@font-face", `href="/`} {
		if strings.Contains(preview, absent) {
			t.Errorf("the preview asks for something: %q", absent)
		}
	}
}

func TestThePreviewEscapesWhatAWriterTypes(t *testing.T) {
	page, err := PreviewJob(hiring.Vacancy{Title: `<script>alert(1)</script>`, Summary: `"><img src=x onerror=alert(1)>`, Closes: "2026-12-01"}, "A", app.Date("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "<img src=x") {
		t.Error("what was typed became markup")
	}
}

var tags = regexp.MustCompile(`(?s)<[^>]*>`)

// mainText is the words of the page's main part.
func mainText(t *testing.T, page string) string {
	t.Helper()
	from, to := strings.Index(page, "<main"), strings.Index(page, "</main>")
	if from < 0 || to < 0 {
		t.Fatalf("no main part: %.300s", page)
	}
	return strings.Join(strings.Fields(tags.ReplaceAllString(page[from:to], " ")), " ")
}
