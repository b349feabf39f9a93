package service

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// pair writes a certificate with the serial number.
func pair(t *testing.T, dir string, serial int64) (certificate, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key = filepath.Join(dir, "site.crt"), filepath.Join(dir, "site.key")
	for name, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certificate, key
}

// handshake is the serial number that a visitor with the versions of TLS sees.
func handshake(t *testing.T, config *tls.Config, most uint16) (int64, error) {
	t.Helper()
	ln, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		if conn, err := ln.Accept(); err == nil {
			conn.(*tls.Conn).Handshake()
			conn.Close()
		}
	}()
	conn, err := tls.Dial("tcp", ln.Addr().String(), &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: most})
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
}

// TestANewCertificateIsTaken at a hangup and when the files change; one that
// cannot be used is not.
func TestANewCertificateIsTaken(t *testing.T) {
	dir := t.TempDir()
	crt, key := pair(t, dir, 1)
	c, err := LoadCertificate(crt, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	seen := func() int64 {
		n, err := handshake(t, c.Config(), tls.VersionTLS13)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got := seen(); got != 1 {
		t.Errorf("serial %d", got)
	}
	ctx, stop := context.WithCancel(t.Context())
	hangup, done := make(chan os.Signal), make(chan struct{})
	go func() { c.Follow(ctx, time.Hour, hangup); close(done) }()
	if err := os.WriteFile(crt, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	hangup <- os.Interrupt
	hangup <- os.Interrupt // the first has been dealt with
	if got := seen(); got != 1 {
		t.Errorf("after a broken file: serial %d", got)
	}
	pair(t, dir, 2)
	hangup <- os.Interrupt
	hangup <- os.Interrupt
	if got := seen(); got != 2 {
		t.Errorf("after a hangup: serial %d", got)
	}
	stop()
	<-done
	pair(t, dir, 3)
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(crt, later, later); err != nil {
		t.Fatal(err)
	}
	go c.Follow(t.Context(), time.Millisecond, nil)
	for seen() != 3 {
		time.Sleep(time.Millisecond)
	}
}

// TestOldTLSIsRefused: 1.0 and 1.1 are, 1.2 and 1.3 are not.
func TestOldTLSIsRefused(t *testing.T) {
	crt, key := pair(t, t.TempDir(), 1)
	c, err := LoadCertificate(crt, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for most, want := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		if _, err := handshake(t, c.Config(), most); (err == nil) != want {
			t.Errorf("TLS %x: %v", most, err)
		}
	}
}
