package handoff

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge/wording"
	"github.com/batondesk/baton/people"
)

func TestAnEmptyConfigurationHasADefaultForEverything(t *testing.T) {
	b := mustBook(t, Config{})
	p := b.Default()
	q, ok := b.Queue(p.Queue)
	if !ok || p.Priority == 0 || p.Title.In("zh") == "" || q.Title.In("zh") == "" {
		t.Errorf("default playbook %+v in queue %+v", p, q)
	}
	if boss := b.SupervisorOf(q.Name); boss.Name == q.Name || !boss.Supervisor {
		t.Errorf("cases of %s escalate to %+v", q.Name, boss)
	}
	due := b.Deadlines("unknown", "unknown", monday)
	if !due.Claim.After(monday) || !due.FirstReply.After(due.Claim) || !due.Resolve.After(due.FirstReply) {
		t.Errorf("deadlines %+v", due)
	}
	if !b.Member(as("mei"), q.Name) || b.Member(as("pub"), q.Name) || b.Member(as("mei"), b.SupervisorOf(q.Name).Name) {
		t.Error("members of the default queue are not those who work on cases")
	}
}

func TestTheConfigurationIsReadFromYAML(t *testing.T) {
	const text = `
fields:
  order_number: {type: id, label: {en: Order number}, max_asks: 3}
playbooks:
  refund:
    triggers: {keywords: [refund], attributes: {tier: gold}}
    must_escalate: true
    fields: [order_number]
    deadlines: {claim: 10m, resolve: 1h30m}
    card: {next_step: {en: Check}, constraints: [{en: Careful}]}
queues:
  front: {members: [mei], hours: {zone: Asia/Shanghai, weekly: {mon: ["09:00-18:00"]}, holidays: ["2026-10-01"]}, ask_contact_after: 5m}
rules:
  - when: {sources: [/returns]}
    add: [returns]
authority:
  agent: {kinds: {amount: warn}, up_to: {EUR: 20}}
`
	var c Config
	if err := yaml.UnmarshalWithOptions([]byte(text), &c, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	b := mustBook(t, c)
	if p, _ := b.Playbook("refund"); p.Queue != "front" || p.Deadlines.Resolve != hour(1)+minute(30) || p.Deadlines.FirstReply != 0 {
		t.Errorf("playbook %+v", p)
	}
	if f, _ := b.Field("order_number"); f.MaxAsks != 3 || f.Type != conversation.TypeID {
		t.Errorf("field %+v", f)
	}
	stored, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var again Config
	if err := json.Unmarshal(stored, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, again); diff != "" {
		t.Errorf("the stored form reads differently:\n%s", diff)
	}
}

func TestEveryProblemIsListedWithItsPath(t *testing.T) {
	c := Config{
		Fields: map[string]Field{
			"Order": {Type: "id"}, "size": {Type: "choice"}, "x": {Pattern: "(", MaxAsks: 9, Region: "de", Label: Words{"english": " "}},
		},
		Playbooks: map[string]Playbook{
			"a": {Default: true, Fields: []string{"nope", "x", "x"}, Queue: "nowhere", Priority: 7, Tags: []string{"two words"}},
			"b": {Default: true, Triggers: Triggers{Patterns: []string{"[", ".*"}, Keywords: []string{""}}, Deadlines: Deadlines{Claim: -1}},
		},
		Queues: map[string]Queue{
			"one": {Hours: OpenHours{Zone: "Mars/Base", Weekly: map[string][]string{"monday": nil, "tue": {"9-18"}}, Holidays: []string{"1.1.2026"}}},
			"two": {EscalateTo: "two", Capacity: -1, Members: []string{"role:boss"}},
		},
		Rules:     []Rule{{}},
		Authority: map[string]Authority{"king": {Kinds: map[string]string{"gold": "maybe"}, UpTo: map[string]float64{"EUR": -1}}},
	}
	var paths []string
	for _, p := range c.Validate() {
		paths = append(paths, p.Path)
		if p.Message == "" {
			t.Errorf("%s has no message", p.Path)
		}
	}
	want := []string{
		"fields.Order", "fields.size.choices", "fields.x.type", "fields.x.label.english", "fields.x.label.english",
		"fields.x.pattern", "fields.x.max_asks", "fields.x.region",
		"playbooks.a.fields[0]", "playbooks.a.fields[2]", "playbooks.a.queue", "playbooks.a.priority", "playbooks.a.tags[0]",
		"playbooks.b.triggers.keywords[0]", "playbooks.b.triggers.patterns[0]", "playbooks.b.triggers.patterns[1]",
		"playbooks.b.deadlines.claim", "playbooks.b.default",
		"queues.one.hours.zone", "queues.one.hours.weekly.monday", "queues.one.hours.weekly.tue[0]", "queues.one.hours.holidays[0]",
		"queues.two.members[0]", "queues.two.capacity", "queues.two.escalate_to", "queues",
		"rules[0].when", "rules[0].add",
		"authority.king", "authority.king.kinds.gold", "authority.king.kinds.gold", "authority.king.up_to.EUR",
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("problems:\n%s", diff)
	}
	if _, err := NewBook(1, c); err == nil {
		t.Error("a book was made of it")
	}
}

// TestTheSchemaNamesWhatTheStructsName holds schema.json and the structs together.
func TestTheSchemaNamesWhatTheStructsName(t *testing.T) {
	var root struct {
		Properties map[string]any `json:"properties"`
		Defs       map[string]struct {
			Properties map[string]struct {
				Enum []string `json:"enum"`
			} `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(yamlNames(Config{}), sortedNames(root.Properties)); diff != "" {
		t.Errorf("Config:\n%s", diff)
	}
	for def, value := range map[string]any{
		"field": Field{}, "choice": Choice{}, "playbook": Playbook{}, "triggers": Triggers{}, "card": CardHints{},
		"deadlines": Deadlines{}, "queue": Queue{}, "hours": OpenHours{}, "rule": Rule{}, "condition": Condition{}, "authority": Authority{},
	} {
		if diff := cmp.Diff(yamlNames(value), sortedNames(root.Defs[def].Properties)); diff != "" {
			t.Errorf("%s:\n%s", def, diff)
		}
	}
	var kinds struct {
		Defs struct {
			Authority struct {
				Properties struct {
					Kinds struct {
						PropertyNames struct {
							Enum []string `json:"enum"`
						} `json:"propertyNames"`
					} `json:"kinds"`
				} `json:"properties"`
			} `json:"authority"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &kinds); err != nil {
		t.Fatal(err)
	}
	if got := kinds.Defs.Authority.Properties.Kinds.PropertyNames.Enum; strings.Join(got, ", ") != list(claimKinds) {
		t.Errorf("kinds of claims: %v", got)
	}
	var types []string
	for _, ft := range fieldTypes {
		types = append(types, string(ft))
	}
	if diff := cmp.Diff(types, root.Defs["field"].Properties["type"].Enum); diff != "" {
		t.Errorf("field types:\n%s", diff)
	}
}

func yamlNames(v any) []string {
	var names []string
	rt := reflect.TypeOf(v)
	for i := range rt.NumField() {
		name := rt.Field(i).Tag.Get("yaml")
		if inJSON, _, _ := strings.Cut(rt.Field(i).Tag.Get("json"), ","); inJSON != name {
			panic(rt.Name() + "." + rt.Field(i).Name + " has different names in YAML and JSON")
		}
		if name != "-" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func TestAuthorityIsThatOfTheBestRole(t *testing.T) {
	c := shop()
	c.Authority = map[string]Authority{
		"agent":  {Kinds: map[string]string{"amount": "block", "link": "pass", "date": "block"}, UpTo: map[string]float64{"EUR": 20}},
		"expert": {Kinds: map[string]string{"amount": "warn"}, UpTo: map[string]float64{"EUR": 100}},
	}
	a := mustBook(t, c).Authority([]people.Role{people.RoleAgent, people.RoleExpert})
	if a.Kinds[wording.Amount] != wording.Warn || a.Kinds[wording.Link] != wording.Pass || a.Kinds[wording.Date] != wording.ForRole("expert").Kinds[wording.Date] || a.UpTo["EUR"] != 100 {
		t.Errorf("authority %+v", a)
	}
}
