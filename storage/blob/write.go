package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"civicdesk/storage/seal"
)

// smallest is what a short last chunk is padded to at least, so that a note of
// one line and one of a page look alike.
const smallest = 4 << 10

// Write seals what r holds into s, in order and with flat memory, and returns
// the manifest, which the caller keeps in a sealed record. A file that the
// limits refuse, or that is none of the accepted kinds, is a fault.Invalid with
// a sentence at the field "file". After any failure the chunks written so far
// are deleted; what a crash leaves is collected as orphans.
func Write(ctx context.Context, s Store, r io.Reader, l Limits) (Manifest, error) {
	w := writer{m: newManifest(), store: s, sum: sha256.New(), limits: l.withDefaults()}
	w.box = w.m.Key.Box()
	err := w.all(ctx, r)
	if err == nil {
		err = w.look(ctx)
	}
	if err != nil {
		return Manifest{}, errors.Join(err, s.Delete(context.WithoutCancel(ctx), w.m.Chunks))
	}
	return w.m, nil
}

type writer struct {
	m      Manifest
	store  Store
	box    seal.Box
	sum    hash.Hash
	limits Limits
	text   textCheck
	sealed []byte
}

func (w *writer) all(ctx context.Context, r io.Reader) error {
	buf := make([]byte, ChunkSize+1) // one byte more says whether the chunk is the last
	have := 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(r, buf[have:])
		have += n
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		plain := buf[:min(have, ChunkSize)]
		if err := w.inspect(plain, last); err != nil {
			return err
		}
		if err := w.put(ctx, plain, last); err != nil {
			return err
		}
		if last {
			w.sum.Sum(w.m.Sum[:0])
			return nil
		}
		buf[0], have = buf[ChunkSize], 1
	}
}

// inspect applies the limits before a chunk is stored.
func (w *writer) inspect(plain []byte, last bool) (err error) {
	if len(w.m.Chunks) == 0 {
		if w.m.Media, err = sniff(plain); err != nil {
			return err
		}
	}
	w.m.Size += int64(len(plain))
	if w.m.Size > w.limits.Size || !last && w.m.Size == w.limits.Size {
		return tooLarge(w.limits.Size)
	}
	if w.m.Media == Text {
		return w.text.next(plain, last)
	}
	return nil
}

func (w *writer) put(ctx context.Context, plain []byte, last bool) error {
	w.sum.Write(plain)
	number := len(w.m.Chunks)
	if last {
		plain = pad(plain)
	}
	w.sealed = w.box.Seal(w.sealed[:0], plain, w.m.place(number, last))
	id := IDOf(w.sealed)
	w.m.Chunks = append(w.m.Chunks, id)
	return w.store.Put(ctx, id, w.sealed)
}

// look inspects what only the whole file can tell.
func (w *writer) look(ctx context.Context) error {
	if w.m.Media != DOCX {
		return nil
	}
	return checkDOCX(NewReader(ctx, w.store, w.m), w.m.Size)
}

func pad(plain []byte) []byte {
	padded := seal.Pad(plain)
	if len(padded) < smallest {
		padded = append(padded, make([]byte, smallest-len(padded))...)
	}
	return padded
}
