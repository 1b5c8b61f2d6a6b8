package web

import (
	_ "embed"
	"net/http"
	"strings"
)

//go:embed unbuilt_en.html
var unbuiltEnglish string

//go:embed unbuilt_zh.html
var unbuiltChinese string

// unbuilt stands where a page would be if it had been built. The API works all the same.
func unbuilt(path string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := secure(w, "no-store")
		h.Set("Content-Type", kinds[".html"])
		h.Set("Vary", "Accept-Language")
		page := unbuiltEnglish
		if prefersChinese(r.Header.Get("Accept-Language")) {
			page = unbuiltChinese
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		if r.Method != http.MethodHead {
			_, _ = w.Write([]byte(strings.ReplaceAll(page, "{{path}}", path)))
		}
	})
}

// prefersChinese reports whether Chinese comes before English in what a browser asks for, which it lists in its order.
func prefersChinese(languages string) bool {
	for one := range strings.SplitSeq(strings.ToLower(languages), ",") {
		one = strings.TrimSpace(one)
		switch {
		case strings.HasPrefix(one, "zh"):
			return true
		case strings.HasPrefix(one, "en"):
			return false
		}
	}
	return false
}
