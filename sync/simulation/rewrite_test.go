package simulation

import (
	"context"

	"civicdesk/storage"
)

// Rewrite implements storage.Rewriter: the new store takes the place of the old
// one, which stays until it is removed.
func (m *memory) Rewrite(ctx context.Context, c storage.Carry) (done storage.Rewritten, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return done, err
	}
	tx := &memoryTx{state: state{tables: map[storage.Table]rows{}, seq: m.now.seq}, own: map[storage.Table]bool{}}
	put := func(t storage.Table, key, value []byte) error {
		done.Rows++
		return tx.Put(t, key, value)
	}
	for _, t := range storage.Tables() {
		for _, r := range m.now.tables[t] {
			if err := c.Row(t, []byte(r.key), r.value, put); err != nil {
				return done, err
			}
		}
	}
	if err := c.Last(put); err != nil {
		return done, err
	}
	if err := m.power.spend(); err != nil {
		return done, err
	}
	m.older, m.now = append(m.older, m.now), tx.state
	return done, nil
}

// RemoveOlder implements storage.Rewriter.
func (m *memory) RemoveOlder(aside bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.power.spend(); err != nil {
		return err
	}
	m.older = nil
	if aside {
		m.aside = nil
	}
	return nil
}

// Renew begins the store anew, as a desktop does when its file is damaged. The
// old one is set aside.
func (m *memory) Renew(error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.power.spend(); err != nil {
		return err
	}
	m.aside, m.now = append(m.aside, m.now), state{}
	return nil
}

// all are the files of the store that lie on the disk: the present one, those
// that it has replaced, and those that were set aside.
func (m *medium) all() []state {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return append(append([]state{m.now}, m.older...), m.aside...)
}
