package simulation

import (
	"maps"
	"os"

	"civicdesk/storage/vault"
)

// keychain is a computer's keychain in memory: it takes nothing while the power
// is off.
type keychain struct {
	c       *computer
	secrets map[string][]byte // values are never changed
}

func (k *keychain) Kind() string  { return "simulated" }
func (k *keychain) Words() string { return "the keychain of the simulation" }

func (k *keychain) Get(name string) ([]byte, error) {
	if one := k.secrets[name]; one != nil {
		return one, nil
	}
	return nil, vault.ErrNoSecret
}

func (k *keychain) Set(name string, secret []byte) error {
	if err := k.c.power.spend(); err != nil {
		return err
	}
	k.secrets[name] = append([]byte{}, secret...)
	return nil
}

func (k *keychain) Delete(name string) error {
	delete(k.secrets, name)
	return k.c.power.err()
}

// copied is what the keychain holds now.
func (k *keychain) copied() map[string][]byte {
	if k == nil {
		return nil
	}
	return maps.Clone(k.secrets)
}

// options open the computer's key file with its keychain, if it has one. One that
// has none is of the time before there were any: its store has no outer seal, and
// an erasure rewrites it in one transaction.
func (c *computer) options() []vault.Option {
	if c.keychain == nil {
		return nil
	}
	return []vault.Option{vault.WithKeychains(c.keychain)}
}

// serverAnchor is the file with the secret of the epoch of the server's store.
type serverAnchor struct {
	*authority
	now *vault.Anchor // never changed
}

func (a *serverAnchor) Load() (vault.Anchor, error) {
	if a.now == nil {
		return vault.Anchor{}, os.ErrNotExist
	}
	return *a.now, nil
}

func (a *serverAnchor) Save(next vault.Anchor) error {
	if err := a.power.spend(); err != nil {
		return err
	}
	a.now = &next
	return nil
}
