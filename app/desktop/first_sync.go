package desktop

import (
	"time"

	"civicdesk/storage/record"
)

// FirstSync is how far a first sync has come: the newest records are here, older
// ones on their way.
type FirstSync struct {
	Running  bool   `json:"running"`
	Done     uint64 `json:"done"`     // of the server's changes that were looked through
	Total    uint64 `json:"total"`    // of all of them
	From     uint64 `json:"from"`     // Done when counting began
	Elapsed  int64  `json:"elapsed"`  // milliseconds since then
	Received int    `json:"received"` // records that have come since then
}

// counting is when and where this program began to count a first sync.
type counting struct {
	began    time.Time
	from     uint64
	received int
}

// firstSync says how far the first sync has come, counting from the first time
// that it is asked.
func (d *door) firstSync(at record.Position) FirstSync {
	d.at.Lock()
	defer d.at.Unlock()
	if at.Low == 0 || at.Low > at.Upto {
		d.first = nil
		return FirstSync{}
	}
	done := at.Upto - at.Low
	if d.first == nil || done < d.first.from {
		d.first = &counting{began: time.Now(), from: done}
	}
	return FirstSync{Running: true, Done: done, Total: at.Upto, From: d.first.from, Elapsed: time.Since(d.first.began).Milliseconds(), Received: d.first.received}
}

// received counts records of the first sync.
func (d *door) received(n int) {
	d.at.Lock()
	defer d.at.Unlock()
	if d.first != nil {
		d.first.received += n
	}
}
