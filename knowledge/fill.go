package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// A variable is a name in braces: {order_no}. Braces around anything else are ordinary text.
var variable = regexp.MustCompile(`\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// Variables names the variables of a text, each once, in order of appearance.
func Variables(text string) []string {
	var names []string
	for _, m := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// Fill puts values in the place of variables. Values are inserted as they are: a value that looks like a variable is not
// filled again. Variables without a value, or with an empty one, are left standing and named in missing; such a text must
// not be spoken.
func Fill(text string, vars map[string]string) (filled string, missing []string) {
	if !strings.Contains(text, "{") {
		return text, nil
	}
	filled = variable.ReplaceAllStringFunc(text, func(v string) string {
		name := v[1 : len(v)-1]
		if value := vars[name]; value != "" {
			return value
		}
		if !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
		return v
	})
	return filled, missing
}

// balanced reports whether every brace has its partner, so that "{order_no" is caught before a customer sees it.
func balanced(text string) bool {
	depth := 0
	for _, r := range text {
		switch r {
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}
