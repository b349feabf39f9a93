package record

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"civicdesk/app"
)

type text string

type part struct {
	Title string   `json:"title"`
	Tags  []string `json:"tags"`
	Count int      `json:"count"`
}

// every has a field of each kind that records are made of.
type every struct {
	ID      app.ID            `json:"id"`
	Name    text              `json:"name"`
	Long    string            `json:"aNameThatIsLongerThanTwentyThreeBytes"`
	Yes     bool              `json:"yes"`
	Count   int               `json:"count"`
	Small   int8              `json:"small"`
	Size    uint32            `json:"size"`
	At      time.Time         `json:"at"`
	Grades  []text            `json:"grades"`
	Parts   []part            `json:"parts"`
	One     part              `json:"one"`
	Answers map[text][]string `json:"answers"`
	Kinds   map[string]part   `json:"kinds"`
	Bytes   []byte            `json:"bytes"`
	Raw     Raw               `json:"raw"`
	Any     any               `json:"any"`
	Pointer *part             `json:"pointer"`
	Fixed   [3]byte           `json:"fixed"`
}

func (e every) RecordID() app.ID { return e.ID }

var planOfEvery = planOf(reflect.TypeFor[every](), maxDepth)

// agree fails unless the plan gave up, or read what the codec reads.
func agree(t interface{ Fatalf(string, ...any) }, raw []byte) (read bool) {
	var quick, codec every
	if !fastDecode(planOfEvery, raw, reflect.ValueOf(&quick).Elem()) {
		return false
	}
	if err := Decode(raw, &codec); err != nil {
		t.Fatalf("the plan read %x, which the codec refuses: %v", raw, err)
	}
	if !reflect.DeepEqual(quick, codec) {
		t.Fatalf("%x\nthe plan reads %+v\nthe codec reads %+v", raw, quick, codec)
	}
	return true
}

func drawPart(t *rapid.T) part {
	return part{rapid.String().Draw(t, "title"), rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "tags"), rapid.Int().Draw(t, "count")}
}

func drawEvery(t *rapid.T) every {
	parts := rapid.Custom(drawPart)
	return every{ID: app.NewID(), Name: text(rapid.String().Draw(t, "name")), Long: rapid.StringN(0, 300, -1).Draw(t, "long"), Yes: rapid.Bool().Draw(t, "yes"),
		Count: rapid.IntRange(-1<<61, 1<<61).Draw(t, "count"), Small: rapid.Int8().Draw(t, "small"), Size: rapid.Uint32().Draw(t, "size"), At: time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "at"), 5).UTC(),
		Grades: []text{"09", text(rapid.String().Draw(t, "grade"))}, Parts: rapid.SliceOfN(parts, 0, 3).Draw(t, "parts"), One: parts.Draw(t, "one"),
		Answers: map[text][]string{"q1": {"a"}, text(rapid.String().Draw(t, "q")): nil}, Kinds: rapid.MapOfN(rapid.String(), parts, 0, 3).Draw(t, "kinds"),
		Bytes: []byte{1, 2}, Raw: Raw{0x01}, Any: "x", Pointer: &part{Title: "p"}, Fixed: [3]byte{1, 2, 3}}
}

func TestThePlanReadsWhatTheCodecReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw, err := Encode(drawEvery(t))
		if err != nil {
			t.Fatal(err)
		}
		if !agree(t, raw) {
			t.Fatalf("the plan gave up at what the program writes: %x", raw)
		}
		for range 20 { // and never reads otherwise what others may send
			harmed := bytes.Clone(raw)
			for range rapid.IntRange(1, 3).Draw(t, "harms") {
				harmed[rapid.IntRange(0, len(harmed)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
			agree(t, harmed[:rapid.IntRange(0, len(harmed)).Draw(t, "length")])
			agree(t, harmed)
		}
	})
}

func TestAValueIsSplitAsTheCodecSplitsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw, err := Encode(drawEvery(t))
		if err != nil {
			t.Fatal(err)
		}
		quick, ok := splitMap(raw)
		codec := map[string]Raw{}
		if err := Decode(raw, &codec); err != nil || !ok || !reflect.DeepEqual(quick, codec) {
			t.Fatalf("%v %v\n%x\n%x", ok, err, quick, codec)
		}
		for name := range quick { // values do not share what lies behind them
			quick[name] = append(quick[name], 0xff)
		}
		if err := Decode(raw, &codec); err != nil {
			t.Fatalf("the bytes were changed: %v", err)
		}
	})
	for _, raw := range []Raw{{}, {0x80}, {0xa1, 0x61, 'a'}, {0xa0, 0x00}, {0xa2, 0x61, 'a', 0x01, 0x61, 'a', 0x02}, {0xbf, 0xff}} {
		if got, ok := splitMap(raw); ok {
			t.Errorf("%x was read as %x", raw, got)
		}
	}
}

func TestThePlanLeavesTheRestToTheCodec(t *testing.T) {
	for name, raw := range map[string][]byte{
		"nothing":                       {},
		"more behind":                   {0xa0, 0x00},
		"no stated length":              {0xbf, 0xff},
		"a field twice":                 {0xa2, 0x63, 'y', 'e', 's', 0xf4, 0x63, 'y', 'e', 's', 0xf5},
		"a field in other letters":      {0xa1, 0x63, 'Y', 'e', 's', 0xf5},
		"null":                          {0xa1, 0x63, 'y', 'e', 's', 0xf6},
		"text that is no text":          {0xa1, 0x64, 'n', 'a', 'm', 'e', 0x61, 0xff},
		"a number too large":            {0xa1, 0x65, 's', 'm', 'a', 'l', 'l', 0x18, 0x80},
		"a length beyond the end":       {0xa1, 0x66, 'g', 'r', 'a', 'd', 'e', 's', 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"a key twice in a map":          {0xa1, 0x65, 'k', 'i', 'n', 'd', 's', 0xa2, 0x61, 'a', 0xa0, 0x61, 'a', 0xa0},
		"a tag in a field we know not":  {0xa1, 0x61, 'z', 0xc1, 0x00},
		"levels beyond what is allowed": append(append([]byte{0xa1, 0x61, 'z'}, bytes.Repeat([]byte{0x81}, 40)...), 0x00),
	} {
		if agree(t, raw) {
			t.Errorf("%s: the plan read %x", name, raw)
		}
	}
	if !agree(t, []byte{0xa2, 0x61, 'z', 0x82, 0x01, 0xa1, 0x00, 0x41, 0x00, 0x63, 'y', 'e', 's', 0xf5}) {
		t.Error("an unknown field must be passed over")
	}
}

func TestBodyIsReadAsTheCodecReadsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fields, err := Encode(drawEvery(t))
		if err != nil {
			t.Fatal(err)
		}
		b := body{Type: "every", ID: app.NewID(), Scope: "agency", Created: rapid.Uint64().Draw(t, "created"), Fields: fields,
			Versions: rapid.MapOfN(rapid.String(), rapid.Uint64(), 1, 3).Draw(t, "versions"), Own: map[string]app.ID{"name": app.NewID()}}
		raw, err := Encode(b)
		if err != nil {
			t.Fatal(err)
		}
		if i := rapid.IntRange(0, 3*len(raw)).Draw(t, "at"); i < len(raw) {
			raw[i] = rapid.Byte().Draw(t, "byte")
		}
		var quick, codec body
		if quick.read(raw) {
			if err := Decode(raw, &codec); err != nil || !reflect.DeepEqual(quick, codec) {
				t.Fatalf("%v\nquick %+v\ncodec %+v", err, quick, codec)
			}
		}
	})
}

func FuzzPlan(f *testing.F) {
	raw, err := Encode(every{Parts: []part{{Title: "a"}}, Kinds: map[string]part{"k": {}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(raw))
	f.Fuzz(func(t *testing.T, raw []byte) { agree(t, raw) })
}
