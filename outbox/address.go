package outbox

import "net/netip"

// special are the networks that are not somebody's public server, as far as netip does not know them itself: from the
// IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890), and two addresses at which clouds serve their
// machines' secrets and controls.
var special = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", // protocols, Teredo among them; documentation; 6to4
	"168.63.129.16/32", // Azure's host, on an address that looks public
)

// global is where IPv6 has public servers: all else (loopback, link-local, unique local, multicast, IPv4 in one of its
// disguises, NAT64) lies outside of it.
var global = netip.MustParsePrefix("2000::/3")

// Special reports whether an address is anything but that of a public server: private, loopback, link-local, multicast,
// behind a carrier's NAT, or an IPv4 address dressed up as IPv6.
func Special(addr netip.Addr) bool {
	if addr.Is4In6() {
		addr = addr.Unmap()
	}
	if !addr.IsValid() || addr.Zone() != "" || !addr.IsGlobalUnicast() || addr.IsPrivate() || addr.Is6() && !global.Contains(addr) {
		return true
	}
	for _, p := range special {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}
