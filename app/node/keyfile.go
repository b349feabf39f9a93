// Package node opens a store with all record types and hands out the services:
// wiring, and nothing else. Server is the agency's authority; Desktop is one
// computer's data folder.
package node

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/seal"
)

// keyFile is the server's secret: whoever has it and the store reads everything.
// It lies apart from the store, so that a backup of one is useless without the
// other.
type keyFile struct {
	Store   app.ID `json:"store"`
	Agency  string `json:"agency"`  // name, as people see it
	Code    string `json:"code"`    // of the scope of inquiries: "ofccp"
	Root    []byte `json:"root"`    // seals the store
	SyncKey []byte `json:"syncKey"` // PKCS #8, P-256: what desktops are pinned to
}

// InitServer makes the key file and folder of a new agency. A folder that has
// one is refused, since a new key would make its store unreadable.
func InitServer(dir, agency, code string) error {
	path := filepath.Join(dir, "server.key")
	if _, err := os.Stat(path); err == nil {
		return fault.E("node.InitServer", fault.Conflict, "This folder already holds an agency's server. Choose another folder.", nil)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.E("node.InitServer", fault.Invalid, "The folder "+dir+" cannot be made: choose one that you may write to.", err)
	}
	sync, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(sync)
	if err != nil {
		return err
	}
	root := seal.NewKey()
	raw, err := json.MarshalIndent(keyFile{Store: app.NewID(), Agency: agency, Code: code, Root: root[:], SyncKey: der}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func readKeyFile(dir string) (*keyFile, *ecdsa.PrivateKey, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "server.key"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, fault.E("node.OpenServer", fault.NotFound, "There is no agency's server in "+dir+". Make one with “civicdesk init”.", err)
	}
	if err != nil {
		return nil, nil, fault.E("node.OpenServer", fault.Denied, "The server's key file cannot be read.", err)
	}
	var k keyFile
	if err := json.Unmarshal(raw, &k); err != nil {
		return nil, nil, fault.E("node.OpenServer", fault.Damaged, "The server's key file is damaged. Put back a copy of server.key.", err)
	}
	key, err := x509.ParsePKCS8PrivateKey(k.SyncKey)
	sync, ok := key.(*ecdsa.PrivateKey)
	if err != nil || !ok || len(k.Root) != seal.KeySize {
		return nil, nil, fault.E("node.OpenServer", fault.Damaged, "The server's key file is damaged. Put back a copy of server.key.", err)
	}
	return &k, sync, nil
}

// Certificate returns the server's TLS certificate from tls.crt and tls.key in
// the folder, making a self-signed one for the hosts when there is none.
// Desktops do not rely on it (they are pinned to the sync key); browsers do.
func Certificate(dir string, hosts ...string) (tls.Certificate, error) {
	crt, key := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	if c, err := tls.LoadX509KeyPair(crt, key); err == nil {
		return c, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return c, fault.E("node.Certificate", fault.Invalid, "The certificate in tls.crt and tls.key cannot be used: "+err.Error(), err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return tls.Certificate{}, err
	}
	t := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "Civic Desk"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().AddDate(2, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, DNSNames: []string{"localhost"}}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else if h != "" {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &private.PublicKey, private)
	if err != nil {
		return tls.Certificate{}, err
	}
	pk, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return tls.Certificate{}, err
	}
	if err := errors.Join(writePEM(crt, "CERTIFICATE", der, 0o644), writePEM(key, "PRIVATE KEY", pk, 0o600)); err != nil {
		return tls.Certificate{}, fmt.Errorf("write the server's certificate: %w", err)
	}
	return tls.LoadX509KeyPair(crt, key)
}
