package wording

import (
	"fmt"
	"sort"
	"strings"

	"github.com/batondesk/baton/knowledge"
)

var kindNames = map[Kind][2]string{
	Amount:     {"This amount is", "这个金额或比例"},
	Date:       {"This date is", "这个日期"},
	Time:       {"This time is", "这个时间"},
	Duration:   {"This period is", "这个时限"},
	Link:       {"This link or contact is", "这个链接或联系方式"},
	Commitment: {"This commitment is", "这个承诺"},
	Quantity:   {"This number is", "这个数字"},
}

func message(c claim, chinese bool) string {
	if chinese {
		return kindNames[c.kind][1] + "在现行的标准答案里没有依据。"
	}
	return kindNames[c.kind][0] + " in no approved answer in force."
}

func termMessage(preferred string, chinese bool) string {
	if chinese {
		return fmt.Sprintf("请改用“%s”。", preferred)
	}
	return fmt.Sprintf("Please say %q instead.", preferred)
}

// isChinese reports whether messages are to be in Chinese.
func isChinese(locale string, t *text) bool {
	if locale != "" {
		return strings.HasPrefix(locale, "zh")
	}
	for _, r := range t.r {
		if han(r) {
			return true
		}
	}
	return false
}

type disliked struct {
	start, end int
	preferred  string
}

// forbidden finds the words of the glossary that must not be used. Latin words are matched whole. A word inside the
// preferred one is left alone.
func forbidden(t *text, terms []knowledge.Term, locale string) []disliked {
	var found []disliked
	language, _, _ := strings.Cut(locale, "-")
	for _, term := range terms {
		for l, words := range term.Words {
			if locale != "" && l != locale && l != language {
				continue
			}
			preferred := newText(words.Preferred)
			for _, w := range words.Forbidden {
				word := newText(w)
				if len(word.r) == 0 {
					continue
				}
				for i := 0; i+len(word.r) <= len(t.r); i++ {
					end := i + len(word.r)
					if !t.has(i, string(word.r)) || latin(word.r[0]) && latin(t.get(i-1)) || latin(word.r[len(word.r)-1]) && latin(t.get(end)) {
						continue
					}
					if !t.within(i, end, preferred.r) {
						found = append(found, disliked{i, end, words.Preferred})
					}
				}
			}
		}
	}
	return found
}

// within reports whether i to end is part of the word.
func (t *text) within(i, end int, word []rune) bool {
	for start := max(0, end-len(word)); start <= i; start++ {
		if len(word) >= end-i && t.has(start, string(word)) && start+len(word) >= end {
			return true
		}
	}
	return false
}

func sortFindings(f []Finding) {
	sort.SliceStable(f, func(i, j int) bool {
		if f[i].Start != f[j].Start {
			return f[i].Start < f[j].Start
		}
		if f[i].End != f[j].End {
			return f[i].End < f[j].End
		}
		return f[i].Message < f[j].Message
	})
}
