package matching

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCompare(t *testing.T) {
	maria := Normalize("María", "Núñez-O’Brien", "maria@example.org", "+12025550143", "")
	cases := []struct {
		name string
		a, b Identity
		want Result
	}{
		{"names and e-mail", maria, Normalize("Maria", "nunez obrien", "MARIA@Example.ORG", "", ""), Match},
		{"names and phone", maria, Normalize("MARIA", "NUÑEZ O'BRIEN", "other@example.org", "+12025550143", "12"), Match},
		{"names, neither equal", maria, Normalize("Maria", "Nunez OBrien", "x@example.org", "+12025550199", ""), Possible},
		{"names, one side has no contact", maria, Normalize("Maria", "Nunez OBrien", "", "", ""), Possible},
		{"another name, same e-mail", maria, Normalize("José", "Núñez", "maria@example.org", "", ""), Possible},
		{"another name, same phone", maria, Normalize("José", "Núñez", "", "+12025550143", ""), Possible},
		{"one extension only", Normalize("A", "B", "", "+12025550143", "12"), Normalize("A", "B", "", "+12025550143", ""), Match},
		{"extensions differ", Normalize("A", "B", "", "+12025550143", "12"), Normalize("A", "B", "", "+12025550143", "13"), Possible},
		{"extensions differ, e-mail equal", Normalize("A", "B", "a@b.org", "+12025550143", "12"), Normalize("A", "B", "a@b.org", "+12025550143", "13"), Match},
		{"nothing in common", maria, Normalize("Jo", "Li", "jo@example.org", "+12025550100", ""), None},
		{"nickname is no match", Normalize("Bill", "Hart", "", "", ""), Normalize("William", "Hart", "", "", ""), None},
		{"no names known", Normalize("", "", "", "", ""), Normalize("", "", "", "", ""), None},
		{"no names known, same phone", Normalize("", "", "", "+12025550143", ""), Normalize("", "", "", "+12025550143", ""), Possible},
		{"dots in the address matter", Normalize("A", "B", "a.b@x.org", "", ""), Normalize("A", "B", "ab@x.org", "", ""), Possible},
		{"first and last swapped", Normalize("Li", "Jo", "a@x.org", "", ""), Normalize("Jo", "Li", "a@x.org", "", ""), Possible},
		{"one name", Normalize("Sukarno", "", "s@x.org", "", ""), Normalize("SUKARNO", "", "s@x.org", "", ""), Match},
	}
	for _, c := range cases {
		got, why := Compare(c.a, c.b)
		if got != c.want {
			t.Errorf("%s: %v (%s), want %v", c.name, got, why, c.want)
		}
		if back, _ := Compare(c.b, c.a); back != got {
			t.Errorf("%s: the other way round %v", c.name, back)
		}
		if (why == "") != (got == None) {
			t.Errorf("%s: result %v with reason %q", c.name, got, why)
		}
	}
}

func TestNormalForms(t *testing.T) {
	for in, want := range map[string]string{
		"O’Brien": "obrien", "D'Angelo Jr.": "dangelojr", "Nguyễn": "nguyen", "STRAẞE": "strasse", "ﬁona": "fiona",
		"Müller-Lüdenscheidt": "mullerludenscheidt", "李 小龍": "李小龍", "Ólafur": "olafur", "  ": "", "İpek": "ipek",
	} {
		if got := Name(in); got != want {
			t.Errorf("Name(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		" Maria+jobs@Bücher.example ": "maria+jobs@xn--bcher-kva.example",
		"A@B.ORG":                     "a@b.org",
		"o'neil@x.gov":                "o'neil@x.gov",
		"":                            "",
	} {
		if got := Email(in); got != want {
			t.Errorf("Email(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCompareIsFair(t *testing.T) {
	word := rapid.SampledFrom([]string{"", "a", "b"})
	identity := rapid.Custom(func(t *rapid.T) Identity {
		return Identity{word.Draw(t, "first"), word.Draw(t, "last"), word.Draw(t, "email"), word.Draw(t, "phone"), word.Draw(t, "extension")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := identity.Draw(t, "a"), identity.Draw(t, "b")
		one, _ := Compare(a, b)
		other, _ := Compare(b, a)
		if one != other {
			t.Fatalf("%+v and %+v: %v one way, %v the other", a, b, one, other)
		}
		if one == Match && (a.First != b.First || a.Last != b.Last) {
			t.Fatalf("%+v and %+v match with different names", a, b)
		}
	})
}

func FuzzNormalizers(f *testing.F) {
	for _, s := range []string{"O’Brien", "İ̇", "maria@bücher.example", "@", "\xff\xfe", "ͅα", "a@b@c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for what, normal := range map[string]func(string) string{"Name": Name, "Email": Email} {
			once := normal(s)
			if !utf8.ValidString(once) {
				t.Errorf("%s(%q) is no UTF-8: %q", what, s, once)
			}
			if twice := normal(once); twice != once {
				t.Errorf("%s(%q) = %q, but again %q", what, s, once, twice)
			}
		}
	})
}
