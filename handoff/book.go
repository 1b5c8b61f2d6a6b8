package handoff

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// The names of what is made up where the configuration has none.
const (
	generalPlaybook = "general"
	supportQueue    = "support"
	supervisorQueue = "supervisor"
	contactField    = "contact"
)

const (
	defaultPriority  = 3
	defaultMaxAsks   = 2
	defaultAskAfter  = 30 * time.Minute
	highestPriority  = 1
	lowestPriority   = 4
	passesBeforeHelp = 3 // the third transfer or bounce goes to the supervisor
)

// defaultDeadlines by priority (index 1 to 4), in working time.
var defaultDeadlines = [lowestPriority + 1]Deadlines{
	1: {minute(5), minute(10), hour(4)},
	2: {minute(15), minute(30), hour(8)},
	3: {minute(30), hour(1), hour(16)},
	4: {hour(1), hour(2), hour(40)},
}

func minute(n int) Duration { return Duration(time.Duration(n) * time.Minute) }
func hour(n int) Duration   { return Duration(time.Duration(n) * time.Hour) }

// Book is one version of the configuration with every default filled in. It is immutable and safe for concurrent use.
type Book struct {
	version   int
	config    Config // as given
	fields    map[string]conversation.FieldSpec
	playbooks map[string]Playbook
	queues    map[string]Queue
	hours     map[string]Hours
	rules     []condition // of config.Rules
	general   string      // default playbook
	front     string      // default queue
	watch     string      // the supervisor's queue

	fieldList    []conversation.FieldSpec // by name
	playbookList []Playbook               // by name
}

// NewBook compiles a configuration, which must not be changed afterwards. It fails with a Problems listing all that
// Validate finds.
func NewBook(version int, c Config) (*Book, error) {
	if problems := c.Validate(); len(problems) > 0 {
		return nil, Problems(problems)
	}
	b := &Book{
		version: version, config: c,
		fields: map[string]conversation.FieldSpec{}, playbooks: maps.Clone(c.Playbooks), queues: maps.Clone(c.Queues),
		hours: map[string]Hours{},
	}
	if b.playbooks == nil {
		b.playbooks = map[string]Playbook{}
	}
	if b.queues == nil {
		b.queues = map[string]Queue{}
	}
	b.addFields()
	b.addQueues()
	b.addPlaybooks()
	for _, r := range c.Rules {
		b.rules = append(b.rules, compileCondition(r.When))
	}
	return b, nil
}

func (b *Book) addFields() {
	for name, f := range b.config.Fields {
		b.fields[name] = f.spec(name)
	}
	if _, ok := b.fields[contactField]; !ok {
		b.fields[contactField] = builtInContact.spec(contactField)
	}
	b.fieldList = slices.SortedFunc(maps.Values(b.fields), func(x, y conversation.FieldSpec) int { return cmp.Compare(x.Name, y.Name) })
}

// builtInContact is how the customer can be reached if nobody can answer soon. The sentence that asks is the phrase
// "ask_contact".
var builtInContact = Field{
	Type: string(conversation.TypeText),
	// An address or a number somewhere in it: "call me after six on 0171 2345678".
	Pattern: `(?s).*@.*|(?s).*(\d.*){6}`,
	Label:   Words{"en": "Contact", "zh": "联系方式"},
	Words:   []string{"contact", "reach me", "联系方式", "联系我"},
}

func (b *Book) addQueues() {
	b.front, b.watch = b.config.frontQueue(), b.config.watchQueue()
	if _, ok := b.queues[b.front]; !ok {
		b.queues[b.front] = Queue{Title: Words{"en": "Support", "zh": "客服"}, Default: true}
	}
	if _, ok := b.queues[b.watch]; !ok {
		b.queues[b.watch] = Queue{
			Title: Words{"en": "Supervisor", "zh": "主管"}, Supervisor: true,
			Members: []string{memberRole + string(people.RoleSupervisor), memberRole + string(people.RoleAdmin)},
		}
	}
	for name, q := range b.queues {
		q.Name = name
		if q.EscalateTo == "" {
			q.EscalateTo = b.watch
		}
		if q.AskContactAfter == 0 {
			q.AskContactAfter = Duration(defaultAskAfter)
		}
		b.queues[name] = q
		b.hours[name], _ = compileHours("", q.Hours) // Validate has seen to it
	}
}

func (b *Book) addPlaybooks() {
	b.general = b.config.generalPlaybook()
	if _, ok := b.playbooks[b.general]; !ok {
		b.playbooks[b.general] = Playbook{Title: Words{"en": "General enquiry", "zh": "一般咨询"}, Default: true}
	}
	for name, p := range b.playbooks {
		p.Name = name
		p.Queue = cmp.Or(p.Queue, b.front)
		p.Priority = cmp.Or(p.Priority, defaultPriority)
		b.playbooks[name] = p
	}
	b.playbookList = slices.SortedFunc(maps.Values(b.playbooks), func(x, y Playbook) int { return cmp.Compare(x.Name, y.Name) })
}

// Version is the version in the store that the book was made of.
func (b *Book) Version() int { return b.version }

// Fields are all declared fields, by name. The list is the book's own: it must not be changed.
func (b *Book) Fields() []conversation.FieldSpec { return b.fieldList }

// Field finds a field by name.
func (b *Book) Field(name string) (conversation.FieldSpec, bool) {
	f, ok := b.fields[name]
	return f, ok
}

// Playbooks are all playbooks, by name. The list is the book's own: it must not be changed.
func (b *Book) Playbooks() []Playbook { return b.playbookList }

// Playbook finds a playbook by name.
func (b *Book) Playbook(name string) (Playbook, bool) {
	p, ok := b.playbooks[name]
	return p, ok
}

// Default is the playbook for a wish for a human and for a question that nothing answers.
func (b *Book) Default() Playbook { return b.playbooks[b.general] }

// playbook is the playbook of that name, or the default one: a conversation may name one that is gone by now.
func (b *Book) playbook(name string) Playbook {
	if p, ok := b.playbooks[name]; ok {
		return p
	}
	return b.Default()
}

// Queues are all queues, by name.
func (b *Book) Queues() []Queue {
	return slices.SortedFunc(maps.Values(b.queues), func(x, y Queue) int { return cmp.Compare(x.Name, y.Name) })
}

// Queue finds a queue by name.
func (b *Book) Queue(name string) (Queue, bool) {
	q, ok := b.queues[name]
	return q, ok
}

// queue is the queue of that name, or the default one.
func (b *Book) queue(name string) Queue {
	if q, ok := b.queues[name]; ok {
		return q
	}
	return b.queues[b.front]
}

// Hours are the working hours of a queue.
func (b *Book) Hours(queue string) Hours { return b.hours[b.queue(queue).Name] }

// SupervisorOf is the queue to which missed deadlines and third passes of a queue go. It may be the queue itself.
func (b *Book) SupervisorOf(queue string) Queue {
	q := b.queue(queue)
	if q.Supervisor {
		return q
	}
	return b.queue(q.EscalateTo)
}

// memberRole begins a member that stands for everyone with a role.
const memberRole = "role:"

// Member reports whether somebody belongs to a queue.
func (b *Book) Member(p people.Principal, queue string) bool {
	q, ok := b.queues[queue]
	if !ok {
		return false
	}
	if len(q.Members) == 0 {
		return p.Can(people.WorkCases)
	}
	return slices.ContainsFunc(q.Members, func(m string) bool {
		role, isRole := strings.CutPrefix(m, memberRole)
		return isRole && p.Has(people.Role(role)) || !isRole && m == p.ID
	})
}

// QueuesOf names the queues that somebody belongs to, sorted.
func (b *Book) QueuesOf(p people.Principal) []string {
	var names []string
	for _, name := range sortedNames(b.queues) {
		if b.Member(p, name) {
			names = append(names, name)
		}
	}
	return names
}

// Deadlines of a case of a playbook that comes to a queue now, in working time of that queue. All are later than now.
func (b *Book) Deadlines(playbook, queue string, now time.Time) conversation.Due {
	p, q, hours := b.playbook(playbook), b.queue(queue), b.Hours(queue)
	normal := defaultDeadlines[p.Priority]
	at := func(d ...Duration) time.Time {
		return hours.AddWorking(now, time.Duration(cmp.Or(d...))).UTC().Truncate(time.Millisecond)
	}
	return conversation.Due{
		Claim:      at(p.Deadlines.Claim, q.Deadlines.Claim, normal.Claim),
		FirstReply: at(p.Deadlines.FirstReply, q.Deadlines.FirstReply, normal.FirstReply),
		Resolve:    at(p.Deadlines.Resolve, q.Deadlines.Resolve, normal.Resolve),
	}
}

func (f Field) spec(name string) conversation.FieldSpec {
	spec := conversation.FieldSpec{
		Name: name, Type: conversation.FieldType(f.Type), Label: f.Label, Prompt: f.Prompt, Words: f.Words,
		Pattern: f.Pattern, Region: f.Region, MaxAsks: cmp.Or(f.MaxAsks, defaultMaxAsks), Profile: f.Profile,
	}
	for _, c := range f.Choices {
		spec.Choices = append(spec.Choices, conversation.FieldChoice{Value: c.Value, Label: c.Label, Words: c.Words})
	}
	return spec
}

// frontQueue is the queue for cases that no playbook claims: the one that says so, or the only one that is not the
// supervisor's, or one that is made up.
func (c Config) frontQueue() string {
	var plain []string
	for _, name := range sortedNames(c.Queues) {
		if c.Queues[name].Default {
			return name
		}
		if !c.Queues[name].Supervisor {
			plain = append(plain, name)
		}
	}
	if len(plain) > 0 {
		return plain[0]
	}
	return supportQueue
}

func (c Config) watchQueue() string {
	for _, name := range sortedNames(c.Queues) {
		if c.Queues[name].Supervisor {
			return name
		}
	}
	return supervisorQueue
}

func (c Config) generalPlaybook() string {
	for _, name := range sortedNames(c.Playbooks) {
		if c.Playbooks[name].Default {
			return name
		}
	}
	return generalPlaybook
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// language is the first part of a locale: "zh" of "zh-TW".
func language(locale string) string {
	if i := strings.IndexAny(locale, "-_"); i >= 0 {
		return locale[:i]
	}
	return locale
}
