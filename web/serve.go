package web

import (
	"net/http"
	"strings"
)

const index = "index.html"

// How long a browser may keep a file.
const (
	forGood    = "public, max-age=31536000, immutable" // its name changes with its content
	askEach    = "no-cache"                            // kept, but asked for each time; mostly answered with 304
	fewMinutes = "public, max-age=300"
)

// security are the headers of every page: it loads and runs what this server has, talks to this server, and is not framed.
var security = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'; trusted-types vue", // text becomes markup nowhere but in Vue's templates
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), display-capture=()",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"X-Frame-Options":              "DENY", // for browsers that do not know frame-ancestors
}

func secure(w http.ResponseWriter, cache string) http.Header {
	h := w.Header()
	for name, value := range security {
		h.Set(name, value)
	}
	h.Set("Cache-Control", cache)
	return h
}

// application is a page that has addresses of its own below where it is served: what names no file leads to the page,
// which knows what to show there.
type application struct{ files }

func (a application) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	switch {
	case strings.HasPrefix(name, "assets/") && a.has(name):
		secure(w, forGood)
	case a.has(name):
		secure(w, askEach)
	case strings.Contains(name[strings.LastIndex(name, "/")+1:], "."): // a file, of an earlier build perhaps
		secure(w, askEach)
		http.NotFound(w, r)
		return
	default:
		secure(w, askEach)
		name = index
	}
	a.serve(w, r, name)
}

// site is a folder of pages.
type site struct{ files }

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	if name == "" || strings.HasSuffix(name, "/") {
		name += index
	}
	secure(w, askEach)
	if !s.has(name) {
		http.NotFound(w, r)
		return
	}
	s.serve(w, r, name)
}

// embeddable is a script that the pages of any site may load. Which of them may then talk to this server is another
// question (web.origins).
type embeddable struct {
	files
	name string
}

func (e embeddable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := secure(w, fewMinutes)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Allow-Origin", "*") // so that a site may pin its content with integrity=
	e.serve(w, r, e.name)
}
