package record

import "civicdesk/storage"

// StoreOf shows tests the store as the DB uses it.
func StoreOf(db *DB) storage.Store { return db.store }
