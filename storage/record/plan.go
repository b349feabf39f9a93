package record

import (
	"encoding"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"civicdesk/app"
)

// Reading a record is what lists, ratings and search do most, so each type has a
// plan, made once, of how its bytes go into its fields. A plan reads the bytes
// that this program writes; at anything else it gives up and the codec reads the
// whole again, so that the codec alone decides what is valid and what it means.

// plan reads one value into v, and says whether it could.
type plan func(r *reader, v reflect.Value) bool

// fastDecode reads canonical bytes into *v. It says false, and leaves *v in any
// state, when the codec must read them.
func fastDecode(p plan, raw []byte, v reflect.Value) bool {
	r := &reader{raw: raw, text: string(raw)}
	return p(r, v) && r.at == len(raw)
}

// decodeInto reads the fields into v, a struct of the type with nothing in it.
func (d *Definition) decodeInto(fields Raw, v reflect.Value) error {
	if fastDecode(d.plan, fields, v) {
		return nil
	}
	v.SetZero()
	return Decode(fields, v.Addr().Interface())
}

// splitMap reads a map of what this program has just encoded into its values, which
// stay the bytes of raw. It says false when the codec must read it.
func splitMap(raw Raw) (map[string]Raw, bool) {
	r := &reader{raw: raw, text: string(raw)}
	n, ok := r.count(mapOf)
	if !ok {
		return nil, false
	}
	m := make(map[string]Raw, n)
	for range n {
		name, ok := r.string()
		from := r.at
		if !ok || !r.skip(maxDepth) {
			return nil, false
		}
		m[name] = raw[from:r.at:r.at]
	}
	return m, len(m) == n && r.at == len(raw)
}

// CBOR's major types that records are made of (RFC 8949 §3.1).
const (
	unsigned = 0
	negative = 1
	bytesOf  = 2
	textOf   = 3
	arrayOf  = 4
	mapOf    = 5
	simple   = 7

	simpleFalse, simpleTrue, simpleNull = 20, 21, 22
)

// reader walks over encoded bytes. All text it gives shares one string.
type reader struct {
	raw  []byte
	text string
	at   int
}

// head reads a value's first bytes: its major type, and its number or length.
func (r *reader) head() (major byte, n uint64, ok bool) {
	if r.at >= len(r.raw) {
		return 0, 0, false
	}
	first := r.raw[r.at]
	r.at++
	major, n = first>>5, uint64(first&31)
	if n < 24 {
		return major, n, true
	}
	size := 1 << (n - 24)
	if n > 27 || major == simple || len(r.raw)-r.at < size { // 28 to 31: reserved, or of no stated length
		return 0, 0, false
	}
	n = 0
	for _, b := range r.raw[r.at : r.at+size] {
		n = n<<8 | uint64(b)
	}
	r.at += size
	return major, n, true
}

// count reads the head of a value with parts, of which each takes a byte or more.
func (r *reader) count(want byte) (int, bool) {
	major, n, ok := r.head()
	return int(n), ok && major == want && n <= uint64(len(r.raw)-r.at)
}

func (r *reader) string() (string, bool) {
	n, ok := r.count(textOf)
	if !ok {
		return "", false
	}
	s := r.text[r.at : r.at+n]
	r.at += n
	return s, utf8.ValidString(s)
}

// skip passes over one value of at most depth levels.
func (r *reader) skip(depth int) bool {
	major, n, ok := r.head()
	if !ok || depth == 0 {
		return false
	}
	switch major {
	case unsigned, negative:
		return true
	case simple:
		return n >= simpleFalse && n <= simpleNull
	case bytesOf, textOf:
		if n > uint64(len(r.raw)-r.at) {
			return false
		}
		r.at += int(n)
		return true
	case arrayOf, mapOf:
		if n > uint64(len(r.raw)-r.at) {
			return false
		}
		for range n * uint64(major-arrayOf+1) {
			if !r.skip(depth - 1) {
				return false
			}
		}
		return true
	}
	return false
}

const maxDepth = 16 // levels that a plan or skip follows

// planOf makes the plan of a type.
func planOf(t reflect.Type, depth int) plan {
	if depth == 0 || readsItself(t) {
		return byCodec
	}
	switch t.Kind() {
	case reflect.String:
		return func(r *reader, v reflect.Value) bool {
			s, ok := r.string()
			v.SetString(s)
			return ok
		}
	case reflect.Bool:
		return func(r *reader, v reflect.Value) bool {
			major, n, ok := r.head()
			v.SetBool(n == simpleTrue)
			return ok && major == simple && (n == simpleFalse || n == simpleTrue)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return readInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(r *reader, v reflect.Value) bool {
			major, n, ok := r.head()
			if !ok || major != unsigned || v.OverflowUint(n) {
				return false
			}
			v.SetUint(n)
			return true
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return byCodec
		}
		return sliceOf(t, planOf(t.Elem(), depth-1))
	case reflect.Map:
		if t.Key().Kind() != reflect.String || readsItself(t.Key()) {
			return byCodec
		}
		return mapTo(t, planOf(t.Elem(), depth-1))
	case reflect.Struct:
		return structOf(t, depth)
	}
	return byCodec
}

// readsItself says that the codec lets the type read its own bytes.
func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	for _, i := range []reflect.Type{reflect.TypeFor[cbor.Unmarshaler](), reflect.TypeFor[encoding.BinaryUnmarshaler](), reflect.TypeFor[encoding.TextUnmarshaler]()} {
		if p.Implements(i) {
			return true
		}
	}
	return false
}

// byCodec leaves one value to the codec.
func byCodec(r *reader, v reflect.Value) bool {
	from := r.at
	return r.skip(maxDepth) && decoder.Unmarshal(r.raw[from:r.at], v.Addr().Interface()) == nil
}

func readInt(r *reader, v reflect.Value) bool {
	major, n, ok := r.head()
	if !ok || major > negative || n > math.MaxInt64 {
		return false
	}
	i := int64(n)
	if major == negative {
		i = -1 - i
	}
	if v.OverflowInt(i) {
		return false
	}
	v.SetInt(i)
	return true
}

func sliceOf(t reflect.Type, element plan) plan {
	return func(r *reader, v reflect.Value) bool {
		n, ok := r.count(arrayOf)
		if !ok {
			return false
		}
		s := reflect.MakeSlice(t, n, n)
		for i := range n {
			if !element(r, s.Index(i)) {
				return false
			}
		}
		v.Set(s)
		return true
	}
}

func mapTo(t reflect.Type, element plan) plan {
	return func(r *reader, v reflect.Value) bool {
		n, ok := r.count(mapOf)
		if !ok {
			return false
		}
		m, key, value := reflect.MakeMapWithSize(t, n), reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		for range n {
			k, ok := r.string()
			value.SetZero()
			if !ok || !element(r, value) {
				return false
			}
			key.SetString(k)
			m.SetMapIndex(key, value)
		}
		v.Set(m)
		return m.Len() == n // a key that comes twice is the codec's matter
	}
}

type structField struct {
	name string
	at   int
	plan plan
}

// structOf reads the fields of a struct, whose names come in canonical order:
// the shorter first, then by their bytes.
func structOf(t reflect.Type, depth int) plan {
	var fields []structField
	named := map[string]int{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || f.Name == "_" || f.Tag.Get("cbor") != "" || name == "" || name == "-" || !f.IsExported() {
			return byCodec
		}
		named[name] = len(fields)
		fields = append(fields, structField{name, i, planOf(f.Type, depth-1)})
	}
	return func(r *reader, v reflect.Value) bool {
		n, ok := r.count(mapOf)
		last := ""
		for i := 0; ok && i < n; i++ {
			name, is := r.string()
			if !is || i > 0 && !before(last, name) {
				return false
			}
			last = name
			if at, known := named[name]; known {
				ok = fields[at].plan(r, v.Field(fields[at].at))
			} else {
				ok = !likeAny(fields, name) && r.skip(maxDepth)
			}
		}
		return ok
	}
}

func before(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a < b }

// likeAny says whether the name differs from a field's in case alone, which the
// codec takes for the field.
func likeAny(fields []structField, name string) bool {
	for _, f := range fields {
		if strings.EqualFold(f.name, name) {
			return true
		}
	}
	return false
}

// read reads the body that sealRow wrote, and says false when the codec must
// read it. Fields stay the bytes of plain.
func (b *body) read(plain []byte) bool {
	r := &reader{raw: plain}
	if n, ok := r.count(arrayOf); !ok || n != 7 {
		return false
	}
	parts := [3]string{}
	for i := range parts {
		n, ok := r.count(textOf)
		if !ok || !utf8.Valid(plain[r.at:r.at+n]) {
			return false
		}
		parts[i] = string(plain[r.at : r.at+n])
		r.at += n
	}
	major, created, ok := r.head()
	if !ok || major != unsigned {
		return false
	}
	b.Type, b.ID, b.Scope, b.Created = parts[0], app.ID(parts[1]), app.Scope(parts[2]), created
	for _, into := range []any{&b.Versions, &b.Own} {
		from := r.at
		if !r.skip(2) {
			return false
		}
		empty := r.at-from == 1 && plain[from] == mapOf<<5
		if !empty && decoder.Unmarshal(plain[from:r.at], into) != nil {
			return false
		}
	}
	from := r.at
	if !r.skip(maxDepth) || r.at != len(plain) {
		return false
	}
	b.Fields = plain[from:]
	return true
}
