package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// setting is one entry of the table of settings.
type setting struct {
	name     string // groups are parted by a point
	help     string // for the example file
	sample   string // an example; "" shows the default
	standard string // the default
	kind     kind
	path     bool // a path, in a file relative to that file
	secret   bool
	// take checks the text and keeps it; it returns what is wrong and what to
	// write instead, or "".
	take func(c *Config, text string) string
}

// kind is how a setting is written in the file.
type kind int

const (
	text kind = iota
	number
	choice // yes or no
	duration
	list
)

var kindWords = map[kind]string{text: "a text", number: "a whole number", choice: "yes or no", duration: "a time such as 30s or 2m", list: "a list such as [10.0.0.5, 10.1.0.0/16]"}

var settings = []*setting{
	{name: "data", path: true, sample: "/srv/civicdesk", help: "The data folder, made by “civicdesk init”.", take: func(c *Config, t string) string { c.Data = t; return "" }},
	{name: "store", secret: true, sample: "postgres://civicdesk@db.example.gov/civicdesk", help: "A PostgreSQL database. Without it the store is a file in the data folder.", take: takeStore},
	{name: "key", standard: "file", help: "Where the server's key is: “file” is server.key in the data folder,\n“file:PATH” another file, “credential:NAME” a systemd credential,\n“env:NAME” a variable of the environment.", take: takeKey},
	{name: "listen", standard: "127.0.0.1:8443", sample: "0.0.0.0:8443", help: "Where the public site and the desktops' sync are served.", take: takeListen},
	{name: "admin", standard: "127.0.0.1:0", sample: "127.0.0.1:9464", help: "Where metrics are served and commands of this machine are taken; on\nthis machine alone. Port 0 is any free port.", take: takeAdmin},
	{name: "address", sample: "https://desk.example.gov", help: "How desktops and the public reach the server. It goes into enrolment\ncodes: name one that will last for years.", take: takeAddress},
	{name: "notice", sample: "This is a test installation.", help: "A sentence on every public page.", take: func(c *Config, t string) string { c.Notice = t; return most(t, 500) }},
	{name: "tls.certificate", path: true, sample: "/etc/civicdesk/site.crt", help: "The site's certificate with its chain, and its key, as PEM files. They\nare read again when they change. Without them tls.crt and tls.key in\nthe data folder are used, and made when there are none.", take: func(c *Config, t string) string { c.Certificate = t; return "" }},
	{name: "tls.key", path: true, sample: "/etc/civicdesk/site.key", take: func(c *Config, t string) string { c.CertificateKey = t; return "" }},
	{name: "proxy.behind", kind: choice, standard: "no", help: "Yes: a proxy ends TLS, and this server speaks plain HTTP to it.", take: func(c *Config, t string) string { return yesNo(&c.BehindProxy, t) }},
	{name: "proxy.trusted", kind: list, sample: "[10.0.0.5, 10.1.0.0/16]", help: "The addresses of the proxies, also of one that speaks TLS to this\nserver. X-Forwarded-For and X-Forwarded-Proto count from these alone.", take: takeTrusted},
	{name: "limits.requests", kind: number, standard: "256", help: "Requests at work at one time; more are asked to come again.\nDesktops that wait for news do not count.", take: func(c *Config, t string) string { return within(&c.Limits.Requests, t, 8, 100_000) }},
	{name: "limits.posts", kind: number, standard: "120", help: "Forms a minute from one network address.", take: func(c *Config, t string) string { return within(&c.Limits.Posts, t, 1, 100_000) }},
	{name: "limits.enrolments", kind: number, standard: "30", help: "Enrolments, and sync requests that are refused, a minute from one\nnetwork address.", take: func(c *Config, t string) string { return within(&c.Limits.Enrolments, t, 1, 100_000) }},
	{name: "limits.device", kind: number, standard: "3000", help: "Sync requests a minute of one desktop.", take: func(c *Config, t string) string { return within(&c.Limits.Device, t, 30, 1_000_000) }},
	{name: "limits.header-time", kind: duration, standard: "10s", help: "How long a request's head, its whole body, its answer, and a\nconnection without a request may take.", take: func(c *Config, t string) string { return lasting(&c.Limits.HeaderTime, t, time.Second, time.Minute) }},
	{name: "limits.read-time", kind: duration, standard: "2m", take: func(c *Config, t string) string { return lasting(&c.Limits.ReadTime, t, 5*time.Second, time.Hour) }},
	{name: "limits.write-time", kind: duration, standard: "2m", take: func(c *Config, t string) string {
		return lasting(&c.Limits.WriteTime, t, 40*time.Second, time.Hour)
	}},
	{name: "limits.idle-time", kind: duration, standard: "2m", take: func(c *Config, t string) string { return lasting(&c.Limits.IdleTime, t, time.Second, time.Hour) }},
	{name: "drain.delay", kind: duration, standard: "0s", sample: "5s", help: "How long the server goes on after it says that it is not ready, so\nthat a load balancer can turn away.", take: func(c *Config, t string) string { return lasting(&c.Drain.Delay, t, 0, 5*time.Minute) }},
	{name: "drain.limit", kind: duration, standard: "20s", help: "How long requests under way may take to end.", take: func(c *Config, t string) string { return lasting(&c.Drain.Limit, t, 0, 10*time.Minute) }},
	{name: "log.level", standard: "info", help: "error, warn, info or debug.", take: takeLevel},
	{name: "log.format", standard: "text", sample: "json", help: "text or json.", take: takeFormat},
}

func find(name string) *setting {
	i := slices.IndexFunc(settings, func(s *setting) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return settings[i]
}

// shown is the text as people may see it.
func (s *setting) shown(text string) string {
	if !s.secret || text == "" {
		return text
	}
	u, err := url.Parse(text)
	if err != nil {
		return "•••"
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), "•••")
	}
	if u.RawQuery != "" {
		u.RawQuery = "•••"
	}
	plain, err := url.PathUnescape(u.String())
	if err != nil {
		return "•••"
	}
	return plain
}

func takeStore(c *Config, t string) string {
	c.Store = t
	if t == "" {
		return ""
	}
	u, err := url.Parse(t)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" && u.Query().Get("host") == "" {
		return "write a PostgreSQL URL such as postgres://civicdesk@db.example.gov/civicdesk, or leave it out for the embedded store."
	}
	return ""
}

func takeKey(c *Config, t string) string {
	c.Key = t
	from, name, named := strings.Cut(t, ":")
	switch {
	case t == "file":
	case (from == "file" || from == "credential" || from == "env") && named && name != "":
	default:
		return "write file, file:PATH, credential:NAME or env:NAME. The key itself never stands in a configuration."
	}
	return ""
}

func takeListen(c *Config, t string) string { c.Listen = t; return hostPort(t) }

func hostPort(t string) string {
	_, port, err := net.SplitHostPort(t)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n > 65535 {
		return fmt.Sprintf("“%s” is no address to listen on. Write HOST:PORT, for example 0.0.0.0:8443.", t)
	}
	return ""
}

func takeAdmin(c *Config, t string) string {
	c.Admin = t
	if words := hostPort(t); words != "" {
		return words
	}
	host, _, _ := net.SplitHostPort(t)
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return "metrics and commands are for this machine alone. Write 127.0.0.1:PORT; to read metrics from elsewhere, run a collector here."
	}
	return ""
}

func takeAddress(c *Config, t string) string {
	c.Address = strings.TrimRight(t, "/")
	u, err := url.Parse(c.Address)
	if t != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil) {
		return fmt.Sprintf("“%s” is no public address. Write https://HOST or https://HOST:PORT, without a path.", t)
	}
	return ""
}

func takeTrusted(c *Config, t string) string {
	c.Trusted = nil
	for _, one := range strings.Split(t, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		p, err := netip.ParsePrefix(one)
		if err != nil {
			ip, bad := netip.ParseAddr(one)
			if bad != nil {
				return fmt.Sprintf("“%s” is no address. Write addresses such as 10.0.0.5 or networks such as 10.1.0.0/16.", one)
			}
			p = netip.PrefixFrom(ip, ip.BitLen())
		}
		if p.Bits() == 0 {
			return fmt.Sprintf("“%s” would trust everybody. Name the proxies' own addresses.", one)
		}
		c.Trusted = append(c.Trusted, p.Masked())
	}
	return ""
}

func takeLevel(c *Config, t string) string {
	if !slices.Contains([]string{"error", "warn", "info", "debug"}, t) || c.LogLevel.UnmarshalText([]byte(t)) != nil {
		return fmt.Sprintf("“%s” is no level. Write error, warn, info or debug.", t)
	}
	return ""
}

func takeFormat(c *Config, t string) string {
	c.LogJSON = t == "json"
	if t != "json" && t != "text" {
		return fmt.Sprintf("“%s” is no format. Write text or json.", t)
	}
	return ""
}

func yesNo(to *bool, t string) string {
	switch t {
	case "yes", "true":
		*to = true
	case "no", "false":
		*to = false
	default:
		return fmt.Sprintf("“%s” is neither yes nor no.", t)
	}
	return ""
}

func within(to *int, t string, least, greatest int) string {
	n, err := strconv.Atoi(t)
	if err != nil || n < least || n > greatest {
		return fmt.Sprintf("“%s” is not in its range. Write a whole number from %d to %d.", t, least, greatest)
	}
	*to = n
	return ""
}

func lasting(to *time.Duration, t string, least, greatest time.Duration) string {
	d, err := time.ParseDuration(t)
	if err != nil || d < least || d > greatest {
		return fmt.Sprintf("“%s” is not in its range. Write a time from %s to %s, for example 30s.", t, short(least), short(greatest))
	}
	*to = d
	return ""
}

// short writes a time as people do: 2m, not 2m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func most(t string, n int) string {
	if len(t) > n {
		return fmt.Sprintf("this is too long. Write %d letters at most.", n)
	}
	return ""
}
