package bot

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/batondesk/baton/conversation"
)

// ordinals are the words for the first few places of a list.
var ordinals = map[string]int{
	"1": 1, "2": 2, "3": 3, "4": 4, "5": 5,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
	"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
	"一": 1, "二": 2, "三": 3, "四": 4, "五": 5,
	"第一": 1, "第二": 2, "第三": 3, "第四": 4, "第五": 5,
	"第1": 1, "第2": 2, "第3": 3, "第4": 4, "第5": 5,
}

// around are the words that may stand around an ordinal.
var around = []string{"the", "number", "no", "option", "choice", "please", "it", "is", "its", "i", "mean", "meant"}

var noneWords = []string{"none", "none of these", "none of them", "neither", "都不是", "都不對", "都不对", "不是这些", "没有"}

// chosen reads a reply to a list of choices: by number, by ordinal, or by its words. none says that it was none of them.
// The last choice without an article stands for none.
func chosen(text string, choices []conversation.Choice) (choice conversation.Choice, none, ok bool) {
	if len(choices) == 0 {
		return conversation.Choice{}, false, false
	}
	reply := plain(text)
	pick := func(c conversation.Choice) (conversation.Choice, bool, bool) { return c, c.ArticleID == "", true }
	for _, c := range choices {
		if reply == plain(c.Text) {
			return pick(c)
		}
	}
	if slices.Contains(noneWords, reply) {
		return conversation.Choice{}, true, true
	}
	if n := ordinal(reply); n > 0 && n <= len(choices) {
		return pick(choices[n-1])
	}
	if c, ok := named(reply, choices); ok {
		return pick(c)
	}
	return conversation.Choice{}, false, false
}

// named is the one choice that contains all the words of a short reply ("the Mini").
func named(reply string, choices []conversation.Choice) (named conversation.Choice, ok bool) {
	words := slices.DeleteFunc(strings.Fields(reply), func(w string) bool { return slices.Contains(around, w) || w == "one" })
	for i, word := range words {
		words[i] = fillers.Replace(word)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	if len(words) == 0 || len(words) > 4 || len([]rune(strings.Join(words, ""))) < 2 {
		return conversation.Choice{}, false
	}
	for _, c := range choices {
		text := " " + plain(c.Text) + " "
		all := !slices.ContainsFunc(words, func(word string) bool {
			if isHan(word) {
				return !strings.Contains(text, word)
			}
			return !strings.Contains(text, " "+word+" ")
		})
		if all && ok {
			return conversation.Choice{}, false
		}
		if all {
			named, ok = c, true
		}
	}
	return named, ok
}

func isHan(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// ordinal is the place that a reply names and nothing else, or 0.
func ordinal(reply string) int {
	if n := ordinals[reply]; n > 0 {
		return n
	}
	found := 0
	for _, word := range strings.Fields(reply) {
		n := ordinals[word]
		switch {
		case n > 0 && found > 0 && word == "one": // "the second one"
			continue
		case n == 0 && slices.Contains(around, word):
			continue
		case n == 0:
			n = ordinals[fillers.Replace(word)]
		}
		if n == 0 || found > 0 {
			return 0
		}
		found = n
	}
	return found
}

// fillers are what stands around an ordinal in Chinese, where words are not set apart.
var fillers = strings.NewReplacer("我", "", "选择", "", "选", "", "想问", "", "要", "", "是", "", "请", "", "个", "", "项", "", "条", "", "的", "", "那", "", "号", "")

// plain is the text in lower case without punctuation.
func plain(text string) string {
	text = strings.ToLower(norm.NFKC.String(text))
	text = strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
