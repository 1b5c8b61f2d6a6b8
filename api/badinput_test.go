package api

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/bad-input.md and schema/openapi.json anew")

// badInput is one kind of bad input and what it gets. {c} in a path is an open conversation; by is who asks: its customer
// if empty.
var badInput = []struct {
	kind, by, method, path, body string
	headers                      []string
	status                       int
	problem, field               string
}{
	{kind: "body is not JSON", method: post, path: "{c}/messages", body: `{"text": `, status: 400, problem: "bad-request", field: "body"},
	{kind: "two JSON documents", method: post, path: "{c}/messages", body: `{"text": "a"} {}`, status: 400, problem: "bad-request", field: "body"},
	{kind: "body is empty", method: post, path: "{c}/messages", status: 400, problem: "bad-request"},
	{kind: "body is not UTF-8", method: post, path: "{c}/messages", body: "{\"text\": \"\xff\xfe\"}", status: 400, problem: "bad-request", field: "body"},
	{kind: "body contains U+0000", method: post, path: "{c}/messages", body: `{"text": "a\u0000b"}`, status: 400, problem: "bad-request", field: "body"},
	{kind: "body is an array", method: post, path: "{c}/messages", body: `[]`, status: 422, problem: "invalid", field: "body"},
	{kind: "nested ten thousand deep", method: post, path: "{c}/messages", body: strings.Repeat("[", 20_000), status: 400, problem: "bad-request", field: "body"},
	{kind: "member given twice", method: post, path: "{c}/messages", body: `{"text": "a", "attachments": [{"name": "f", "n\u0061me": "g"}]}`, status: 400, problem: "bad-request", field: "body"},
	{kind: "other media type", method: post, path: "{c}/messages", body: `text=hello`, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, problem: "unsupported-media-type"},
	{kind: "body too large", method: post, path: "{c}/messages", body: `{"text": "` + strings.Repeat("a", 300<<10) + `"}`, status: 413, problem: "too-large"},
	{kind: "unknown member", method: post, path: "{c}/messages", body: `{"text": "a", "colour": 1}`, status: 422, problem: "invalid", field: "body.colour"},
	{kind: "member in other letters", method: post, path: "{c}/messages", body: `{"Text": "a"}`, status: 422, problem: "invalid", field: "body.text"},
	{kind: "member of the wrong type", method: post, path: "{c}/messages", body: `{"text": 5}`, status: 422, problem: "invalid", field: "body.text"},
	{kind: "member is null", method: post, path: "{c}/messages", body: `{"text": null}`, status: 422, problem: "invalid", field: "body.text"},
	{kind: "missing member", method: post, path: "{c}/messages", body: `{}`, status: 422, problem: "invalid", field: "body.text"},
	{kind: "empty text", method: post, path: "{c}/messages", body: `{"text": "  \n"}`, status: 422, problem: "invalid", field: "body.text"},
	{kind: "text of invisible characters", method: post, path: "{c}/messages", body: `{"text": "\u200b\u202e\ufeff \u3164"}`, status: 422, problem: "invalid", field: "body.text"},
	{kind: "message too long", method: post, path: "{c}/messages", body: `{"text": "` + strings.Repeat("字", 10_001) + `"}`, status: 422, problem: "invalid", field: "body.text"},
	{kind: "id too long", method: post, path: "{c}/messages", body: `{"text": "a", "id": "` + strings.Repeat("x", 129) + `"}`, status: 422, problem: "invalid", field: "body.id"},
	{kind: "too many attachments", method: post, path: "{c}/messages", body: `{"text": "a", "attachments": [` + strings.Repeat(`{"name": "f"},`, 10) + `{"name": "f"}]}`, status: 422, problem: "invalid", field: "body.attachments"},
	{kind: "attachment that is a script", method: post, path: "{c}/messages", body: `{"text": "a", "attachments": [{"name": "f", "url": "javascript:alert(1)"}]}`, status: 422, problem: "invalid", field: "body.attachments[0].url"},
	{kind: "same id, other text", method: post, path: "{c}/messages", body: `{"id": "m1", "text": "something else"}`, status: 409, problem: "id-reused"},

	{kind: "conversation id with a slash", method: post, path: "/v1/conversations", body: `{"id": "a/b"}`, status: 422, problem: "invalid", field: "body.id"},
	{kind: "tag with a comma", method: post, path: "/v1/conversations", body: `{"tags": ["a,b"]}`, status: 422, problem: "invalid", field: "body.tags"},
	{kind: "wrong signature", method: post, path: "/v1/conversations", body: `{"customer": {"external_id": "u1", "issued_at": "1700000000", "signature": "00"}}`, status: 422, problem: "invalid", field: "body.customer.signature"},

	{kind: "seq is a word", method: put, path: "{c}/messages/first", body: `{"text": "a"}`, status: 422, problem: "invalid", field: "path.seq"},
	{kind: "edit of nothing", method: put, path: "{c}/messages/9999", body: `{"text": "a"}`, status: 404, problem: "not-found"},
	{kind: "edit of an event that is no message", method: put, path: "{c}/messages/1", body: `{"text": "a"}`, status: 404, problem: "not-found"},
	{kind: "feedback on nothing", method: post, path: "{c}/feedback", body: `{"seq": 9999, "helpful": true}`, status: 404, problem: "not-found"},
	{kind: "cursor is a word", method: get, path: "{c}/events?after=last", status: 422, problem: "invalid", field: "query.after"},
	{kind: "cursor is negative", method: get, path: "{c}/events?after=-1", status: 422, problem: "invalid", field: "query.after"},
	{kind: "cursor beyond 64 bits", method: get, path: "{c}/events?after=99999999999999999999", status: 422, problem: "invalid", field: "query.after"},
	{kind: "Last-Event-ID is a word", method: get, path: "{c}/events", headers: []string{"Accept", "text/event-stream", "Last-Event-ID", "x"}, status: 422, problem: "invalid", field: "header.Last-Event-ID"},
	{kind: "wait is no duration", method: get, path: "{c}/events?wait=long", status: 422, problem: "invalid", field: "query.wait"},
	{kind: "wait is too long", method: get, path: "{c}/events?wait=1h", status: 422, problem: "invalid", field: "query.wait"},
	{kind: "token in the query", method: get, path: "{c}/events?token=bct_x", status: 422, problem: "invalid", field: "query.token"},
	{kind: "unknown parameter of a list", by: "ada", method: get, path: "/v1/articles?colour=red", status: 422, problem: "invalid", field: "query.colour"},
	{kind: "limit too high", by: "ada", method: get, path: "/v1/articles?limit=501", status: 422, problem: "invalid", field: "query.limit"},
	{kind: "cursor of another list", by: "ada", method: get, path: "/v1/conversations?cursor=zzz", status: 422, problem: "invalid", field: "query.cursor"},
	{kind: "status that does not exist", by: "ada", method: get, path: "/v1/handoffs?status=lost", status: 422, problem: "invalid"},

	{kind: "no token", by: "nobody", method: post, path: "{c}/messages", body: `{"text": "a"}`, status: 401, problem: "unauthorized"},
	{kind: "token in another scheme", by: "nobody", method: post, path: "{c}/messages", body: `{"text": "a"}`, headers: []string{"Authorization", "Basic Ym9iOmJvYg=="}, status: 401, problem: "unauthorized"},
	{kind: "a customer's token where people work", method: get, path: "/v1/handoffs", status: 403, problem: "forbidden"},
	{kind: "permission is missing", by: "mina", method: get, path: "/v1/audit", status: 403, problem: "forbidden"},
	{kind: "no such path", method: get, path: "/v1/nothing", status: 404, problem: "not-found"},
	{kind: "no such conversation", by: "ada", method: get, path: "/v1/conversations/none", status: 404, problem: "not-found"},
	{kind: "no such case", by: "ada", method: get, path: "/v1/handoffs/none.1", status: 404, problem: "not-found"},
	{kind: "no such article", by: "ada", method: get, path: "/v1/articles/none", status: 404, problem: "not-found"},
	{kind: "method not allowed", method: "PATCH", path: "/v1/conversations", status: 405, problem: "method-not-allowed"},

	{kind: "reply by somebody who is not the holder", by: "mina", method: post, path: "{c}/replies", body: `{"text": "hello"}`, status: 409, problem: "not-holder"},
	{kind: "unknown field", by: "mina", method: post, path: "{c}/fields", body: `{"fields": {"colour": "red"}}`, status: 422, problem: "invalid", field: "body.fields.colour"},
	{kind: "consult nobody", by: "mina", method: post, path: "{c}/consults", body: `{"text": "hello", "to": "agent:nobody"}`, status: 422, problem: "invalid", field: "body.to"},
	{kind: "article without an answer", by: "ada", method: post, path: "/v1/articles", body: `{"id": "a", "texts": {"en": {"question": "q", "answer": ""}}}`, status: 422, problem: "invalid", field: "body.texts.en.answer"},
	{kind: "article that exists", by: "ada", method: post, path: "/v1/articles", body: `{"id": "opening-hours", "texts": {"en": {"question": "q", "answer": "a"}}}`, status: 409, problem: "id-taken"},
	{kind: "update of an old version", by: "ada", method: put, path: "/v1/articles/opening-hours", body: `{"version": 7, "texts": {"en": {"question": "q", "answer": "a"}}}`, status: 409, problem: "moved-on"},
	{kind: "role that does not exist", by: "ada", method: post, path: "/v1/users", body: `{"id": "x", "roles": ["king"]}`, status: 422, problem: "invalid", field: "body.roles[0]"},
	{kind: "import of an unknown format", by: "ada", method: post, path: "/v1/knowledge/import", body: `x`, headers: []string{"Content-Type", "application/pdf"}, status: 415, problem: "unsupported-media-type"},
	{kind: "import with a wrong flag", by: "ada", method: post, path: "/v1/knowledge/import?dry_run=perhaps", body: `x`, headers: []string{"Content-Type", "text/csv"}, status: 422, problem: "invalid", field: "query.dry_run"},
	{kind: "document in no form", by: "ada", method: post, path: "/v1/knowledge/documents", body: `x`, headers: []string{"Content-Type", "application/pdf"}, status: 415, problem: "unsupported-media-type"},
	{kind: "form that breaks off", by: "ada", method: post, path: "/v1/knowledge/documents", body: "--b\r\nContent-Dis", headers: []string{"Content-Type", "multipart/form-data; boundary=b"}, status: 400, problem: "bad-request"},
	{kind: "sitemap of a site that is not allowed", by: "ada", method: post, path: "/v1/knowledge/documents", body: `{"sitemap": "https://example.org/sitemap.xml"}`, status: 422, problem: "invalid", field: "body.sitemap"},
	{kind: "login with a wrong secret", by: "nobody", method: post, path: "/v1/session", body: `{"name": "mina", "secret": "guess"}`, status: 401, problem: "unauthorized"},
}

// TestBadInput shows what each kind of bad input gets; with -update it writes the table to docs/bad-input.md.
func TestBadInput(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{})
	h.as(c.token, post, c.path("/messages"), `{"id": "m1", "text": "hello"}`).want(202)
	var doc strings.Builder
	doc.WriteString("# What bad input gets\n\nWritten by `go test ./api -run TestBadInput -update`; the same test checks it. " +
		"`…` is `/v1/conversations/{id}`.\nEvery answer is a problem (RFC 9457) of the type `urn:baton:problem:<problem>`; the field is in its `errors`.\n\n" +
		"| input | request | status | problem | field |\n| --- | --- | --- | --- | --- |\n")
	for _, bad := range badInput {
		t.Run(bad.kind, func(t *testing.T) {
			secret := c.token
			switch bad.by {
			case "":
			case "nobody":
				secret = ""
			default:
				secret = h.key(bad.by)
			}
			var body any
			if bad.body != "" || bad.method != get {
				body = bad.body
			}
			got := h.as(secret, bad.method, strings.Replace(bad.path, "{c}", c.path(""), 1), body, bad.headers...)
			got.t = t
			p := got.problem(bad.status, bad.problem)
			if bad.field != "" && (len(p.Errors) == 0 || !namesField(p, bad.field)) {
				t.Errorf("the problem does not name %s: %s", bad.field, got.body)
			}
			if len(got.body) > 2000 {
				t.Errorf("the problem repeats the input: %d bytes", len(got.body))
			}
		})
		fmt.Fprintf(&doc, "| %s | %s %s | %d | %s | %s |\n", bad.kind, bad.method, strings.Replace(bad.path, "{c}", "…", 1), bad.status, bad.problem, bad.field)
	}
	const path = "../docs/bad-input.md"
	if *update {
		must(t, os.WriteFile(path, []byte(doc.String()), 0o644))
	}
	if written, err := os.ReadFile(path); err != nil || string(written) != doc.String() {
		t.Errorf("docs/bad-input.md is not what this test found: run go test ./api -run TestBadInput -update")
	}
}

func namesField(p Problem, field string) bool {
	for _, e := range p.Errors {
		if e.Field == field {
			return true
		}
	}
	return false
}
