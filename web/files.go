package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// files are the files of a folder by name, each read and compressed once, when it is first asked for.
type files map[string]func() file

type file struct {
	body, compressed []byte // compressed is nil where that gains nothing
	kind, tag        string
}

func newFiles(from fs.FS) files {
	all := files{}
	_ = fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all[name] = sync.OnceValue(func() file { return read(from, name) })
		}
		return nil // a folder that is not there is empty
	})
	return all
}

func (f files) has(name string) bool {
	_, ok := f[name]
	return ok
}

// kinds are the types of what is built, so that they do not depend on what the machine has registered.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".ico": "image/x-icon",
	".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json",
}

func read(from fs.FS, name string) file {
	body, err := fs.ReadFile(from, name)
	if err != nil { // it is embedded, so it was there a moment ago
		return file{kind: kinds[".txt"]}
	}
	f := file{body: body, kind: kinds[path.Ext(name)]}
	if f.kind == "" {
		if f.kind = mime.TypeByExtension(path.Ext(name)); f.kind == "" {
			f.kind = "application/octet-stream"
		}
	}
	sum := sha256.Sum256(body)
	f.tag = hex.EncodeToString(sum[:12])
	if compressed := compress(body); len(compressed) < len(body)*9/10 {
		f.compressed = compressed
	}
	return f
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // fails only for a level that does not exist
	_, _ = z.Write(body)                                  // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// serve answers with a file that is there.
func (f files) serve(w http.ResponseWriter, r *http.Request, name string) {
	found := f[name]()
	body, tag, h := found.body, found.tag, w.Header()
	h.Set("Content-Type", found.kind)
	if found.compressed != nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body, tag = found.compressed, tag+"-gz"
		}
	}
	tag = `"` + tag + `"`
	h.Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // or the reader has left
	}
}

// matches reports whether a list of tags, such as a proxy may have weakened, names this one.
func matches(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

func takesGzip(accepted string) bool {
	for one := range strings.SplitSeq(accepted, ",") {
		coding, quality, _ := strings.Cut(strings.ReplaceAll(one, " ", ""), ";")
		if coding == "gzip" {
			return quality != "q=0" && quality != "q=0.0"
		}
	}
	return false
}
