// Package config holds the settings of a server: where each comes from, what it
// may be, and what is wrong with it in words. A setting is given by a flag, else
// by the environment, else by the configuration file, else it has its default.
package config

import (
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"civicdesk/app/fault"
)

// Config is what a server runs with. Load fills it; every value is within its
// range.
type Config struct {
	Data    string // the data folder; "" when nobody said
	Store   string // "" is the embedded store in the data folder, else a PostgreSQL URL
	Key     string // where the server's key is: "file", "file:PATH", "credential:NAME" or "env:NAME"
	Listen  string // public site and sync
	Admin   string // metrics and commands, on this machine alone
	Address string // at which desktops and the public reach the server; "": the one it listens on
	Notice  string // a sentence on every public page

	Certificate, CertificateKey string // PEM files; "": tls.crt and tls.key in the data folder

	BehindProxy bool           // a proxy ends TLS; the server speaks plain HTTP
	Trusted     []netip.Prefix // proxies whose forwarded headers count

	Limits Limits
	Drain  Drain

	LogLevel slog.Level
	LogJSON  bool
}

// Limits bound what one address, one device and all together may ask for.
type Limits struct {
	Requests   int // at work at one time
	Posts      int // forms a minute from one network address
	Enrolments int // a minute from one network address; refused sync requests count too
	Device     int // sync requests a minute of one device
	HeaderTime time.Duration
	ReadTime   time.Duration
	WriteTime  time.Duration
	IdleTime   time.Duration
}

// Drain is how a server stops.
type Drain struct {
	Delay time.Duration // between “not ready” and the end of new connections
	Limit time.Duration // for requests under way
}

// Value is a setting as it stands and where it came from.
type Value struct {
	Name   string
	Text   string // secrets are masked
	Origin string // "default", "civicdesk.yaml:3", "CIVICDESK_LISTEN", "--listen"
}

// Sources are where settings come from.
type Sources struct {
	File  string                      // the configuration file; "": none
	Env   func(string) (string, bool) // nil: os.LookupEnv
	Flags map[string]string           // by the setting's name
}

// given is one text for one setting, before it is checked.
type given struct {
	text   string
	origin string
	folder string // of the file, for paths; "": the current one
}

// Load reads all sources. Every mistake is named with its place: file and line,
// the variable or the flag.
func Load(s Sources) (Config, []Value, error) {
	var problems problems
	texts := map[string]given{}
	if s.File != "" {
		raw, err := os.ReadFile(s.File)
		if err != nil {
			return Config{}, nil, fault.E("config.Load", fault.NotFound, "The configuration file "+s.File+" cannot be read. Check the name and who may read it.", err)
		}
		texts = readFile(s.File, raw, &problems)
	}
	env := s.Env
	if env == nil {
		env = os.LookupEnv
	}
	for _, set := range settings {
		if text, ok := env(set.variable()); ok && text != "" {
			texts[set.name] = given{text: text, origin: set.variable()}
		}
	}
	for name, text := range s.Flags {
		set := find(name)
		if set == nil {
			problems.add("--set "+name, unknown(name))
			continue
		}
		texts[name] = given{text: text, origin: "--" + name}
	}
	var c Config
	values := make([]Value, 0, len(settings))
	for _, set := range settings {
		g, ok := texts[set.name]
		if !ok {
			g = given{text: set.standard, origin: "default"}
		}
		if set.path && g.text != "" && g.folder != "" && !filepath.IsAbs(g.text) {
			g.text = filepath.Join(g.folder, g.text)
		}
		if words := set.take(&c, g.text); words != "" {
			problems.add(g.origin, set.name+": "+words)
		}
		values = append(values, Value{set.name, set.shown(g.text), g.origin})
	}
	if len(problems) == 0 {
		c.together(func(name, words string) {
			origin := "default"
			for _, v := range values {
				if v.Name == name {
					origin = v.Origin
				}
			}
			problems.add(origin, name+": "+words)
		})
	}
	return c, values, problems.err()
}

// together checks settings that belong with each other.
func (c *Config) together(wrong func(name, words string)) {
	switch {
	case c.Certificate != "" && c.CertificateKey == "":
		wrong("tls.certificate", "a certificate needs its key. Name the key's file in tls.key.")
	case c.CertificateKey != "" && c.Certificate == "":
		wrong("tls.key", "a key needs its certificate. Name the certificate's file in tls.certificate.")
	case c.BehindProxy && c.Certificate != "":
		wrong("tls.certificate", "a server behind a proxy that ends TLS uses no certificate. Remove tls, or set proxy.behind to no.")
	case c.BehindProxy && len(c.Trusted) == 0:
		wrong("proxy.behind", "say which proxies to trust, in proxy.trusted, for example [10.0.0.5].")
	case c.BehindProxy && c.Address == "":
		wrong("proxy.behind", "say in address how people reach the proxy, for example https://desk.example.gov.")
	}
}

// problems are mistakes by their place.
type problems []fault.Field

func (p *problems) add(place, words string) {
	*p = append(*p, fault.Field{Name: place, Words: words})
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	words := "The configuration has a mistake."
	if len(p) > 1 {
		words = "The configuration has mistakes."
	}
	return &fault.Error{Op: "config.Load", Kind: fault.Invalid, Words: words, Fields: p}
}

// variable is the setting's name in the environment.
func (s *setting) variable() string {
	return "CIVICDESK_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(s.name))
}
