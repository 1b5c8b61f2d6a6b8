package wording

import "strings"

var fileEndings = set("pdf doc docx xls xlsx ppt pptx txt csv jpg jpeg png gif svg zip rar mp3 mp4 js ts py go exe apk json xml md")

// longestLink bounds the work on text that only looks like an address.
const longestLink = 2048

func linkRune(r rune) bool {
	return latin(r) && r < 0x80 || digit(r) || strings.ContainsRune("-._~:/?#[]@!$&*+,;=%", r) && r != 0
}

// link reads the address of a page, with or without scheme, or of a mailbox.
func (s *scanner) link(i int) int {
	if linkRune(s.get(i-1)) && s.get(i-1) != ':' && s.get(i-1) != ',' && s.get(i-1) != ';' && s.get(i-1) != '[' && s.get(i-1) != '=' || !linkRune(s.get(i)) {
		return i
	}
	end := i
	for linkRune(s.get(end)) && end-i < longestLink {
		end++
	}
	for end > i && strings.ContainsRune(".,;:!?#&*=[]+$-~'", s.r[end-1]) {
		end--
	}
	written := string(s.r[i:end])
	address := strings.TrimPrefix(written, "mailto:")
	scheme := false
	if before, after, ok := strings.Cut(address, "://"); ok && len(before) <= 8 {
		address, scheme = after, true
	}
	host, rest, _ := strings.Cut(address, "/")
	if user, domain, ok := strings.Cut(host, "@"); ok && user != "" && isHost(domain) {
		return s.add(Link, i, end, value{unit: unitLink, word: address})
	}
	host, _, _ = strings.Cut(host, "?")
	host, port, _ := strings.Cut(host, ":")
	if !scheme {
		if !isHost(host) || strings.Trim(port, "0123456789") != "" {
			return i
		}
		labels := strings.Split(host, ".")
		last := labels[len(labels)-1]
		if rest == "" && labels[0] != "www" && (fileEndings[last] || s.joinedSentence(i, host)) {
			return i
		}
	}
	return s.add(Link, i, end, value{unit: unitLink, word: strings.TrimSuffix(strings.TrimPrefix(address, "www."), "/")})
}

// isHost reports whether it is a name with dots whose last label is of letters.
func isHost(host string) bool {
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return false
	}
	for k, l := range labels {
		if l == "" || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
		if k == len(labels)-1 && (len(l) < 2 || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz") != "" && !strings.HasPrefix(l, "xn--")) {
			return false
		}
	}
	return true
}

// joinedSentence reports whether the dot only lacks the space after it: "Thank you.Please wait".
func (s *scanner) joinedSentence(i int, host string) bool {
	dot := i + strings.LastIndexByte(host, '.')
	return s.upper[dot+1] && !s.upper[dot-1]
}

// phone reads a telephone number: at least seven digits, written as only telephone numbers are.
func (s *scanner) phone(i int) int {
	r := s.get(i)
	if r != '+' && r != '(' && !digit(r) || digit(s.get(i-1)) || latin(s.get(i-1)) || s.get(i-1) == '-' && latin(s.get(i-2)) || currencySymbols[s.get(s.spaceBack(i)-1)] != "" || s.get(i-1) == '.' {
		return i
	}
	var digits []byte
	var groups []int
	end, group, bracket := i, 0, false
scan:
	for j := i; j < min(len(s.r), i+40); j++ {
		switch c := s.r[j]; {
		case digit(c):
			digits = append(digits, byte(c))
			group++
			end = j + 1
		case c == '+' && j == i:
		case c == '(' || c == ')' || c == ' ' || c == '-' || c == '.' && digit(s.get(j-1)) && digit(s.get(j+1)):
			bracket = bracket || c == ')'
			if group > 0 {
				groups = append(groups, group)
			}
			if group = 0; c != '(' && c != ')' && !digit(s.get(j+1)) && s.get(j+1) != '(' && s.get(j+1) != ')' {
				break scan
			}
		default:
			break scan
		}
	}
	if group > 0 {
		groups = append(groups, group)
	}
	d := string(digits)
	n := len(d)
	if n < 7 || n > 15 || latin(s.get(end)) && s.get(end) != 'x' {
		return i
	}
	shaped := r == '+' || r == '(' && bracket ||
		d[0] == '0' && (len(groups) > 1 || n >= 10) ||
		len(groups) >= 3 && s.separatedAlike(i, end) ||
		len(groups) == 2 && groups[0] == 3 && groups[1] == 4 ||
		n == 11 && d[0] == '1' && d[1] >= '3' ||
		n == 10 && (strings.HasPrefix(d, "400") || strings.HasPrefix(d, "800"))
	if !shaped || s.numericDateAt(i) {
		return i
	}
	return s.add(Link, i, end, value{unit: unitPhone, word: strings.TrimLeft(d, "0")})
}

// separatedAlike tells 555 123 4567 from 1 200 000.
func (s *scanner) separatedAlike(i, end int) bool {
	k := end
	for k > i && digit(s.get(k-1)) {
		k--
	}
	return end-k == 4 || s.get(k-1) == '-'
}

func (s *scanner) numericDateAt(i int) bool {
	try := scanner{text: s.text}
	return digit(s.get(i)) && try.numericDate(i) > i
}
