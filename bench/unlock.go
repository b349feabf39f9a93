package main

import (
	"fmt"

	"golang.org/x/crypto/argon2"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

const listed = 50

// measureUnlock times what a user waits for in the morning, with 10,000
// applications in the store: password to open store, to the first 50 rows, and
// to the whole list of one vacancy. The derivation of the key is slow on
// purpose and swamps the rest, so a second slot with a cheap derivation opens
// the same store; the true slot stands beside the derivation alone.
func measureUnlock(dir string, rounds int) ([]result, error) {
	d, err := newDesktop(dir, 25)
	if err != nil {
		return nil, err
	}
	if err := d.pull(d.applications(pulled), 1000); err != nil {
		return nil, err
	}
	if err := d.db.Close(); err != nil {
		return nil, err
	}
	if err := d.addCheapSlot(); err != nil {
		return nil, err
	}
	kdf := vault.DefaultKDF()
	if kdf.Name != "argon2id" {
		return nil, fmt.Errorf("measure without FIPS mode: the derivation here is %s", kdf.Name)
	}
	var derivation, whole, first, list []float64
	for range rounds {
		ms, _ := timed(func() error {
			argon2.IDKey([]byte(password), make([]byte, 16), kdf.Time, kdf.Memory, kdf.Threads, 32)
			return nil
		})
		derivation = append(derivation, ms)
		toFirst, _, err := d.morning(login)
		if err != nil {
			return nil, err
		}
		whole = append(whole, toFirst)
		toFirst, toList, err := d.morning(cheapLogin)
		if err != nil {
			return nil, err
		}
		first, list = append(first, toFirst), append(list, toList)
	}
	return []result{
		{name: "unlock to the first 50 of 10,000, without the derivation", ours: first, goal: goal{ms: 1000}},
		{name: "unlock to a vacancy's list of 400, without the derivation", ours: list, goal: goal{ms: 1000}},
		{"unlock to the first 50 of 10,000, all told", whole, "key derivation alone", derivation, goal{}},
	}, nil
}

const cheapLogin = "rosa-cheap"

// addCheapSlot gives a colleague at the same computer, with the same keys, a slot
// whose derivation costs next to nothing.
func (d *desktop) addCheapSlot() error {
	v, err := vault.Open(d.dir, vault.InsecureTestKDF(), d.keychain())
	if err != nil {
		return err
	}
	keys, err := v.Unlock(login, password)
	if err != nil {
		return err
	}
	profile := d.profile
	profile.Login, profile.Device = cheapLogin, app.NewID()
	_, err = keys.AddUser(password, profile, keys.Ring.Keys())
	return err
}

// morning opens the folder and reads; it returns the times since the password.
func (d *desktop) morning(login string) (toFirst, toWhole float64, err error) {
	toFirst, err = timed(func() error {
		v, err := vault.Open(d.dir, vault.DefaultKDF(), d.keychain())
		if err != nil {
			return err
		}
		keys, err := v.Unlock(login, password)
		if err != nil {
			return err
		}
		if err := d.open(keys); err != nil {
			return err
		}
		return d.db.View(d.ctx, func(tx *record.Tx) error {
			rows, err := hiring.Applications.Range(tx, "by-vacancy", nil, nil, listed)
			if err == nil && len(rows) != listed {
				err = fmt.Errorf("%d rows came instead of %d", len(rows), listed)
			}
			return err
		})
	})
	if err != nil {
		return 0, 0, err
	}
	more, err := timed(func() error {
		rows, err := d.hiring.Applicants(d.ctx, d.vacancies[0].ID, "09")
		if err == nil && len(rows) != pulled/len(d.vacancies) {
			err = fmt.Errorf("%d applicants came instead of %d", len(rows), pulled/len(d.vacancies))
		}
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	return toFirst, toFirst + more, d.db.Close()
}
