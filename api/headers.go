package api

import "net/http"

// secureHeaders go with every answer. Pages of the front end set their own Content-Security-Policy.
func secureHeaders(h http.Header, k *call) {
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = noReferrer
	h["Cache-Control"] = noStore
	h["Content-Security-Policy"] = nothingElse
	h["X-Request-Id"] = []string{k.id}
	if k.secure {
		h["Strict-Transport-Security"] = oneYear
	}
}

var (
	nosniff     = []string{"nosniff"}
	noReferrer  = []string{"no-referrer"}
	noStore     = []string{"no-store"}
	nothingElse = []string{"default-src 'none'; frame-ancestors 'none'"}
	oneYear     = []string{"max-age=31536000"}
)
