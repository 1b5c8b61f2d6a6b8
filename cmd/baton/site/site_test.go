package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// web is a site: what it answers by path, and what was asked of it.
type web struct {
	*httptest.Server
	pages map[string]http.HandlerFunc
	mu    sync.Mutex
	asked []string
}

func newWeb(t *testing.T) *web {
	w := &web{pages: map[string]http.HandlerFunc{}}
	w.Server = httptest.NewServer(http.HandlerFunc(func(res http.ResponseWriter, req *http.Request) {
		w.mu.Lock()
		w.asked = append(w.asked, req.URL.Path)
		page := w.pages[req.URL.RequestURI()]
		w.mu.Unlock()
		if page == nil {
			http.NotFound(res, req)
			return
		}
		page(res, req)
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *web) serve(path, kind, text string) {
	text = strings.ReplaceAll(text, "SITE", w.URL)
	w.pages[path] = func(res http.ResponseWriter, _ *http.Request) {
		res.Header().Set("Content-Type", kind)
		_, _ = res.Write([]byte(text))
	}
}

func (w *web) page(path, title string) {
	w.serve(path, "text/html; charset=utf-8", "<!doctype html><html lang=en><title>"+title+"</title><h1>"+title+"</h1><p>What the page says about "+title+".</p></html>")
}

// sitemap serves one that lists these addresses, SITE for this site.
func (w *web) sitemap(path string, addresses ...string) {
	var b strings.Builder
	for _, a := range addresses {
		fmt.Fprintf(&b, "<url><loc> %s </loc><lastmod>2026-01-01</lastmod></url>", a)
	}
	w.serve(path, "application/xml", `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`+b.String()+`</urlset>`)
}

func (w *web) reader(t *testing.T, o Options) *Reader {
	if o.Allowed == nil {
		o.Allowed = []string{w.URL}
	}
	if o.Pause == 0 {
		o.Pause = time.Nanosecond
	}
	o.Private = true
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// read gives a line per document: its path and what was found in it, or why not.
func (w *web) read(t *testing.T, r *Reader, sitemap string) []string {
	t.Helper()
	pages, err := r.Open(context.Background(), w.URL+sitemap)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for d := range pages.Documents(context.Background()) {
		line := strings.TrimPrefix(d.Name, w.URL)
		switch {
		case d.Err != nil:
			line += ": " + strings.ReplaceAll(d.Err.Error(), w.URL, "SITE")
		case len(d.Passages) > 0:
			line += fmt.Sprintf(": %s (%s)", d.Title, d.Locale)
		}
		got = append(got, strings.Join(append([]string{line}, d.Warnings...), "; "))
	}
	return got
}

func TestPagesOfASitemapAreDocuments(t *testing.T) {
	w := newWeb(t)
	w.serve("/index.xml", "text/xml", `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>SITE/a.xml.gz</loc></sitemap><sitemap><loc>SITE/list.txt</loc></sitemap></sitemapindex>`)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprintf(z, "<urlset><url><loc>%s/lamps</loc></url><url><loc>%[1]s/chairs.md</loc></url><url><loc>%[1]s/lamps#top</loc></url></urlset>", w.URL)
	_ = z.Close()
	w.serve("/a.xml.gz", "application/gzip", packed.String())
	w.serve("/list.txt", "text/plain", "SITE/zh\nSITE/gone\nSITE/old\nSITE/picture\nSITE/damaged\n")
	w.page("/lamps", "Lamps")
	w.serve("/chairs.md", "text/plain", "# Chairs\n\nChairs are mended.\n")
	w.serve("/zh", "text/html; charset=gb2312", "<title>\xcd\xcb\xbb\xf5</title><p>\xcd\xcb\xbb\xf5</p>")
	w.pages["/old"] = func(res http.ResponseWriter, req *http.Request) {
		http.Redirect(res, req, "/lamps", http.StatusMovedPermanently)
	}
	w.serve("/picture", "image/png", "png")
	w.serve("/damaged", "application/pdf", "%PDF-1.7 and nothing else")
	got := w.read(t, w.reader(t, Options{}), "/index.xml")
	if i := slices.IndexFunc(got, func(s string) bool { return strings.HasPrefix(s, "/damaged: ") }); i >= 0 {
		got[i] = "/damaged"
	}
	want := []string{
		"/lamps: Lamps (en)", "/chairs.md: Chairs (en)", "/zh: 退货 (zh)", "/gone: the site answered 404 Not Found",
		`/picture: is "image/png", which is not read`, "/damaged",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOnlyAllowedPagesAreRead(t *testing.T) {
	w, other := newWeb(t), newWeb(t)
	other.page("/secret", "Secret")
	w.sitemap("/help/sitemap.xml", "SITE/help/a", "SITE/admin", "SITE/help/../admin", other.URL+"/secret", "file:///etc/passwd", "SITE/help/away", "SITE/helpless", "SITE/help/private/x", "SITE/help/private/ok")
	w.page("/help/a", "A")
	w.page("/admin", "Admin")
	w.page("/help/private/ok", "OK")
	w.pages["/help/away"] = func(res http.ResponseWriter, req *http.Request) {
		http.Redirect(res, req, other.URL+"/secret", http.StatusFound)
	}
	w.serve("/robots.txt", "text/plain", "User-agent: other\nDisallow: /\n\nUser-agent: baton\nUser-agent: x\nDisallow: /help/private/ # not for readers\nAllow: /help/private/ok$\n\nUser-agent: *\nDisallow: /help\n")
	got := w.read(t, w.reader(t, Options{Allowed: []string{w.URL + "/help"}}), "/help/sitemap.xml")
	want := []string{
		"/help/a: A (en)",
		"/help/away: leads to " + other.URL + "/secret, which is not below an allowed site; add it to knowledge.sites in the configuration",
		"/help/private/ok: OK (en)",
		"/help/sitemap.xml; 5 addresses are not below an allowed site (knowledge.sites); 1 pages are not read because robots.txt asks so",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(other.asked) > 0 || slices.Contains(w.asked, "/admin") {
		t.Errorf("asked %v and %v", w.asked, other.asked)
	}
	for sitemap, want := range map[string]string{
		w.URL + "/sitemap.xml": "is not below an allowed site", "ftp://x/y": "is not an address", w.URL + "/help/none.xml": "the site answered 404",
		w.URL + "/help/a": "is no sitemap",
	} {
		if _, err := w.reader(t, Options{Allowed: []string{w.URL + "/help"}}).Open(context.Background(), sitemap); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", sitemap, err, want)
		}
	}
}

func TestAddressesInsideAreNotCalled(t *testing.T) {
	w := newWeb(t)
	w.sitemap("/sitemap.xml", "SITE/a")
	name := strings.Replace(w.URL, "127.0.0.1", "localhost", 1) // a name that stands for an address inside
	for _, address := range []string{w.URL, name} {
		r, err := New(Options{Allowed: []string{address}})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := r.Open(context.Background(), address+"/sitemap.xml"); err == nil || !strings.Contains(err.Error(), "inside") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if len(w.asked) > 0 {
		t.Errorf("asked %v", w.asked)
	}
}

func TestABusySiteIsAskedOnceMore(t *testing.T) {
	w := newWeb(t)
	w.sitemap("/sitemap.xml", "SITE/a", "SITE/b")
	w.page("/a", "A")
	once, page := false, w.pages["/a"]
	w.pages["/a"] = func(res http.ResponseWriter, req *http.Request) {
		if !once {
			once = true
			res.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		page(res, req)
	}
	w.pages["/b"] = func(res http.ResponseWriter, _ *http.Request) {
		res.Header().Set("Content-Length", "1000")
		_, _ = res.Write([]byte("<p>broken off"))
	}
	want := []string{"/a: A (en)", "/b: the connection broke off"}
	if diff := cmp.Diff(want, w.read(t, w.reader(t, Options{}), "/sitemap.xml")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestASitemapHasItsLimits(t *testing.T) {
	w := newWeb(t)
	w.sitemap("/sitemap.xml", "SITE/a", "SITE/b", "SITE/c")
	w.page("/a", "A")
	w.page("/b", "B")
	r := w.reader(t, Options{Pages: 2})
	want := []string{"/a: A (en)", "/b: B (en)", "/sitemap.xml; 1 pages are not read: a sitemap may list 2"}
	if diff := cmp.Diff(want, w.read(t, r, "/sitemap.xml")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	pages, err := r.Open(context.Background(), w.URL+"/sitemap.xml")
	if err != nil || pages.Gone(context.Background(), w.URL+"/c") {
		t.Errorf("%v; of a part nothing can be said to be gone", err)
	}
	whole, err := w.reader(t, Options{}).Open(context.Background(), w.URL+"/sitemap.xml")
	if err != nil || !whole.Gone(context.Background(), w.URL+"/gone") || whole.Gone(context.Background(), w.URL+"/a") {
		t.Errorf("%v; a page is gone when the site says so", err)
	}
	if err := func() error { _, err := readUpTo(strings.NewReader("12345"), 4); return err }(); err == nil {
		t.Error("a page may be of any length")
	}
}

func TestRobots(t *testing.T) {
	asked, pause := parseRobots([]byte("User-Agent: *\nCrawl-delay: 1.5\nDisallow: /*.pdf$\nDisallow: /a\nAllow: /a/b\nDisallow: \xff\nDisallow:\n"), Agent)
	if pause != 1500*time.Millisecond {
		t.Errorf("pause %v", pause)
	}
	for path, want := range map[string]bool{"/": true, "/a": false, "/about": false, "/a/b": true, "/x.pdf": false, "/x.pdf?y=1": true} {
		u, err := url.Parse("https://x" + path)
		if err != nil {
			t.Fatal(err)
		}
		if got := asked.allow(u); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
