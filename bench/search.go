package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"civicdesk/storage/search"
)

// The words of inquiries as the desk sees them: names with a long tail, employers,
// and running text with the frequencies of language.
var (
	given   = strings.Fields("María José Ana Rosa Luis Jürgen Łukasz DeShawn Mary Patricia Linda Barbara James Robert John Michael William David Richard Thomas Charles Wei Li Thị Nguyễn Aisha Fatima Mohammed Olga Ivan Priya Raj Kenji Yuki Elizabeth Jennifer Susan Margaret Dorothy Lisa Nancy Karen Betty Helen Sandra Donna Carol Ruth Sharon")
	family  = strings.Fields("Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Delgado Núñez-O’Brien Müller Wójcik")
	employs = strings.Fields("Acme Northern Pacific Summit Harbor Prairie Granite Cedar Valley Liberty Union Pioneer Keystone Evergreen Blue")
	common  = strings.Fields("my employer did not pay the overtime for last month and told me that leave is refused because I asked about safety on site supervisor manager wages hours shift contract apprentice disability pregnancy religion accommodation promotion interview harassment complaint filed office letter answer received worker payment hourly schedule training equipment ladder chemical exposure warehouse hospital school federal contractor")
)

// inquiries are n made-up documents: a name, an address, a telephone number, an
// employer and some sixty words.
func inquiries(n int) []search.Doc {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	syllables := strings.Fields("ba ko ri ten mar lo vi sha gre don el ham ste wil ro ber ton ly ne sa")
	words := slices.Clone(common) // and a long tail, as language has
	for len(words) < 8000 {
		words = append(words, pick(syllables)+pick(syllables)+pick(syllables))
	}
	zipf := rand.NewZipf(r, 1.1, 8, uint64(len(words)-1))
	docs := make([]search.Doc, n)
	for i := range docs {
		last := pick(family)
		if r.IntN(3) == 0 { // the long tail of names
			last = pick(syllables) + pick(syllables) + pick(syllables) + pick(syllables)
		}
		first := pick(given)
		text := make([]string, 60)
		for j := range text {
			text[j] = words[zipf.Uint64()]
		}
		docs[i] = search.Doc{ID: fmt.Sprintf("%020d", i), Ref: fmt.Sprintf("0197a3c2-0000-7000-8000-%012d", i), Type: "inquiry", Scope: "inquiries/ofccp", When: r.Uint64(), Fields: []search.Field{
			{Name: "name", Kind: search.Name, Text: first + " " + last}, {Name: "number", Kind: search.Number, Text: fmt.Sprintf("%04X-%04X-%04X", r.IntN(1<<16), r.IntN(1<<16), r.IntN(1<<16))},
			{Name: "email", Kind: search.Email, Text: fmt.Sprintf("%s.%s%d@example.org", strings.ToLower(first), strings.ToLower(last), r.IntN(1000))}, {Name: "phone", Kind: search.Phone, Text: fmt.Sprintf("+1%03d%03d%04d", 200+r.IntN(800), 200+r.IntN(800), r.IntN(10000))},
			{Name: "company", Kind: search.Company, Text: pick(employs) + " " + pick(employs) + " Inc"}, {Name: "subject", Kind: search.Subject, Text: "Wages and hours"}, {Name: "description", Kind: search.Text, Text: strings.Join(text, " ")}}}
	}
	return docs
}

const (
	documents = 50_000
	many      = 500_000 // ours alone: the peer takes minutes to index them
	typedFour = 1000    // searches of a round
)

// measureSearch times search as a person types beside SQLite's full-text search
// in the same encrypted file that the store's measures use. Both rank and mark;
// ours forgives typing errors and lies in memory alone, theirs lies on disk.
func measureSearch(dir string, rounds int) ([]result, error) {
	docs := inquiries(documents)
	sql, err := startPeer("sqlcipher", "store.mjs")
	if err != nil {
		return nil, err
	}
	defer sql.stop()
	file := filepath.Join(dir, "docs.ndjson")
	if err := writeDocs(file, docs); err != nil {
		return nil, err
	}
	if _, err := sql.do("open", map[string]any{"path": filepath.Join(dir, "search.db")}, nil); err != nil {
		return nil, err
	}
	const fts = "SQLite FTS5, encrypted"
	build := result{name: "index of 50,000 inquiries made", beside: fts, goal: goal{ms: 1500}}
	ms, err := sql.do("index", map[string]any{"file": file}, nil)
	if err != nil {
		return nil, err
	}
	build.limit = []float64{ms}
	x, ms := indexed(docs)
	build.ours = []float64{ms}
	defer func() { x.Close() }()
	results := []result{build}
	for _, q := range queries {
		p50 := result{name: "search of 50,000, " + q.name + ", p50", beside: fts}
		p99 := result{name: "search of 50,000, " + q.name + ", p99", beside: fts, goal: q.p99}
		for round := range rounds {
			texts := q.texts(docs, uint64(round))
			ours := ask(x, texts)
			var theirs []float64
			if _, err := sql.do("search", map[string]any{"texts": texts}, &theirs); err != nil {
				return nil, err
			}
			p50.ours, p50.limit = append(p50.ours, percentile(ours, 50)), append(p50.limit, percentile(theirs, 50))
			p99.ours, p99.limit = append(p99.ours, percentile(ours, 99)), append(p99.limit, percentile(theirs, 99))
		}
		results = append(results, p50, p99)
	}
	return append(results, searchMany(rounds)...), nil
}

// searchMany is ours alone with ten times as many, and what the index weighs.
func searchMany(rounds int) []result {
	docs := inquiries(many)
	before, _ := ownMemory()
	x, ms := indexed(docs)
	defer x.Close()
	after, _ := ownMemory()
	results := []result{{name: "index of 500,000 inquiries made", ours: []float64{ms}},
		{name: "memory of that index, MB", ours: []float64{after - before}}}
	for _, q := range queries {
		p50, p99 := result{name: "search of 500,000, " + q.name + ", p50"}, result{name: "search of 500,000, " + q.name + ", p99"}
		for round := range rounds {
			ours := ask(x, q.texts(docs, uint64(round)))
			p50.ours, p99.ours = append(p50.ours, percentile(ours, 50)), append(p99.ours, percentile(ours, 99))
		}
		results = append(results, p50, p99)
	}
	runtime.KeepAlive(docs)
	return results
}

// query is a way of searching.
type query struct {
	name  string
	p99   goal
	count int
	text  func(r *rand.Rand, d search.Doc) string
}

var queries = []query{
	{"four letters as typed", goal{ms: 5}, typedFour, func(r *rand.Rand, d search.Doc) string {
		all := strings.Fields(d.Fields[0].Text + " " + d.Fields[4].Text + " " + d.Fields[6].Text)
		w := []rune(all[r.IntN(len(all))])
		return string(w[:min(4, len(w))])
	}},
	{"given name and surname", goal{}, typedFour, func(_ *rand.Rand, d search.Doc) string { return d.Fields[0].Text }},
	{"one letter", goal{}, 200, func(_ *rand.Rand, d search.Doc) string { return strings.ToLower(d.Fields[0].Text[:1]) }},
	{"a surname with a slip", goal{}, 200, func(_ *rand.Rand, d search.Doc) string {
		name := d.Fields[0].Text
		return name[strings.IndexByte(name, ' ')+1:] + "x"
	}},
}

func (q query) texts(docs []search.Doc, seed uint64) []string {
	r, texts := rand.New(rand.NewPCG(seed, 7)), make([]string, q.count)
	for i := range texts {
		texts[i] = strings.NewReplacer("’", "", "-", " ", "\"", "").Replace(q.text(r, docs[r.IntN(len(docs))]))
	}
	return texts
}

func ask(x *search.Index, texts []string) []float64 {
	times := make([]float64, len(texts))
	for i, text := range texts {
		times[i], _ = timed(func() error { x.Search(search.Query{Text: text}); return nil })
	}
	return times
}

// indexed gives the documents to a new index, in the pieces in which the store
// reads them.
func indexed(docs []search.Doc) (*search.Index, float64) {
	x := search.New()
	ms, _ := timed(func() error {
		for part := range slices.Chunk(docs, 16_384) {
			x.Apply(part)
		}
		return nil
	})
	return x, ms
}

// writeDocs writes the documents as the peer reads them: an array of texts a line.
func writeDocs(path string, docs []search.Doc) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	enc := json.NewEncoder(w)
	for _, d := range docs {
		texts := make([]string, len(d.Fields))
		for i, field := range d.Fields {
			texts[i] = field.Text
		}
		if err := enc.Encode(texts); err != nil {
			return err
		}
	}
	return w.Flush()
}
