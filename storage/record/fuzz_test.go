package record

import (
	"reflect"
	"testing"
)

// FuzzBody: whatever lies in a row, the quick reader and the codec agree, or the
// quick one leaves it to the codec.
func FuzzBody(f *testing.F) {
	fields, err := Encode(map[string]string{"name": "Ana"})
	if err != nil {
		f.Fatal(err)
	}
	raw, err := Encode(body{Type: "form", ID: "a", Scope: "agency", Created: 7, Fields: fields, Versions: map[string]uint64{"name": 9}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(raw))
	f.Add([]byte(raw[:len(raw)/2]))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var quick, codec body
		if !quick.read(raw) {
			return
		}
		err := Decode(raw, &codec)
		for _, b := range []*body{&quick, &codec} { // an empty map and none are the same
			if len(b.Versions) == 0 {
				b.Versions = nil
			}
			if len(b.Own) == 0 {
				b.Own = nil
			}
		}
		if err != nil || !reflect.DeepEqual(quick, codec) {
			t.Fatalf("%v\nquick %+v\ncodec %+v", err, quick, codec)
		}
	})
}

// FuzzFrame: what a journal's frame, a row of the outbox or of the tray holds is
// refused, or is an operation that is written and read again as it is.
func FuzzFrame(f *testing.F) {
	one := frame{Op: Op{ID: "op", User: "u-1", Changes: []Change{{Type: "form", ID: "a", Scope: "agency", New: true, Set: map[string]Raw{"name": {0x61, 'x'}}, Secrets: map[string]string{"ssn": "123456789"}}}}, mark: mark{1, 2}}
	for _, v := range []any{one, outboxRow{Op: one.Op, Frame: 3}, Refusal{Op: one.Op, Frame: 3}} {
		raw, err := Encode(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, v := range []any{&frame{}, &outboxRow{}, &Refusal{}} {
			if Decode(raw, v) != nil {
				continue
			}
			again, err := Encode(v)
			if err != nil {
				t.Fatalf("%T is read but not written: %v", v, err)
			}
			back := reflect.New(reflect.TypeOf(v).Elem()).Interface()
			if err := Decode(again, back); err != nil {
				t.Fatalf("%T is written but not read: %v", v, err)
			}
		}
	})
}
