package api

import (
	"context"
	"strings"
	"time"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

// editorialAccess is what the routes of articles, phrases and terms need.
type editorialAccess struct{ read, write, publish access }

// texts is what the three shelves have in common; T is what is stored, R what clients send.
type texts[T, R any] struct {
	s     *Server
	kind  knowledge.Kind
	shelf shelf[T]
	of    func(id string, r R) T
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
	x := texts[T, R]{s, knowledge.Kind(name), on, of}
	one := path + "/{id}"
	title := strings.ToUpper(name[:1]) + name[1:]
	return []route{
		typed(get, path, a.read, 200, "list"+title+"s", x.list),
		typed(post, path, a.write, 201, "create"+title, x.create),
		typed(put, path, a.write, 200, "update"+title+"Named", x.updateNamed),
		typed(get, one, a.read, 200, "get"+title, x.get),
		typed(put, one, a.write, 200, "update"+title, x.update),
		typed(get, one+"/versions", a.read, 200, "list"+title+"Versions", x.versions),
		typed(get, one+"/history", a.read, 200, "list"+title+"History", x.history),
		typed(post, one+"/submit", a.write, 200, "submit"+title, x.submit),
		typed(post, one+"/reject", a.publish, 200, "reject"+title, x.reject),
		typed(post, one+"/publish", a.publish, 200, "publish"+title, x.publish),
		typed(post, one+"/archive", a.publish, 200, "archive"+title, x.archive),
		typed(post, one+"/restore", a.write, 200, "restore"+title, x.restore),
	}
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

// Step is one step in the editorial life of a text.
type Step struct {
	At      time.Time `json:"at"`
	Actor   string    `json:"actor" doc:"A user's id, or operator for the command line."`
	Action  string    `json:"action" enum:"create,update,submit,reject,publish,archive,restore,import,erase"`
	Version int       `json:"version" doc:"That was made or moved."`
	Note    string    `json:"note,omitempty" doc:"Such as why it was rejected."`
}

// longestHistory is how many steps of one text are shown.
const longestHistory = 200

// history is who did what to a text, newest first, read from the audit.
func (x texts[T, R]) history(ctx context.Context, in *TextRef) (*listOutput[Step], error) {
	if _, err := x.shelf.Get(ctx, in.ID, 0); err != nil {
		return nil, err
	}
	entries, err := x.s.o.Store.People().Audit(ctx, people.AuditQuery{Object: in.ID, Kind: string(x.kind), Limit: longestHistory})
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(entries))
	for i, e := range entries {
		version, _ := e.Detail["version"].(float64)
		note, _ := e.Detail["note"].(string)
		steps[i] = Step{e.At, e.Actor, strings.TrimPrefix(e.Action, string(x.kind)+"."), int(version), note}
	}
	return listed(steps, ""), nil
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
		if x.kind == knowledge.KindArticle { // turns may be using it right now
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
