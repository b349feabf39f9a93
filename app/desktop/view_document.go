package desktop

// DocumentList is the files of a record in the order in which they came.
type DocumentList struct {
	Rows     []DocumentRow `json:"rows"`
	MayAdd   bool          `json:"mayAdd"`
	Accepted string        `json:"accepted"` // the kinds of file, in words
	Piece    int           `json:"piece"`    // bytes of a piece that the page sends
}

// DocumentRow is one file.
type DocumentRow struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Media      string `json:"media"`
	Size       int64  `json:"size"`
	Pages      int    `json:"pages"` // of a PDF; 0 when not counted
	Check      string `json:"check"` // what to know before opening
	Added      string `json:"added"`
	AddedBy    string `json:"addedBy"`
	State      string `json:"state"` // "waiting", "here" or "server"
	StateWords string `json:"stateWords"`
	Removed    bool   `json:"removed"`
	Why        string `json:"why"` // of the removal
}

// DocumentView is a file that is open for reading.
type DocumentView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Media string `json:"media"`
	Size  int64  `json:"size"`
	Check string `json:"check"`
	Piece int    `json:"piece"` // the most bytes that one reading returns
	Shows bool   `json:"shows"` // the page can show it by itself
}

// PagePicture is one page of a TIFF picture.
type PagePicture struct {
	Count   int     `json:"count"` // pages in the file
	Width   float64 `json:"width"` // of the page on paper, 96 to the inch
	Height  float64 `json:"height"`
	Media   string  `json:"media"`   // "image/png" or "image/jpeg"
	Content string  `json:"content"` // base64
}
