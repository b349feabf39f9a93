package merge

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app/fault"
	"civicdesk/storage/record"
)

func enc(v any) record.Raw {
	b, err := record.Encode(v)
	if err != nil {
		panic(err)
	}
	return b
}

var flow = record.Transitions(map[string][]string{"": {"draft"}, "draft": {"finished", "withdrawn"}, "finished": {"withdrawn"}})

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		name    string
		f       Field
		want    Decision
		value   any // of Set and Both
		refused fault.Kind
	}{
		{name: "a new record", f: Field{Offered: enc("Ames")}, want: Set, value: "Ames"},
		{name: "same base", f: Field{Exists: true, Now: enc("Erie"), Based: true, Offered: enc("Ames")}, want: Set, value: "Ames"},
		{name: "same base, emptied", f: Field{Exists: true, Now: enc("Erie"), Based: true, Offered: enc("")}, want: Set, value: ""},
		{name: "both wrote the same", f: Field{Exists: true, Now: enc("Ames"), Offered: enc("Ames")}, want: Nothing},
		{name: "two values", f: Field{Exists: true, Now: enc("Erie"), Offered: enc("Ames")}, want: Keep},
		{name: "one emptied what another changed", f: Field{Exists: true, Now: enc("Erie"), Offered: enc("")}, want: Keep},
		{name: "one changed what another emptied", f: Field{Exists: true, Now: enc(""), Offered: enc("Ames")}, want: Keep},
		{name: "made twice, nothing said", f: Field{Exists: true, New: true, Now: enc("Erie"), Offered: enc("")}, want: Nothing},
		{name: "made twice, nothing there", f: Field{Exists: true, New: true, Now: enc(""), Offered: enc("Ames")}, want: Set, value: "Ames"},
		{name: "made twice, two values", f: Field{Exists: true, New: true, Now: enc("Erie"), Offered: enc("Ames")}, want: Keep},
		{name: "a field that the server's record lacks", f: Field{Exists: true, Offered: enc(1)}, want: Set, value: 1},
		{name: "garbage", f: Field{Offered: record.Raw{0xff}}, refused: fault.Invalid},
		{name: "list", f: Field{Rule: record.Append(), Exists: true, Now: enc([]string{"a"}), Added: []record.Raw{enc("b")}}, want: Both, value: []string{"a", "b"}},
		{name: "list of a new record", f: Field{Rule: record.Append(), Offered: enc([]string{"a"})}, want: Both, value: []string{"a"}},
		{name: "list, made twice", f: Field{Rule: record.Append(), Exists: true, New: true, Now: enc([]string{"a"}), Offered: enc([]string{"b"})}, want: Both, value: []string{"a", "b"}},
		{name: "list of garbage", f: Field{Rule: record.Append(), Added: []record.Raw{{0xff}}}, refused: fault.Invalid},
		{name: "status by the table", f: Field{Rule: flow, Exists: true, Now: enc("draft"), Offered: enc("withdrawn")}, want: Set, value: "withdrawn"},
		{name: "status moved on, still allowed", f: Field{Rule: flow, Exists: true, Now: enc("finished"), Offered: enc("withdrawn")}, want: Set, value: "withdrawn"},
		{name: "status moved on, not allowed", f: Field{Rule: flow, Exists: true, Now: enc("withdrawn"), Offered: enc("finished")}, want: Keep},
		{name: "status that was seen, not allowed", f: Field{Rule: flow, Exists: true, Based: true, Now: enc("withdrawn"), Offered: enc("finished")}, refused: fault.Refused},
		{name: "status that is no text", f: Field{Rule: flow, Exists: true, Now: enc("draft"), Offered: enc(7)}, refused: fault.Invalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, v, err := Decide(c.f)
			if c.refused != fault.Internal {
				if !fault.Is(err, c.refused) || fault.Words(err) == "" {
					t.Fatalf("%v %v", got, err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Fatalf("%v %v, want %v", got, err, c.want)
			}
			if c.value != nil && string(v) != string(enc(c.value)) {
				t.Errorf("value %x", v)
			}
		})
	}
}

func fields() *rapid.Generator[Field] {
	return rapid.Custom(func(t *rapid.T) Field {
		f := Field{Name: "f", Exists: rapid.Bool().Draw(t, "exists"), New: rapid.Bool().Draw(t, "new")}
		f.Based = f.Exists && rapid.Bool().Draw(t, "based")
		texts := rapid.SampledFrom([]string{"", "draft", "finished", "withdrawn", "other"})
		lists := rapid.SliceOfN(rapid.StringMatching("[a-c]"), 0, 3)
		switch rapid.IntRange(0, 2).Draw(t, "rule") {
		case 0:
			f.Rule = record.Append()
			if f.Exists {
				f.Now = enc(lists.Draw(t, "now"))
			}
			if f.New {
				f.Offered = enc(lists.Draw(t, "offered"))
			}
			for _, s := range lists.Draw(t, "added") {
				f.Added = append(f.Added, enc(s))
			}
		case 1:
			f.Rule = flow
			fallthrough
		default:
			if f.Exists {
				f.Now = enc(texts.Draw(t, "now"))
			}
			f.Offered = enc(texts.Draw(t, "offered"))
		}
		return f
	})
}

// What is offered is applied, was there, is added, is kept as a conflict, is
// refused aloud, or said nothing: never lost. The same question has one answer.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := fields().Draw(t, "field")
		what, v, err := Decide(f)
		again, v2, err2 := Decide(f)
		if what != again || string(v) != string(v2) || (err == nil) != (err2 == nil) {
			t.Fatal("two answers to one question")
		}
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		switch what {
		case Set:
			if string(v) != string(f.Offered) {
				t.Fatal("another value than was offered")
			}
			if f.Exists && !f.Based && f.Rule.Transitions == nil && !empty(f.Now) {
				t.Fatal("a value that the author had not seen was overwritten")
			}
		case Nothing:
			said := len(f.Added) > 0
			if f.Offered != nil && string(f.Now) != string(f.Offered) && !(f.New && empty(f.Offered)) {
				said = true
			}
			if said {
				t.Fatal("a value was dropped")
			}
		case Both:
			checkList(t, f, v)
		case Keep:
			if f.Based || !f.Exists {
				t.Fatal("a conflict with oneself")
			}
		}
	})
}

func checkList(t *rapid.T, f Field, v record.Raw) {
	var got, now, offered []record.Raw
	for raw, into := range map[*record.Raw]*[]record.Raw{&v: &got, &f.Now: &now, &f.Offered: &offered} {
		if len(*raw) > 0 {
			if err := record.Decode(*raw, into); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := append(append(slices.Clone(now), offered...), f.Added...)
	if !slices.EqualFunc(got, want, func(a, b record.Raw) bool { return string(a) == string(b) }) {
		t.Fatalf("entries went missing: %x", v)
	}
}

func FuzzDecide(f *testing.F) {
	f.Add([]byte{0x60}, []byte{0x61, 'a'}, uint8(0), true)
	f.Fuzz(func(t *testing.T, now, offered []byte, rule uint8, based bool) {
		q := Field{Exists: true, Now: now, Based: based, Offered: offered}
		switch rule % 3 {
		case 1:
			q.Rule = record.Append()
		case 2:
			q.Rule = flow
		}
		Decide(q) // must not panic
	})
}
