package desktop

// FoundView is what the search over everything has found.
type FoundView struct {
	Rows     []FoundRow `json:"rows"`
	Complete bool       `json:"complete"` // false: records are still being read, ask again
}

// FoundRow is one thing that was found.
type FoundRow struct {
	Kind  string  `json:"kind"` // "people", "vacancies", "inquiries" or "articles"
	Link  string  `json:"link"` // address of its screen
	Label []Piece `json:"label"`
	More  string  `json:"more"`
	Field string  `json:"field"` // in which it was found besides, in words; empty: in the label alone
	Where []Piece `json:"where"` // the text of that field
}

// Piece is a part of a text; Hit says that it was asked for.
type Piece struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit"`
}

// ArticleRow is one article in a list.
type ArticleRow struct {
	Slug     string  `json:"slug"`
	Title    []Piece `json:"title"`
	Where    []Piece `json:"where"` // a piece of the text that was found
	Category string  `json:"category"`
	Agency   string  `json:"agency"`
	AsOf     string  `json:"asOf"`
	State    string  `json:"state"` // "current", "check" or "historical"
	Version  string  `json:"version"`
}

// ArticleView is an article to be read.
type ArticleView struct {
	Slug    string        `json:"slug"`
	Title   string        `json:"title"`
	HTML    string        `json:"html"`   // plain elements without attributes, made by the program
	State   string        `json:"state"`  // "current", "check" or "historical"
	Facts   []Fact        `json:"facts"`  //
	Newest  bool          `json:"newest"` // the version shown is the present one
	Version string        `json:"version"`
	Earlier []EditionView `json:"earlier"` // other versions, newest first
}

// EditionView is another version of an article.
type EditionView struct {
	Version string `json:"version"`
	Since   string `json:"since"`
}
