package vault

import (
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"civicdesk/storage/epoch"
)

// Seconds are the second secrets of the folder's accounts, and its anchor, by
// where they lie, as far as this computer's keychains give them out now: those of other people's
// accounts of the operating system are missing. A copy of the folder needs them
// to open with its passwords on another computer.
func (v *Vault) Seconds() map[string][]byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := map[string][]byte{}
	for _, s := range v.head.Slots {
		kind, name, ok := strings.Cut(s.Second, ":")
		k := v.keychain(kind)
		if !ok || k == nil {
			continue
		}
		if raw, err := k.Get(name); err == nil {
			all[s.Second] = raw
		}
	}
	for _, k := range v.anchorKeychains() {
		if raw, err := k.Get(anchorName(v)); err == nil {
			all[k.Kind()+":"+anchorName(v)] = raw
			break
		}
	}
	return all
}

// PutSecond stores a second secret of Seconds where it lay, unless the keychain
// has one there: that one has the newer counts. An anchor that is there learns the
// secrets of the copy and how far the copy was. An error says that it cannot be
// kept on this computer.
func PutSecond(keychains []Keychain, at string, secret []byte) error {
	kind, name, _ := strings.Cut(at, ":")
	for _, k := range keychains {
		if k.Kind() != kind {
			continue
		}
		present, err := k.Get(name)
		switch {
		case errors.Is(err, ErrNoSecret):
			return k.Set(name, secret)
		case err != nil || !strings.HasSuffix(name, "/anchor"):
			return err
		}
		if secret, err = joined(secret, present); err != nil {
			return err
		}
		return k.Set(name, secret)
	}
	return ErrNoSecret
}

// joined is the anchor of a copy with the epochs of the present one besides.
func joined(copied, present []byte) ([]byte, error) {
	var a, b Anchor
	if err := errors.Join(json.Unmarshal(copied, &a), json.Unmarshal(present, &b)); err != nil {
		return nil, err
	}
	for _, e := range b.Epochs {
		if !slices.ContainsFunc(a.Epochs, func(have epoch.Secret) bool { return have.N == e.N }) {
			a.Epochs = append(a.Epochs, e)
		}
	}
	slices.SortFunc(a.Epochs, func(x, y epoch.Secret) int { return cmp.Compare(x.N, y.N) })
	return json.Marshal(a)
}

// EpochsOf are the secrets in an anchor as it lies in a keychain or in a server's
// file.
func EpochsOf(anchor []byte) ([]epoch.Secret, error) {
	var a Anchor
	err := json.Unmarshal(anchor, &a)
	return a.Epochs, err
}

// Headers are the header files of the folder, by name.
func Headers(dir string) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, name := range []string{"head.a", "head.b"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, err := parseHead(raw); err == nil {
			all[name] = raw
		}
	}
	if len(all) == 0 {
		return nil, os.ErrNotExist
	}
	return all, nil
}
