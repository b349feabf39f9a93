package pdf

import (
	"encoding/binary"
	"fmt"
)

// glyphs is what setting text needs to know of one TrueType file: which
// characters it has, how far each advances, and the box it fills.
type glyphs struct {
	index   map[rune]uint16 // character to glyph
	advance []uint16        // by glyph, in font units; the last one repeats
	box     []box           // by glyph, in thousandths of the type size
	perEm   float64
}

// box is the rectangle that a glyph's ink fills, in thousandths of the size.
type box struct{ left, bottom, right, top float64 }

// width is how far the character moves the pen, in thousandths of the size.
func (g *glyphs) width(r rune) float64 {
	i := int(g.index[r])
	if i >= len(g.advance) {
		i = len(g.advance) - 1
	}
	return float64(g.advance[i]) * 1000 / g.perEm
}

// readTrueType reads the tables of an embedded font. The files are part of the
// program and every one is read by a test, so lengths are not doubted here.
func readTrueType(file []byte) (*glyphs, error) {
	u16, u32 := binary.BigEndian.Uint16, binary.BigEndian.Uint32
	table := map[string][]byte{}
	for i := range int(u16(file[4:])) {
		entry := file[12+16*i:]
		table[string(entry[:4])] = file[u32(entry[8:]):][:u32(entry[12:])]
	}
	for _, name := range []string{"head", "hhea", "hmtx", "maxp", "loca", "glyf", "cmap"} {
		if table[name] == nil {
			return nil, fmt.Errorf("font has no table %s", name)
		}
	}
	g := &glyphs{perEm: float64(u16(table["head"][18:]))}
	for i := range int(u16(table["hhea"][34:])) {
		g.advance = append(g.advance, u16(table["hmtx"][4*i:]))
	}
	g.box = boxes(table, g.perEm)
	var err error
	g.index, err = characters(table["cmap"])
	return g, err
}

// boxes reads the bounding box of every glyph; a glyph without ink has none.
func boxes(table map[string][]byte, perEm float64) []box {
	u16 := binary.BigEndian.Uint16
	long := u16(table["head"][50:]) == 1
	start := func(glyph int) int {
		if long {
			return int(binary.BigEndian.Uint32(table["loca"][4*glyph:]))
		}
		return 2 * int(u16(table["loca"][2*glyph:]))
	}
	all := make([]box, u16(table["maxp"][4:]))
	for i := range all {
		if start(i) == start(i+1) {
			continue
		}
		outline := table["glyf"][start(i):]
		at := func(n int) float64 { return float64(int16(u16(outline[n:]))) * 1000 / perEm }
		all[i] = box{left: at(2), bottom: at(4), right: at(6), top: at(8)}
	}
	return all
}

// characters reads the Windows Unicode subtable, format 4.
func characters(cmap []byte) (map[rune]uint16, error) {
	u16 := binary.BigEndian.Uint16
	for i := range int(u16(cmap[2:])) {
		entry := cmap[4+8*i:]
		sub := cmap[binary.BigEndian.Uint32(entry[4:]):]
		if u16(entry) == 3 && u16(entry[2:]) == 1 && u16(sub) == 4 {
			return segments(sub), nil
		}
	}
	return nil, fmt.Errorf("font has no Unicode character map of format 4")
}

func segments(sub []byte) map[rune]uint16 {
	u16 := binary.BigEndian.Uint16
	n := int(u16(sub[6:])) // twice the count of segments
	index := map[rune]uint16{}
	for i := 0; i < n; i += 2 {
		end, start := int(u16(sub[14+i:])), int(u16(sub[16+n+i:]))
		delta, offset := u16(sub[16+2*n+i:]), int(u16(sub[16+3*n+i:]))
		for c := start; c <= end && c < 0xFFFF; c++ {
			glyph := uint16(c) + delta
			if offset != 0 {
				glyph = u16(sub[16+3*n+i+offset+2*(c-start):])
				if glyph != 0 {
					glyph += delta
				}
			}
			if glyph != 0 {
				index[rune(c)] = glyph
			}
		}
	}
	return index
}
