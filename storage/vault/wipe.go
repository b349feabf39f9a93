package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// Wipe makes the folder's keys worthless: second secrets leave the keychains,
// then both header files go. What lies sealed beside them opens for nobody any
// more. A step that fails does not keep the others back.
func (v *Vault) Wipe() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	var trouble error
	for _, s := range v.head.Slots {
		v.forgetSecond(s.Second)
	}
	for _, k := range v.keychains { // the epochs under which the store is sealed
		trouble = errors.Join(trouble, k.Delete(anchorName(v)))
	}
	v.head.Slots = nil
	for _, name := range []string{"head.a", "head.b", "head.a.new", "head.b.new"} {
		path := filepath.Join(v.dir, name)
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil { // on a disk that writes in place nothing of the slots stays
			err = v.disk.write(path, make([]byte, info.Size()))
		}
		trouble = errors.Join(trouble, err, v.disk.remove(path))
	}
	return trouble
}

// Leave takes the user's slot out of the folder, its second secret first, and
// says whether other users have slots there. When none has, the folder is wiped.
func (k *Keys) Leave() (others bool, err error) {
	v := k.vault
	v.mu.Lock()
	next := v.head.clone()
	if s := next.slot(k.tag); s != nil {
		v.forgetSecond(s.Second)
	}
	next.Slots = slices.DeleteFunc(next.Slots, func(s slot) bool { return bytes.Equal(s.Tag, k.tag) })
	if len(next.Slots) == 0 {
		v.mu.Unlock()
		return false, v.Wipe()
	}
	defer v.mu.Unlock()
	if err := v.write(next, &k.Ring.root); err != nil {
		return true, err
	}
	return true, v.write(v.head.clone(), nil) // in both files
}
