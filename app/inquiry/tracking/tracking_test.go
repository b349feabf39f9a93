package tracking

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app/fault"
)

func TestVectors(t *testing.T) {
	for _, v := range []string{"0000-0000-0017", "1000-0000-0002", "4821-A7K3-MQ9M", "BCDE-FGHJ-KMNZ", "ZZZZ-ZZZZ-ZZZK"} {
		n, err := Parse(v)
		if err != nil {
			t.Errorf("%s: %v", v, err)
		}
		if n.String() != v {
			t.Errorf("%s is shown as %s", v, n)
		}
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]Number{
		"4821a7k3mq9m":         "4821A7K3MQ9M",
		" 4821 A7K3 MQ9M ":     "4821A7K3MQ9M",
		"4821–A7K3—MQ9M":       "4821A7K3MQ9M",
		"OOOO-oooo-OOi7":       "000000000017",
		"l000-0000-0002":       "100000000002",
		"4-8-2-1-A-7-K-3-MQ9M": "4821A7K3MQ9M",
	} {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "-", "4821-A7K3-MQ9", "4821-A7K3-MQ9MM", "4821-A7K3-MQ9U", "4821-A7K3-MQ9N", "4821A7K3MQ9é", "०000-0000-0017"} {
		if got, err := Parse(in); !fault.Is(err, fault.Invalid) || got != "" || fault.Words(err) == "" {
			t.Errorf("Parse(%q) = %q, %v; want words that say what to do", in, got, err)
		}
	}
}

func TestReadAloud(t *testing.T) {
	const want = "four, eight, two, one; Alfa, seven, Kilo, three; Mike, Quebec, nine, Mike"
	if got := Number("4821A7K3MQ9M").ReadAloud(); got != want {
		t.Errorf("read aloud %q, want %q", got, want)
	}
	for _, r := range alphabet {
		if spoken[r] == "" {
			t.Errorf("%c has no spoken form", r)
		}
	}
}

// Every wrong symbol and every swap, at every place, with every pair of values.
// The check is linear, so the values of the other symbols do not matter; the
// property test below confirms that on random numbers.
func TestOneWrongSymbolAndEverySwapAreCaught(t *testing.T) {
	for place := range length {
		for value := range byte(32) {
			n := withValue(Number(strings.Repeat("0", length)), place, value)
			if n.Valid() != (value == 0) {
				t.Errorf("%s: one symbol changed, valid=%v", n, n.Valid())
			}
		}
	}
	for a := range random {
		for b := a + 1; b < length; b++ {
			for x := range byte(32) {
				for y := range byte(32) {
					n, ok := numberWith(a, b, x, y)
					if !ok {
						continue
					}
					if swapped := swap(n, a, b); swapped != n && swapped.Valid() {
						t.Fatalf("%s and %s are both valid", n, swapped)
					}
				}
			}
		}
	}
}

func TestRandomNumbersStandOneErrorEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := New()
		if again, err := Parse(n.String()); err != nil || again != n {
			t.Fatalf("%s reads back as %s, %v", n, again, err)
		}
		place := rapid.IntRange(0, length-1).Draw(t, "place")
		wrong := withValue(n, place, byte(rapid.IntRange(0, 31).Draw(t, "value")))
		if wrong != n && wrong.Valid() {
			t.Fatalf("%s and %s are both valid", n, wrong)
		}
		other := rapid.IntRange(0, length-1).Draw(t, "other")
		if swapped := swap(n, place, other); swapped != n && swapped.Valid() {
			t.Fatalf("%s and %s are both valid", n, swapped)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("4821-A7K3-MQ9M")
	f.Add("oIl u\x00\xff")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(n.String()); err != nil || again != n || !n.Valid() {
			t.Errorf("%q reads as %q, which reads as %q, %v", s, n, again, err)
		}
	})
}

func withValue(n Number, place int, value byte) Number {
	b := []byte(n)
	b[place] = alphabet[value]
	return Number(b)
}

func swap(n Number, a, b int) Number {
	s := []byte(n)
	s[a], s[b] = s[b], s[a]
	return Number(s)
}

// numberWith is a valid number with the values x and y at places a and b. When
// b is the check symbol it exists only if the sum comes out as y, so another
// symbol is used to reach it.
func numberWith(a, b int, x, y byte) (Number, bool) {
	values := make([]byte, random)
	values[a] = x
	if b < random {
		values[b] = y
		return fromValues(values), true
	}
	free := (a + 1) % random
	for v := range byte(32) {
		values[free] = v
		if check(values) == y {
			return fromValues(values), true
		}
	}
	return "", false
}
