package api

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

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
	byOrigin    = []string{"Origin"}
)

// cors lets the pages of exactly the listed origins talk to the customer's routes. It never allows credentials, so a
// session cookie is of no use to another site. It reports whether the request is answered.
func (s *Server) cors(c *gin.Context) (answered bool) {
	origin := c.Request.Header.Get("Origin")
	if origin == "" {
		return false
	}
	h := c.Writer.Header()
	h["Vary"] = byOrigin
	preflight := c.Request.Method == http.MethodOptions && c.Request.Header.Get("Access-Control-Request-Method") != ""
	if !slices.Contains(s.origins, origin) {
		if preflight {
			s.fail(c, forbidden.problem("this site is not listed in web.origins"))
		}
		return preflight
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After")
	if preflight {
		h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
		h.Set("Access-Control-Max-Age", "600")
		c.AbortWithStatus(http.StatusNoContent)
	}
	return preflight
}
