package desktop

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/node"
	"civicdesk/app/refdata"
	"civicdesk/storage/record"
)

// Articles is the knowledge base, bound to the page.
type Articles struct{ door *door }

// mostArticles limits a list, mostSuggested what is offered beside a call.
const (
	mostArticles  = 200
	mostSuggested = 4
)

// List finds articles as is typed; an empty text lists all of them. No article
// shows anybody's data, so it is no activity and on no trail.
func (a *Articles) List(text string) ([]ArticleRow, error) {
	return asking(a.door, "desktop.Articles", func(ctx context.Context, desk *node.Session) ([]ArticleRow, error) {
		hits, err := desk.Articles.Find(ctx, text, mostArticles)
		rows := make([]ArticleRow, 0, len(hits))
		for _, h := range hits {
			rows = append(rows, articleRow(h))
		}
		return rows, err
	})
}

// Suggest offers articles that may answer what is written so far.
func (a *Articles) Suggest(text string) ([]ArticleRow, error) {
	return asking(a.door, "desktop.SuggestArticles", func(ctx context.Context, desk *node.Session) ([]ArticleRow, error) {
		found, err := desk.Articles.Suggest(ctx, text, mostSuggested)
		rows := make([]ArticleRow, 0, len(found))
		for _, f := range found {
			rows = append(rows, articleRow(knowledge.Hit{Article: f}))
		}
		return rows, err
	})
}

// Open gives an article to be read, in a version; empty: the present one.
func (a *Articles) Open(slug, version string) (ArticleView, error) {
	return opening(a.door, "desktop.OpenArticle", func(ctx context.Context, desk *node.Session) (ArticleView, error) {
		at, newest, err := desk.Articles.Open(ctx, slug, version)
		if err != nil {
			return ArticleView{}, err
		}
		v := ArticleView{Slug: at.Slug, Title: at.Title, State: at.Status, Newest: newest, Version: at.Version, Earlier: []EditionView{}}
		if v.HTML, err = at.HTML(); err != nil {
			return v, err
		}
		kind := "Summary in this project’s words"
		if at.Verbatim {
			kind = "Federal text, word for word"
		}
		v.Facts = facts("Agency", at.Agency, "For", strings.Join(at.Audience, ", "), "As of", at.AsOf, "Text", kind, "Source", at.Source, "Address", at.SourceURL, "Rights", at.Rights)
		for _, e := range slices.Backward(at.Earlier) {
			v.Earlier = append(v.Earlier, EditionView{Version: e.Version, Since: instant(e.Since)})
		}
		return v, nil
	})
}

func articleRow(h knowledge.Hit) ArticleRow {
	row := ArticleRow{Slug: h.Slug, Title: []Piece{{Text: h.Title}}, Where: []Piece{}, Category: articleSubject(h.Category), Agency: h.Agency, AsOf: h.AsOf, State: h.Status, Version: h.Version}
	for _, f := range h.Found {
		switch f.Name {
		case knowledge.FoundTitle:
			row.Title = pieces(f)
		case knowledge.FoundText:
			row.Where = pieces(record.Snippet(f, snippetWidth))
		}
	}
	if row.State == "" {
		row.State = refdata.StatusCurrent
	}
	return row
}

// articleSubjects are categories whose words are not simply their code.
var articleSubjects = map[string]string{"aap": "Affirmative action", "selfid": "Self-identification", "veteran": "Veterans", "recordkeeping": "Record keeping"}

// articleSubject is an article's category in words.
func articleSubject(category string) string {
	if words := articleSubjects[category]; words != "" {
		return words
	}
	return fieldWords(category)
}
