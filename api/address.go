package api

import (
	"net/http"
	"net/netip"
	"strings"
)

// proxies are the networks whose forwarding headers are believed.
type proxies []netip.Prefix

func (p proxies) trust(addr netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// client is the address a request came from: the peer of the socket, unless that is a trusted proxy; then the right-most
// address of X-Forwarded-For that is not one. Whatever a client writes to the left of that changes nothing.
func (p proxies) client(r *http.Request) netip.Addr {
	peer := peerOf(r)
	if !p.trust(peer) {
		return peer
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop := strings.TrimSpace(hops[i])
		addr, err := netip.ParseAddr(hop)
		if err != nil {
			var withPort netip.AddrPort
			if withPort, err = netip.ParseAddrPort(hop); err != nil {
				return peer // a hop that cannot be read: believe nothing before it
			}
			addr = withPort.Addr()
		}
		if addr = addr.Unmap().WithZone(""); !p.trust(addr) {
			return addr
		}
		peer = addr
	}
	return peer
}

// secure reports whether the client's side of the connection is encrypted.
func (p proxies) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return p.trust(peerOf(r)) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

func peerOf(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.IPv4Unspecified()
	}
	return peer.Addr().Unmap().WithZone("")
}

// bucketOf is what one client is counted by: an IPv4 address, or the /64 network that an IPv6 subscriber owns.
func bucketOf(addr netip.Addr) netip.Addr {
	if addr.Is6() {
		if net, err := addr.Prefix(64); err == nil {
			return net.Addr()
		}
	}
	return addr
}
