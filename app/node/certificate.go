package node

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"civicdesk/app/fault"
)

// Certificate sees that the folder has a certificate for the site in tls.crt and
// tls.key, making a self-signed one for the hosts when there is neither.
// Desktops do not rely on it (they are pinned to the sync key); browsers do.
func Certificate(dir string, hosts ...string) error {
	crt, key := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	if exists(crt) || exists(key) {
		return nil
	}
	der, private, err := selfSigned(hosts)
	if err != nil {
		return err
	}
	if err := errors.Join(writePEM(crt, "CERTIFICATE", der, 0o644), writePEM(key, "PRIVATE KEY", private, 0o600)); err != nil {
		return fault.E("node.Certificate", fault.Invalid, "The server's certificate cannot be written to "+dir+".", err)
	}
	return nil
}

func exists(name string) bool { _, err := os.Stat(name); return err == nil }

func selfSigned(hosts []string) (certificate, private []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, nil, err
	}
	t := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "Civic Desk"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(2, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, DNSNames: []string{"localhost"}}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else if h != "" && h != "localhost" {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	certificate, err = x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return nil, nil, err
	}
	private, err = x509.MarshalPKCS8PrivateKey(key)
	return certificate, private, err
}

func writePEM(path, kind string, der []byte, mode os.FileMode) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}
