package document

import (
	"regexp"
	"strings"
)

// lister writes a list as text: an entry per line, deeper ones indented.
type lister struct{ b strings.Builder }

// maxListDepth is the deepest indentation; deeper lists are written at it.
const maxListDepth = 8

// entry adds one entry with its mark: its own text first, then the rest of it, each part on the same line where it is text
// and below it where it is a list (a part that begins with a line break).
func (l *lister) entry(depth int, mark string, parts []string) {
	var words, below []string
	for _, part := range parts {
		if list, is := strings.CutPrefix(part, "\n"); is {
			below = append(below, list)
			continue
		}
		words = append(words, oneLine(part))
	}
	if text := joinLines(words...); text != "" {
		l.b.WriteString(strings.Repeat("  ", min(depth, maxListDepth)) + mark + " " + text + "\n")
	}
	l.b.WriteString(strings.Join(below, ""))
}

func (l *lister) String() string { return l.b.String() }

// Marks for the entries of a list in text without markup. Most need a space after them, so that "29.00" and "-5" are none;
// the round ones do not, and a number before a Chinese word does not.
var (
	roundMark = regexp.MustCompile(`^([ \t]*)([•·▪▫◦●○■□◆◇►▶➢✓✔①-⑳]|[0-9]{1,3}、|（[0-9]{1,3}）)[ \t\x{3000}]*(\S.*)$`)
	plainMark = regexp.MustCompile(`^([ \t]*)([-*+–—]|[0-9]{1,3}[.)．]|\([0-9]{1,3}\))[ \t\x{3000}]+(\S.*)$`)
	tightMark = regexp.MustCompile(`^([ \t]*)([0-9]{1,3}[.)．])(\p{Han}.*)$`)
)

// listEntry takes a line apart that begins with a mark. Numbers are kept, all other marks become "-".
func listEntry(line string) (indent, mark, text string, is bool) {
	for _, form := range []*regexp.Regexp{roundMark, plainMark, tightMark} {
		if found := form.FindStringSubmatch(line); found != nil {
			mark = "-"
			if n := strings.Trim(found[2], ".)．、(（）"); n != "" && strings.Trim(n, "0123456789") == "" {
				mark = n + "."
			}
			return found[1], mark, found[3], true
		}
	}
	return "", "", "", false
}

func isEntry(line string) bool {
	_, _, _, is := listEntry(line)
	return is
}
