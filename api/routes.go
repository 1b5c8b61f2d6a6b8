package api

import (
	"net/http"

	"github.com/batondesk/baton/people"
)

const (
	get    = http.MethodGet
	post   = http.MethodPost
	put    = http.MethodPut
	remove = http.MethodDelete
)

// routes is every route with what it needs. Beyond the permission, whoever works on a conversation must be allowed to see
// it (sight.go), and the desk has rules of its own: membership, capacity, who holds.
func (s *Server) routes() []route {
	anyone, visitor := access{door: open}, access{door: open, site: true}
	opener, member := access{door: customer}, access{door: staff}
	reader := needs(people.ReadOwnQueues)
	record := access{door: either, need: people.ReadOwnQueues}
	work, takeover, consult := needs(people.WorkCases), needs(people.TakeOver), needs(people.Consult)
	know, write, publish := needs(people.ReadKnowledge), needs(people.EditKnowledge), needs(people.PublishKnowledge)
	manage := needs(people.ManagePeople)

	routes := []route{
		plain(get, "/healthz", anyone, "isAlive", s.healthz, documentHealth),
		plain(get, "/readyz", anyone, "isReady", s.readyz, documentHealth),
		plain(get, "/metrics", anyone, "readMetrics", s.showMetrics, documentMetrics),
		plain(get, "/openapi.json", anyone, "readOpenAPI", s.showOpenAPI, documentOpenAPI),

		typed(get, "/v1/widget", visitor, 200, "showWidget", s.showWidget),
		typed(post, "/v1/conversations", visitor, 201, "openConversation", s.openConversation),
		typed(post, "/v1/conversations/{id}/messages", opener, 202, "sendMessage", s.sendMessage),
		typed(put, "/v1/conversations/{id}/messages/{seq}", opener, 200, "editMessage", s.editMessage),
		typed(remove, "/v1/conversations/{id}/messages/{seq}", opener, 204, "recallMessage", s.recallMessage),
		typed(post, "/v1/conversations/{id}/typing", access{door: customer, free: true}, 204, "showTyping", s.showTyping),
		typed(post, "/v1/conversations/{id}/feedback", opener, 204, "giveFeedback", s.giveFeedback),
		plain(get, "/v1/conversations/{id}/events", record, "readEvents", s.events, documentEvents),

		typed(post, "/v1/session", anyone, 201, "logIn", s.login),
		typed(get, "/v1/session", member, 200, "whoAmI", s.whoAmI),
		typed(remove, "/v1/session", member, 204, "logOut", s.logout),
		typed(put, "/v1/session/secret", member, 200, "changeSecret", s.changeSecret),

		plain(get, "/v1/feed", reader, "followFeed", s.feed, documentFeed),
		typed(get, "/v1/desk", reader, 200, "showDesk", s.showDesk),
		typed(get, "/v1/handoffs", reader, 200, "listHandoffs", s.listHandoffs),
		typed(get, "/v1/handoffs/{id}", reader, 200, "getHandoff", s.getHandoff),
		typed(post, "/v1/handoffs/{id}/claim", work, 200, "claimHandoff", s.claim),
		typed(post, "/v1/handoffs/{id}/bounce", work, 200, "bounceHandoff", s.bounce),
		typed(post, "/v1/handoffs/{id}/transfer", work, 200, "transferHandoff", s.transfer),
		typed(post, "/v1/handoffs/{id}/return", work, 200, "returnHandoff", s.giveBack),
		typed(post, "/v1/handoffs/{id}/resolve", work, 200, "resolveHandoff", s.resolve),

		typed(get, "/v1/conversations", reader, 200, "listConversations", s.listConversations),
		typed(get, "/v1/conversations/{id}", reader, 200, "getConversation", s.getConversation),
		typed(post, "/v1/conversations/{id}/replies", work, 201, "reply", s.reply),
		typed(post, "/v1/conversations/{id}/suggestions", work, 200, "suggestReply", s.suggest),
		typed(post, "/v1/conversations/{id}/notes", work, 201, "addNote", s.addNote),
		typed(post, "/v1/conversations/{id}/consults", consult, 201, "consult", s.consult),
		typed(post, "/v1/conversations/{id}/takeover", takeover, 200, "takeOver", s.takeOver),
		typed(post, "/v1/conversations/{id}/fields", work, 200, "setFields", s.setFields),
		typed(post, "/v1/conversations/{id}/tags", work, 200, "changeTags", s.changeTags),
		typed(post, "/v1/conversations/{id}/reopen", work, 200, "reopenConversation", s.reopen),
		typed(post, "/v1/conversations/{id}/redactions", needs(people.Redact), 200, "redactEvent", s.redact),

		typed(get, "/v1/customers/{id}", needs(people.ReadCustomers), 200, "getCustomer", s.getCustomer),
		typed(get, "/v1/playbooks", reader, 200, "listPlaybooks", s.listPlaybooks),
		typed(get, "/v1/colleagues", reader, 200, "listColleagues", s.listColleagues),
		typed(get, "/v1/replies", work, 200, "suggestReplies", s.suggestReplies),
		typed(get, "/v1/setup", member, 200, "showSetup", s.showSetup),
		typed(get, "/v1/queues", reader, 200, "listQueues", s.listQueues),

		typed(post, "/v1/wording/check", needs(people.CheckWording), 200, "checkWording", s.checkWording),
		plain(post, "/v1/knowledge/import", write, "importArticles", s.importArticles, documentImport),
		plain(post, "/v1/knowledge/documents", write, "importDocuments", s.importDocuments, documentDocuments),
		typed(post, "/v1/knowledge/ask", know, 200, "askKnowledge", s.askKnowledge),
		typed(get, "/v1/knowledge/gaps", needs(people.ReadGaps), 200, "listGaps", s.listGaps),
		typed(get, "/v1/situations", know, 200, "listSituations", s.listSituations),

		typed(get, "/v1/users", manage, 200, "listUsers", s.listUsers),
		typed(post, "/v1/users", manage, 201, "addUser", s.addUser),
		typed(put, "/v1/users", manage, 200, "updateUserNamed", s.updateUserNamed),
		typed(put, "/v1/users/{id}", manage, 200, "updateUser", s.updateUser),
		typed(get, "/v1/keys", manage, 200, "listKeys", s.listKeys),
		typed(post, "/v1/keys", manage, 201, "createKey", s.createKey),
		typed(put, "/v1/keys", manage, 200, "updateKeyNamed", s.updateKeyNamed),
		typed(put, "/v1/keys/{id}", manage, 200, "updateKey", s.updateKey),
		typed(get, "/v1/audit", needs(people.ReadAudit), 200, "readAudit", s.readAudit),
	}
	routes = append(routes, webhookRoutes(s)...)
	routes = append(routes, modelRoutes(s)...)
	editorial := editorialAccess{know, write, publish}
	routes = append(routes, shelfRoutes(s, "/v1/articles", "article", editorial, s.o.Knowledge.Articles, articleOf)...)
	routes = append(routes, shelfRoutes(s, "/v1/phrases", "phrase", editorial, s.o.Knowledge.Phrases, phraseOf)...)
	routes = append(routes, shelfRoutes(s, "/v1/terms", "term", editorial, s.o.Knowledge.Terms, termOf)...)
	return routes
}
