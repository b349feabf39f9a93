// Command trimcss makes the public site's copy of the U.S. Web Design System:
// of the stylesheet only the rules whose classes occur in the site's templates,
// and the fonts and pictures that these rules and the templates name. Run it
// with go generate ./app/web after a template uses a new class.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	from := flag.String("from", "", "dist folder of the package @uswds/uswds")
	templates := flag.String("templates", "templates", "folder of the templates")
	to := flag.String("to", "static/uswds", "folder to write")
	flag.Parse()
	if err := run(*from, *templates, *to); err != nil {
		fmt.Fprintln(os.Stderr, "trimcss:", err)
		os.Exit(1)
	}
}

// fonts are the faces that the site uses; text in other scripts falls back to
// the visitor's own fonts.
var fonts = []string{"sourcesanspro-regular-webfont", "sourcesanspro-bold-webfont", "sourcesanspro-italic-webfont", "Latin-Merriweather-Bold.woff2"}

var (
	word     = regexp.MustCompile(`[A-Za-z][A-Za-z0-9_-]*`)
	class    = regexp.MustCompile(`\.((?:[A-Za-z0-9_-]|\\.)+)`)
	not      = regexp.MustCompile(`:not\([^()]*\)`)
	resource = regexp.MustCompile(`url\(\.\./([^)]+)\)`)
	picture  = regexp.MustCompile(`"uswds/(img/[^"]+)"`)
)

func run(from, templates, to string) error {
	css, err := os.ReadFile(filepath.Join(from, "css/uswds.min.css"))
	if err != nil {
		return fmt.Errorf("no stylesheet in -from: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(templates, "*.html"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no templates in %s", templates)
	}
	used, wanted := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, w := range word.FindAllString(string(text), -1) {
			used[w] = true
		}
		for _, m := range picture.FindAllStringSubmatch(string(text), -1) {
			wanted[m[1]] = true
		}
	}
	trimmed := "@charset \"UTF-8\";\n/*! U.S. Web Design System 3.14.0, trimmed to what the site uses; see LICENSE.md */\n" + trim(string(css), used)
	for _, m := range resource.FindAllStringSubmatch(trimmed, -1) {
		wanted[m[1]] = true
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := write(filepath.Join(to, "css/uswds.css"), []byte(trimmed)); err != nil {
		return err
	}
	for name := range wanted {
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return copyFile(filepath.Join(from, "../LICENSE.md"), filepath.Join(to, "LICENSE.md"))
}

// trim keeps the rules of a minified stylesheet that can apply.
func trim(css string, used map[string]bool) string {
	var b strings.Builder
	for css != "" {
		if strings.HasPrefix(css, "/*") {
			_, css, _ = strings.Cut(css, "*/")
			continue
		}
		open, semicolon := strings.IndexByte(css, '{'), strings.IndexByte(css, ';')
		if open < 0 {
			break
		}
		if semicolon >= 0 && semicolon < open { // @charset and its like
			css = css[semicolon+1:]
			continue
		}
		head, body := strings.TrimSpace(css[:open]), css[open+1:]
		end := closing(body)
		body, css = body[:end], body[end+1:]
		switch {
		case strings.HasPrefix(head, "@media"), strings.HasPrefix(head, "@supports"):
			if inner := trim(body, used); inner != "" {
				b.WriteString(head + "{" + inner + "}")
			}
		case strings.HasPrefix(head, "@font-face"):
			if slices.ContainsFunc(fonts, func(f string) bool { return strings.Contains(body, f) }) {
				b.WriteString(head + "{" + body + "}")
			}
		case strings.HasPrefix(head, "@"): // keyframes
			continue
		default:
			if kept := selectors(head, used); kept != "" {
				b.WriteString(kept + "{" + body + "}")
			}
		}
	}
	return b.String()
}

// closing is the place of the brace that closes a block.
func closing(s string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			depth++
		case c == '}':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return len(s) - 1
}

// selectors keeps those selectors of a rule whose classes are all used.
func selectors(head string, used map[string]bool) string {
	var kept []string
	depth, start := 0, 0
	for i := 0; i <= len(head); i++ {
		if i < len(head) {
			switch head[i] {
			case '(', '[':
				depth++
			case ')', ']':
				depth--
			}
			if head[i] != ',' || depth > 0 {
				continue
			}
		}
		one := head[start:i]
		start = i + 1
		needed := true
		for _, m := range class.FindAllStringSubmatch(not.ReplaceAllString(one, ""), -1) {
			needed = needed && used[strings.ReplaceAll(m[1], `\`, "")]
		}
		if needed {
			kept = append(kept, one)
		}
	}
	return strings.Join(kept, ",")
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return write(to, data)
}

func write(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}
