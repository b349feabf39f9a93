package service

import (
	"context"
	"crypto/tls"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// Certificate is a site's certificate that is read again when its files change.
type Certificate struct {
	files   [2]string
	log     *slog.Logger
	current atomic.Pointer[tls.Certificate]
	changed [2]time.Time
}

// LoadCertificate reads the certificate's chain and its key, both PEM.
func LoadCertificate(certificate, key string, log *slog.Logger) (*Certificate, error) {
	c := &Certificate{files: [2]string{certificate, key}, log: log}
	c.changed = c.times()
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, err
	}
	c.current.Store(&pair)
	return c, nil
}

func (c *Certificate) times() (at [2]time.Time) {
	for i, name := range c.files {
		if info, err := os.Stat(name); err == nil {
			at[i] = info.ModTime()
		}
	}
	return at
}

// Follow reads the files again at each hangup and when they have changed, until
// ctx ends. A pair that cannot be used is logged, and the one before stays.
func (c *Certificate) Follow(ctx context.Context, every time.Duration, hangup <-chan os.Signal) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		asked := false
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			asked = true
		case <-t.C:
		}
		now := c.times()
		if !asked && now == c.changed {
			continue
		}
		pair, err := tls.LoadX509KeyPair(c.files[0], c.files[1])
		if err != nil { // perhaps half written: looked at again the next time
			c.log.Error("the new certificate cannot be used; the one before stays", "certificate", c.files[0], "key", c.files[1])
			continue
		}
		c.changed = now
		c.current.Store(&pair)
		c.log.Info("the certificate was read again", "certificate", c.files[0])
	}
}

// Config is TLS as the server speaks it: 1.2 with ciphers that keep old
// recordings closed, and 1.3.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current.Load(), nil },
		CipherSuites: []uint16{ // of TLS 1.2; those of 1.3 are all good
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
	}
}
