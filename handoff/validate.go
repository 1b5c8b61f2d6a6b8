package handoff

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge/wording"
	"github.com/batondesk/baton/people"
)

// validator collects problems.
type validator struct {
	c        Config
	problems []Problem
}

func (v *validator) say(path, format string, args ...any) {
	v.problems = append(v.problems, Problem{path, fmt.Sprintf(format, args...)})
}

// Validate lists all problems, in the order of the paths within each section. None means that NewBook will succeed.
func (c Config) Validate() []Problem {
	v := &validator{c: c}
	for _, name := range sortedNames(c.Fields) {
		v.field("fields."+name, name, c.Fields[name])
	}
	v.playbooks()
	v.queues()
	for i, r := range c.Rules {
		v.rule(fmt.Sprintf("rules[%d]", i), r)
	}
	for _, role := range sortedNames(c.Authority) {
		v.authority("authority."+role, role, c.Authority[role])
	}
	return v.problems
}

var nameShape = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

func (v *validator) name(path, name string) {
	if !nameShape.MatchString(name) {
		v.say(path, "names are a lower-case letter followed by lower-case letters, digits and _")
	}
}

var fieldTypes = []conversation.FieldType{
	conversation.TypeText, conversation.TypeName, conversation.TypeID, conversation.TypePostcode, conversation.TypePhone,
	conversation.TypeEmail, conversation.TypeAmount, conversation.TypeDate, conversation.TypeTime, conversation.TypeChoice,
	conversation.TypeDateText, conversation.TypeTimeText,
}

func (v *validator) field(path, name string, f Field) {
	v.name(path, name)
	switch {
	case f.Type == "":
		v.say(path+".type", "a field needs a type: one of %s", list(fieldTypes))
	case !slices.Contains(fieldTypes, conversation.FieldType(f.Type)):
		v.say(path+".type", "%q is not one of %s", f.Type, list(fieldTypes))
	}
	v.words(path+".label", f.Label)
	v.words(path+".prompt", f.Prompt)
	v.texts(path+".words", f.Words)
	if _, err := regexp.Compile(f.Pattern); err != nil {
		v.say(path+".pattern", "not a regular expression (RE2): %v", err)
	}
	if f.MaxAsks < 0 || f.MaxAsks > 5 {
		v.say(path+".max_asks", "%d is not between 1 and 5", f.MaxAsks)
	}
	if f.Region != "" && !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(f.Region) {
		v.say(path+".region", "%q is not a country such as GB or CN", f.Region)
	}
	isChoice := f.Type == string(conversation.TypeChoice)
	if isChoice && len(f.Choices) == 0 {
		v.say(path+".choices", "a field of type choice needs choices")
	}
	if !isChoice && len(f.Choices) > 0 {
		v.say(path+".choices", "only a field of type choice has choices")
	}
	seen := map[string]bool{}
	for i, c := range f.Choices {
		at := fmt.Sprintf("%s.choices[%d]", path, i)
		if strings.TrimSpace(c.Value) == "" || seen[c.Value] {
			v.say(at+".value", "each choice needs a value of its own")
		}
		seen[c.Value] = true
		v.words(at+".label", c.Label)
		v.texts(at+".words", c.Words)
	}
}

func (v *validator) playbooks() {
	var defaults []string
	for _, name := range sortedNames(v.c.Playbooks) {
		p, path := v.c.Playbooks[name], "playbooks."+name
		v.playbook(path, name, p)
		if p.Default {
			defaults = append(defaults, name)
			if len(defaults) > 1 {
				v.say(path+".default", "playbook %s is the default already", defaults[0])
			}
		}
	}
}

func (v *validator) playbook(path, name string, p Playbook) {
	v.name(path, name)
	v.words(path+".title", p.Title)
	v.triggers(path+".triggers", p.Triggers)
	for i, f := range p.Fields {
		v.knownField(fmt.Sprintf("%s.fields[%d]", path, i), f)
		if slices.Contains(p.Fields[:i], f) {
			v.say(fmt.Sprintf("%s.fields[%d]", path, i), "%s is listed twice", f)
		}
	}
	for i, f := range p.Optional {
		v.knownField(fmt.Sprintf("%s.optional[%d]", path, i), f)
		if slices.Contains(p.Fields, f) || slices.Contains(p.Optional[:i], f) {
			v.say(fmt.Sprintf("%s.optional[%d]", path, i), "%s is listed twice", f)
		}
	}
	v.knownQueue(path+".queue", p.Queue)
	if p.Priority < 0 || p.Priority > lowestPriority {
		v.say(path+".priority", "%d is not between 1 (most urgent) and %d", p.Priority, lowestPriority)
	}
	v.deadlines(path+".deadlines", p.Deadlines)
	v.tags(path+".tags", p.Tags)
	v.words(path+".card.want", p.Card.Want)
	v.words(path+".card.next_step", p.Card.NextStep)
	for i, w := range p.Card.Constraints {
		v.words(fmt.Sprintf("%s.card.constraints[%d]", path, i), w)
	}
}

func (v *validator) triggers(path string, t Triggers) {
	v.texts(path+".keywords", t.Keywords)
	v.patterns(path+".patterns", t.Patterns)
	v.texts(path+".examples", t.Examples)
	v.texts(path+".sources", t.Sources)
	v.tags(path+".tags", t.Tags)
}

func (v *validator) queues() {
	var defaults, supervisors, plain []string
	for _, name := range sortedNames(v.c.Queues) {
		q, path := v.c.Queues[name], "queues."+name
		v.queue(path, name, q)
		if q.Default {
			if defaults = append(defaults, name); len(defaults) > 1 {
				v.say(path+".default", "queue %s is the default already", defaults[0])
			}
		}
		if q.Supervisor {
			if supervisors = append(supervisors, name); len(supervisors) > 1 {
				v.say(path+".supervisor", "queue %s is the supervisor's already; name another one with escalate_to", supervisors[0])
			}
		} else {
			plain = append(plain, name)
		}
	}
	if len(defaults) == 0 && len(plain) > 1 {
		v.say("queues", "one of %s must say default: true, for cases that no playbook claims", strings.Join(plain, ", "))
	}
	if q, taken := v.c.Queues[supervisorQueue]; taken && !q.Supervisor && len(supervisors) == 0 {
		v.say("queues."+supervisorQueue+".supervisor", "a queue of this name must say supervisor: true, or another one must")
	}
}

func (v *validator) queue(path, name string, q Queue) {
	v.name(path, name)
	v.words(path+".title", q.Title)
	for i, m := range q.Members {
		role, isRole := strings.CutPrefix(m, memberRole)
		if isRole && !slices.Contains(people.Roles(), people.Role(role)) {
			v.say(fmt.Sprintf("%s.members[%d]", path, i), "%q is not one of the roles %s", role, list(people.Roles()))
		}
		if strings.TrimSpace(m) == "" {
			v.say(fmt.Sprintf("%s.members[%d]", path, i), "a member is a user's id or role:<role>")
		}
	}
	_, problems := compileHours(path+".hours", q.Hours)
	v.problems = append(v.problems, problems...)
	if q.Capacity < 0 {
		v.say(path+".capacity", "cannot be negative")
	}
	v.deadlines(path+".deadlines", q.Deadlines)
	v.knownQueue(path+".escalate_to", q.EscalateTo)
	if q.EscalateTo == name {
		v.say(path+".escalate_to", "a queue cannot escalate to itself; say supervisor: true")
	}
	if q.AskContactAfter < 0 {
		v.say(path+".ask_contact_after", "cannot be negative")
	}
}

func (v *validator) rule(path string, r Rule) {
	w := r.When
	v.texts(path+".when.keywords", w.Keywords)
	v.patterns(path+".when.patterns", w.Patterns)
	v.texts(path+".when.sources", w.Sources)
	v.texts(path+".when.channels", w.Channels)
	v.texts(path+".when.locales", w.Locales)
	v.tags(path+".when.tags", w.Tags)
	if len(w.Keywords)+len(w.Patterns)+len(w.Attributes)+len(w.Sources)+len(w.Channels)+len(w.Locales)+len(w.Tags) == 0 {
		v.say(path+".when", "a rule needs at least one condition")
	}
	if len(r.Add) == 0 && blank(r.Source) {
		v.say(path+".add", "a rule needs at least one tag to add, or a source to set")
	}
	v.tags(path+".add", r.Add)
}

func (v *validator) authority(path, role string, a Authority) {
	if !slices.Contains(people.Roles(), people.Role(role)) && role != "bot" {
		v.say(path, "%q is not one of the roles %s, bot", role, list(people.Roles()))
	}
	for _, kind := range sortedNames(a.Kinds) {
		if !slices.Contains(claimKinds, wording.Kind(kind)) {
			v.say(path+".kinds."+kind, "is not one of %s", list(claimKinds))
		}
		if verdict := wording.Verdict(a.Kinds[kind]); !slices.Contains(verdicts, verdict) {
			v.say(path+".kinds."+kind, "%q is not one of %s", verdict, list(verdicts))
		}
	}
	for _, currency := range sortedNames(a.UpTo) {
		if a.UpTo[currency] < 0 {
			v.say(path+".up_to."+currency, "cannot be negative")
		}
	}
}

func (v *validator) knownField(path, name string) {
	if _, ok := v.c.Fields[name]; !ok && name != contactField {
		v.say(path, "there is no field %q under fields", name)
	}
}

func (v *validator) knownQueue(path, name string) {
	if _, ok := v.c.Queues[name]; !ok && name != "" && name != v.c.frontQueue() && name != v.c.watchQueue() {
		v.say(path, "there is no queue %q under queues", name)
	}
}

// longest is a year: more is a slip, and far times overflow.
const longest = Duration(366 * 24 * time.Hour)

func (v *validator) deadlines(path string, d Deadlines) {
	for _, each := range []struct {
		name string
		d    Duration
	}{{"claim", d.Claim}, {"first_reply", d.FirstReply}, {"resolve", d.Resolve}} {
		if each.d < 0 || each.d > longest {
			v.say(path+"."+each.name, "must be more than 0 and at most a year")
		}
	}
}

var localeShape = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (v *validator) words(path string, w Words) {
	for _, locale := range sortedNames(w) {
		if !localeShape.MatchString(locale) {
			v.say(path+"."+locale, "is not a locale such as en or zh")
		}
		if strings.TrimSpace(w[locale]) == "" {
			v.say(path+"."+locale, "is empty")
		}
	}
}

func (v *validator) texts(path string, texts []string) {
	for i, text := range texts {
		if strings.TrimSpace(text) == "" {
			v.say(fmt.Sprintf("%s[%d]", path, i), "is empty")
		}
	}
}

func (v *validator) patterns(path string, patterns []string) {
	for i, p := range patterns {
		re, err := regexp.Compile(p)
		switch {
		case err != nil:
			v.say(fmt.Sprintf("%s[%d]", path, i), "not a regular expression (RE2): %v", err)
		case re.MatchString(""):
			v.say(fmt.Sprintf("%s[%d]", path, i), "matches the empty text and so every message")
		}
	}
}

func (v *validator) tags(path string, tags []string) {
	for i, tag := range tags {
		if !ValidTag(tag) {
			v.say(fmt.Sprintf("%s[%d]", path, i), "%q is not a tag: up to 64 letters, digits and - _ : . /", tag)
		}
	}
}

func list[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return strings.Join(texts, ", ")
}
