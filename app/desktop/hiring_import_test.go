package desktop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app/fault"
)

// TestAnnouncementsComeFromAFile: one makes a draft, once; what is none says so.
func TestAnnouncementsComeFromAFile(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	if _, err := d.Hiring.ImportVacancies(); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without a window: %v", err)
	}
	choose := func(paths ...string) (Outcome, error) {
		d.UseDialogs(chosen(paths))
		return d.Hiring.ImportVacancies()
	}
	if out, err := choose(); err != nil || out.Words != "" {
		t.Errorf("nothing chosen: %+v %v", out, err)
	}
	before, err := d.Hiring.Vacancies()
	must(t, err)
	one, two := "../sample/usajobs/401626800.json", "../sample/usajobs/425550200.json"
	out, err := choose(one)
	must(t, err)
	draft, err := d.Hiring.VacancyDraft(out.ID)
	must(t, err)
	if draft.Form.Title == "" || draft.Form.Summary == "" {
		t.Errorf("the draft has no text: %+v", draft.Form)
	}
	if again, err := choose(one); err != nil || again.ID != out.ID {
		t.Errorf("the same file again: %+v %v", again, err)
	}
	if both, err := choose(one, two); err != nil || both.ID != "" || !strings.HasPrefix(both.Words, "2 announcements") {
		t.Errorf("two files: %+v %v", both, err)
	}
	after, err := d.Hiring.Vacancies()
	must(t, err)
	if len(after) != len(before)+2 {
		t.Errorf("%d vacancies became %d", len(before), len(after))
	}
	other := filepath.Join(t.TempDir(), "note.json")
	must(t, os.WriteFile(other, []byte(`{"a": 1}`), 0o600))
	for _, path := range []string{other, other + ".gone"} {
		if _, err := choose(path); err == nil || fault.KindOf(err) == fault.Internal || !strings.Contains(fault.Words(err), "note.json") {
			t.Errorf("%s: %v", path, err)
		}
	}
	agent := o.desk("gpena")
	agent.UseDialogs(chosen{one})
	if _, err := agent.Hiring.ImportVacancies(); !fault.Is(err, fault.Denied) {
		t.Errorf("an agent: %v", err)
	}
}
