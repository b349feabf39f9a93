package search

import "unicode/utf8"

// almost calls fn for the ranges of terms that the word fits but for at most
// edits typing errors (a letter too many, missing, wrong, or two in the wrong
// order), or whose beginning it fits so when the first letter is right. It
// walks the sorted terms as a tree: rows of the distance table are shared by
// terms that begin alike, and a beginning that is too far skips all of its
// terms.
func (s *segment) almost(word []rune, edits int, fn func(from, to int)) {
	var path []rune
	rows := [][]uint8{firstRow(len(word))}
	for i := s.plain; i < len(s.ends); {
		term := s.term(i)
		depth, at := 0, 0
		for depth < len(path) && at < len(term) {
			r, size := utf8.DecodeRuneInString(term[at:])
			if r != path[depth] {
				break
			}
			depth, at = depth+1, at+size
		}
		path = path[:depth]
		next, cut := i+1, false
		for at < len(term) && !cut {
			r, size := utf8.DecodeRuneInString(term[at:])
			path, at = append(path, r), at+size
			if len(rows) <= len(path) {
				rows = append(rows, make([]uint8, len(word)+1))
			}
			least := step(word, path, rows)
			switch {
			case int(least) > edits:
				next, cut = s.upper(term[:at], i), true
			case int(rows[len(path)][len(word)]) <= edits && path[0] == word[0]:
				next, cut = s.upper(term[:at], i), true
				fn(i, next)
			}
		}
		if !cut && int(rows[len(path)][len(word)]) <= edits {
			fn(i, i+1)
		}
		i = next
	}
}

// fits says whether the word fits the term as in almost.
func fits(word []rune, edits int, term string) bool {
	var path []rune
	rows := [][]uint8{firstRow(len(word))}
	for _, r := range term {
		path = append(path, r)
		rows = append(rows, make([]uint8, len(word)+1))
		if int(step(word, path, rows)) > edits {
			return false
		}
		if int(rows[len(path)][len(word)]) <= edits && path[0] == word[0] {
			return true
		}
	}
	return int(rows[len(path)][len(word)]) <= edits
}

func firstRow(n int) []uint8 {
	row := make([]uint8, n+1)
	for i := range row {
		row[i] = uint8(i)
	}
	return row
}

// step fills the row of the path's last letter and returns its least distance:
// no longer path comes below it.
func step(word, path []rune, rows [][]uint8) (least uint8) {
	d := len(path)
	row, above := rows[d], rows[d-1]
	row[0] = uint8(min(d, 255))
	least = row[0]
	for j := 1; j <= len(word); j++ {
		v := min(row[j-1], above[j]) + 1
		same := uint8(1)
		if word[j-1] == path[d-1] {
			same = 0
		}
		v = min(v, above[j-1]+same)
		if d > 1 && j > 1 && word[j-1] == path[d-2] && word[j-2] == path[d-1] {
			v = min(v, rows[d-2][j-2]+1)
		}
		row[j] = v
		least = min(least, v)
	}
	return least
}
