package llm

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// veil keeps what is private in the house. It knows the values of one call, puts placeholders such as [order_number 1] in
// their place in all that is sent, and puts them back in all that returns. It lives for one call.
type veil struct {
	patterns map[rune][]pattern // declared values in the spellings to look for, by their first character
	amounts  []*secret
	secrets  map[string]*secret // numbers, codes and addresses, by their key
	fields   map[string]*secret // by the name of a field and its value
	named    []*secret          // that have a placeholder: number n is at n-1
	approved []bot.BriefArticle // that are sent
	public   map[string]bool    // keys of numbers and codes in approved texts; nil until somebody says one
}

// secret is one private value.
type secret struct {
	label string // of its placeholder: the name of a field, or what it looks like
	field string // "" where no field is declared
	value string // canonical, of a field
	said  string // as it was first written in what is sent
	n     int    // 0 until it has a placeholder
}

func (s *secret) String() string { return fmt.Sprintf("[%s %d]", s.label, s.n) }

// back is what the placeholder stands for.
func (s *secret) back() string { return cmp.Or(s.said, s.value) }

var placeholder = regexp.MustCompile(`\[\s*([\pL\d_]+)[\s_]+(\d+)\s*\]`)

// private reports whether values of a type stay in the house. Choices and texts are the words of the case; numbers and
// addresses in them are found by their shape.
func private(t conversation.FieldType) bool {
	return t != conversation.TypeChoice && t != conversation.TypeText
}

// newVeil learns the values of declared fields: what is known, and what was heard.
func newVeil(known []conversation.Field, heard []bot.Value, specs []conversation.FieldSpec, approved []bot.BriefArticle) *veil {
	v := &veil{patterns: map[rune][]pattern{}, secrets: map[string]*secret{}, fields: map[string]*secret{},
		approved: approved[:min(len(approved), maxArticles)]}
	types := map[string]conversation.FieldType{}
	for _, spec := range specs {
		types[spec.Name] = spec.Type
	}
	for _, f := range known {
		if types[f.Name] == "" {
			types[f.Name] = f.Type
		}
		v.learn(f.Name, types[f.Name], f.Value, f.Raw)
	}
	for _, h := range heard {
		v.learn(h.Field, types[h.Field], h.Canonical, h.Raw)
	}
	for first := range v.patterns {
		slices.SortStableFunc(v.patterns[first], func(a, b pattern) int { return len(b.runes) - len(a.runes) })
	}
	return v
}

func (v *veil) learn(field string, t conversation.FieldType, value, raw string) {
	if !private(t) || value == "" && raw == "" {
		return
	}
	s := &secret{label: labelOf(field), field: field, value: value}
	switch t {
	case conversation.TypeAmount:
		if len(key(value)) > 1 {
			v.amounts = append(v.amounts, s)
		}
	case conversation.TypeDate, conversation.TypeTime, conversation.TypeDateText, conversation.TypeTimeText:
	default:
		if other := v.secrets[key(value)]; other != nil {
			s = other // of two fields: to a reader they are the same
		}
		for _, written := range []string{value, raw} {
			if k := key(written); utf8.RuneCountInString(k) > 1 && v.secrets[k] == nil {
				v.secrets[k] = s
			}
		}
	}
	v.fields[field+"\n"+value] = s
	for _, p := range spellings(t, value, raw) {
		p.secret = s
		if p.part { // a part of a name is a value of its own: what is put back is what was written
			k := key(string(p.runes))
			if v.secrets[k] == nil {
				v.secrets[k] = &secret{label: s.label}
			}
			p.secret = v.secrets[k]
		}
		v.patterns[p.runes[0]] = append(v.patterns[p.runes[0]], p)
	}
}

// labelOf is a field's name as far as it is letters and digits.
func labelOf(field string) string {
	label := strings.Map(func(r rune) rune {
		if wordly(r) || r == '_' {
			return r
		}
		return -1
	}, strings.ToLower(field))
	return cmp.Or(label, "value")
}

// key is what two spellings of a value have in common: letters and digits.
func key(s string) string {
	var b strings.Builder
	for _, r := range fold([]rune(s)).runes {
		if d := digitOf(r); d != 0 {
			r = d
		}
		if !blank(r) && !strings.ContainsRune("-_.,/#:\\()'+·", r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// name is the placeholder of a secret, a new one if it has none yet.
func (v *veil) name(s *secret) string {
	if s.n == 0 {
		v.named = append(v.named, s)
		s.n = len(v.named)
	}
	return s.String()
}

// of is the secret that a placeholder stands for; nil if it was never given out.
func (v *veil) of(label, number string) *secret {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(v.named) || !strings.EqualFold(v.named[n-1].label, label) {
		return nil
	}
	return v.named[n-1]
}

// lift puts values back in the place of placeholders. It is false if there is one that was never given out.
func (v *veil) lift(answer string) (string, bool) {
	ok := true
	lifted := placeholder.ReplaceAllStringFunc(answer, func(p string) string {
		m := placeholder.FindStringSubmatch(p)
		s := v.of(m[1], m[2])
		if s == nil {
			ok = false
			return p
		}
		return s.back()
	})
	return lifted, ok
}
