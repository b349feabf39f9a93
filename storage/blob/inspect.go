package blob

import (
	"context"
	"crypto/sha256"
	"io"
)

// Inspect reads a whole file that came sealed from elsewhere and refuses, as
// Write does, what the limits exclude and what is none of the accepted kinds; a
// fault.Invalid too when the manifest does not describe it. ErrMissing and
// storage.ErrDamaged say that it is not all here.
func Inspect(ctx context.Context, s Store, m Manifest, l Limits) error {
	w := writer{store: s, limits: l.withDefaults()}
	r, buf, sum := NewReader(ctx, s, m), make([]byte, ChunkSize), sha256.New()
	for at := int64(0); at < m.Size; {
		n, err := r.ReadAt(buf[:min(ChunkSize, m.Size-at)], at)
		if err != nil && err != io.EOF {
			return err
		}
		at += int64(n)
		sum.Write(buf[:n])
		if err := w.inspect(buf[:n], at == m.Size); err != nil {
			return err
		}
		w.m.Chunks = append(w.m.Chunks, ID{})
	}
	if [sha256.Size]byte(sum.Sum(nil)) != m.Sum || w.m.Media != m.Media {
		return refuse("The file is not what its description says. Add it again.")
	}
	w.m = m
	return w.look(ctx)
}
