// Package visitor walks through the public site as a person with a browser
// does: it opens pages, fills in what the forms ask, presses buttons and reads
// what comes back. It knows HTML and nothing of Civic Desk, so that what it can
// do, a browser without scripts can do. Tests and the demonstration use it.
package visitor

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Visitor opens pages of one site.
type Visitor struct {
	base   *url.URL
	client *http.Client
}

// New returns a visitor of the site at base, for example "https://127.0.0.1:8443".
// The client decides about certificates and time limits; nil means the default.
func New(base string, client *http.Client) (*Visitor, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	if client == nil {
		client = http.DefaultClient
	}
	return &Visitor{base: u, client: client}, nil
}

// Page is a page as it was answered, with the values of its last POST form.
type Page struct {
	Status int
	Header http.Header
	Title  string
	HTML   string
	Text   string // what a person reads, blanks folded

	visitor *Visitor
	address *url.URL
	action  string
	values  url.Values
	fields  map[string]*Field
}

// Field is one input of the page's form.
type Field struct {
	Name    string
	Type    string   // "text", "radio", "checkbox", "select", "textarea", "submit", "hidden"…
	Options []string // values that can be chosen
}

// Open fetches a page.
func (v *Visitor) Open(ctx context.Context, path string) (*Page, error) {
	return v.do(ctx, http.MethodGet, path, nil)
}

// Fields are the inputs of the page's form by name.
func (p *Page) Fields() map[string]*Field { return p.fields }

// Value is what a field holds now.
func (p *Page) Value(name string) string { return p.values.Get(name) }

// Fill enters values into a field. A field that the form does not have, or a
// choice that it does not offer, is an error, as for a person.
func (p *Page) Fill(name string, values ...string) error {
	f, ok := p.fields[name]
	if !ok {
		return fmt.Errorf("page %q has no field %s", p.Title, name)
	}
	for _, value := range values {
		if len(f.Options) > 0 && !slices.Contains(f.Options, value) {
			return fmt.Errorf("field %s does not offer %q but %q", name, value, f.Options)
		}
	}
	p.values[name] = values
	return nil
}

// Press sends the form with the button name and value pressed ("" for a form
// with one nameless button) and returns the answer.
func (p *Page) Press(ctx context.Context, name, value string) (*Page, error) {
	if p.values == nil {
		return nil, fmt.Errorf("page %q has no form to send", p.Title)
	}
	form := url.Values{}
	for k, v := range p.values {
		form[k] = slices.Clone(v)
	}
	if name != "" {
		form.Set(name, value)
	}
	target, err := p.address.Parse(p.action)
	if err != nil {
		return nil, err
	}
	return p.visitor.do(ctx, http.MethodPost, target.String(), form)
}

func (v *Visitor) do(ctx context.Context, method, path string, form url.Values) (*Page, error) {
	target, err := v.base.Parse(path)
	if err != nil {
		return nil, err
	}
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, target.String(), body)
	if err != nil {
		return nil, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", v.base.Scheme+"://"+v.base.Host)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := v.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	p := &Page{Status: answer.StatusCode, Header: answer.Header, HTML: string(text), visitor: v, address: target}
	root, err := html.Parse(strings.NewReader(p.HTML))
	if err != nil {
		return nil, err
	}
	p.read(root)
	return p, nil
}

// read collects the title, the text and the form.
func (p *Page) read(root *html.Node) {
	var words []string
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "title":
			words = append(words, strings.Fields(n.Data)...)
		case n.Type != html.ElementNode:
		case n.Data == "title" && n.FirstChild != nil:
			p.Title = n.FirstChild.Data
		case n.Data == "form" && strings.EqualFold(attribute(n, "method"), "post"):
			p.action, p.values, p.fields = attribute(n, "action"), url.Values{}, map[string]*Field{}
			p.readForm(n)
		}
	}
	p.Text = strings.Join(words, " ")
}

func (p *Page) readForm(form *html.Node) {
	for n := range form.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		name, value := attribute(n, "name"), attribute(n, "value")
		if name == "" {
			continue
		}
		switch n.Data {
		case "input":
			kind := attribute(n, "type")
			f := p.field(name, kind)
			if kind == "radio" || kind == "checkbox" {
				f.Options = append(f.Options, value)
				if !has(n, "checked") {
					continue
				}
			}
			if value != "" || kind == "hidden" {
				p.values.Add(name, value)
			}
		case "textarea":
			p.field(name, "textarea")
			if n.FirstChild != nil {
				p.values.Set(name, strings.TrimPrefix(n.FirstChild.Data, "\n"))
			}
		case "select":
			f := p.field(name, "select")
			for o := range n.Descendants() {
				if o.Data == "option" {
					f.Options = append(f.Options, attribute(o, "value"))
					if has(o, "selected") {
						p.values.Set(name, attribute(o, "value"))
					}
				}
			}
		case "button":
			f := p.field(name, "submit")
			f.Options = append(f.Options, value)
		}
	}
}

func (p *Page) field(name, kind string) *Field {
	if p.fields[name] == nil {
		p.fields[name] = &Field{Name: name, Type: kind}
	}
	return p.fields[name]
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
