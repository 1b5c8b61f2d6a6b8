package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/knowledge/wording"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
)

// vocabulary is every type of the domain that is one of a few words, so that the document can list them.
var vocabulary = gather(
	words(conversation.Customer, conversation.Bot, conversation.Agent, conversation.System),
	words(conversation.Public, conversation.Internal),
	words(conversation.Open, conversation.StatusResolved, conversation.StatusClosed),
	words(conversation.ActAnswer, conversation.ActClarify, conversation.ActAsk, conversation.ActHandoff, conversation.ActNotice, conversation.ActSilence),
	words(conversation.TypeText, conversation.TypeName, conversation.TypeID, conversation.TypePostcode, conversation.TypePhone,
		conversation.TypeEmail, conversation.TypeAmount, conversation.TypeDate, conversation.TypeTime, conversation.TypeChoice,
		conversation.TypeDateText, conversation.TypeTimeText),
	words(handoff.Waiting, handoff.Claimed, handoff.Returned, handoff.Resolved),
	words(knowledge.Draft, knowledge.InReview, knowledge.Published, knowledge.Archived),
	words(knowledge.RowNew, knowledge.RowChanged, knowledge.RowUnchanged, knowledge.RowInvalid),
	words(knowledge.PassageNew, knowledge.PassageChanged, knowledge.PassageMoved, knowledge.PassageUnchanged, knowledge.PassageVanished,
		knowledge.PassageWithdrawn, knowledge.PassageInvalid),
	words(wording.Pass, wording.Warn, wording.Block),
	words(wording.Amount, wording.Date, wording.Time, wording.Duration, wording.Link, wording.Commitment, wording.Quantity, wording.Term),
	words(outbox.Public, outbox.Internal),
	words(outbox.Pending, outbox.Delivered, outbox.Dead),
	words(people.Roles()...),
	words(people.Permissions()...),
	words(kinds(payloads)...),
)

// enum is a type's stand-in where schemas are made, and its words.
type enum struct {
	of, standIn reflect.Type
	words       []any
}

// word stands for T in the document.
type word[T ~string] struct{}

// Schema lists the words of T.
func (word[T]) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: vocabulary[reflect.TypeFor[T]()].words}
}

func words[T ~string](list ...T) enum {
	e := enum{of: reflect.TypeFor[T](), standIn: reflect.TypeFor[word[T]]()}
	for _, w := range list {
		e.words = append(e.words, string(w))
	}
	return e
}

func kinds(of []conversation.Payload) (list []conversation.Kind) {
	for _, p := range of {
		list = append(list, p.Kind())
	}
	return list
}

func gather(enums ...enum) map[reflect.Type]enum {
	all := map[reflect.Type]enum{}
	for _, e := range enums {
		all[e.of] = e
	}
	return all
}

// register makes a registry use the stand-ins.
func register(r huma.Registry) huma.Registry {
	for of, e := range vocabulary {
		r.RegisterTypeAlias(of, e.standIn)
	}
	return r
}
