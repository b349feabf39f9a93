package visitor

import (
	"context"
	"fmt"
	"strings"
)

// Walk goes through a form of several pages: it fills on each page the fields
// that answers names, presses Continue until the page with the send button, and
// returns that page unsent. A page that is shown again because something on it
// is wrong ends the walk with an error that quotes the page.
func (v *Visitor) Walk(ctx context.Context, path string, answers map[string][]string) (*Page, error) {
	p, err := v.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	for range 50 {
		if p.values == nil {
			return nil, fmt.Errorf("%s shows no form but %d %s", path, p.Status, p.Title)
		}
		if strings.HasPrefix(p.Title, "Error: ") {
			return nil, fmt.Errorf("%s: %s: %s", path, p.Title, p.Text)
		}
		if b := p.fields["go"]; b != nil && strings.Contains(strings.Join(b.Options, " "), "send") {
			return p, nil
		}
		for name := range p.fields {
			if values, ok := answers[name]; ok {
				if err := p.Fill(name, values...); err != nil {
					return nil, err
				}
			}
		}
		if p, err = p.Press(ctx, "go", "next"); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%s does not come to an end", path)
}

// Send presses the send button of the last page of a form and returns the
// receipt with its number, as the page shows it.
func (p *Page) Send(ctx context.Context) (number string, receipt *Page, err error) {
	receipt, err = p.Press(ctx, "go", "send")
	if err != nil {
		return "", nil, err
	}
	_, rest, ok := strings.Cut(receipt.HTML, `class="cd-number">`)
	if number, _, _ = strings.Cut(rest, "<"); !ok || number == "" {
		return "", receipt, fmt.Errorf("no receipt but %d %s: %s", receipt.Status, receipt.Title, receipt.Text)
	}
	return number, receipt, nil
}
