package service

import (
	"net/http"
	"net/netip"
	"strings"
)

// origin is who sent a request and whether by HTTPS. Forwarded headers count
// only when the connection comes from a trusted proxy: anybody else could write
// into them what they like.
func (s *Service) origin(r *http.Request) (client netip.Addr, secure bool) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, r.TLS != nil
	}
	client, secure = from.Addr().Unmap(), r.TLS != nil
	if !s.trusts(client) {
		return client, secure
	}
	// The nearest proxy's own word is the last one; what stands before the first
	// address that is no trusted proxy was written by a stranger.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusts(client); i-- {
		ip, err := netip.ParseAddr(strings.Trim(strings.TrimSpace(hops[i]), "[]"))
		if err != nil {
			break
		}
		client = ip.Unmap()
	}
	// Proxies add to the list; the nearest one's is the last.
	protos := strings.Split(strings.Join(r.Header.Values("X-Forwarded-Proto"), ","), ",")
	return client, secure || strings.EqualFold(strings.TrimSpace(protos[len(protos)-1]), "https")
}

func (s *Service) trusts(ip netip.Addr) bool {
	for _, p := range s.o.Trusted {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
