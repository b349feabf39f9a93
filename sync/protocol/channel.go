package protocol

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"sync"

	"github.com/klauspost/compress/zstd"

	"civicdesk/storage/record"
	"civicdesk/storage/seal"
)

// A sealed request is
//
//	version 1 ‖ ephemeral P-256 public key 65 ‖ AES-256-GCM(zstd(CBOR))
//
// and a sealed response version 1 ‖ AES-256-GCM(zstd(CBOR)). Both keys follow
// from ECDH of the ephemeral key with the agency's sync key, so that only the
// holder of the sync key reads the request and can answer it. Nothing rests on
// the certificate of the connection or on a clock.
const (
	sealVersion = 1
	pointLen    = 65
)

// ErrChannel says that bytes were not sealed for this key, or were changed.
var ErrChannel = errors.New("protocol: not sealed for this key")

// Session seals one request and opens its response, or the other way round.
type Session struct {
	request, response seal.Box
	path              []byte
	ephemeral         []byte // public
	server            []byte // public
}

func newSession(shared, ephemeral, server []byte, path string) (*Session, error) {
	salt := sha256.Sum256(append(append([]byte("civicdesk sync 1"), ephemeral...), server...))
	raw, err := hkdf.Extract(sha256.New, shared, salt[:])
	if err != nil {
		return nil, err
	}
	key, err := seal.KeyFrom(raw)
	if err != nil {
		return nil, err
	}
	return &Session{request: key.Sub("sync/1/request").Box(), response: key.Sub("sync/1/response").Box(),
		path: []byte(path), ephemeral: ephemeral, server: server}, nil
}

// Dial begins a request to the holder of the public sync key (PKIX).
func Dial(syncKey []byte, path string) (*Session, error) {
	k, err := x509.ParsePKIXPublicKey(syncKey)
	if err != nil {
		return nil, err
	}
	public, ok := k.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("protocol: the sync key is not an elliptic-curve key")
	}
	server, err := public.ECDH()
	if err != nil {
		return nil, err
	}
	mine, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	shared, err := mine.ECDH(server)
	if err != nil {
		return nil, err
	}
	return newSession(shared, mine.PublicKey().Bytes(), server.Bytes(), path)
}

// SignedText is what the device's key signs: it binds the body to the nonce, the
// path, this session and the server.
func (s *Session) SignedText(nonce, body []byte) []byte {
	sum := sha256.Sum256(body)
	h := sha256.New()
	for _, part := range [][]byte{[]byte("civicdesk sync request 1"), nonce, s.path, sum[:], s.ephemeral, s.server} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	return h.Sum(nil)
}

// Seal writes the request.
func (s *Session) Seal(r Request) ([]byte, error) {
	plain, err := record.Encode(r)
	if err != nil {
		return nil, err
	}
	head := append([]byte{sealVersion}, s.ephemeral...)
	return s.request.Seal(head, pack(plain), s.path), nil
}

// Accept opens a request with the private sync key.
func Accept(key *ecdsa.PrivateKey, path string, sealed []byte) (*Session, Request, error) {
	var r Request
	if len(sealed) < 1+pointLen+seal.Overhead || sealed[0] != sealVersion {
		return nil, r, ErrChannel
	}
	theirs, err := ecdh.P256().NewPublicKey(sealed[1 : 1+pointLen])
	if err != nil {
		return nil, r, ErrChannel
	}
	mine, err := key.ECDH()
	if err != nil {
		return nil, r, err
	}
	shared, err := mine.ECDH(theirs)
	if err != nil {
		return nil, r, ErrChannel
	}
	s, err := newSession(shared, theirs.Bytes(), mine.PublicKey().Bytes(), path)
	if err != nil {
		return nil, r, err
	}
	packed, err := s.request.Open(sealed[1+pointLen:], s.path)
	if err != nil {
		return nil, r, ErrChannel
	}
	plain, err := unpack(packed, requests)
	if err != nil {
		return s, r, err
	}
	return s, r, record.Decode(plain, &r)
}

// Answer writes the response.
func (s *Session) Answer(r Response) ([]byte, error) {
	plain, err := record.Encode(r)
	if err != nil {
		return nil, err
	}
	return s.response.Seal([]byte{sealVersion}, pack(plain), s.path), nil
}

// Open reads the response; ErrChannel when it does not come from the holder of
// the sync key.
func (s *Session) Open(sealed []byte) (Response, error) {
	var r Response
	if len(sealed) < 1+seal.Overhead || sealed[0] != sealVersion {
		return r, ErrChannel
	}
	packed, err := s.response.Open(sealed[1:], s.path)
	if err != nil {
		return r, ErrChannel
	}
	plain, err := unpack(packed, answers)
	if err != nil {
		return r, err
	}
	return r, record.Decode(plain, &r)
}

// Compression: one encoder and one decoder for each direction, the decoders with
// a cap on memory so that a small body cannot unfold into a large one.
var (
	packer   = sync.OnceValue(func() *zstd.Encoder { return must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))) })
	requests = sync.OnceValue(func() *zstd.Decoder { return reader(MaxPlain) })
	answers  = sync.OnceValue(func() *zstd.Decoder { return reader(MaxAnswer) })
)

func reader(limit uint64) *zstd.Decoder {
	return must(zstd.NewReader(nil, zstd.WithDecoderMaxMemory(limit), zstd.WithDecoderConcurrency(2)))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic("protocol: " + err.Error()) // only for options that zstd does not know
	}
	return v
}

func pack(plain []byte) []byte { return packer().EncodeAll(plain, nil) }

func unpack(packed []byte, with func() *zstd.Decoder) ([]byte, error) {
	return with().DecodeAll(packed, nil)
}
