package desktop

import (
	"encoding/json"
	"os"
	"path/filepath"

	"civicdesk/storage/disk"
)

// place is where the window stood. It is kept in the person's settings and says
// nothing of anybody.
type place struct {
	X         int    `json:"x"`
	Y         int    `json:"y"`
	Width     int    `json:"width"`  // as it is when not maximised
	Height    int    `json:"height"` // likewise
	Maximised bool   `json:"maximised"`
	Screens   string `json:"screens"` // the sizes of the screens then; "": it never stood anywhere
}

// area is the size of a screen.
type area struct{ width, height int }

// screens are the screens of this computer, as the window's runtime tells of them:
// their sizes, not how they lie beside each other.
type screens struct {
	all     string // their sizes in words, to tell a change
	current area   // the one that the window is on
}

const leastWidth, leastHeight = 900, 600

// usualPlace is that of a window which never stood anywhere: the system puts it.
var usualPlace = place{Width: 1280, Height: 800}

// on is the place on these screens. While they are the same it is the place
// itself; otherwise the window is brought wholly onto the current one: smaller
// when the screen is, and back from beyond its edge.
func (p place) on(now screens) place {
	p.Width, p.Height = max(p.Width, leastWidth), max(p.Height, leastHeight)
	if p.Screens == now.all || now.current.width <= 0 || now.current.height <= 0 {
		return p
	}
	p.Width, p.Height = min(p.Width, now.current.width), min(p.Height, now.current.height)
	p.X, p.Y = inside(p.X, now.current.width-p.Width), inside(p.Y, now.current.height-p.Height)
	return p
}

func inside(at, most int) int { return max(0, min(at, most)) }

// readPlace is the place in the file, or the usual one when there is none that
// can be read.
func readPlace(name string) place {
	raw, err := os.ReadFile(name)
	p := usualPlace
	if err != nil || json.Unmarshal(raw, &p) != nil || p.Width <= 0 || p.Height <= 0 {
		return usualPlace
	}
	return p
}

// writePlace keeps the place. The file is replaced whole, so that a stop leaves
// the old place or the new one.
func writePlace(name string, p place) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := disk.MakeDir(filepath.Dir(name)); err != nil {
		return err
	}
	return disk.Replace(disk.OS{}, filepath.Dir(name), name, raw)
}
