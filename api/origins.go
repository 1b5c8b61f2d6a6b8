package api

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
)

// crossSite keeps the pages of other sites out, as far as their visitors' browsers say where a request is from: the sites
// in web.origins may use the routes that customers use, and nobody else's pages may change anything. Answers never allow
// credentials, so a session cookie is of no use to another site. It reports whether the request is answered.
//
// This server's own pages need not be listed: a browser says that they are of the same origin, or which origin they are of.
func (s *Server) crossSite(c *gin.Context) (answered bool) {
	origin, asked := c.Request.Header.Get("Origin"), c.Request.Method
	preflight := asked == http.MethodOptions && origin != "" && c.Request.Header.Get("Access-Control-Request-Method") != ""
	if preflight {
		asked = c.Request.Header.Get("Access-Control-Request-Method")
	}
	open, listed := s.embedded[asked+" "+c.FullPath()], slices.Contains(s.origins, origin)
	h := c.Writer.Header()
	if origin != "" {
		h["Vary"] = byOrigin
	}
	switch {
	case open && listed:
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After")
		if preflight {
			h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
			h.Set("Access-Control-Max-Age", "600")
			c.AbortWithStatus(http.StatusNoContent)
		}
		return preflight
	case !preflight && s.own.Check(c.Request) == nil:
		return false
	case open:
		s.fail(c, forbidden.problem("this site is not listed in web.origins"))
	default:
		s.fail(c, forbidden.problem("pages of other sites may only do what customers do"))
	}
	return true
}

var byOrigin = []string{"Origin"}

// sameSite tells requests of this server's own pages from those of others: by what the browser says about them, or by
// comparing the page's host with the one that was asked for. public is where browsers see this server, if that is known;
// a proxy may have asked for it under another name.
func sameSite(public string) (*http.CrossOriginProtection, error) {
	own := http.NewCrossOriginProtection()
	if public == "" {
		return own, nil
	}
	return own, own.AddTrustedOrigin(public)
}
