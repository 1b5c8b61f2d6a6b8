package api

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/knowledge/wording"
	"github.com/batondesk/baton/people"
)

// WordingFinding is one claim that no approved text supports.
type WordingFinding struct {
	Kind       wording.Kind    `json:"kind" doc:"What sort of claim it is; term: a word that the glossary forbids."`
	Verdict    wording.Verdict `json:"verdict" doc:"For this finding alone."`
	Text       string          `json:"text" doc:"The words it is about."`
	Start      int             `json:"start" doc:"In characters of the text."`
	End        int             `json:"end" doc:"Exclusive."`
	Message    string          `json:"message"`
	Suggestion string          `json:"suggestion,omitempty" doc:"The approved sentence about the same thing, if there is one."`
}

func findings(result wording.Result) []WordingFinding {
	list := make([]WordingFinding, len(result.Findings))
	for i, f := range result.Findings {
		list[i] = WordingFinding{f.Kind, f.Verdict, f.Text, f.Start, f.End, f.Message, f.Suggestion}
	}
	return list
}

type wordingInput struct {
	Body struct {
		Text           string `json:"text"`
		Locale         string `json:"locale,omitempty" maxLength:"35"`
		Sender         string `json:"sender,omitempty" maxLength:"200" doc:"Whose authority counts: bot, a role, or a user's id; the caller by default."`
		ConversationID string `json:"conversation_id,omitempty" maxLength:"128" doc:"What this conversation's customer gave may be repeated, and its answers relied on."`
	}
}

// WordingVerdict is the result of a check.
type WordingVerdict struct {
	Verdict  wording.Verdict  `json:"verdict"`
	Findings []WordingFinding `json:"findings" nullable:"false"`
}

func (s *Server) checkWording(ctx context.Context, in *wordingInput) (*output[WordingVerdict], error) {
	if err := s.checkText(in.Body.Text, false); err != nil {
		return nil, err
	}
	q := wordingQuestion{Text: in.Body.Text, Locale: in.Body.Locale, Bot: in.Body.Sender == string(conversation.Bot)}
	if !q.Bot {
		roles, err := s.rolesOf(ctx, in.Body.Sender)
		if err != nil {
			return nil, err
		}
		q.Roles = roles
	}
	if in.Body.ConversationID != "" {
		state, err := s.see(ctx, conversation.ID(in.Body.ConversationID))
		if err != nil {
			return nil, err
		}
		q.State, q.Locale = &state, cmp.Or(q.Locale, state.Locale)
	}
	result, err := s.check(ctx, q)
	if err != nil {
		return nil, err
	}
	return answer(WordingVerdict{result.Verdict, findings(result)}), nil
}

// rolesOf are the roles whose authority counts: the caller's own, a role's, or a colleague's.
func (s *Server) rolesOf(ctx context.Context, sender string) ([]people.Role, error) {
	if sender == "" || sender == string(conversation.Agent) && !principal(ctx).Has(people.RoleAgent) {
		return principal(ctx).Roles, nil
	}
	if role := people.Role(sender); slices.Contains(people.Roles(), role) {
		return []people.Role{role}, nil
	}
	user, err := s.o.People.User(ctx, strings.TrimPrefix(sender, string(conversation.AgentHolder(""))))
	var nobody *people.NotFoundError
	if errors.As(err, &nobody) {
		return nil, invalid.field("body.sender", "is neither bot, nor a role, nor the id of a user")
	}
	return user.Roles, err
}

// wordingQuestion is a text with what it may rest on.
type wordingQuestion struct {
	Text   string
	Locale string
	Bot    bool // the bot has no authority of its own
	Roles  []people.Role
	State  *conversation.State // nil: no conversation
}

// check holds a text against the approved texts that are about the same thing: those that a search for it finds, and
// those that this conversation was answered with.
func (s *Server) check(ctx context.Context, q wordingQuestion) (wording.Result, error) {
	snapshot := s.o.Live.Snapshot()
	in := wording.Input{Text: q.Text, Locale: q.Locale, Terms: snapshot.Terms}
	if !q.Bot {
		in.Authority = s.o.Book().Authority(q.Roles)
	}
	values := s.o.Variables
	var ids, tags []string
	if q.State != nil {
		values = valuesOf(*q.State, s.o.Variables)
		tags = q.State.Tags
		for _, field := range q.State.Fields {
			in.Known = append(in.Known, field.Value, field.Raw)
		}
		for _, a := range q.State.Answered {
			ids = append(ids, a.ArticleID)
		}
		for _, said := range slices.Backward(q.State.Recent) {
			if said.By == conversation.Customer { // what the reply is about
				found, _, err := s.near(ctx, said.Text, q.Locale, tags)
				if err != nil {
					return wording.Result{}, err
				}
				ids = append(ids, found...)
				break
			}
		}
	}
	found, locale, err := s.near(ctx, q.Text, q.Locale, tags)
	if err != nil {
		return wording.Result{}, err
	}
	ids = append(ids, found...)
	slices.Sort(ids)
	var foreign []string // approved in other languages
	for _, id := range slices.Compact(ids) {
		if article, ok := articleIn(snapshot, id); ok && article.InForce(s.o.Now()) {
			for _, written := range slices.Sorted(maps.Keys(article.Texts)) {
				filled, _ := knowledge.Fill(article.Texts[written].Answer, values)
				if language(written) == language(locale) {
					in.Sources = append(in.Sources, filled)
				} else {
					foreign = append(foreign, filled)
				}
			}
		}
	}
	result := wording.Check(in)
	if len(foreign) == 0 || len(result.Findings) == 0 {
		return result, nil
	}
	in.Sources = append(in.Sources, foreign...)
	return suggesting(wording.Check(in), result), nil
}

// suggesting is a result with the suggestions of another where that has one for the same words: those in the language of
// the text.
func suggesting(result, other wording.Result) wording.Result {
	for i, f := range result.Findings {
		at := slices.IndexFunc(other.Findings, func(o wording.Finding) bool { return o.Kind == f.Kind && o.Start == f.Start })
		if at >= 0 && other.Findings[at].Suggestion != "" {
			result.Findings[i].Suggestion = other.Findings[at].Suggestion
		}
	}
	return result
}

func language(locale string) string {
	base, _, _ := strings.Cut(strings.ToLower(locale), "-")
	return base
}

// near names the articles that a search for a text finds, and the language that the search took it for.
func (s *Server) near(ctx context.Context, text, locale string, tags []string) (ids []string, written string, err error) {
	found, spoken, err := s.o.Bot.Near(s.o.Bot.Quietly(ctx), text, locale, tags)
	if err != nil {
		return nil, "", err
	}
	for _, c := range found {
		ids = append(ids, c.ArticleID)
	}
	return ids, cmp.Or(locale, spoken), nil
}

// valuesOf are the values of variables in a conversation.
func valuesOf(state conversation.State, house map[string]string) map[string]string {
	values := make(map[string]string, len(house)+len(state.Fields))
	for name, value := range house {
		values[name] = value
	}
	for name, field := range state.Fields {
		values[name] = field.Value
	}
	return values
}

// articleIn finds an article in a snapshot, whose articles are in the order of their ids.
func articleIn(snapshot *knowledge.Snapshot, id string) (knowledge.Article, bool) {
	i, ok := slices.BinarySearchFunc(snapshot.Articles, id, func(a knowledge.Article, id string) int { return cmp.Compare(a.ID, id) })
	if !ok {
		return knowledge.Article{}, false
	}
	return snapshot.Articles[i], true
}
