package pdf

import (
	"embed"
	"sync"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// face is one embedded font file and the characters looked for in it. A file is
// read only when a text needs it: most papers need two of them.
type face struct {
	name   string // of the file, and of the font inside the PDF
	ranges [][2]rune
	load   func() (*glyphs, []byte)
}

// faces are asked in turn; the first whose range and file hold a character sets
// it. The ranges repeat those of fonts/build.py.
var faces = []*face{
	newFace("sans", [2]rune{0x20, 0x52F}, [2]rune{0x1E00, 0x20BF}, [2]rune{0x2100, 0x2265}),
	newFace("arabic", [2]rune{0x600, 0x6FF}, [2]rune{0xFB50, 0xFBFF}, [2]rune{0xFE70, 0xFEFF}, [2]rune{0x2190, 0x2718}),
	newFace("hebrew", [2]rune{0x5BE, 0x5F4}, [2]rune{0xFB1D, 0xFB4F}),
	newFace("armenian", [2]rune{0x530, 0x58F}),
	newFace("georgian", [2]rune{0x10A0, 0x10FF}, [2]rune{0x1C90, 0x1CBF}),
	newFace("ethiopic", [2]rune{0x1200, 0x139F}),
	newFace("cherokee", [2]rune{0x13A0, 0x13FF}, [2]rune{0xAB70, 0xABBF}),
	newFace("syllabics", [2]rune{0x1400, 0x167F}),
	newFace("hangul-1", [2]rune{0x3130, 0x318F}, [2]rune{0xAC00, 0xC2FF}),
	newFace("hangul-2", [2]rune{0xC300, 0xD7A3}),
	newFace("kana", [2]rune{0x2E80, 0x33FF}, [2]rune{0xF900, 0xFAFF}, [2]rune{0xFE30, 0xFE4F}, [2]rune{0xFF00, 0xFFEF}),
	newFace("han-1", [2]rune{0x4E00, 0x637F}),
	newFace("han-2", [2]rune{0x6380, 0x787F}),
	newFace("han-3", [2]rune{0x7880, 0x8CFF}),
	newFace("han-4", [2]rune{0x8D00, 0x9FFF}),
	newFace("han-5", [2]rune{0x3400, 0x3FFF}),
	newFace("han-6", [2]rune{0x4000, 0x4DBF}),
}

// bold has the same characters as the first of faces. The others print regular
// inside bold text.
var bold = newFace("sans-bold", faces[0].ranges...)

func newFace(name string, ranges ...[2]rune) *face {
	return &face{name: name, ranges: ranges, load: sync.OnceValues(func() (*glyphs, []byte) {
		file, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
		if err != nil {
			panic(err) // the file is embedded or the program would not build
		}
		g, err := readTrueType(file)
		if err != nil {
			panic("fonts/" + name + ".ttf: " + err.Error())
		}
		return g, file
	})}
}

// glyphs are the face's characters and their measures.
func (f *face) glyphs() *glyphs {
	g, _ := f.load()
	return g
}

// has says whether the face can draw the character.
func (f *face) has(r rune) bool {
	for _, in := range f.ranges {
		if in[0] <= r && r <= in[1] {
			_, ok := f.glyphs().index[r]
			return ok
		}
	}
	return false
}

// faceFor is the face that draws the character, or nil.
func faceFor(r rune, strong bool) *face {
	if strong && bold.has(r) {
		return bold
	}
	for _, f := range faces {
		if f.has(r) {
			return f
		}
	}
	return nil
}
