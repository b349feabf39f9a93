package knowledge

import (
	"bytes"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// reading is what an article may be made of: no attribute at all, so that
// nothing in it can act, load, or lead the window anywhere.
var reading = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "br", "hr", "table", "thead", "tbody", "tr", "th", "td")
	return p
}()

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(written{}, 100))))

// HTML is the article's text for reading: HTML of plain elements without any
// attribute. Addresses of links stand behind their words, pictures are left out.
func (a Article) HTML() (string, error) {
	var b bytes.Buffer
	if err := markdown.Convert([]byte(a.Text), &b); err != nil {
		return "", err
	}
	return string(reading.SanitizeBytes(b.Bytes())), nil
}

// written writes the address of each link behind its words, and moves headings
// beneath the title, which is the screen's own.
type written struct{}

func (written) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var links []*ast.Link
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function never fails
		switch n := n.(type) {
		case *ast.Heading:
			if entering {
				n.Level = min(max(n.Level, 2), 4)
			}
		case *ast.Link:
			if entering {
				links = append(links, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, l := range links {
		l.Parent().InsertAfter(l.Parent(), l, ast.NewString([]byte(" ("+string(l.Destination)+")")))
	}
}
