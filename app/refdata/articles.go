package refdata

import (
	"io/fs"
	"slices"
	"strings"
	"sync"
)

// Article is one knowledge base article.
type Article struct {
	ID        string   // for example "KB-016"
	Slug      string   // for the address of its page, for example "check-status"
	Title     string   //
	Agency    string   // the agency whose matter it is, for example "OFCCP"
	Audience  []string // "worker", "contractor"
	Category  string   //
	Tags      []string //
	AsOf      string   // when the source said so
	Status    string   // StatusCurrent, StatusCheck or StatusHistorical
	Verbatim  bool     // a US federal text word for word; otherwise a summary in our words
	Source    string   //
	SourceURL string   //
	Rights    string   //
	Text      string   // markdown without its first heading, which is the title
}

// The states of an article. One to check or a historical one says so where it
// is shown.
const (
	StatusCurrent    = "current"
	StatusCheck      = "check"
	StatusHistorical = "historical"
)

// Articles lists the shipped knowledge base by ID.
func Articles() []Article { return slices.Clone(articles()) }

// ArticleBySlug finds an article.
func ArticleBySlug(slug string) (Article, bool) {
	for _, a := range articles() {
		if a.Slug == slug {
			return a, true
		}
	}
	return Article{}, false
}

var articles = sync.OnceValue(func() (list []Article) {
	entries, err := fs.ReadDir(files, "data/kb")
	if err != nil {
		panic("refdata: " + err.Error())
	}
	for _, entry := range entries {
		a, ok := parseArticle(string(raw("kb/" + entry.Name())))
		if !ok {
			panic("refdata: kb/" + entry.Name() + " has no front matter")
		}
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b Article) int { return strings.Compare(a.ID, b.ID) })
	return list
})

// parseArticle reads front matter of one "key: value" per line between two
// lines of "---", then the markdown text.
func parseArticle(file string) (Article, bool) {
	front, ok := strings.CutPrefix(file, "---\n")
	if !ok {
		return Article{}, false
	}
	front, text, ok := strings.Cut(front, "\n---\n")
	if !ok {
		return Article{}, false
	}
	field := map[string]string{}
	for _, line := range strings.Split(front, "\n") {
		if key, value, ok := strings.Cut(line, ":"); ok {
			field[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	text = strings.TrimSpace(text)
	if heading, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(heading, "# ") {
		text = strings.TrimSpace(rest)
	}
	return Article{
		ID: plain(field["id"]), Slug: plain(field["slug"]), Title: plain(field["title"]),
		Agency: plain(field["agency"]), Audience: list(field["audience"]), Category: plain(field["category"]),
		Tags: list(field["tags"]), AsOf: plain(field["as_of"]), Status: plain(field["status"]),
		Verbatim: plain(field["text"]) == "verbatim", Source: plain(field["source"]),
		SourceURL: plain(field["source_url"]), Rights: plain(field["rights"]), Text: text,
	}, true
}

// plain takes the quotation marks off a front matter value.
func plain(value string) string {
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		value = strings.ReplaceAll(value[1:len(value)-1], `\"`, `"`)
	}
	return value
}

// list reads a front matter list such as ["tracking number", "zip code"].
func list(value string) (items []string) {
	inside := strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
	for _, item := range strings.Split(inside, ",") {
		if item = plain(strings.TrimSpace(item)); item != "" {
			items = append(items, item)
		}
	}
	return items
}
