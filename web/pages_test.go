package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var (
	script = strings.Repeat("console.log('hello');\n", 100)
	built  = fstest.MapFS{
		"index.html":          {Data: []byte("<!doctype html><title>Console</title>")},
		"favicon.svg":         {Data: []byte("<svg/>")},
		"assets/main-B8x1.js": {Data: []byte(script)},
		"widget.js":           {Data: []byte(script)},
	}
)

func ask(t *testing.T, page http.Handler, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	page.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestTheConsoleAnswersAtItsOwnAddresses(t *testing.T) {
	console := http.StripPrefix("/console/", application{newFiles(built)})
	for path, want := range map[string]struct {
		status      int
		kind, cache string
	}{
		"/console/":                            {200, "text/html; charset=utf-8", askEach},
		"/console/desk":                        {200, "text/html; charset=utf-8", askEach},
		"/console/articles/opening-hours":      {200, "text/html; charset=utf-8", askEach},
		"/console/index.html":                  {200, "text/html; charset=utf-8", askEach},
		"/console/favicon.svg":                 {200, "image/svg+xml", askEach},
		"/console/assets/main-B8x1.js":         {200, "text/javascript; charset=utf-8", forGood},
		"/console/assets/main-of-last-week.js": {404, "text/plain; charset=utf-8", askEach},
		"/console/../../etc/passwd.txt":        {404, "text/plain; charset=utf-8", askEach},
	} {
		got := ask(t, console, path)
		if h := got.Header; got.StatusCode != want.status || h.Get("Content-Type") != want.kind || h.Get("Cache-Control") != want.cache {
			t.Errorf("%s: %d %v", path, got.StatusCode, h)
		}
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if policy := got.Header.Get("Content-Security-Policy"); !strings.Contains(policy, rule) || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: the policy is %q", path, policy)
			}
		}
	}
}

func TestWhatABrowserHasIsNotSentAgain(t *testing.T) {
	console := http.StripPrefix("/console/", application{newFiles(built)})
	const path = "/console/assets/main-B8x1.js"
	plain, packed := ask(t, console, path), ask(t, console, path, "Accept-Encoding", "br, gzip")
	if text(t, plain) != script || plain.Header.Get("Content-Encoding") != "" {
		t.Error("who does not ask for gzip got something else than the file")
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err := io.ReadAll(z); err != nil || string(unpacked) != script || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("compressed it is something else: %v, %v", err, packed.Header)
	}
	if none := ask(t, console, path, "Accept-Encoding", "gzip;q=0, br"); none.Header.Get("Content-Encoding") != "" {
		t.Error("gzip was ruled out")
	}
	tag := packed.Header.Get("ETag")
	if tag == "" || tag == plain.Header.Get("ETag") {
		t.Errorf("tags: %q and %q", tag, plain.Header.Get("ETag"))
	}
	for _, known := range []string{tag, `"other", W/` + tag, "*"} {
		got := ask(t, console, path, "Accept-Encoding", "gzip", "If-None-Match", known)
		if got.StatusCode != http.StatusNotModified || text(t, got) != "" || got.Header.Get("ETag") != tag {
			t.Errorf("with %s: %d", known, got.StatusCode)
		}
	}
	if got := ask(t, console, path, "Accept-Encoding", "gzip", "If-None-Match", `"older"`); got.StatusCode != http.StatusOK {
		t.Errorf("with the tag of an older file: %d", got.StatusCode)
	}
}

func TestAnySiteMayLoadTheWidgetAndNothingElse(t *testing.T) {
	files := newFiles(built)
	if h := ask(t, embeddable{files, "widget.js"}, "/widget.js").Header; h.Get("Cross-Origin-Resource-Policy") != "cross-origin" || h.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("the widget: %v", h)
	}
	for _, page := range []http.Handler{application{files}, site{files}} {
		if h := ask(t, http.StripPrefix("/", page), "/widget.js").Header; h.Get("Cross-Origin-Resource-Policy") != "same-origin" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("another file: %v", h)
		}
	}
}

func TestWhatIsNotBuiltSaysSoInTheReadersLanguage(t *testing.T) {
	for languages, want := range map[string]string{
		"": "not built", "en-GB,en;q=0.9,zh;q=0.8": "not built", "zh-CN,zh;q=0.9,en;q=0.8": "尚未构建", "de, zh-TW": "尚未构建",
	} {
		got := ask(t, unbuilt("/console/"), "/console/desk", "Accept-Language", languages)
		if body := text(t, got); got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, want) || !strings.Contains(body, "make build") {
			t.Errorf("%q: %d %s", languages, got.StatusCode, body)
		}
	}
}

// Every page that Pages names is there, built or not.
func TestEveryPageAnswers(t *testing.T) {
	for path, page := range Pages(built) {
		if got := ask(t, page, path); got.StatusCode == http.StatusNotFound {
			t.Errorf("%s is not there", path)
		}
	}
	if _, ok := Pages(nil)["/shop/"]; ok {
		t.Error("a shop where there is none")
	}
}
