package main

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/batondesk/baton/cmd/baton/demo"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/web"
)

// pages are what this server shows to people, by path.
func (h *house) pages() map[string]http.Handler {
	if !h.demo {
		return web.Pages(nil)
	}
	pages := web.Pages(demo.Shop())
	files := pages["/shop/"]
	pages["/shop/"] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/shop/customer.json" {
			h.showCustomer(w)
		} else {
			files.ServeHTTP(w, r)
		}
	})
	return pages
}

// showCustomer is what a shop's server tells its page about the customer who has signed in there, with the signature that
// makes it more than a claim. In the demo shop everybody is the same customer.
func (h *house) showCustomer(w http.ResponseWriter) {
	who, issued := demo.SignedIn(), strconv.FormatInt(h.now().Unix(), 10)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"external_id": who.ExternalID, "name": who.Name, "email": who.Email, "attributes": who.Attributes, "issued_at": issued,
		"signature": people.SignIdentity([]byte(h.config.Identity.Secret), who.ExternalID, issued),
	})
}
