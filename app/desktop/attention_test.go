package desktop

import (
	"reflect"
	"testing"

	"civicdesk/app/fault"
	"civicdesk/storage/record"
)

// What may be corrected before refused work is sent again: text, in the names
// that the tray takes, with what the server said of each; nothing of an act, and
// nothing that is not for people.
func TestTheFieldsThatMayBeCorrected(t *testing.T) {
	raw := func(v any) record.Raw {
		b, err := record.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	r := record.Refusal{
		Op: record.Op{Changes: []record.Change{
			{Type: "application", ID: "a", Set: map[string]record.Raw{"city": raw("Denver"), "zip": raw("8020"), "keyedBy": raw("u-1"), "veteran": raw(true)}},
			{Type: "inquiry", ID: "i", Set: map[string]record.Raw{"subject": raw("Pay")}},
		}},
		Outcome: record.Outcome{Words: "Some fields need attention.", Fields: []fault.Field{{Name: "zip", Words: "Enter the 5-digit ZIP code"}}},
	}
	want := []RefusedField{
		{Name: "city", Label: fieldWords("city"), Value: "Denver"},
		{Name: "zip", Label: fieldWords("zip"), Value: "8020", Words: "Enter the 5-digit ZIP code"},
		{Name: "#2.subject", Label: fieldWords("subject"), Value: "Pay"},
	}
	if got := refusalRow(r).Fields; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if got := refusalRow(record.Refusal{Op: record.Op{Act: "vacancy.rate"}}).Fields; len(got) != 0 {
		t.Errorf("of an act: %+v", got)
	}
}
