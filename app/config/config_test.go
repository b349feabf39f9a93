package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app/fault"
)

func none(string) (string, bool) { return "", false }

// load loads a file of the text alone.
func load(t *testing.T, text string) (Config, []Value, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "civicdesk.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(Sources{File: name, Env: none})
}

func TestDefaults(t *testing.T) {
	c, values, err := Load(Sources{Env: none})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8443" || c.Limits.Requests != 256 || c.Drain.Limit != 20*time.Second || c.Key != "file" || c.BehindProxy || c.LogJSON {
		t.Errorf("%+v", c)
	}
	if len(values) != len(settings) {
		t.Errorf("%d values of %d settings", len(values), len(settings))
	}
}

func TestTheExampleIsAGoodFile(t *testing.T) {
	var b bytes.Buffer
	if err := WriteExample(&b); err != nil {
		t.Fatal(err)
	}
	c, _, err := load(t, b.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if c.Listen != "0.0.0.0:8443" || c.Address != "https://desk.example.gov" || c.Data != "/srv/civicdesk" {
		t.Errorf("%+v", c)
	}
	for _, s := range settings {
		_, leaf, grouped := strings.Cut(s.name, ".")
		if !grouped {
			leaf = s.name
		}
		if !strings.Contains(b.String(), leaf+": ") {
			t.Errorf("the example does not name %s", s.name)
		}
	}
	// With every # of a setting taken away it is still read.
	leaves := map[string]bool{}
	for _, s := range settings {
		leaves[s.name[strings.LastIndex(s.name, ".")+1:]] = true
	}
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		if name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "# "), ": "); leaves[name] {
			line = strings.Replace(line, "# ", "", 1)
		}
		lines = append(lines, line)
	}
	if _, _, err := load(t, strings.Join(lines, "\n")); err != nil {
		t.Errorf("all settings of the example: %v", err)
	}
}

func TestPrecedence(t *testing.T) {
	name := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(name, []byte("listen: 127.0.0.1:1\nadmin: 127.0.0.1:1\nnotice: file\naddress: https://a.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"CIVICDESK_LISTEN": "127.0.0.1:2", "CIVICDESK_ADMIN": "127.0.0.1:2", "CIVICDESK_LIMITS_HEADER_TIME": "3s"}
	c, values, err := Load(Sources{File: name, Env: func(n string) (string, bool) { v, ok := env[n]; return v, ok }, Flags: map[string]string{"listen": "127.0.0.1:3"}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:3" || c.Admin != "127.0.0.1:2" || c.Notice != "file" || c.Limits.HeaderTime != 3*time.Second {
		t.Errorf("%+v", c)
	}
	want := map[string]string{"listen": "--listen", "admin": "CIVICDESK_ADMIN", "notice": name + ":3", "key": "default"}
	for _, v := range values {
		if w := want[v.Name]; w != "" && v.Origin != w {
			t.Errorf("%s comes from %s, want %s", v.Name, v.Origin, w)
		}
	}
}

// TestEveryMistakeIsNamed: the line, and what to write instead.
func TestEveryMistakeIsNamed(t *testing.T) {
	for _, c := range []struct{ file, line, words string }{
		{"listn: 0.0.0.0:80", ":1", "Did you mean “listen”?"},
		{"data: d\n\nlimit:\n  posts: 5", ":3", "Did you mean “limits”?"},
		{"limits:\n  reqests: 5", ":2", "Did you mean “limits.requests”?"},
		{"log:\n  level: info\n  listen: x:1", ":3", "Did you mean “listen”, without indentation?"},
		{"requests: 5", ":1", "Did you mean “limits.requests”?"},
		{"zzzzzzzz: 5", ":1", "config example"},
		{"limits:\n  requests: many", ":2", "must be a whole number"},
		{"limits:\n  requests: \"64\"", ":2", "must be a whole number"},
		{"limits:\n  requests: 2", ":2", "from 8 to 100000"},
		{"limits:\n  header-time: 10", ":2", "Write a unit: 10s."},
		{"limits:\n  header-time: 1ms", ":2", "from 1s to 1m"},
		{"limits:\n  write-time: 20s", ":2", "from 40s to 1h"},
		{"limits: 5", ":1", "name: value"},
		{"notice: 5", ":1", "Put it in quotes."},
		{"notice: [a]", ":1", "must be a text"},
		{"notice: a\nnotice: b", ":2", "a second time"},
		{"notice: a: b", ":1", "this is no YAML"},
		{"notice: &a x\naddress: *a", ":1", "References"},
		{"- a", ":1", "name: value"},
		{"notice: a\n---\nnotice: b", ":1", "one document"},
		{"proxy:\n  behind: maybe", ":2", "must be yes or no"},
		{"address: http://x.example", ":1", "https://HOST"},
		{"address: https://x.example/path", ":1", "without a path"},
		{"listen: here", ":1", "HOST:PORT"},
		{"listen: 127.0.0.1:99999", ":1", "HOST:PORT"},
		{"admin: 0.0.0.0:9464", ":1", "for this machine alone"},
		{"store: mysql://x/y", ":1", "postgres://"},
		{"key: 0123456789abcdef", ":1", "never stands in a configuration"},
		{"log:\n  level: loud", ":2", "error, warn, info or debug"},
		{"log:\n  format: xml", ":2", "text or json"},
		{"tls:\n  certificate: a.pem", ":2", "Name the key"},
		{"proxy:\n  behind: yes\naddress: https://a.example", ":2", "which proxies to trust"},
		{"proxy:\n  behind: yes\n  trusted: [10.0.0.5]", ":2", "how people reach the proxy"},
		{"proxy:\n  behind: yes\n  trusted: [0.0.0.0/0]", ":3", "would trust everybody"},
		{"proxy:\n  behind: yes\n  trusted: [proxy.example]", ":3", "is no address"},
		{"proxy:\n  behind: yes\n  trusted: 10.0.0.5", ":3", "a list such as"},
	} {
		_, _, err := load(t, c.file)
		fields := fault.FieldsOf(err)
		if len(fields) == 0 || !strings.HasSuffix(fields[0].Name, ".yaml"+c.line) || !strings.Contains(fields[0].Words, c.words) {
			t.Errorf("%q: want line %s and %q, got %+v (%v)", c.file, c.line, c.words, fields, err)
		}
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	_, _, err := load(t, "listn: x\nlimits:\n  requests: 1\nlog:\n  level: loud\n")
	if got := len(fault.FieldsOf(err)); got != 3 {
		t.Errorf("%d mistakes: %v", got, err)
	}
}

func TestPathsAreFromTheFilesFolder(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "c.yaml")
	if err := os.WriteFile(name, []byte("data: srv\ntls:\n  certificate: /a.crt\n  key: k/a.key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, _, err := Load(Sources{File: name, Env: none})
	if err != nil || c.Data != filepath.Join(dir, "srv") || c.Certificate != "/a.crt" || c.CertificateKey != filepath.Join(dir, "k/a.key") {
		t.Errorf("%+v %v", c, err)
	}
}

func TestSecretsAreMasked(t *testing.T) {
	_, values, err := load(t, "store: postgres://desk:hush-hush@db.example/x?password=also-hush\n")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteValues(&b, values); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "hush") || !strings.Contains(b.String(), "postgres://desk:•••@db.example") {
		t.Error(b.String())
	}
}

// FuzzFile: whatever a file holds, reading it ends with settings or with
// mistakes that have a place, and a file that is taken has only settings of the
// table.
func FuzzFile(f *testing.F) {
	f.Add("listen: 127.0.0.1:1\nlimits:\n  requests: 20\n")
	f.Add("a: &a [*a]\n? {}\n: x\n")
	f.Add("proxy:\n  trusted: [10.0.0.0/8, ::1]\n  behind: yes\n---\n")
	f.Add("\xff\x00: [")
	f.Fuzz(func(t *testing.T, text string) {
		var p problems
		texts := readFile("f", []byte(text), &p)
		for _, one := range p {
			if !strings.HasPrefix(one.Name, "f:") || one.Words == "" {
				t.Errorf("a mistake without a place or words: %+v", one)
			}
		}
		var c Config
		for name, g := range texts {
			set := find(name)
			if set == nil {
				t.Fatalf("%q is no setting", name)
			}
			set.take(&c, g.text)
		}
	})
}
