package local

import (
	"strings"

	"github.com/batondesk/baton/bot"
)

// mood reads wishes, moods, risk and the language from the messages that are not yet answered.
func mood(out *bot.Understanding, fresh []*text, asked question) {
	latin, chinese := 0, 0
	for _, t := range fresh {
		l, c := t.scripts()
		latin, chinese = latin+l, chinese+c
		out.WantsHuman = out.WantsHuman || t.wantsHuman()
		out.DontKnow = out.DontKnow || t.dontKnow() || len(asked.fields) > 0 && t.declinesToSay()
		out.Risk = t.risks(out.Risk)
	}
	switch {
	case chinese > 0 && chinese*2 >= latin:
		out.Locale = "zh"
	case latin >= 1:
		out.Locale = "en"
	}
	if len(fresh) == 0 {
		return
	}
	greets, thanks, any := true, true, false
	said := false
	for _, t := range fresh {
		g, th, n := t.courtesy()
		any = any || n > 0
		greets = greets && g
		thanks = thanks && (th || g)
		said = said || th
	}
	out.Greeting = any && greets && !said
	out.Thanks = any && thanks && said
	last := fresh[len(fresh)-1]
	out.Denies = last.refuses()
	out.Confirms = !out.Denies && last.agrees()
}

// scripts counts Latin words and Chinese characters. Words with digits in or beside them are codes, not language.
func (t *text) scripts() (latin, chinese int) {
	for i, tok := range t.tokens {
		switch tok.kind {
		case han:
			chinese++
		case word:
			w := t.at(i)
			code := t.glued(i) && (t.kind(i-1) == digit || t.is(i-1, "@", ".", "-", "_", "/")) || t.glued(i+1) && (t.kind(i+1) == digit || t.is(i+1, "@", "_", "/")) ||
				t.at(i+1) == "-" && t.glued(i+1) && t.kind(i+2) == digit
			if !code && t.ascii(i) && (len(w) > 1 || w == "i" || w == "a") && !currencyCodes[w] && w != "ok" {
				latin++
			}
		}
	}
	return latin, chinese
}

var greetingWords = set("hi", "hello", "hey", "hiya", "howdy", "yo", "greetings", "hallo", "morning", "afternoon", "evening", "good", "day", "there", "helo", "sup",
	"all", "everyone", "again", "team", "um", "uh", "well", "ello", "hullo", "dear", "sir", "madam")

var thanksWords = set("thanks", "thank", "thx", "ty", "cheers", "bye", "goodbye", "ciao", "farewell", "appreciated", "appreciate", "grateful", "thankyou", "tysm",
	"laters", "cya", "thnx", "thanx", "byebye")

// around may stand around thanks without adding a concern.
var around = set("you", "so", "much", "very", "a", "lot", "lots", "many", "again", "for", "your", "the", "help", "that", "that's", "thats", "is", "was", "all", "it",
	"great", "good", "nice", "perfect", "ok", "okay", "and", "have", "day", "one", "evening", "night", "weekend", "day", "see", "later", "take", "care", "i",
	"really", "this", "helpful", "super", "wonderful", "excellent", "awesome", "then", "now", "no", "nothing", "else", "to", "hear", "from", "soon", "problem",
	"bunch", "ton", "million", "time", "kind", "my", "friend", "i'm", "im", "am", "are", "it's", "assistance", "support", "cool", "alright", "right", "yes", "oh",
	"lovely", "pleasure", "too", "well", "done", "fine", "nope", "everything", "quick", "response", "reply", "patience", "talk", "there", "be", "ya", "u", "anyway", "anyways")

var hanGreetings = []string{"你好", "您好", "哈喽", "哈啰", "嗨", "早上好", "早安", "上午好", "中午好", "下午好", "晚上好", "晚安", "在吗", "在么", "有人吗", "大家好", "亲", "喂", "嘿", "在不在", "hello", "hi"}

var hanThanks = []string{"太好了", "可以了", "好了", "解决了", "搞定了", "谢谢", "多谢", "感谢", "谢了", "谢啦", "再见", "拜拜", "辛苦了", "辛苦", "麻烦了", "非常", "十分", "太", "没事了", "没问题了", "没有了", "没了", "不用了", "你", "您", "了", "的", "啦", "哦", "啊", "呀", "好的", "好",
	"知道了", "明白了", "明白", "了解", "帮助", "帮忙", "回复", "解答", "祝", "生活愉快", "工作顺利", "下次", "回头见", "撒花", "嗯", "行", "客服", "就这样", "那就", "先这样", "您的", "你的", "耐心"}

// courtesy reports whether a message is nothing but a greeting, and nothing but thanks or a goodbye. n counts its words.
func (t *text) courtesy() (greeting, thanks bool, n int) {
	greeting, thanked := true, false
	plain := true
	for i := 0; i < len(t.tokens); {
		if t.kind(i) == han {
			n++
			if w, next := t.hanWord(i, hanGreetings...); w != "" {
				if w == "晚安" {
					thanked = true
				}
				i = next
				continue
			}
			greeting = false
			w, next := t.hanWord(i, hanThanks...)
			if w == "" {
				plain = false
				i++
				continue
			}
			thanked = thanked || strings.Contains(w, "谢") || w == "再见" || w == "拜拜" || strings.HasPrefix(w, "辛苦") || w == "没事了" || w == "麻烦了"
			i = next
			continue
		}
		if t.kind(i) == mark {
			if t.is(i, "?", "？") && !greeting {
				plain = false
			}
			i++
			continue
		}
		n++
		w := t.at(i)
		if !greetingWords[w] {
			greeting = false
			if thanksWords[w] || w == "good" && t.is(i+1, "bye", "night") || t.phrase(i, "that", "is", "all") || t.phrase(i, "that's", "all") || t.phrase(i, "that's", "it") || t.phrase(i, "have", "a") {
				thanked = true
			} else if !around[w] || t.kind(i) == digit {
				plain = false
			}
		} else if w == "good" && t.is(i+1, "bye", "night") {
			greeting, thanked = false, true
		}
		i++
	}
	return greeting && n > 0, plain && thanked, n
}

var yesWords = set("yes", "yeah", "yep", "yup", "sure", "ok", "okay", "correct", "right", "exactly", "indeed", "absolutely", "definitely", "certainly", "affirmative",
	"true", "perfect", "ya", "yea", "aye", "k", "alright", "agreed", "confirmed", "great", "fine", "solved", "worked", "works", "fixed", "resolved", "helped", "helpful")

var hanYes = []string{"是的", "是", "对", "对的", "没错", "好的", "好", "可以", "行", "嗯", "嗯嗯", "恩", "确认", "确定", "正确", "解决了", "已解决", "搞定", "搞定了", "有用", "有帮助", "可以了", "好了", "没问题", "当然", "成功了", "同意", "要的", "就是"}

// agrees reports whether the message begins with a yes or says that it is solved.
func (t *text) agrees() bool {
	i := 0
	for t.is(i, "oh", "ah", "well", "um", "hmm", "thanks", ",", "哦", "噢", "，", "thank", "you", "that", "that's", "it", "this", "is", "now", "now,", "all", "it's", "sounds", "looks") {
		i++
	}
	if t.kind(i) == han {
		w, next := t.hanWord(i, hanYes...)
		if w == "" {
			return strings.Contains(t.lower, "解决了") && !strings.Contains(t.lower, "没解决") && !strings.Contains(t.lower, "解决了吗") || strings.Contains(t.lower, "有帮助") && !strings.Contains(t.lower, "没")
		}
		if len(w) == 3 && t.kind(next) == han && !t.is(next, "的", "了", "呀", "啊", "吧", "哦", "啦", "，", "谢") || t.is(next, "吗", "么", "不") {
			return false
		}
		return true
	}
	if t.phrase(i, "go", "ahead") || t.phrase(i, "of", "course") || t.at(i) == "good" && len(t.tokens) < i+3 && !greetingWords[t.at(i+1)] {
		return true
	}
	return yesWords[t.at(i)] && !(t.is(i, "great", "right", "fine", "works", "helpful", "helped", "sure") && t.is(i+1, "now", "?", "not"))
}

var hanNo = []string{"不是", "不对", "不行", "没有用", "没用", "没有帮助", "没帮助", "没解决", "没有解决", "还没解决", "还是不行", "没好", "不可以", "不好使", "不管用", "错了", "解决不了", "否", "不", "不要", "不用", "没有", "还是没", "不能", "答非所问", "不满意"}

// refuses reports whether the message begins with a no or says that it did not help.
func (t *text) refuses() bool {
	i := 0
	for t.is(i, "oh", "ah", "well", "um", "hmm", ",", "sorry", "哦", "噢", "，", "额", "呃", "but", "unfortunately") {
		i++
	}
	if t.kind(i) == han {
		if w, next := t.hanWord(i, hanNo...); w != "" && !(w == "不" && t.kind(next) == han && !t.is(next, "，")) && !(w == "没有" && t.is(next, "问")) && !t.is(next, "错", "客") {
			return !(w == "不用" && t.is(next, "了")) || true
		}
		for _, w := range []string{"没解决", "没有解决", "还是不行", "没用", "没帮助", "没有帮助", "解决不了", "不管用", "还是没"} {
			if strings.Contains(t.lower, w) {
				return true
			}
		}
		return false
	}
	if t.is(i, "no", "nope", "nah", "not", "negative", "wrong", "incorrect", "nay") && !t.is(i+1, "problem", "worries", "idea", "one", "thanks", "thank") {
		return true
	}
	for k := range t.tokens {
		neg := t.is(k, "not", "didn't", "doesn't", "hasn't", "didnt", "doesnt", "isn't", "isnt", "wasn't", "never", "don't")
		if neg && (t.mentions(k+1, 3, "help", "helped", "helpful", "work", "solve", "solved", "fixed", "answer", "working", "fix", "resolved", "useful")) && !t.is(k-1, "if", "why") && t.aboutAnswer(k) {
			return true
		}
		if t.is(k, "still") && t.mentions(k+1, 2, "not", "broken", "doesn't", "isn't") && len(t.tokens) < 10 || t.is(k, "unhelpful", "useless") {
			return true
		}
	}
	return false
}

// aboutAnswer reports whether what is said not to help is the answer: "that didn't help", not "my phone doesn't work".
func (t *text) aboutAnswer(k int) bool {
	return k == 0 || t.is(k-1, "that", "this", "it", "which", "did", "does", "is", "are", "you", "that's", "you're", "it's", "'s", "has", "was", "still", "answer", "solution", "'re") && len(t.tokens) < 14
}

// dontKnow reports whether the customer cannot say.
func (t *text) dontKnow() bool {
	for i := range t.tokens {
		if t.kind(i) == han {
			if w, next := t.hanWord(i, "不知道", "不清楚", "不记得", "忘了", "忘记了", "忘记", "记不得", "记不清", "想不起", "没记住", "找不到了", "不晓得", "记不起", "说不上", "没印象", "不确定"); w != "" {
				return !t.is(next, "怎", "为", "如", "该", "什", "哪", "密") || len(t.tokens) < 6
			}
			continue
		}
		switch {
		case t.is(i, "don't", "dont", "can't", "cant", "cannot", "couldn't", "not") || t.is(i, "do") && t.at(i+1) == "not":
			k := i + 1
			if t.is(k, "not", "really", "even", "actually", "exactly", "quite") {
				k++
			}
			if t.is(k, "remember", "recall") || t.is(k, "have", "know", "find", "got", "think") && t.knowsNothing(k) || t.at(i) == "not" && t.is(k, "sure", "certain") {
				return true
			}
		case t.phrase(i, "no", "idea"), t.phrase(i, "no", "clue"), t.is(i, "dunno", "idk"), t.is(i, "forgot", "forgotten") && len(t.tokens) < 14:
			return true
		}
	}
	return false
}

// knowsNothing keeps "I don't know how to ..." and "I don't have a printer" apart from "I don't know it".
func (t *text) knowsNothing(k int) bool {
	if t.at(k) == "think" {
		return false
	}
	switch {
	case k+1 >= len(t.tokens), t.kind(k+1) == mark, t.is(k+1, "it", "that", "one", "them", "either", "off", "exactly", "the", "my", "this", "any", "right", "sorry", "at", "with"):
		return !t.is(k+1, "the", "my", "any", "this") || t.clause(k) < 8
	}
	return false
}

// clause is how many tokens follow i before the next mark.
func (t *text) clause(i int) int {
	n := 0
	for i+n < len(t.tokens) && t.kind(i+n) != mark {
		n++
	}
	return n
}

// declinesToSay reports whether the customer would rather not answer the question that was asked.
func (t *text) declinesToSay() bool {
	for i := range t.tokens {
		switch {
		case t.is(i, "rather", "prefer") && t.mentions(i, 3, "not"), t.is(i, "skip", "pass") && len(t.tokens) < 5,
			t.is(i, "won't", "wont", "not") && t.mentions(i, 4, "give", "share", "tell", "comfortable", "saying"),
			t.is(i, "none", "nothing") && len(t.tokens) < 4, t.phrase(i, "none", "of", "your"):
			return true
		}
		if t.kind(i) == han {
			if w, _ := t.hanWord(i, "不方便", "不想说", "不便", "保密", "不告诉", "没有", "没带", "不想透露", "不愿", "无可奉告", "不提供", "跳过", "算了"); w != "" && len(t.tokens) < 16 {
				return true
			}
		}
	}
	return false
}
