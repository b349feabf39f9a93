package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
)

// span is a run of whole frames in a segment, each the successor of the one
// before.
type span struct {
	from, to    int    // bytes
	first, last uint64 // frame numbers
	link        [16]byte
	opens       [16]byte // the link that its first frame carries
}

// spans finds the whole frames of a segment whose first is start. A sound
// segment is one span from its first byte on (none when it is new), with nothing
// but zeros behind it. torn says that something else follows the last span.
func spans(raw []byte, start uint64) (list []span, torn bool) {
	end := len(trimmed(raw))
	var cur *span
	next := start
	for at := 0; at < end; {
		whole, f, ok := parse(raw[at:], next)
		if !ok {
			cur, torn = nil, true
			at++
			continue
		}
		if cur == nil || f.Number != next || opens(whole) != cur.link {
			list = append(list, span{from: at, first: f.Number, opens: opens(whole)})
			cur = &list[len(list)-1]
		}
		at += len(whole)
		cur.to, cur.last, cur.link = at, f.Number, linkOf(whole)
		next, torn = f.Number+1, false
	}
	return list, torn
}

// parse reads the frame at the beginning of b when it is whole and its number is
// not below least.
func parse(b []byte, least uint64) (whole []byte, f Frame, ok bool) {
	if len(b) < prefix+frameHead {
		return nil, f, false
	}
	n := int(binary.BigEndian.Uint32(b))
	if n < frameHead || n > maxFrame || len(b) < prefix+n {
		return nil, f, false
	}
	whole = b[:prefix+n]
	f.Number = binary.BigEndian.Uint64(whole[prefix:])
	if f.Number < least || f.Number-least > 1<<20 || crc32.Checksum(whole[prefix:], castagnoli) != binary.BigEndian.Uint32(b[4:]) {
		return nil, f, false
	}
	copy(f.Owner[:], whole[prefix+8:])
	f.Payload = whole[prefix+frameHead:]
	return whole, f, true
}

func opens(whole []byte) (link [16]byte) {
	copy(link[:], whole[prefix+24:])
	return link
}

func linkOf(frame []byte) (link [16]byte) {
	sum := sha256.Sum256(frame)
	copy(link[:], sum[:])
	return link
}

// each calls fn for the frames of the spans.
func each(raw []byte, list []span, fn func(Frame) error) error {
	for _, s := range list {
		for at, n := s.from, s.first; at < s.to; n++ {
			whole, f, _ := parse(raw[at:], n)
			if err := fn(f); err != nil {
				return err
			}
			at += len(whole)
		}
	}
	return nil
}
