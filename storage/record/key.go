package record

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"time"
)

// Key is an index key. Keys made by K sort as their parts do.
type Key []byte

// K joins parts into a key whose byte order is the parts' order. Parts are
// text-like, whole numbers, booleans or times; anything else is a defect and
// panics.
func K(parts ...any) Key {
	var k Key
	for _, p := range parts {
		if t, ok := p.(time.Time); ok {
			p = t.UnixMilli()
		}
		v := reflect.ValueOf(p)
		switch v.Kind() {
		case reflect.String:
			k = appendText(k, v.String())
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			k = binary.BigEndian.AppendUint64(k, uint64(v.Int())^1<<63)
		case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			k = binary.BigEndian.AppendUint64(k, v.Uint())
		case reflect.Bool:
			if v.Bool() {
				k = append(k, 1)
			} else {
				k = append(k, 0)
			}
		default:
			panic(fmt.Sprintf("record: %T cannot be part of a key", p))
		}
	}
	return k
}

// appendText writes s so that no text's key is a prefix of another's.
func appendText(k Key, s string) Key {
	for i := range len(s) {
		if s[i] == 0 {
			k = append(k, 0, 0xff)
			continue
		}
		k = append(k, s[i])
	}
	return append(k, 0, 1)
}
