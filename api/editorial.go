package api

import (
	"context"
	"slices"
	"strings"

	"github.com/batondesk/baton/knowledge"
)

// editorialAccess is what the routes of articles, phrases and terms need.
type editorialAccess struct{ read, write, publish access }

// texts is what the three shelves have in common; T is what is stored, R what clients send.
type texts[T, R any] struct {
	s     *Server
	shelf shelf[T]
	of    func(id string, r R) T
	spoke bool // whether the ids are articles, which turns may be using right now
}

// shelf is a knowledge.Shelf.
type shelf[T any] interface {
	Get(ctx context.Context, id string, version int) (T, error)
	Versions(ctx context.Context, id string) ([]T, error)
	List(ctx context.Context, q knowledge.Query) ([]T, string, error)
	Create(ctx context.Context, by knowledge.Actor, it T) (T, error)
	Update(ctx context.Context, by knowledge.Actor, it T) (T, error)
	Submit(ctx context.Context, by knowledge.Actor, id string, version int) (T, error)
	Reject(ctx context.Context, by knowledge.Actor, id string, version int, reason string) (T, error)
	Publish(ctx context.Context, by knowledge.Actor, id string, version int) (T, error)
	Archive(ctx context.Context, by knowledge.Actor, id string, version int) (T, error)
	Restore(ctx context.Context, by knowledge.Actor, id string, version int) (T, error)
}

// shelfRoutes are the routes of one shelf: the same for articles, phrases and terms.
func shelfRoutes[T, R any](s *Server, path, name string, a editorialAccess, on shelf[T], of func(string, R) T) []route {
	x := texts[T, R]{s, on, of, name == "article"}
	one := path + "/{id}"
	title := strings.ToUpper(name[:1]) + name[1:]
	return []route{
		typed(get, path, a.read, 200, "list"+title+"s", x.list),
		typed(post, path, a.write, 201, "create"+title, x.create),
		typed(put, path, a.write, 200, "update"+title+"Named", x.updateNamed),
		typed(get, one, a.read, 200, "get"+title, x.get),
		typed(put, one, a.write, 200, "update"+title, x.update),
		typed(get, one+"/versions", a.read, 200, "list"+title+"Versions", x.versions),
		typed(post, one+"/submit", a.write, 200, "submit"+title, x.submit),
		typed(post, one+"/reject", a.publish, 200, "reject"+title, x.reject),
		typed(post, one+"/publish", a.publish, 200, "publish"+title, x.publish),
		typed(post, one+"/archive", a.publish, 200, "archive"+title, x.archive),
		typed(post, one+"/restore", a.write, 200, "restore"+title, x.restore),
	}
}

type shelfListInput struct {
	Page
	State knowledge.State `query:"state" enum:"draft,in_review,published,archived" doc:"The version in this state of each; the newest of each by default."`
	Tag   string          `query:"tag" maxLength:"100"`
	Query string          `query:"q" maxLength:"200" doc:"Only those that contain these words."`
}

// list filters by what is in the texts while it reads on, so a page may be short and still have a next one.
func (x texts[T, R]) list(ctx context.Context, in *shelfListInput) (*listOutput[T], error) {
	q := knowledge.Query{State: in.State, After: in.Cursor, Limit: in.Limit}
	var items []T
	for scanned := 0; ; {
		page, next, err := x.shelf.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			if matches(item, in.Tag, in.Query) {
				items = append(items, item)
			}
		}
		scanned += len(page)
		if next == "" || len(items) >= in.Limit || scanned >= mostScanned {
			return listed(items, next), nil
		}
		q.After, q.Limit = next, in.Limit-len(items)
	}
}

func matches(item any, tag, words string) bool {
	if tag == "" && words == "" {
		return true
	}
	var tags, said []string
	switch it := item.(type) {
	case knowledge.Article:
		tags, said = it.Tags, append(said, it.ID)
		for _, t := range it.Texts {
			said = append(append(said, t.Question, t.Answer), t.Alternatives...)
		}
	case knowledge.Phrase:
		said = append(said, it.Situation)
		for _, t := range it.Texts {
			said = append(said, t)
		}
	case knowledge.Term:
		said = append(said, it.ID, it.Note)
		for _, w := range it.Words {
			said = append(append(said, w.Preferred), w.Forbidden...)
		}
	}
	if tag != "" && !slices.Contains(tags, tag) {
		return false
	}
	return strings.Contains(strings.ToLower(strings.Join(said, "\n")), strings.ToLower(words))
}

// TextRef names an article, a phrase, a term or a customer in a path.
type TextRef struct {
	ID string `path:"id"`
}

type versionInput struct {
	TextRef
	Version int `query:"version" minimum:"0" doc:"The newest by default."`
}

func (x texts[T, R]) get(ctx context.Context, in *versionInput) (*output[T], error) {
	item, err := x.shelf.Get(ctx, in.ID, in.Version)
	return answerOr(item, err)
}

func (x texts[T, R]) versions(ctx context.Context, in *TextRef) (*listOutput[T], error) {
	items, err := x.shelf.Versions(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return listed(items, ""), nil
}

// textInput and textUpdate carry a body, the second for what its path names.
type textInput[R any] struct{ Body R }

func (x texts[T, R]) create(ctx context.Context, in *textInput[R]) (*output[T], error) {
	item, err := x.shelf.Create(ctx, editor(ctx), x.of("", in.Body))
	return answerOr(item, err)
}

func (x texts[T, R]) updateNamed(ctx context.Context, in *textInput[R]) (*output[T], error) {
	item, err := x.shelf.Update(ctx, editor(ctx), x.of("", in.Body))
	return answerOr(item, err)
}

type textUpdate[R any] struct {
	TextRef
	Body R
}

func (x texts[T, R]) update(ctx context.Context, in *textUpdate[R]) (*output[T], error) {
	item, err := x.shelf.Update(ctx, editor(ctx), x.of(in.ID, in.Body))
	return answerOr(item, err)
}

// stepInput moves one version to another state.
type stepInput struct {
	TextRef
	Body *struct {
		Version int    `json:"version,omitempty" minimum:"0" doc:"The newest by default; to archive, every version."`
		Reason  string `json:"reason,omitempty" maxLength:"1000"`
	}
}

func (in *stepInput) version() int {
	if in.Body == nil {
		return 0
	}
	return in.Body.Version
}

func (x texts[T, R]) submit(ctx context.Context, in *stepInput) (*output[T], error) {
	item, err := x.shelf.Submit(ctx, editor(ctx), in.ID, in.version())
	return answerOr(item, err)
}

func (x texts[T, R]) reject(ctx context.Context, in *stepInput) (*output[T], error) {
	var reason string
	if in.Body != nil {
		reason = in.Body.Reason
	}
	item, err := x.shelf.Reject(ctx, editor(ctx), in.ID, in.version(), reason)
	return answerOr(item, err)
}

func (x texts[T, R]) publish(ctx context.Context, in *stepInput) (*output[T], error) {
	item, err := x.shelf.Publish(ctx, editor(ctx), in.ID, in.version())
	return x.changed(in.ID, item, err)
}

func (x texts[T, R]) archive(ctx context.Context, in *stepInput) (*output[T], error) {
	item, err := x.shelf.Archive(ctx, editor(ctx), in.ID, in.version())
	return x.changed(in.ID, item, err)
}

func (x texts[T, R]) restore(ctx context.Context, in *stepInput) (*output[T], error) {
	item, err := x.shelf.Restore(ctx, editor(ctx), in.ID, in.version())
	return answerOr(item, err)
}

// changed tells the running server at once what is in force now.
func (x texts[T, R]) changed(id string, item T, err error) (*output[T], error) {
	if err == nil {
		if x.spoke {
			x.s.o.KnowledgeChanged(id)
		} else {
			x.s.o.KnowledgeChanged()
		}
	}
	return answerOr(item, err)
}

func answerOr[T any](item T, err error) (*output[T], error) {
	if err != nil {
		return nil, err
	}
	return answer(item), nil
}

func editor(ctx context.Context) knowledge.Actor { return knowledge.Actor{ID: principal(ctx).ID} }

func (s *Server) listSituations(context.Context, *struct{}) (*listOutput[knowledge.Situation], error) {
	return listed(knowledge.Situations(), ""), nil
}
