package backup

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/json"
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// head is the beginning of the file. It is written once; a copy of its body goes
// before each snapshot, so that a damaged beginning loses nothing.
type head struct {
	Origin
	Commit    []byte           `json:"commit"` // ties the envelopes to one key
	Envelopes []vault.Envelope `json:"envelopes"`
}

const (
	magic   = "civicdesk backup 1\n"
	page    = 4096
	maxHead = 1 << 20
)

func (h *head) place() []byte { return []byte("backup " + string(h.Store)) }

func commitOf(key seal.Key) []byte {
	k := key.Sub("commit")
	return k[:16]
}

// For says for whom a new file is sealed.
type For struct {
	Own        seal.Key  // of the store itself: appends without asking anybody
	Recovery   []byte    // public part of the agency's recovery key (PKIX), or empty
	Passphrase string    // or empty
	KDF        vault.KDF // of the passphrase; the zero value is vault.DefaultKDF
}

func newHead(o Origin, f For) (*head, seal.Key, error) {
	if len(f.Recovery) == 0 && f.Passphrase == "" {
		return nil, seal.Key{}, fault.E("backup.Create", fault.Invalid, "Nobody could open this backup after a loss. Make the agency's recovery key first (“civicdesk recovery-key”), or give the backup a passphrase with --passphrase.", nil)
	}
	key := seal.NewKey()
	h := &head{Origin: o, Commit: commitOf(key), Envelopes: []vault.Envelope{vault.SealForOwn(f.Own, key, (&head{Origin: o}).place())}}
	if len(f.Recovery) > 0 {
		e, err := vault.SealForRecovery(f.Recovery, key, h.place())
		if err != nil {
			return nil, key, err
		}
		h.Envelopes = append(h.Envelopes, e)
	}
	if f.Passphrase != "" {
		if f.KDF.Name == "" {
			f.KDF = vault.DefaultKDF()
		}
		e, err := vault.SealForPassphrase(f.KDF, f.Passphrase, key, h.place())
		if err != nil {
			return nil, key, err
		}
		h.Envelopes = append(h.Envelopes, e)
	}
	return h, key, nil
}

// bytes is the beginning of the file and the body in it.
func (h *head) bytes() (all, body []byte, err error) {
	if body, err = json.Marshal(h); err != nil {
		return nil, nil, err
	}
	all = binary.BigEndian.AppendUint32([]byte(magic), uint32(len(body)))
	all = append(all, body...)
	size := roundUp(int64(len(all)) + sha256.Size)
	all = append(all, make([]byte, size-int64(len(all))-sha256.Size)...)
	sum := sha256.Sum256(all)
	return append(all, sum[:]...), body, nil
}

func roundUp(n int64) int64 { return (n + page - 1) / page * page }

// parseHead reads the beginning of the file; size is where it ends.
func parseHead(b []byte) (h *head, body []byte, size int64, err error) {
	rest, ok := bytes.CutPrefix(b, []byte(magic))
	if !ok || len(rest) < 4 {
		return nil, nil, 0, errNotABackup
	}
	n := int64(binary.BigEndian.Uint32(rest))
	size = roundUp(int64(len(magic)) + 4 + n + sha256.Size)
	if n > maxHead || size > int64(len(b)) {
		return nil, nil, 0, errNotABackup
	}
	sum := sha256.Sum256(b[:size-sha256.Size])
	if !bytes.Equal(sum[:], b[size-sha256.Size:size]) {
		return nil, nil, 0, errNotABackup
	}
	body = slices.Clone(rest[4 : 4+n])
	h, err = parseBody(body)
	return h, body, size, err
}

func parseBody(body []byte) (*head, error) {
	var h head
	if err := json.Unmarshal(body, &h); err != nil {
		return nil, errNotABackup
	}
	if _, ok := app.ParseID(string(h.Store)); !ok || h.Kind != Server && h.Kind != Desktop {
		return nil, errNotABackup
	}
	return &h, nil
}

// open tries the envelopes of a kind.
func (h *head) open(kind string, try func(vault.Envelope) (seal.Key, error)) (seal.Key, error) {
	err := error(vault.ErrEnvelope)
	for _, e := range h.Envelopes {
		if e.For != kind {
			continue
		}
		var key seal.Key
		if key, err = try(e); err == nil && subtle.ConstantTimeCompare(commitOf(key), h.Commit) == 1 {
			return key, nil
		}
	}
	return seal.Key{}, err
}

// has says whether there is an envelope of the kind.
func (h *head) has(kind string) bool {
	return slices.ContainsFunc(h.Envelopes, func(e vault.Envelope) bool { return e.For == kind })
}

// WithPassphrase opens a file that was sealed for a passphrase.
func WithPassphrase(passphrase string) Secret {
	return func(h *head) (seal.Key, error) {
		if !h.has(vault.ForPassphrase) {
			return seal.Key{}, fault.E("backup.Open", fault.Denied, "This backup has no passphrase. It opens with the agency's recovery key: --key FILE.", nil)
		}
		key, err := h.open(vault.ForPassphrase, func(e vault.Envelope) (seal.Key, error) { return e.OpenPassphrase(passphrase, h.place()) })
		if err != nil {
			err = fault.E("backup.Open", fault.Denied, "The passphrase is not that of this backup.", err)
		}
		return key, err
	}
}

// WithRecovery opens a file that was sealed for the agency's recovery key.
func WithRecovery(r vault.RecoveryKey) Secret {
	return func(h *head) (seal.Key, error) {
		key, err := h.open(vault.ForRecovery, func(e vault.Envelope) (seal.Key, error) { return e.OpenRecovery(r, h.place()) })
		if err != nil {
			err = fault.E("backup.Open", fault.Denied, "This backup was not sealed for this recovery key. Take the key that the agency had when the file was begun, or the passphrase.", err)
		}
		return key, err
	}
}

// WithOwn opens a file with the key of the store that it holds.
func WithOwn(own seal.Key) Secret {
	return func(h *head) (seal.Key, error) {
		key, err := h.open(vault.ForOwn, func(e vault.Envelope) (seal.Key, error) { return e.OpenOwn(own, h.place()) })
		if err != nil {
			err = fault.E("backup.Open", fault.Conflict, "This file holds backups of another store. Choose another file.", err)
		}
		return key, err
	}
}
