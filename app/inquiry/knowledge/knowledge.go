// Package knowledge is the knowledge base: short articles that agents read from
// and attach to inquiries, and that the public searches. They are shared by the
// whole agency, so that every desktop has them offline, and an earlier text of an
// article is never thrown away: an inquiry says which one its customer was given.
package knowledge

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/refdata"
	"civicdesk/storage/record"
)

// Article is one article with its present text.
type Article struct {
	ID        app.ID    `json:"id"`
	Slug      string    `json:"slug"` // for addresses, never changed
	Title     string    `json:"title"`
	Text      string    `json:"text"`    // Markdown without the title
	Version   string    `json:"version"` // of the text, see VersionOf
	Since     time.Time `json:"since"`   // when this text came into the knowledge base
	Agency    string    `json:"agency"`  // whose matter it is, for example "OFCCP"
	Audience  []string  `json:"audience"`
	Category  string    `json:"category"`
	Tags      []string  `json:"tags"`
	AsOf      string    `json:"asOf"`   // when the source said so
	Status    string    `json:"status"` // refdata.StatusCurrent, StatusCheck or StatusHistorical
	Verbatim  bool      `json:"verbatim"`
	Source    string    `json:"source"`
	SourceURL string    `json:"sourceUrl"`
	Rights    string    `json:"rights"`
	Public    bool      `json:"public"`  // also on the public site
	Earlier   []Edition `json:"earlier"` // texts before this one, oldest first
}

// Edition is an earlier text of an article.
type Edition struct {
	Version string    `json:"version"`
	Title   string    `json:"title"`
	Text    string    `json:"text"`
	AsOf    string    `json:"asOf"`
	Since   time.Time `json:"since"`
}

// RecordID is the record's identity, which follows from the slug.
func (a Article) RecordID() app.ID { return a.ID }

// The names of the fields by which an article is found.
const (
	FoundTitle = "title"
	FoundTags  = "tags"
	FoundText  = "text"
)

// Articles are the stored articles. They hold nothing of any person.
var Articles = record.Define[Article]("article",
	record.Scope(func(Article) app.Scope { return app.ScopeAgency }),
	record.Search(func(a Article) []record.SearchField {
		return []record.SearchField{
			{Name: FoundTitle, Kind: record.FindSubject, Text: a.Title},
			{Name: FoundTags, Kind: record.FindSubject, Text: strings.Join(a.Tags, ", ")},
			{Name: FoundText, Kind: record.FindText, Text: plain(a.Text)},
		}
	}),
	record.Audited())

// Definitions are the record types of this package, for a store's schema.
func Definitions() []record.Definition { return []record.Definition{Articles.Definition()} }

// VersionOf names a text: the beginning of its digest.
func VersionOf(text string) string { return record.Digest(text)[:12] }

// idOf is the identity of the article with this slug.
func idOf(slug string) app.ID {
	sum := sha256.Sum256([]byte("article\x00" + slug))
	var u uuid.UUID
	copy(u[:], sum[:16])
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80 // version 8: made by the application's own rule
	return app.ID(u.String())
}

// At is the article as it was in this version, or the present one when it is
// empty; NotFound when it never had it.
func (a Article) At(version string) (Article, error) {
	if version == "" || version == a.Version {
		return a, nil
	}
	for _, e := range a.Earlier {
		if e.Version == version {
			a.Version, a.Title, a.Text, a.AsOf, a.Since = e.Version, e.Title, e.Text, e.AsOf, e.Since
			return a, nil
		}
	}
	return a, fault.E("knowledge.At", fault.NotFound, "This version of the article is not on this computer. Sync, and look again.", nil)
}

// renewed is the article with the shipped text, its own kept when that differs.
func (a Article) renewed(from refdata.Article, now time.Time) (next Article, changed bool) {
	next = Article{ID: idOf(from.Slug), Slug: from.Slug, Title: from.Title, Text: from.Text, Version: VersionOf(from.Text), Since: now,
		Agency: from.Agency, Audience: from.Audience, Category: from.Category, Tags: from.Tags, AsOf: from.AsOf, Status: from.Status, Verbatim: from.Verbatim,
		Source: from.Source, SourceURL: from.SourceURL, Rights: from.Rights, Public: true, Earlier: slices.Clone(a.Earlier)}
	if a.ID == "" {
		return next, true
	}
	if a.Version == next.Version {
		return a, false
	}
	if _, err := a.At(next.Version); err == nil { // an older program beside a newer server
		return a, false
	}
	next.Earlier = append(next.Earlier, Edition{Version: a.Version, Title: a.Title, Text: a.Text, AsOf: a.AsOf, Since: a.Since})
	return next, true
}

// plain is Markdown without its marks, as far as a search minds them.
func plain(markdown string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("*", "", "#", "", "`", "", "|", " ", "_", " ").Replace(markdown)), " ")
}
