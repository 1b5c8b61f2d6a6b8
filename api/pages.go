package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// servePages puts the pages for people beside the API. They have no secrets in them: what they show they ask from the API.
func (s *Server) servePages() {
	for path, page := range s.o.Pages {
		if strings.HasSuffix(path, "/") && path != "/" {
			path += "*path"
		}
		s.pages[path] = true
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			s.engine.Handle(method, path, gin.WrapH(page))
		}
	}
}
