package protocol

import (
	"civicdesk/app"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
)

// An operation that names files is held: the server keeps it and decides it once
// it has every chunk. The client asks which are lacking (Lacks), sends each
// (PutChunk), and learns the outcome with the last one. Each request may be
// repeated at any time: a chunk that is there is put again without an effect.

// Lacks asks which chunks a held operation still lacks.
type Lacks struct {
	Op app.ID `json:"op"`
	// Lost says that a file of the operation is damaged or gone on the computer
	// that it came from: the server refuses the operation.
	Lost bool `json:"lost"`
}

// Lacking answers Lacks. When nothing is lacking the operation is decided, unless
// it waits for an earlier one.
type Lacking struct {
	Chunks   [][]byte         `json:"chunks"`   // names, in the order of the files
	Outcomes []record.Outcome `json:"outcomes"` // of this operation and of others that waited for it
	Unknown  bool             `json:"unknown"`  // the server has not got the operation: send it again
}

// PutChunk brings one chunk of a held operation.
type PutChunk struct {
	Op     app.ID `json:"op"`
	Sealed []byte `json:"sealed"` // its name is its SHA-256
}

// PutDone answers PutChunk.
type PutDone struct {
	Outcomes []record.Outcome `json:"outcomes"` // of the operations that are complete by this chunk
}

// GetChunks asks for chunks of the files that a record names.
type GetChunks struct {
	Type   string   `json:"type"`
	ID     app.ID   `json:"id"`
	Chunks [][]byte `json:"chunks"` // names
}

// GotChunks answers with the first of the chunks asked for, in their order: one
// at least and at most MaxChunks. A chunk that the server lacks is empty.
type GotChunks struct {
	Sealed [][]byte `json:"sealed"`
}

// NamesOf writes the names of chunks for the wire.
func NamesOf(ids []blob.ID) [][]byte {
	out := make([][]byte, len(ids))
	for i := range ids {
		out[i] = ids[i][:]
	}
	return out
}

// IDs reads names from the wire, and says whether they are names.
func IDs(names [][]byte) (ids []blob.ID, ok bool) {
	for _, n := range names {
		if len(n) != len(blob.ID{}) {
			return nil, false
		}
		ids = append(ids, blob.ID(n))
	}
	return ids, true
}
