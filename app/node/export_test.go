package node

import (
	"context"
	"time"

	"civicdesk/storage/blob"
	"civicdesk/storage/record"
	"civicdesk/sync/server"
)

// DropChunks takes chunks off the server, as damage does.
func (s *Server) DropChunks(ctx context.Context, ids []blob.ID) error {
	return s.blobs.Delete(ctx, ids)
}

// Chunks counts what the server keeps.
func (s *Server) Chunks(ctx context.Context) (n int, err error) {
	_, err = s.blobs.Collect(ctx, func(blob.ID) bool { n++; return true }, time.Now().AddDate(1, 0, 0))
	return n, err
}

// Kept counts the operations whose content the server keeps beside the records.
func (s *Server) Kept(ctx context.Context) (n int, err error) {
	err = server.Kept(ctx, s.DB, func(record.Op) error { n++; return nil })
	return n, err
}
