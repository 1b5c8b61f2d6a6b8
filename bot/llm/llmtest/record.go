package llmtest

import (
	"encoding/json"
	"strings"
)

// Requests are all that came in so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.requests))
	for i, r := range s.requests {
		all[i] = *r
	}
	return all
}

// Calls counts the requests of a kind, answered or not.
func (s *Server) Calls(kind string) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

// Forget drops the requests that came in so far.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// Leaked are the words of list that stand in any request, in its body, path or headers; the key of the service may only
// stand where it belongs.
func (s *Server) Leaked(list ...string) []string {
	var found []string
	for _, r := range s.Requests() {
		header := r.Header.Clone()
		header.Del("Authorization")
		var b strings.Builder
		_ = header.Write(&b) // a Builder takes everything
		all := b.String() + r.Path + string(r.Body) + unescaped(r.Body)
		for _, word := range list {
			if word != "" && strings.Contains(all, word) {
				found = append(found, word)
			}
		}
	}
	return found
}

// unescaped is every text of a JSON document, and those of documents within its texts.
func unescaped(body []byte) string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	var b strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			b.WriteString(v + "\n")
			if strings.HasPrefix(v, "{") {
				b.WriteString(unescaped([]byte(v)))
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for k, e := range v {
				b.WriteString(k + "\n")
				walk(e)
			}
		}
	}
	walk(v)
	return b.String()
}
