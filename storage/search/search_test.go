package search

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func person(id, name, email, phone, number, text string) Doc {
	return Doc{ID: id, Ref: "ref-" + id, Type: "person", Scope: "s/" + id, Fields: []Field{{"name", Name, name}, {"email", Email, email}, {"phone", Phone, phone}, {"number", Number, number}, {"text", Text, text}}}
}

var office = []Doc{
	person("1", "María Núñez-O’Brien", "maria.nunez@example.org", "+12025550143", "7K3M-Q9TD-2HX2", "My supervisor took the ladder away."),
	person("2", "Li Wei", "li@example.org", "202-555-0111", "A-7K2M-9QXD", "The chair is broken; Williams saw it."),
	person("3", "Łukasz Wójcik", "wojcik@example.com", "(303) 555-0142", "DE-16-OSHA-62", "Will the office open?"),
	person("4", "李小龍", "", "", "", ""),
	person("5", "Jan Williams", "jw@example.net", "+13035550199", "", "Straße"),
	person("6", "Rosa Delgado", "", "", "", ""),
}

func TestWhatFindsWhom(t *testing.T) {
	x := New()
	x.Apply(office)
	for text, want := range map[string]string{
		"nun": "1", "mar nun": "1", "NÚÑEZ": "1", "nu\u0301n": "1", "o'brien": "1", "o’br": "1", "obrien": "1", "brien": "1", "nunez obr": "1",
		"maria.nunez@ex": "1", "example.org li": "2", "example": "1 2 3 5",
		"0143": "1", "202 555": "1 2", "(202) 555-01": "1 2", "2025550143": "1", "+1 202 555 0143": "1", "1-303-555-0142": "3", "5550": "1 2 3 5", "555": "",
		"7k3m q9": "1", "7K3MQ9TD": "1", "7k3mq9td2hx2": "1", "A7K2M": "2", "de-16-osha": "3", "DEI6": "3", "osha": "3",
		"lukasz": "3", "wójc": "3", "小": "4", "李小龍": "4", "strasse": "5", "STRAẞE": "5",
		"will": "5 2 3",
		"ria":  "", "": "", "-'": "", "nun li": "", "x": "",
		"delgdao": "6", "delgdo": "6", "delgad": "6", "dlegado ro": "6", "williasm": "2 5", "marla nun": "1", "7k3n": "",
		"q": "1", "q@example": "", "m@q9": "", // no part of an address is a part of a number
	} {
		var got []string
		for _, h := range x.Search(Query{Text: text}).Hits {
			got = append(got, h.ID)
		}
		if text != "will" { // there the beginning of a name comes before running text
			slices.Sort(got)
		}
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%q finds %v, want %v", text, got, strings.Fields(want))
		}
	}
}

func TestMarksAreBytesOfTheText(t *testing.T) {
	x := New()
	x.Apply(office)
	for text, want := range map[string]string{
		"nun brien":     "María [Núñ]ez-O’[Brien]|maria.[nun]ez@example.org",
		"obri":          "María Núñez-[O’Bri]en",
		"555-0143":      "+1202[5550143]",
		"7k3m-q9":       "[7K3M]-[Q9]TD-2HX2",
		"7k3mq9":        "[7K3M-Q9]TD-2HX2",
		"delgdao":       "Rosa [Delgado]",
		"straß":         "[Straß]e",
		"supervizor la": "My [supervisor] took the [la]dder away.",
	} {
		hits := x.Search(Query{Text: text}).Hits
		if len(hits) == 0 {
			t.Errorf("%q finds nothing", text)
			continue
		}
		var got []string
		for _, f := range hits[0].Fields {
			got = append(got, show(f))
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q marks %s, want %s", text, s, want)
		}
	}
}

func show(f FoundField) string {
	var b strings.Builder
	at := 0
	for _, m := range f.Marks {
		b.WriteString(f.Text[at:m.Start] + "[" + f.Text[m.Start:m.End] + "]")
		at = m.End
	}
	return b.String() + f.Text[at:]
}

func TestOrder(t *testing.T) {
	x := New()
	doc := func(id string, when uint64, kind Kind, text string) Doc {
		return Doc{ID: id, Type: "t", When: when, Fields: []Field{{"f", kind, text}}}
	}
	x.Apply([]Doc{doc("near", 9, Name, "Hatrman"), doc("text", 9, Text, "Hartman"), doc("old", 1, Name, "Hartman"), doc("new", 2, Name, "Hartman"),
		doc("begin", 9, Name, "Hartmann"), doc("company", 9, Company, "Hartman")})
	var got []string
	for _, h := range x.Search(Query{Text: "hartman"}).Hits {
		got = append(got, h.ID)
	}
	if want := []string{"new", "old", "company", "begin", "text"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	r := x.Search(Query{Text: "hartmen"})
	if len(r.Hits) != 5 || !r.Hits[0].Inexact {
		t.Errorf("with a slip: %+v", r)
	}
	x.Apply(nil, "text", "old", "company")
	if r := x.Search(Query{Text: "hartman"}); len(r.Hits) != 3 || r.Hits[2].ID != "near" || !r.Hits[2].Inexact || r.Hits[0].Inexact {
		t.Errorf("the inexact one comes last: %+v", r.Hits)
	}
}

func TestFilters(t *testing.T) {
	x := New()
	x.Apply([]Doc{{ID: "a", Type: "inquiry", Scope: "inquiries/ofccp", Fields: []Field{{"name", Name, "Ana"}}},
		{ID: "b", Type: "application", Scope: "hiring/hq/1", Fields: []Field{{"name", Name, "Ana"}}},
		{ID: "c", Type: "application", Scope: "hiring/east/2", Fields: []Field{{"name", Name, "Ana"}}}})
	hq := func(s string) bool { return strings.HasPrefix(s, "hiring/hq") }
	for _, c := range []struct {
		q    Query
		want int
	}{{Query{}, 3}, {Query{Limit: 1}, 3}, {Query{Types: []string{"inquiry"}}, 1}, {Query{See: hq}, 1}, {Query{See: hq, Types: []string{"inquiry"}}, 0}} {
		c.q.Text = "ana"
		r := x.Search(c.q)
		if r.Total != c.want || c.q.Limit == 1 && len(r.Hits) != 1 {
			t.Errorf("%+v finds %d of %d, want %d", c.q, len(r.Hits), r.Total, c.want)
		}
	}
}

// Random changes, and after each the same set as a scan of the texts by a
// tokenizer of its own.
func TestAgainstAScan(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("aabbcàÉ'’- 0123555.\u0301@李")), 0, 12, -1)
	kind := rapid.SampledFrom([]Kind{Name, Number, Email, Phone, Text})
	rapid.Check(t, func(rt *rapid.T) {
		x, model := New(), map[string]Doc{}
		defer x.Close()
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			var add []Doc
			var remove []string
			for range rapid.IntRange(0, 4).Draw(rt, "changes") {
				id := rapid.SampledFrom(strings.Split("abcdefghij", "")).Draw(rt, "id")
				if rapid.IntRange(0, 3).Draw(rt, "remove") == 0 && len(add) == 0 {
					remove = append(remove, id)
					delete(model, id)
					continue
				}
				d := Doc{ID: id, Scope: rapid.SampledFrom([]string{"s", "t"}).Draw(rt, "scope")}
				for range rapid.IntRange(0, 3).Draw(rt, "fields") {
					d.Fields = append(d.Fields, Field{"f", kind.Draw(rt, "kind"), text.Draw(rt, "text")})
				}
				add = append(add, d)
				model[id] = d
			}
			x.Apply(add, remove...)
			if x.Len() != len(model) {
				rt.Fatalf("%d documents, model %d", x.Len(), len(model))
			}
			q := text.Draw(rt, "query")
			r := x.Search(Query{Text: q, See: func(s string) bool { return s == "s" }})
			found := map[string]bool{}
			for _, h := range r.Hits {
				if h.Inexact {
					continue
				}
				found[h.ID] = true
				if d := model[h.ID]; d.Scope != "s" || !scanFinds(d, q) {
					rt.Fatalf("%q finds %+v", q, d)
				}
				for _, f := range h.Fields {
					for _, m := range f.Marks {
						if m.Start < 0 || m.End > len(f.Text) || m.Start >= m.End {
							rt.Fatalf("%q marks %+v", q, f)
						}
					}
				}
			}
			for _, d := range model {
				if d.Scope == "s" && !found[d.ID] && scanFinds(d, q) {
					rt.Fatalf("%q misses %+v", q, d)
				}
			}
		}
	})
}

// scanned is a word of a query, and whether it is part of an e-mail address.
type scanned struct {
	word    string
	address bool
}

func scanFinds(d Doc, query string) bool {
	var found []scanned
	for _, piece := range strings.Fields(query) {
		for _, w := range scanWords(piece, false) {
			found = append(found, scanned{w, strings.Contains(piece, "@")})
		}
	}
	if len(found) == 0 {
		return false
	}
	return scanAll(d, found, false) || scanAll(d, found, true)
}

func digitsOnly(s string) bool { return strings.Trim(s, "0123456789") == "" }

func scanAll(d Doc, found []scanned, join bool) bool {
	for i := 0; i < len(found); i++ {
		w, n := found[i], 1
		for join && digitsOnly(w.word) && i+1 < len(found) && digitsOnly(found[i+1].word) {
			i++
			n++
			w.word += found[i].word
		}
		if n > 1 && len(w.word) < 4 {
			for _, one := range found[i-n+1 : i+1] {
				if !scanOne(d, one, false) {
					return false
				}
			}
		} else if !scanOne(d, w, n > 1) {
			return false
		}
	}
	return true
}

func scanOne(d Doc, s scanned, phoneOnly bool) bool {
	w := s.word
	for _, f := range d.Fields {
		if f.Kind == Phone {
			digits := w
			if len(w) == 11 && w[0] == '1' {
				digits = w[1:]
			}
			if len(w) >= 4 && digitsOnly(w) && strings.Contains(onlyDigits(f.Text), digits) {
				return true
			}
			continue
		}
		if phoneOnly || f.Kind == Number && s.address {
			continue
		}
		terms := scanWords(f.Text, true)
		if f.Kind == Number {
			terms = append(terms, strings.Join(terms, ""))
		}
		if slices.ContainsFunc(terms, func(t string) bool { return strings.HasPrefix(t, w) }) {
			return true
		}
	}
	return false
}

func scanWords(text string, parts bool) (out []string) {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == '’':
			return '\''
		case r == '李', r == '\'', unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(text))
	text = strings.ReplaceAll(text, "李", " 李 ")
	for _, w := range strings.Fields(text) {
		whole := strings.ReplaceAll(w, "'", "")
		if whole == "" {
			continue
		}
		out = append(out, whole)
		if pieces := strings.FieldsFunc(w, func(r rune) bool { return r == '\'' }); parts && len(pieces) > 1 {
			out = append(out, pieces...)
		}
	}
	return out
}

// The walk over the sorted terms finds what a look at each of them finds.
func TestAlmostAgainstEachTerm(t *testing.T) {
	word := rapid.StringOfN(rapid.SampledFrom([]rune("abcdé")), 1, 9, -1)
	rapid.Check(t, func(rt *rapid.T) {
		var docs []Doc
		for i, w := range rapid.SliceOfN(word, 1, 40).Draw(rt, "terms") {
			docs = append(docs, Doc{ID: fmt.Sprint(i), Fields: []Field{{"f", Name, w}}})
		}
		s, q, edits := build(docs), []rune(word.Draw(rt, "word")), rapid.IntRange(1, 2).Draw(rt, "edits")
		found := map[string]bool{}
		s.almost(q, edits, func(from, to int) {
			for i := from; i < to; i++ {
				found[s.term(i)] = true
			}
		})
		for i := s.plain; i < len(s.ends); i++ {
			if want := plainlyFits(q, edits, []rune(s.term(i))); found[s.term(i)] != want || fits(q, edits, s.term(i)) != want {
				rt.Fatalf("%s ~ %s: %v and %v, want %v", string(q), s.term(i), found[s.term(i)], fits(q, edits, s.term(i)), want)
			}
		}
	})
}

func plainlyFits(q []rune, edits int, term []rune) bool {
	if distance(q, term) <= edits {
		return true
	}
	for n := 1; n <= len(term); n++ {
		if term[0] == q[0] && distance(q, term[:n]) <= edits {
			return true
		}
	}
	return false
}

func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			default:
				same := 1
				if a[i-1] == b[j-1] {
					same = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+same)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

// Readers search while a writer changes: each sees whole changes only.
func TestReadersBesideAWriter(t *testing.T) {
	x := New()
	pair := func(round int) []Doc { // both carry the round
		return []Doc{{ID: "a", Fields: []Field{{"f", Name, fmt.Sprintf("pair r%d", round)}}}, {ID: "b", Fields: []Field{{"f", Name, fmt.Sprintf("pair r%d", round)}}}}
	}
	x.Apply(pair(0))
	stop := make(chan struct{})
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				hits := x.Search(Query{Text: "pair"}).Hits
				if len(hits) != 2 || hits[0].Fields[0].Text != hits[1].Fields[0].Text {
					t.Errorf("a reader sees half a change: %+v", hits)
					return
				}
			}
		})
	}
	for i := range 2000 {
		x.Apply(append(pair(i), Doc{ID: fmt.Sprint(i % 100), Fields: []Field{{"f", Name, "other"}}}))
	}
	close(stop)
	wait.Wait()
	x.work.Wait()
	if n := len(*x.view.Load()); n > 8*together {
		t.Errorf("%d segments are left", n)
	}
	x.Close()
	if r := x.Search(Query{Text: "pair"}); r.Total != 0 || x.Len() != 0 {
		t.Error("a closed index still finds")
	}
	x.Apply(pair(1))
	if x.Len() != 0 {
		t.Error("a closed index takes documents")
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("before ", 60) + "needle " + strings.Repeat("after ", 60)
	at := strings.Index(long, "needle")
	f := Snippet(FoundField{"f", long, []Mark{{at, at + 6}}}, 60)
	if len(f.Text) > 80 || len(f.Marks) != 1 || f.Text[f.Marks[0].Start:f.Marks[0].End] != "needle" || !strings.HasPrefix(f.Text, "… before") {
		t.Errorf("%q %v", f.Text, f.Marks)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"O’Brien", "İ̇", "maria@bücher.example", "\xff\xfe", "ͅα", "李小龍", "''", "½℡", strings.Repeat("ü", 60)} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, text, query string) {
		var w words
		last := -1
		w.each(text, false, func(word []byte, start, end int) {
			if start < last || end <= start || end > len(text) || len(word) > maxWord || !utf8.Valid(word) {
				t.Fatalf("word %q at %d to %d of %q", word, start, end, text)
			}
			last = end
			if again := firstWord(string(word)); again != string(word) && !strings.ContainsFunc(text, isHangulOrMark) {
				t.Fatalf("%q folds to %q", word, again)
			}
			if r := reach(text, start, len(word)); len(word) < maxWord && r != end {
				t.Fatalf("%q reaches %d of %q, not %d", word, r, text, end)
			}
		})
		x := New()
		x.Apply([]Doc{{ID: "a", Fields: []Field{{"n", Name, text}, {"p", Phone, text}, {"c", Number, text}}}})
		for _, q := range []string{query, text} {
			r := x.Search(Query{Text: q})
			for _, h := range r.Hits {
				for _, fd := range h.Fields {
					for _, m := range Snippet(fd, 20).Marks {
						if m.Start >= m.End {
							t.Fatalf("mark %+v", m)
						}
					}
				}
			}
			if q == text && r.Total == 0 && len(read(text)) > 0 {
				t.Fatalf("%q does not find itself", text)
			}
		}
	})
}

func isHangulOrMark(r rune) bool { return unicode.Is(unicode.M, r) || r >= 0x1100 }

func firstWord(s string) (first string) {
	var w words
	w.each(s, false, func(word []byte, _, _ int) {
		if first == "" {
			first = string(word)
		}
	})
	return first
}
