package hiring

import (
	"slices"
	"testing"

	"civicdesk/app/hiring/ranking"
	"civicdesk/storage/record"
)

func openDesk(t *testing.T) *desk {
	d := newDesk(t)
	d.realVacancy("437510200.json")
	return d
}

// What makes two paper forms the same one for a person to look at.
func TestTwins(t *testing.T) {
	d := openDesk(t)
	base := d.person("José", "Núñez", ranking.NV, "c")
	for _, c := range []struct {
		name   string
		change func(*Application)
		want   bool
	}{
		{"the same form", func(*Application) {}, true},
		{"another number, a typing error", func(a *Application) { a.SSN = "212-45-9998" }, true},
		{"accents, case and spaces", func(a *Application) { a.FirstName, a.LastName, a.SSN = " jose", "NUNEZ", "" }, true},
		{"the same number, another name", func(a *Application) { a.FirstName, a.LastName = "Ana", "Ruiz" }, true},
		{"the name alone", func(a *Application) {
			a.SSN, a.DayPhone, a.Street, a.DateReceived = "212-45-9997", "202-555-0100", "9 Elm St", "2026-11-19"
		}, false},
		{"the telephone alone", func(a *Application) { a.FirstName, a.SSN = "Ana", "212-45-9996" }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openDesk(t)
			base.Vacancy = d.v.ID
			first, err := d.s.SaveDraft(d.rosa, base)
			d.must(err)
			other := base
			other.Vacancy = d.v.ID
			c.change(&other)
			second, err := d.s.SaveDraft(d.rosa, other)
			d.must(err)
			d.must(d.db.View(d.rosa, func(tx *record.Tx) error {
				twins, err := Twins(tx, record.Change{Type: "application", ID: second.ID, Set: map[string]record.Raw{"lastName": nil}})
				if (len(twins) == 1) != c.want {
					t.Errorf("%+v", twins)
				}
				if len(twins) == 1 && (twins[0].First.ID != first.ID || twins[0].Second.ID != second.ID) {
					t.Error("in the wrong order")
				}
				return err
			}))
		})
	}
}

// Which fields are keyed twice follows from the server's questions, whatever a
// keyer's desktop says.
func TestTheServerSaysWhatIsKeyedTwice(t *testing.T) {
	d := openDesk(t)
	a := d.keyed(d.person("Ann", "Ames", ranking.NV, "c"))
	want := slices.Clone(a.Critical)
	raw, err := record.Encode([]string{"firstName"})
	d.must(err)
	change := record.Change{Type: "application", ID: a.ID, Scope: a.Scope(), Set: map[string]record.Raw{"critical": raw}}
	d.must(d.db.Update(d.rosa, func(tx *record.Tx) error {
		if err := tx.SetFields(change.Type, change.ID, change.Scope, change.Set, nil); err != nil {
			return err
		}
		return Derive(tx, change)
	}))
	d.must(d.db.View(d.rosa, func(tx *record.Tx) error {
		got, err := Applications.Get(tx, a.ID)
		if !slices.Equal(got.Critical, want) {
			t.Errorf("%v, want %v", got.Critical, want)
		}
		return err
	}))
}
