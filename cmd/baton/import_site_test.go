package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/batondesk/baton/knowledge"
)

// TestASiteIsImportedAndFollowed imports a site twice: what is gone from the sitemap and from the site is archived, what the
// sitemap only no longer lists stays.
func TestASiteIsImportedAndFollowed(t *testing.T) {
	pages := map[string]string{"/a": "Lamps are dimmed with the wheel.", "/b": "Chairs are mended in May.", "/c": "Tables are oiled."}
	listed := []string{"/a", "/b", "/c"}
	var site *httptest.Server
	site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sitemap.xml" {
			fmt.Fprint(w, "<urlset>")
			for _, page := range listed {
				fmt.Fprintf(w, "<url><loc>%s%s</loc></url>", site.URL, page)
			}
			fmt.Fprint(w, "</urlset>")
		} else if text, ok := pages[r.URL.Path]; ok {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, "<!doctype html><html lang=en><title>%s</title><main><p>%s</p></main></html>", r.URL.Path, text)
		} else {
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	folder := t.TempDir()
	config := filepath.Join(folder, "baton.yaml")
	if err := os.WriteFile(config, []byte("knowledge:\n  sites: ["+site.URL+"]\n  allow_private: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func() (counts knowledge.PassageCounts) {
		t.Helper()
		var out, said bytes.Buffer
		cmd := importCmd{place: place{Config: config, Data: folder}, Site: site.URL + "/sitemap.xml", Publish: true, JSON: true}
		if err := cmd.Run(context.Background(), &console{out: &out, err: &said}); err != nil {
			t.Fatalf("%v\n%s", err, said.String())
		}
		if err := json.Unmarshal(out.Bytes(), &counts); err != nil {
			t.Fatal(err)
		}
		return counts
	}
	if got, want := read(), (knowledge.PassageCounts{New: 3, Published: 3}); got != want {
		t.Fatalf("first: %+v", got)
	}
	pages["/a"] = "Lamps are dimmed with the small wheel."
	delete(pages, "/b")
	listed = []string{"/a"}
	if got, want := read(), (knowledge.PassageCounts{Changed: 1, Vanished: 1, Published: 1}); got != want {
		t.Fatalf("again: %+v", got)
	}
}
