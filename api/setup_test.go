package api

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/people"
)

func TestTheSetupCountsWhatIsThere(t *testing.T) {
	h := newHouse(t, func(o *Options) {
		o.Origins, o.Demo, o.Variables = []string{"https://shop.example"}, true, map[string]string{"city": "Kiel"}
	})
	priya := h.key("priya")
	h.open(map[string]any{})
	h.as(priya, post, "/v1/articles", `{"id": "new", "texts": {"en": {"question": "q", "answer": "a"}}}`).want(201)
	var s Setup
	h.as(priya, get, "/v1/setup", nil).want(200, &s)
	if s.Articles != (Texts{Published: 3, Drafts: 1}) || s.Phrases != (Texts{}) || s.Users != 1 || s.Conversations != 1 {
		t.Errorf("counted %+v", s)
	}
	if !s.Demo || !s.FourEyes || s.Fallback != "en" || s.Variables["city"] != "Kiel" || len(s.Origins) != 1 || len(s.Locales) != 2 {
		t.Errorf("set up as %+v", s)
	}
	var names []string
	for _, f := range s.Fields {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"contact", "order_no"}, names); diff != "" {
		t.Errorf("fields (-want +got)\n%s", diff)
	}
}

func TestColleaguesAreThoseWhoWorkOnCases(t *testing.T) {
	h := newHouse(t)
	mina := h.key("mina")
	for _, who := range []string{"wei", "priya", "hong", "zoe"} {
		h.key(who)
	}
	gone := true
	_, err := h.people.UpdateUser(t.Context(), people.Operator, "zoe", people.UserChange{Disabled: &gone})
	must(t, err)
	var list List[Colleague]
	h.as(mina, get, "/v1/colleagues", nil).want(200, &list)
	var got []string
	for _, c := range list.Items {
		got = append(got, c.ID+" "+c.Name+" "+strings.Join(c.Queues, ","))
	}
	if diff := cmp.Diff([]string{"hong Hong watch", "mina Mina front", "wei Wei experts"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTheAuditIsFiltered(t *testing.T) {
	h := newHouse(t)
	ada := h.key("ada")
	h.as(ada, post, "/v1/users", `{"id": "kim", "roles": ["agent"]}`).want(201)
	h.as(ada, post, "/v1/keys", `{"id": "kim", "name": "till", "roles": ["agent"]}`).want(201)
	for query, want := range map[string]int{"subject=kim": 2, "subject=kim&kind=key": 1, "actor=ada": 2, "actor=nobody": 0, "actor=ada&kind=article": 0} {
		var list List[people.AuditEntry]
		h.as(ada, get, "/v1/audit?"+query, nil).want(200, &list)
		if len(list.Items) != want {
			t.Errorf("%s: %d entries, want %d: %+v", query, len(list.Items), want, list.Items)
		}
	}
}
