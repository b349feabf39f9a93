package search

import (
	"slices"
	"sort"
	"strings"
)

// A segment is a set of documents with its index, and never changes.
//
// Terms lie sorted in one text. The postings of a term are the documents that
// hold it, ascending, each with the weight of its best field in the low three
// bits; they lie in the order of the terms, so that all words with one prefix
// are one slice.
type segment struct {
	docs   []entry
	fields []piece
	text   string // the documents' texts, one after the other
	types  []string
	scopes []string
	names  []string // of fields

	terms string
	ends  []uint32 // of each term in terms
	first []uint32 // of each term's postings; one more at the end
	posts []uint32
	plain int      // the first term that is no part of a number
	grams []uint32 // four digits of a telephone number ‖ document, sorted
}

type entry struct {
	id         string
	when       uint64
	at         uint32 // of its reference in text, then its fields
	fields     uint32 // of its first field
	ref        uint16 // length of the reference
	typ, scope uint16
}

type piece struct {
	end  uint32
	name uint8
	kind Kind
}

const (
	numberMark = "\x01" // begins the terms that are parts of numbers
	weightBits = 3
	gramBits   = 14
	maxDocs    = 1 << (32 - gramBits) // in a segment
)

// builder makes a segment.
type builder struct {
	s     *segment
	text  strings.Builder
	words words
	term  map[string]uint32
	list  []string // terms by number
	seen  []seen   // by term
	pairs []pair
	types map[string]uint16
	scope map[string]uint16
	names map[string]uint8
	buf   []byte
}

type seen struct{ doc, pair uint32 } // the last document with the term, counted from 1
type pair struct{ term, post uint32 }

func build(docs []Doc) *segment {
	b := builder{s: &segment{}, term: make(map[string]uint32, 4*len(docs)), types: map[string]uint16{}, scope: map[string]uint16{}, names: map[string]uint8{}}
	for _, d := range docs {
		b.add(d)
	}
	b.s.text = b.text.String()
	b.sortTerms()
	slices.Sort(b.s.grams)
	b.s.grams = slices.Clip(slices.Compact(b.s.grams))
	return b.s
}

func number[N uint8 | uint16](m map[string]N, list *[]string, s string) N {
	n, ok := m[s]
	if !ok {
		n = N(len(*list))
		m[s] = n
		*list = append(*list, s)
	}
	return n
}

func (b *builder) add(d Doc) {
	s, doc := b.s, uint32(len(b.s.docs))
	e := entry{id: d.ID, when: d.When, at: uint32(b.text.Len()), fields: uint32(len(s.fields)), ref: uint16(len(d.Ref)),
		typ: number(b.types, &s.types, d.Type), scope: number(b.scope, &s.scopes, d.Scope)}
	s.docs = append(s.docs, e)
	b.text.WriteString(d.Ref)
	for _, f := range d.Fields {
		if f.Text == "" {
			continue
		}
		b.text.WriteString(f.Text)
		s.fields = append(s.fields, piece{uint32(b.text.Len()), number(b.names, &s.names, f.Name), f.Kind})
		b.index(doc, f)
	}
}

func (b *builder) index(doc uint32, f Field) {
	weight := weights[f.Kind]
	switch f.Kind {
	case Phone:
		digits := b.digits(f.Text)
		for i := 0; i+minDigits <= len(digits); i++ {
			b.s.grams = append(b.s.grams, gram(digits[i:])|doc)
		}
	case Number:
		whole := []byte(numberMark)
		b.words.each(f.Text, true, func(w []byte, _, _ int) {
			b.buf = lookAlike(append(append(b.buf[:0], numberMark...), w...))
			whole = append(whole, b.buf[len(numberMark):]...)
			b.post(b.buf, doc, weight)
		})
		if len(whole) > len(numberMark) {
			b.post(whole[:min(len(whole), len(numberMark)+maxWord)], doc, weight)
		}
	default:
		b.words.each(f.Text, true, func(w []byte, _, _ int) { b.post(w, doc, weight) })
	}
}

func (b *builder) digits(text string) []byte {
	b.buf = b.buf[:0]
	for i := range len(text) {
		if c := text[i]; '0' <= c && c <= '9' {
			b.buf = append(b.buf, c)
		}
	}
	return b.buf
}

// gram is the key of the first four digits.
func gram(d []byte) uint32 {
	return (uint32(d[0]-'0')*1000 + uint32(d[1]-'0')*100 + uint32(d[2]-'0')*10 + uint32(d[3]-'0')) << (32 - gramBits)
}

func (b *builder) post(term []byte, doc, weight uint32) {
	n, ok := b.term[string(term)]
	if !ok {
		n = uint32(len(b.list))
		text := string(term)
		b.term[text] = n
		b.list = append(b.list, text)
		b.seen = append(b.seen, seen{})
	}
	if at := &b.seen[n]; at.doc == doc+1 {
		p := &b.pairs[at.pair]
		p.post = max(p.post, doc<<weightBits|weight)
		return
	}
	b.seen[n] = seen{doc + 1, uint32(len(b.pairs))}
	b.pairs = append(b.pairs, pair{n, doc<<weightBits | weight})
}

// sortTerms lays the terms and their postings out in order.
func (b *builder) sortTerms() {
	s := b.s
	order := make([]uint32, len(b.list))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return strings.Compare(b.list[x], b.list[y]) })
	count := make([]uint32, len(b.list))
	for _, p := range b.pairs {
		count[p.term]++
	}
	var text strings.Builder
	s.ends, s.first, s.posts = make([]uint32, len(order)), make([]uint32, len(order)+1), make([]uint32, len(b.pairs))
	place := make([]uint32, len(order)) // where the next posting of a term goes
	for i, n := range order {
		text.WriteString(b.list[n])
		s.ends[i] = uint32(text.Len())
		place[n] = s.first[i]
		s.first[i+1] = s.first[i] + count[n]
	}
	s.terms = text.String()
	for _, p := range b.pairs {
		s.posts[place[p.term]] = p.post
		place[p.term]++
	}
	s.plain = s.lower("\x02")
}

func (s *segment) term(i int) string {
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.terms[from:s.ends[i]]
}

// lower is the first term that is not less than t.
func (s *segment) lower(t string) int {
	return sort.Search(len(s.ends), func(i int) bool { return s.term(i) >= t })
}

// upper is the first term after those that begin with t, from there on.
func (s *segment) upper(t string, from int) int {
	return from + sort.Search(len(s.ends)-from, func(i int) bool { return !strings.HasPrefix(s.term(from+i), t) })
}

// run is a piece of the postings with how well the word fits them.
type run struct {
	posts []uint32
	fit   fit
}

// fit says how well a word of the query fits.
type fit uint8

const (
	near  fit = iota // but for a typing error
	begin            // it begins the word
	whole            // it is the word
)

// find gives the postings of a clause.
func (s *segment) find(c clause, forgiving bool) (runs []run) {
	if c.word != "" {
		runs = s.begins(c.word, runs)
		if c.number != "" {
			runs = s.begins(c.number, runs)
		}
		if forgiving && c.edits > 0 {
			s.almost(c.runes, c.edits, func(from, to int) {
				runs = append(runs, run{s.posts[s.first[from]:s.first[to]], near})
			})
		}
	}
	if c.phone != "" {
		runs = append(runs, run{s.phones(c.phone), begin})
	}
	return runs
}

func (s *segment) begins(word string, runs []run) []run {
	from := s.lower(word)
	to := s.upper(word, from)
	if from < to && s.term(from) == word {
		runs = append(runs, run{s.posts[s.first[from]:s.first[from+1]], whole})
		from++
	}
	if from < to {
		runs = append(runs, run{s.posts[s.first[from]:s.first[to]], begin})
	}
	return runs
}

// phones gives the documents with the digits in a telephone number, as postings.
func (s *segment) phones(digits string) (posts []uint32) {
	var rarest []uint32
	for i := 0; i+minDigits <= len(digits); i++ {
		key := gram([]byte(digits[i:]))
		from, _ := slices.BinarySearch(s.grams, key)
		to, _ := slices.BinarySearch(s.grams[from:], key+maxDocs)
		if i == 0 || to < len(rarest) {
			rarest = s.grams[from : from+to]
		}
	}
	for _, g := range rarest {
		doc := g & (maxDocs - 1)
		if len(digits) == minDigits || s.hasPhone(doc, digits) {
			posts = append(posts, doc<<weightBits|weights[Phone])
		}
	}
	return posts
}

func (s *segment) hasPhone(doc uint32, digits string) (has bool) {
	s.eachField(doc, func(p piece, text string) {
		if p.kind == Phone && !has {
			has = strings.Contains(onlyDigits(text), digits)
		}
	})
	return has
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func (s *segment) eachField(doc uint32, fn func(p piece, text string)) {
	e := s.docs[doc]
	last := uint32(len(s.fields))
	if int(doc)+1 < len(s.docs) {
		last = s.docs[doc+1].fields
	}
	from := e.at + uint32(e.ref)
	for _, p := range s.fields[e.fields:last] {
		fn(p, s.text[from:p.end])
		from = p.end
	}
}

// doc gives a document back as it was added.
func (s *segment) doc(n uint32) Doc {
	e := s.docs[n]
	d := Doc{ID: e.id, Ref: s.text[e.at : e.at+uint32(e.ref)], Type: s.types[e.typ], Scope: s.scopes[e.scope], When: e.when}
	s.eachField(n, func(p piece, text string) { d.Fields = append(d.Fields, Field{s.names[p.name], p.kind, text}) })
	return d
}
