package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// callers are the columns of the matrix. mina is a member of the queue that the conversation is in, zoe and wei are not.
var callers = []string{"anonymous", "revoked", "owner", "stranger", "mina", "zoe", "wei", "priya", "elena", "hong", "ada"}

// What each kind of route gives to each caller, in the order of callers. "ok" is anything but 401, 403 and 404.
//
//	anon rev own str mina zoe wei priya elena hong ada
const (
	forAll      = "       ok  ok  ok  ok   ok  ok  ok    ok    ok   ok  ok"
	forOwner    = "      401 401  ok 401  401 401 401   401   401  401 401"
	forRecord   = "      401 401  ok 401   ok 404 404   403   403   ok  ok"
	forStaff    = "      401 401 403 403   ok  ok  ok    ok    ok   ok  ok"
	forSession  = "      401 401 403 403  403 403 403   403   403  403 403" // the callers have keys; see session_test.go
	forDesk     = "      401 401 403 403   ok  ok  ok   403   403   ok  ok"
	forMembers  = "      401 401 403 403   ok 404 404   403   403   ok  ok"
	forEditors  = "      401 401 403 403  403 403 403    ok    ok  403  ok"
	forPublish  = "      401 401 403 403  403 403 403   403    ok  403  ok"
	forGaps     = "      401 401 403 403  403 403  ok    ok    ok   ok  ok"
	forAdmin    = "      401 401 403 403  403 403 403   403   403  403  ok"
	forWatchers = "      401 401 403 403  403 403 403   403   403   ok  ok"
	noBody      = ""
	emptyObject = "{}"
)

// matrix is every route with its row and a body that is good enough to come past reading.
var matrix = map[string]struct{ row, body string }{
	"GET /healthz":      {forAll, noBody},
	"GET /readyz":       {forAll, noBody},
	"GET /metrics":      {forAll, noBody},
	"GET /openapi.json": {forAll, noBody},

	"GET /v1/widget":                               {forAll, noBody},
	"POST /v1/conversations":                       {forAll, emptyObject},
	"POST /v1/conversations/{id}/messages":         {forOwner, `{"text": "hello"}`},
	"PUT /v1/conversations/{id}/messages/{seq}":    {forOwner, `{"text": "hello again"}`},
	"DELETE /v1/conversations/{id}/messages/{seq}": {forOwner, noBody},
	"POST /v1/conversations/{id}/typing":           {forOwner, noBody},
	"POST /v1/conversations/{id}/feedback":         {forOwner, `{"seq": 2, "helpful": true}`},
	"GET /v1/conversations/{id}/events":            {forRecord, noBody},

	"POST /v1/session":   {forAll, `{"name": "mina"}`}, // 422: the secret is missing
	"GET /v1/session":    {forStaff, noBody},
	"DELETE /v1/session": {forSession, noBody},

	"PUT /v1/session/secret": {forSession, `{"current": "not this one", "secret": "four words or more"}`},

	"GET /v1/feed":                    {forDesk, noBody},
	"GET /v1/desk":                    {forDesk, noBody},
	"GET /v1/handoffs":                {forDesk, noBody},
	"GET /v1/handoffs/{id}":           {forMembers, noBody},
	"POST /v1/handoffs/{id}/claim":    {forMembers, noBody},
	"POST /v1/handoffs/{id}/bounce":   {forMembers, `{"reason": "not ours"}`},
	"POST /v1/handoffs/{id}/transfer": {forMembers, `{"reason": "not ours", "queue": "front"}`},
	"POST /v1/handoffs/{id}/return":   {forMembers, noBody},
	"POST /v1/handoffs/{id}/resolve":  {forMembers, noBody},

	"GET /v1/conversations":                {forDesk, noBody},
	"GET /v1/conversations/{id}":           {forMembers, noBody},
	"POST /v1/conversations/{id}/replies":  {forMembers, `{"text": "hello"}`},
	"POST /v1/conversations/{id}/notes":    {forMembers, `{"text": "hello"}`},
	"POST /v1/conversations/{id}/consults": {forMembers, `{"text": "hello", "to": "queue:front"}`},
	"POST /v1/conversations/{id}/takeover": {forMembers, noBody},
	"POST /v1/conversations/{id}/fields":   {forMembers, `{"fields": {"order_no": "AB12345"}}`},
	"POST /v1/conversations/{id}/tags":     {forMembers, `{"add": ["vip"]}`},
	"POST /v1/conversations/{id}/reopen":   {forMembers, noBody},

	"POST /v1/conversations/{id}/suggestions": {forMembers, noBody},

	"POST /v1/conversations/{id}/redactions": {forAdmin, `{"seq": 1, "reason": "asked for it"}`},

	"GET /v1/customers/{id}": {forMembers, noBody},
	"GET /v1/playbooks":      {forDesk, noBody},
	"GET /v1/queues":         {forDesk, noBody},
	"GET /v1/colleagues":     {forDesk, noBody},
	"GET /v1/replies":        {forDesk, noBody},
	"GET /v1/setup":          {forStaff, noBody},

	"POST /v1/wording/check":       {forStaff, `{"text": "hello"}`},
	"POST /v1/knowledge/import":    {forEditors, `{"id": "x", "question": "q", "answer": "a"}`},
	"POST /v1/knowledge/documents": {forEditors, `{"sitemap": "https://docs.example.org/sitemap.xml"}`},
	"POST /v1/knowledge/ask":       {forStaff, `{"text": "hello"}`},
	"GET /v1/knowledge/gaps":       {forGaps, noBody},
	"GET /v1/situations":           {forStaff, noBody},

	"GET /v1/articles":               {forStaff, noBody},
	"POST /v1/articles":              {forEditors, `{"id": "new", "texts": {"en": {"question": "q", "answer": "a"}}}`},
	"PUT /v1/articles":               {forEditors, `{"id": "opening-hours", "version": 1, "texts": {"en": {"question": "q", "answer": "a"}}}`},
	"GET /v1/articles/{id}":          {forStaff, noBody},
	"PUT /v1/articles/{id}":          {forEditors, `{"version": 1, "texts": {"en": {"question": "q", "answer": "a"}}}`},
	"GET /v1/articles/{id}/versions": {forStaff, noBody},
	"GET /v1/articles/{id}/history":  {forStaff, noBody},
	"POST /v1/articles/{id}/submit":  {forEditors, noBody},
	"POST /v1/articles/{id}/reject":  {forPublish, noBody},
	"POST /v1/articles/{id}/publish": {forPublish, noBody},
	"POST /v1/articles/{id}/archive": {forPublish, noBody},
	"POST /v1/articles/{id}/restore": {forEditors, noBody},
	"GET /v1/phrases":                {forStaff, noBody},
	"POST /v1/phrases":               {forEditors, `{"situation": "thanks", "texts": {"en": "Bye"}}`},
	"PUT /v1/phrases":                {forEditors, `{"situation": "greeting", "version": 1, "texts": {"en": "Hi"}}`},
	"GET /v1/phrases/{id}":           {forStaff, noBody},
	"PUT /v1/phrases/{id}":           {forEditors, `{"version": 1, "texts": {"en": "Hi"}}`},
	"GET /v1/phrases/{id}/versions":  {forStaff, noBody},
	"GET /v1/phrases/{id}/history":   {forStaff, noBody},
	"POST /v1/phrases/{id}/submit":   {forEditors, noBody},
	"POST /v1/phrases/{id}/reject":   {forPublish, noBody},
	"POST /v1/phrases/{id}/publish":  {forPublish, noBody},
	"POST /v1/phrases/{id}/archive":  {forPublish, noBody},
	"POST /v1/phrases/{id}/restore":  {forEditors, noBody},
	"GET /v1/terms":                  {forStaff, noBody},
	"POST /v1/terms":                 {forEditors, `{"id": "new", "words": {"en": {"preferred": "parcel"}}}`},
	"PUT /v1/terms":                  {forEditors, `{"id": "till", "version": 1, "words": {"en": {"preferred": "desk"}}}`},
	"GET /v1/terms/{id}":             {forStaff, noBody},
	"PUT /v1/terms/{id}":             {forEditors, `{"version": 1, "words": {"en": {"preferred": "desk"}}}`},
	"GET /v1/terms/{id}/versions":    {forStaff, noBody},
	"GET /v1/terms/{id}/history":     {forStaff, noBody},
	"POST /v1/terms/{id}/submit":     {forEditors, noBody},
	"POST /v1/terms/{id}/reject":     {forPublish, noBody},
	"POST /v1/terms/{id}/publish":    {forPublish, noBody},
	"POST /v1/terms/{id}/archive":    {forPublish, noBody},
	"POST /v1/terms/{id}/restore":    {forEditors, noBody},

	"GET /v1/users":      {forWatchers, noBody},
	"POST /v1/users":     {forWatchers, `{"id": "new", "roles": ["agent"]}`},
	"PUT /v1/users":      {forWatchers, `{"id": "new", "name": "New"}`},
	"GET /v1/keys":       {forWatchers, noBody},
	"POST /v1/keys":      {forWatchers, `{"name": "till", "roles": ["agent"]}`},
	"PUT /v1/keys":       {forWatchers, `{"id": "till", "revoked": false}`},
	"PUT /v1/users/{id}": {forWatchers, `{"name": "New"}`},
	"PUT /v1/keys/{id}":  {forWatchers, `{"revoked": false}`},
	"GET /v1/audit":      {forWatchers, noBody},

	"GET /v1/webhooks":                 {forWatchers, noBody},
	"POST /v1/webhooks":                {forAdmin, `{"id": "new", "url": "https://crm.example/hook"}`},
	"PUT /v1/webhooks":                 {forAdmin, `{"id": "crm", "description": "ours"}`},
	"GET /v1/webhooks/{id}":            {forWatchers, noBody},
	"PUT /v1/webhooks/{id}":            {forAdmin, `{"description": "ours"}`},
	"POST /v1/webhooks/{id}/test":      {forAdmin, noBody},
	"GET /v1/webhooks/{id}/deliveries": {forWatchers, noBody},
	"POST /v1/webhooks/{id}/replay":    {forAdmin, `{"all": true}`},
	"GET /v1/model":                    {forWatchers, noBody},
	"POST /v1/model/check":             {forAdmin, noBody},
}

// TestEveryRouteForEveryCaller is the authorisation matrix: every route of the table, for every role, with and without a
// part in the conversation.
func TestEveryRouteForEveryCaller(t *testing.T) {
	h := newHouse(t)
	for name := range matrix {
		method, path, _ := strings.Cut(name, " ")
		if _, ok := h.api.guards[method+" "+path]; !ok {
			t.Errorf("%s is in the matrix and is no route", name)
		}
	}
	secrets := map[string]string{"anonymous": "", "revoked": h.revokedKey()}
	for _, who := range callers[4:] {
		secrets[who] = h.key(who)
	}
	secrets["stranger"] = h.open(map[string]any{}).token
	h.as(secrets["priya"], post, "/v1/phrases", `{"situation": "greeting", "texts": {"en": "Good day"}}`).want(201)
	h.as(secrets["priya"], post, "/v1/terms", `{"id": "till", "words": {"en": {"preferred": "till"}}}`).want(201)

	h.as(secrets["ada"], post, "/v1/webhooks", `{"id": "crm", "url": "https://crm.invalid/hook"}`).want(201)

	for _, r := range h.api.routes() {
		name := r.method + " " + r.path
		cell, ok := matrix[name]
		if !ok {
			t.Errorf("%s has no row in the matrix", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			c, handoffID := h.handedOver("refund please")
			state, err := h.store.State(context.Background(), conversation.ID(c.id))
			must(t, err)
			ids := map[string]string{"conversations": c.id, "handoffs": handoffID, "customers": state.Opening.CustomerID,
				"articles": "opening-hours", "phrases": "greeting", "terms": "till", "users": "mina", "keys": "none", "webhooks": "crm"}
			path := strings.NewReplacer("{id}", ids[strings.Split(r.path+"///", "/")[2]], "{seq}", "3").Replace(r.path)
			secrets["owner"] = c.token
			for i, want := range strings.Fields(cell.row) {
				who := callers[i]
				if got := h.verdict(secrets[who], r.method, path, cell.body); got != want {
					t.Errorf("%s gets %s, want %s", who, got, want)
				}
			}
		})
	}
}

// verdict makes a request and reads nothing but its status.
func (h *house) verdict(secret, method, path, body string) string {
	h.t.Helper()
	req, err := http.NewRequest(method, h.url+path, strings.NewReader(body))
	must(h.t, err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if secret != "" {
		req.Header.Set("Authorization", "Bearer "+secret)
	}
	res, err := h.client.Do(req)
	must(h.t, err)
	res.Body.Close()
	switch {
	case res.StatusCode == 401 || res.StatusCode == 403 || res.StatusCode == 404:
		return jsonNumber(int64(res.StatusCode))
	case res.StatusCode >= 500:
		return "error"
	}
	return "ok"
}

func (h *house) revokedKey() string {
	ctx := context.Background()
	k, secret, err := h.people.CreateKey(ctx, people.Operator, people.NewKey{Name: "old", Roles: []people.Role{people.RoleAdmin}})
	must(h.t, err)
	must(h.t, h.people.RevokeKey(ctx, people.Operator, k.ID))
	return secret
}

func TestARevokedKeyStopsWorkingAtOnce(t *testing.T) {
	h := newHouse(t)
	ada := h.key("ada")
	var made NewKey
	h.as(ada, post, "/v1/keys", map[string]any{"name": "script", "roles": []string{"editor"}}).want(201, &made)
	h.as(made.Secret, get, "/v1/articles", nil).want(200)
	h.as(ada, put, "/v1/keys", map[string]any{"id": made.ID, "revoked": true}).want(200)
	h.as(made.Secret, get, "/v1/articles", nil).problem(401, "unauthorized")
	if list := string(h.as(ada, get, "/v1/keys", nil).want(200).body); strings.Contains(list, made.Secret) {
		t.Error("a secret is shown again")
	}
}
