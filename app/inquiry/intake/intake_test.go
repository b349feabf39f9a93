package intake

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app/fault"
)

func good() Form {
	return Form{FirstName: " María ", LastName: "Núñez-O’Brien", HomeZIP: "20210 1234", PreferredContact: "Phone",
		Phone: "1 (202) 555.0143 ext. 12", Email: "maria+jobs@example.org", Company: "Acme & Sons", Street: "1 Main St",
		City: "Nashville", State: "tn", County: "47037", WorkZIP: "37219", Category: "DIS", Description: "My employer\r\nrefused."}
}

func TestGoodForm(t *testing.T) {
	got := Check(good(), nil)
	if len(got.Errors)+len(got.Warnings) > 0 {
		t.Fatalf("errors %v, warnings %v", got.Errors, got.Warnings)
	}
	want := good()
	want.FirstName, want.HomeZIP, want.PreferredContact, want.State = "María", "20210-1234", "phone", "TN"
	want.Phone, want.PhoneExt, want.PhoneRaw = "+12025550143", "12", "1 (202) 555.0143 ext. 12"
	want.Description = "My employer\nrefused."
	if got.Form != want {
		t.Errorf("kept %+v\nwant %+v", got.Form, want)
	}
	if again := Check(got.Form, nil); again.Form != got.Form || len(again.Errors) > 0 {
		t.Errorf("checked again: %+v", again)
	}
}

func TestFieldAtFault(t *testing.T) {
	long := strings.Repeat("á", 201)
	cases := []struct {
		name, field, words string
		change             func(*Form)
	}{
		{"no first name", FirstName, "Enter your first name", func(f *Form) { f.FirstName = " " }},
		{"no last name", LastName, "Enter your last name", func(f *Form) { f.LastName = "" }},
		{"name of digits", FirstName, "at least one letter", func(f *Form) { f.FirstName = "12" }},
		{"markup in a name", LastName, "without < and >", func(f *Form) { f.LastName = "<b>Li" }},
		{"control character", FirstName, "cannot be shown", func(f *Form) { f.FirstName = "A\x07b" }},
		{"long name", FirstName, "80 characters", func(f *Form) { f.FirstName = long }},
		{"one name and another", LastName, "I have one name", func(f *Form) { f.OneName = true }},
		{"no home ZIP", HomeZIP, "Enter your 5-digit home ZIP code", func(f *Form) { f.HomeZIP = "" }},
		{"short home ZIP", HomeZIP, "Enter your 5-digit home ZIP code", func(f *Form) { f.HomeZIP = "2021" }},
		{"no preference", PreferredContact, "by e-mail or by phone", func(f *Form) { f.PreferredContact = "" }},
		{"fax", PreferredContact, "by e-mail or by phone", func(f *Form) { f.PreferredContact = "fax" }},
		{"phone wanted, none given", Phone, "asked us to call", func(f *Form) { f.Phone = "" }},
		{"phone not wanted but wrong", Phone, "10-digit", func(f *Form) { f.Phone, f.PreferredContact = "555-0143", "email" }},
		{"e-mail wanted, none given", Email, "asked us to write", func(f *Form) { f.Email, f.PreferredContact = "", "email" }},
		{"two addresses", Email, "one e-mail address", func(f *Form) { f.Email = "a@b.org, c@d.org" }},
		{"no company", Company, "name of the company", func(f *Form) { f.Company = "" }},
		{"long company", Company, "has 201", func(f *Form) { f.Company = long }},
		{"long street", Street, "200 characters", func(f *Form) { f.Street = long }},
		{"long city", City, "100 characters", func(f *Form) { f.City = long }},
		{"no state", State, "Choose the state", func(f *Form) { f.State = "" }},
		{"no such state", State, "from the list", func(f *Form) { f.State = "Tennessee" }},
		{"uninhabited islands", State, "from the list", func(f *Form) { f.State = "UM" }},
		{"county elsewhere", County, "county of the state", func(f *Form) { f.County = "06001" }},
		{"no such county", County, "county of the state", func(f *Form) { f.County = "Davidson" }},
		{"no workplace ZIP", WorkZIP, "I don't know", func(f *Form) { f.WorkZIP = "" }},
		{"no category", Category, "what your question is about", func(f *Form) { f.Category = "" }},
		{"no such category", Category, "from the list", func(f *Form) { f.Category = "ZZZ" }},
		{"no description", Description, "Describe", func(f *Form) { f.Description = "\n\x00" }},
		{"long description", Description, "has 5001", func(f *Form) { f.Description = strings.Repeat("ß", 5001) }},
	}
	for _, c := range cases {
		f := good()
		c.change(&f)
		got := Check(f, nil)
		if len(got.Errors) != 1 || got.Errors[0].Name != c.field || !strings.Contains(got.Errors[0].Words, c.words) {
			t.Errorf("%s: %v, want one at %s with %q", c.name, got.Errors, c.field, c.words)
		}
	}
}

func TestAccepted(t *testing.T) {
	for name, change := range map[string]func(*Form){
		"one name":           func(f *Form) { f.OneName, f.FirstName, f.LastName = true, "Sukarno", "" },
		"one name as last":   func(f *Form) { f.OneName, f.FirstName, f.LastName = true, "", "Sukarno" },
		"Chinese":            func(f *Form) { f.FirstName, f.LastName = "小龍", "李" },
		"Arabic":             func(f *Form) { f.FirstName, f.LastName = "محمد", "بن سلمان" },
		"Hawaiian okina":     func(f *Form) { f.LastName = "Kahanamokuʻula" },
		"suffix and digits":  func(f *Form) { f.LastName = "King, Jr. 3rd" },
		"one letter":         func(f *Form) { f.LastName = "O" },
		"80 letters":         func(f *Form) { f.LastName = strings.Repeat("ñ", 80) },
		"no workplace ZIP":   func(f *Form) { f.WorkZIP, f.WorkZIPUnknown = "", true },
		"no county":          func(f *Form) { f.County = "" },
		"county unknown":     func(f *Form) { f.County = "unknown" },
		"military":           func(f *Form) { f.State, f.County, f.WorkZIP = "AE", "", "09012" },
		"phone without ext":  func(f *Form) { f.Phone = "+1 202 555 0143" },
		"ext in its field":   func(f *Form) { f.Phone, f.PhoneExt = "202-555-0143", "77" },
		"5000 characters":    func(f *Form) { f.Description = strings.Repeat("ß", 5000) },
		"hidden bidi":        func(f *Form) { f.FirstName = "\u202bJo\u202c" },
		"e-mail with marks":  func(f *Form) { f.Email = "o'neil+x@bücher.example" },
		"county across line": func(f *Form) { f.WorkZIP, f.State, f.County = "42223", "KY", "47125" },
	} {
		f := good()
		change(&f)
		got := Check(f, nil)
		if len(got.Errors)+len(got.Warnings) > 0 {
			t.Errorf("%s: %v %v", name, got.Errors, got.Warnings)
		}
		if again := Check(got.Form, nil); again.Form != got.Form {
			t.Errorf("%s: again %+v, first %+v", name, again.Form, got.Form)
		}
	}
}

func TestWarnings(t *testing.T) {
	cases := []struct {
		field, words string
		change       func(*Form)
	}{
		{Email, "maria@gmail.com", func(f *Form) { f.Email = "maria@gmial.com" }},
		{WorkZIP, "do not know this ZIP code", func(f *Form) { f.WorkZIP = "00000" }},
		{WorkZIP, "Kentucky and Tennessee", func(f *Form) { f.WorkZIP, f.State, f.County = "42223", "OH", "" }},
		{Description, "Social Security", func(f *Form) { f.Description = "I am 123-45-6789" }},
	}
	for _, c := range cases {
		f := good()
		c.change(&f)
		got := Check(f, nil)
		if len(got.Errors) > 0 || len(got.Warnings) != 1 || got.Warnings[0].Name != c.field || !strings.Contains(got.Warnings[0].Words, c.words) {
			t.Errorf("%s: errors %v, warnings %v", c.words, got.Errors, got.Warnings)
		}
	}
}

func TestMissingOnACall(t *testing.T) {
	missing := map[string]string{LastName: "caller refused", HomeZIP: "caller refused", Company: " ", State: "does not know", WorkZIP: "does not know"}
	f := good()
	f.LastName, f.HomeZIP, f.Company, f.State, f.County, f.WorkZIP = "", "", "", "", "", ""
	got := Check(f, missing)
	want := []fault.Field{{Name: Company, Words: "Enter the name of the company"}}
	if !reflect.DeepEqual(got.Errors, want) {
		t.Errorf("errors %v, want only the company, whose reason is blank", got.Errors)
	}
	f.HomeZIP = "12"
	if got := Check(f, missing); len(got.Errors) != 2 {
		t.Errorf("a reason excuses an empty field, not a wrong one: %v", got.Errors)
	}
}

func TestEmptyFormNamesEveryRequiredField(t *testing.T) {
	var names []string
	for _, f := range Check(Form{}, nil).Errors {
		names = append(names, f.Name)
	}
	want := []string{FirstName, LastName, HomeZIP, PreferredContact, Company, State, WorkZIP, Category, Description}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("at fault %v, want %v in the order of the form", names, want)
	}
}

func TestReadZIP(t *testing.T) {
	for in, want := range map[string]string{"20210": "20210", "20210-1234": "20210-1234", "20210 1234": "20210-1234", "202101234": "20210-1234",
		" 00501 ": "00501", "20210–1234": "20210-1234", "２０２１０": "20210"} {
		if got, ok := ReadZIP(in); !ok || got != want {
			t.Errorf("ReadZIP(%q) = %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "2021", "2021O", "20210-", "20210-123", "2021012345", "20210x1234", "K1A 0B1", "20210123"} {
		if got, ok := ReadZIP(in); ok {
			t.Errorf("ReadZIP(%q) = %q", in, got)
		}
	}
}

func TestReadPhone(t *testing.T) {
	for in, want := range map[string][2]string{
		"2025550143":                   {"+12025550143", ""},
		"1-202-555-0143":               {"+12025550143", ""},
		"+1 (202) 555-0143":            {"+12025550143", ""},
		"202.555.0143 x12":             {"+12025550143", "12"},
		"202 555 0143 ext. 123456":     {"+12025550143", "123456"},
		"202-555-0143 Extension 9":     {"+12025550143", "9"},
		"(202)555-0143#77":             {"+12025550143", "77"},
		"+44 (0)20 7946 0958":          {"+442079460958", ""},
		"+52 55 5128 0000 ext 4":       {"+525551280000", "4"},
		"+39 06 698 12345":             {"+390669812345", ""},
		"+999 12345678":                {"+99912345678", ""},
		"２０２-555-0143":                 {"+12025550143", ""},
		"787-555-0143":                 {"+17875550143", ""},
		"+1 202 555 0143, extension 5": {"+12025550143", "5"},
	} {
		number, ext, words := ReadPhone(in)
		if words != "" || number != want[0] || ext != want[1] {
			t.Errorf("ReadPhone(%q) = %s x%s %s, want %v", in, number, ext, words, want)
		}
	}
	for _, in := range []string{"", "555-0143", "102-555-0143", "211-555-0143", "202-155-0143", "2-202-555-0143", "202-555-01433",
		"call me", "202-555-0143 x1234567", "+12", "+1 202 555 014", "+4420", "+1234567890123456", "12025550143 y", "++12025550143", "x12"} {
		if number, ext, words := ReadPhone(in); words == "" || number != "" || ext != "" {
			t.Errorf("ReadPhone(%q) = %s x%s %q; want words only", in, number, ext, words)
		}
	}
	if got := ShowPhone("+12025550143", "12"); got != "(202) 555-0143 x12" {
		t.Errorf("shown as %s", got)
	}
	if got := ShowPhone("+442079460958", ""); got != "+44 20 7946 0958" {
		t.Errorf("shown as %s", got)
	}
}

func TestEmail(t *testing.T) {
	for _, ok := range []string{"a@b.co", "o'neil+x@mail.example.org", "maría@bücher.example", "x@xn--bcher-kva.example", "a.b@c.museum", "日本@例え.テスト"} {
		if words := emailProblem(ok); words != "" {
			t.Errorf("%s refused: %s", ok, words)
		}
	}
	for _, bad := range []string{"a", "@b.co", "a@", "a@b", "a@b@c.org", "a b@c.org", "<a@b.org>", "a@b..org", "a@.org", "a@-b.org", "a@1.2.3.4",
		"a@[10.0.0.1]", strings.Repeat("a", 65) + "@b.org", "a@" + strings.Repeat("b.", 127) + "org"} {
		if words := emailProblem(bad); words == "" {
			t.Errorf("%s accepted", bad)
		}
	}
	for in, want := range map[string]string{"m@gmial.com": "m@gmail.com", "m@gmail.con": "m@gmail.com", "m@gmai.com": "m@gmail.com", "m@hotmial.com": "m@hotmail.com",
		"m@agency.gvo": "m@agency.gov", "m@gmail.com": "", "m@example.org": "", "m@mail.com": "", "m@yaho.com": "m@yahoo.com", "": "", "m@": ""} {
		if got := SuggestEmail(in); got != want {
			t.Errorf("SuggestEmail(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMaskSSN(t *testing.T) {
	for in, want := range map[string]string{
		"my ssn is 123-45-6789.":               "my ssn is ***-**-****.",
		"123 45 6789 and 987–65–4321":          "***-**-**** and ***-**-****",
		"SSN: 123456789":                       "SSN: ***-**-****",
		"Social Security number was 123456789": "Social Security number was ***-**-****",
		"ssn 123456789 123456789":              "ssn ***-**-**** ***-**-****",
		"call 202-555-0143":                    "call 202-555-0143",
		"ZIP 20210-1234, EIN 12-3456789":       "ZIP 20210-1234, EIN 12-3456789",
		"case 1123-45-6789":                    "case 1123-45-6789",
		"123-45-67890":                         "123-45-67890",
		"order 123456789":                      "order 123456789",
	} {
		got, hid := MaskSSN(in)
		if got != want || hid != (in != want) {
			t.Errorf("MaskSSN(%q) = %q, %v; want %q", in, got, hid, want)
		}
	}
}

func TestCheckingTwiceChangesNothing(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "María", "20210 1234", "202-555-0143 x9", "+44 (0)20 7946 0958", "a@b.org", "TN", "47037", "DIS", "phone", "123-45-6789"}))
	rapid.Check(t, func(t *rapid.T) {
		f := good()
		v := reflect.ValueOf(&f).Elem()
		for range rapid.IntRange(0, 6).Draw(t, "changes") {
			field := v.Field(rapid.IntRange(0, v.NumField()-1).Draw(t, "field"))
			if field.Kind() == reflect.Bool {
				field.SetBool(!field.Bool())
			} else {
				field.SetString(text.Draw(t, "text"))
			}
		}
		once := Check(f, nil)
		if len(once.Errors) > 0 {
			return
		}
		if twice := Check(once.Form, nil); twice.Form != once.Form || len(twice.Errors) > 0 {
			t.Fatalf("once %+v\ntwice %+v %v", once.Form, twice.Form, twice.Errors)
		}
	})
}

func FuzzReadPhone(f *testing.F) {
	for _, s := range []string{"202-555-0143 x12", "+44 (0)20 7946 0958", "+1", "#", "x1x1", "+٤٤"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		number, ext, words := ReadPhone(s)
		if words != "" {
			return
		}
		again := number
		if ext != "" {
			again += " x" + ext
		}
		if n, e, w := ReadPhone(again); w != "" || n != number || e != ext {
			t.Errorf("%q reads as %s x%s, which reads as %s x%s %s", s, number, ext, n, e, w)
		}
	})
}

func FuzzMaskSSN(f *testing.F) {
	for _, s := range []string{"123-45-6789", "ssn 123456789", "1123-45-6789 123-45-6789", "\xff1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, _ := MaskSSN(s)
		if twice, hid := MaskSSN(once); hid || twice != once {
			t.Errorf("%q: %q, then %q", s, once, twice)
		}
	})
}
