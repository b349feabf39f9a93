package vault

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"civicdesk/app/fault"
	"civicdesk/storage/epoch"
)

// Anchor is what is kept outside of a data folder about it: the secret of the
// store's epoch, without which no file of the folder opens, and how far the
// folder was, so that an old copy of it that is put back shows.
type Anchor struct {
	// Epochs are the secrets, the newest last. There are two only while the epoch
	// is being changed, so that the store opens wherever that is cut off.
	Epochs  []epoch.Secret `json:"epochs"`
	Head    uint64         `json:"head"`    // generation of the header
	Commits uint64         `json:"commits"` // of the store, by all users
	Frames  uint64         `json:"frames"`  // number of the journal's next frame
}

// Next is the anchor with the secret of another epoch.
func (a Anchor) Next() Anchor {
	n := uint32(1)
	for _, e := range a.Epochs {
		n = max(n, e.N+1)
	}
	a.Epochs = append(a.Epochs[:len(a.Epochs):len(a.Epochs)], epoch.New(n))
	return a
}

// Only is the anchor with the one epoch.
func (a Anchor) Only(n uint32) Anchor {
	var kept []epoch.Secret
	for _, e := range a.Epochs {
		if e.N == n {
			kept = append(kept, e)
		}
	}
	a.Epochs = kept
	return a
}

func anchorName(v *Vault) string { return string(v.head.Store) + "/anchor" }

// errNoAnchor says that no keychain has the folder's anchor.
var errNoAnchor = errors.New("vault: no anchor of this folder")

// readAnchor asks the keychain that the header names, and then the others.
func (v *Vault) readAnchor() (a Anchor, err error) {
	err = errNoAnchor
	for _, k := range v.anchorKeychains() {
		raw, getErr := k.Get(anchorName(v))
		if errors.Is(getErr, ErrNoSecret) {
			continue
		}
		if getErr != nil {
			return a, fault.E("vault.readAnchor", fault.Unavailable, "The keychain of this computer cannot be read. Unlock it and try again.", getErr)
		}
		if err := json.Unmarshal(raw, &a); err != nil || len(a.Epochs) == 0 {
			return a, fault.E("vault.readAnchor", fault.Damaged, "What "+k.Words()+" keeps for this data folder is damaged. Ask your administrator to recover the account (“civicdesk recover”).", err)
		}
		return a, nil
	}
	return a, err
}

// anchorKeychains are the keychains, the one that the header names first.
func (v *Vault) anchorKeychains() []Keychain {
	var all []Keychain
	if k := v.keychain(v.head.Anchor); k != nil {
		all = append(all, k)
	}
	for _, k := range v.keychains {
		if k.Kind() != v.head.Anchor {
			all = append(all, k)
		}
	}
	return all
}

// writeAnchor stores the anchor and returns the kind of the keychain.
func (v *Vault) writeAnchor(a Anchor) (kind string, err error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	var trouble error
	for _, k := range v.anchorKeychains() {
		err := k.Set(anchorName(v), raw)
		if err == nil {
			var back []byte
			if back, err = k.Get(anchorName(v)); err == nil && bytes.Equal(back, raw) {
				return k.Kind(), nil
			}
		}
		trouble = errors.Join(trouble, fmt.Errorf("%s: %w", k.Kind(), err))
		if v.head.Anchor != "" { // another place would have two truths
			break
		}
	}
	return "", fault.E("vault.writeAnchor", fault.Unavailable, "The keychain of this computer cannot be written. Unlock it and try again.", trouble)
}

// anchored makes sure that there is an anchor, with next still to be written,
// and that next has the boxes by which the agency recovers its secrets. Without
// keychains there is none.
func (k *Keys) anchored(next *head) error {
	v := k.vault
	if len(v.keychains) == 0 {
		return nil
	}
	a, err := v.readAnchor()
	switch {
	case errors.Is(err, errNoAnchor) && len(k.epochs) > 0: // recovered
		a = Anchor{Epochs: k.epochs}
	case errors.Is(err, errNoAnchor) && next.Anchor == "":
		a = Anchor{}.Next()
	case errors.Is(err, errNoAnchor):
		return fault.E("vault.anchored", fault.Damaged, "What this computer's keychain kept for the data folder is gone. Sign in to the computer as the person who enrolled it, or ask your administrator to recover the account (“civicdesk recover”).", err)
	case err != nil:
		return err
	case len(k.epochs) > 0 && k.epochs[len(k.epochs)-1].N > a.Epochs[len(a.Epochs)-1].N: // the keychain was set back
		a.Epochs = k.epochs
	default:
		k.anchor = a
		return k.boxEpochs(next, a)
	}
	kind, err := v.writeAnchor(a)
	if err != nil {
		return err
	}
	next.Anchor, k.anchor = kind, a
	return k.boxEpochs(next, a)
}

// epochBox is the secret of an epoch for the agency's recovery key.
type epochBox struct {
	N   uint32 `json:"n"`
	Key []byte `json:"key"` // fingerprint of the recovery key
	Box []byte `json:"box"`
}

func epochPlace(h *head, n uint32) []byte { return fmt.Appendf(nil, "epoch %s %d", h.Store, n) }

// boxEpochs gives next a box for each of the anchor's secrets, and no others.
func (k *Keys) boxEpochs(next *head, a Anchor) error {
	pkix := k.Profile().Recovery
	var boxes []epochBox
	for _, e := range a.Epochs {
		for _, b := range next.Epochs {
			if b.N == e.N && (len(pkix) == 0 || bytes.Equal(b.Key, fingerprint(pkix))) {
				boxes = append(boxes, b)
			}
		}
		if len(pkix) == 0 || len(boxes) > 0 && boxes[len(boxes)-1].N == e.N {
			continue
		}
		public, err := recoveryPublic(pkix)
		if err != nil {
			return err
		}
		ephemeral, err := ecdh.P256().GenerateKey(rand.Reader)
		if err != nil {
			return err
		}
		box, err := recoveryBox(ephemeral, public, ephemeral.PublicKey().Bytes())
		if err != nil {
			return err
		}
		boxes = append(boxes, epochBox{N: e.N, Key: fingerprint(pkix), Box: box.Seal(ephemeral.PublicKey().Bytes(), e.Key[:], epochPlace(next, e.N))})
	}
	next.Epochs = boxes
	return nil
}

// recoverEpochs opens the boxes of the header with the agency's key.
func (v *Vault) recoverEpochs(r RecoveryKey) (all []epoch.Secret) {
	for _, b := range v.head.Epochs {
		if len(b.Box) < pointSize {
			continue
		}
		ephemeral, err := ecdh.P256().NewPublicKey(b.Box[:pointSize])
		if err != nil {
			continue
		}
		box, err := recoveryBox(r.key, ephemeral, b.Box[:pointSize])
		if err != nil {
			continue
		}
		raw, err := box.Open(b.Box[pointSize:], epochPlace(v.head, b.N))
		if err != nil || len(raw) != len(epoch.Secret{}.Key) {
			continue
		}
		e := epoch.Secret{N: b.N}
		copy(e.Key[:], raw)
		all = append(all, e)
	}
	return all
}

// Anchor is what is kept outside of the folder, as it was read or written last.
// Without keychains it has no epochs.
func (k *Keys) Anchor() Anchor {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.anchor
}

// SetAnchor changes the anchor: in the header's boxes before the keychain when an
// epoch is added, and after it when one is forgotten, so that the folder can be
// recovered at any moment. The header's generation is filled in.
func (k *Keys) SetAnchor(change func(Anchor) Anchor) error {
	v := k.vault
	v.mu.Lock()
	defer v.mu.Unlock()
	before, err := v.readAnchor()
	if err != nil {
		return err
	}
	a := change(before)
	if len(a.Epochs) == 0 {
		return errors.New("vault: an anchor without an epoch")
	}
	both := a
	both.Epochs = nil
	for _, e := range append(append([]epoch.Secret{}, before.Epochs...), a.Epochs...) {
		if n := len(both.Epochs); n == 0 || both.Epochs[n-1].N < e.N {
			both.Epochs = append(both.Epochs, e)
		}
	}
	if err := k.writeBoxes(both); err != nil {
		return err
	}
	a.Head = v.head.Generation
	if _, err := v.writeAnchor(a); err != nil {
		return err
	}
	k.mu.Lock()
	k.anchor = a
	k.mu.Unlock()
	if len(a.Epochs) == len(both.Epochs) {
		return nil
	}
	if err := k.writeBoxes(a); err != nil { // at the next sign-in, then
		return nil
	}
	return v.markHead()
}

// writeBoxes writes the header when its boxes are not those of the anchor's
// epochs: twice, so that neither file has others.
func (k *Keys) writeBoxes(a Anchor) error {
	v := k.vault
	next := v.head.clone()
	if err := k.boxEpochs(next, a); err != nil {
		return err
	}
	same := len(next.Epochs) == len(v.head.Epochs)
	for i := range next.Epochs {
		same = same && next.Epochs[i].N == v.head.Epochs[i].N && bytes.Equal(next.Epochs[i].Box, v.head.Epochs[i].Box)
	}
	if same {
		return nil
	}
	if err := v.write(next, &k.Ring.root); err != nil {
		return err
	}
	return v.write(v.head.clone(), nil)
}

// markHead notes the header's generation in the anchor, when there is one.
func (v *Vault) markHead() error {
	if v.head.Anchor == "" {
		return nil
	}
	a, err := v.readAnchor()
	if err != nil {
		return err
	}
	a.Head = v.head.Generation
	_, err = v.writeAnchor(a)
	return err
}

// headIsOld says whether the header is an earlier one than the anchor has seen.
func (v *Vault) headIsOld() bool {
	a, err := v.readAnchor()
	return err == nil && v.head.Generation < a.Head
}

// HeadWasOld says whether the header that the keys were opened from was an old
// copy that had been put back.
func (k *Keys) HeadWasOld() bool { return k.oldHead }

// FileAnchor keeps the anchor of a server in a file of its own, beside the
// server's key and apart from the store.
type FileAnchor struct{ Path string }

// Load reads the anchor; a file that is not there returns os.ErrNotExist.
func (f FileAnchor) Load() (a Anchor, err error) {
	raw, err := os.ReadFile(f.Path)
	if err == nil {
		if err = json.Unmarshal(raw, &a); err == nil && len(a.Epochs) == 0 {
			err = errors.New("vault: an anchor without an epoch")
		}
	}
	return a, err
}

// Save replaces the file, whole and durably.
func (f FileAnchor) Save(a Anchor) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return replaceFile(osDisk{}, f.Path, raw)
}
