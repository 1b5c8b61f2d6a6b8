package wording

// A commitment is a word by which the business binds itself. It is supported by a source that commits to the same thing;
// a sentence that denies it ("we cannot refund") commits to nothing.

type promiseWord struct {
	name    string   // what is committed to
	english []string // first words of what is looked for, in lower case; a trailing * stands for any ending
	chinese []string
}

var promiseWords = []promiseWord{
	{"full refund", []string{"full refund*", "refund in full", "refunded in full", "full amount back", "fully refund*", "money back", "refund everything", "complete refund*", "entire refund*"},
		[]string{"全额退", "全款退", "全部退", "全额返还"}},
	{"refund", []string{"refund*", "reimburse*", "pay you back", "give you back", "pay back"},
		[]string{"退款", "退钱", "退差价", "退还", "返还", "退费", "退回", "报销", "退货款", "返现", "给您退", "给你退", "帮您退", "包退", "都能退", "退您"}},
	{"compensation", []string{"compensat*", "indemnif*", "damages", "make up for", "make it up to", "goodwill", "voucher*", "cashback", "bonus*", "store credit"},
		[]string{"赔偿", "补偿", "赔付", "赔给", "赔您", "包赔", "全额赔", "全赔", "给您赔", "先行赔", "代金券", "补贴", "优惠券", "抵用券"}},
	{"guarantee", []string{"guarantee*", "promise*", "assure*", "you have my word", "definitely", "rest assured", "without fail", "for sure", "commit*"},
		[]string{"保证", "承诺", "担保", "包您", "绝对会", "绝对能", "绝对不会", "肯定会", "肯定能", "一定会", "一定能", "一定给", "一定帮", "一定送", "一定到", "肯定给", "肯定帮", "必定", "必有", "必达", "必到", "必赔", "确保", "百分百", "百分之百"}},
	{"free of charge", []string{"free of charge", "for free", "at no cost", "no charge", "at no charge", "no extra cost", "no extra charge", "no additional cost", "no additional charge", "without charge", "complimentary", "on us", "on the house", "for nothing", "pay nothing", "pay anything", "costs nothing", "cost you nothing", "for the price of one", "get one", "free"},
		[]string{"免费", "免单", "包邮", "不收费", "不收钱", "白送", "赠送", "免运费", "不用付", "不用钱", "买一送", "买二送", "送您", "送一", "不要钱", "分文不取"}},
	{"waiver", []string{"waive*", "write off", "drop the fee", "cancel the fee", "let you off"},
		[]string{"免了", "减免", "免除", "免去", "免掉", "豁免", "不收您", "免收", "取消费用"}},
	{"discount", []string{"discount*", "price reduction", "reduced price", "cheaper price"},
		[]string{"打折", "折扣", "优惠价", "降价", "便宜"}},
	{"replacement", []string{"replace it with a new", "send you a new", "new one for you", "replacement is on its way", "exchange it for a new"},
		[]string{"换一台新", "换个新", "换新机", "给您换新", "寄一个新", "补发"}},
	{"entitlement", []string{"you are entitled", "you're entitled", "you are eligible", "you're eligible", "you qualify"},
		[]string{"您有资格", "您符合条件", "您有权"}},
	{"deadline", []string{"deadline*"}, []string{"最后期限"}},
}

var firstWords = func() map[string][]promiseTry {
	m := map[string][]promiseTry{}
	for k, p := range promiseWords {
		for _, e := range p.english {
			t := promiseTry{name: k, any: e[len(e)-1] == '*'}
			for _, r := range e {
				if r != '*' {
					t.words = append(t.words, r)
				}
			}
			m[e[:3]] = append(m[e[:3]], t)
		}
	}
	return m
}()

type promiseTry struct {
	name  int
	words []rune
	any   bool
}

// promises adds the commitments of a text.
func promises(t *text) []claim {
	var found []claim
	add := func(name, start, end int) {
		if n := len(found); n > 0 && found[n-1].end > start && found[n-1].end >= end {
			return
		}
		if !t.denied(start, end) && !t.wished(start) {
			found = append(found, claim{Commitment, start, end, value{unit: unitPromise, word: promiseWords[name].name}})
		}
	}
	for i := range t.r {
		switch {
		case latin(t.r[i]) && !latin(t.get(i-1)) && i+3 <= len(t.r):
			best, end := -1, i
			for _, try := range firstWords[string(t.r[i:i+3])] {
				j := i + len(try.words)
				if !t.has(i, string(try.words)) || !try.any && latin(t.get(j)) {
					continue
				}
				for try.any && latin(t.get(j)) {
					j++
				}
				if j > end {
					best, end = try.name, j
				}
			}
			if best >= 0 && !t.idiom(i, end) {
				add(best, i, end)
			}
		case han(t.r[i]):
			for k, p := range promiseWords {
				if end := t.oneOf(i, p.chinese); end > 0 {
					add(k, i, end)
					break
				}
			}
		}
	}
	return found
}

// idiom reports whether the word is no commitment here: "feel free", "hands-free".
func (t *text) idiom(i, end int) bool {
	switch string(t.r[i:end]) {
	case "free":
		previous, _ := t.before(i)
		next, _ := t.next(end)
		return previous == "feel" || previous == "be" || t.get(i-1) == '-' || t.get(end) == '-' || next == "to" || next == "up" || next == "time"
	case "commit", "commits", "committed":
		next, _ := t.next(end)
		return next != "to"
	case "voucher", "vouchers", "promised":
		previous, _ := t.before(i)
		return previous == "your"
	}
	return false
}

var (
	englishDenial = set("not no never cannot cant can't won't don't doesn't isn't aren't wasn't wouldn't couldn't shouldn't didn't haven't hasn't without unable nor neither non")
	restart       = set("we i you they it he she then so")
	chineseDenial = []string{"不", "没", "无法", "无需", "未", "别", "并非", "不予"}
	notDenial     = []string{"不但", "不仅", "不光", "不只", "不过", "不好意思", "不用担心", "没问题", "没关系", "没错", "别担心", "不论", "不管", "不久", "未来"}
	chineseAnew   = []string{"我们", "我会", "就会", "就能", "就可以", "将会", "都会", "都能", "都可以"}
)

// denied reports whether the words around a commitment deny it, in the same clause and close to it.
func (t *text) denied(start, end int) bool {
	odd := false
	if latin(t.r[start]) {
		for k, i := 0, start; k < 5; k++ {
			w, j := t.before(i)
			if w == "" || restart[w] { // a mark ends the clause, a subject begins another
				break
			}
			if englishDenial[w] {
				odd = !odd
			}
			i = j
		}
		return odd || t.deniedAfter(end)
	}
	from := start
	for from > 0 && start-from < 8 && han(t.r[from-1]) {
		from--
	}
	for i := from; i < start; i++ {
		if t.oneOf(i, chineseAnew) > 0 {
			odd = false
		}
		if skip := t.oneOf(i, notDenial); skip > 0 {
			i = skip - 1
			continue
		}
		if skip := t.oneOf(i, chineseDenial); skip > 0 {
			odd = !odd
			i = skip - 1
		}
	}
	return odd || t.deniedAfter(end)
}

// deniedAfter reports whether a denial follows: "refunds are not possible", "退款是不行的".
func (t *text) deniedAfter(end int) bool {
	for _, w := range [...]string{"是不可能", "不行", "不支持", "是不行", "不可以", "不适用", "不了"} {
		if t.has(end, w) {
			return true
		}
	}
	w, j := t.next(end)
	if w == "is" || w == "are" || w == "was" || w == "will" || w == "can" {
		w, _ = t.next(j)
		return w == "not" || w == "never" || w == "no"
	}
	return w == "cannot" || w == "isn" || w == "aren" || w == "can" && t.get(j) == '\''
}

// wished reports whether it is the customer's wish that is told: "you asked for a refund", "您想退款".
func (t *text) wished(start int) bool {
	if latin(t.r[start]) {
		i := start
		for k := 0; k < 4; k++ {
			w, j := t.before(i)
			switch w {
			case "want", "wanted", "like", "wish", "asked", "requested", "request", "applied", "wondering", "mentioned", "about", "your":
				return w != "about" || k > 0
			case "":
				return false
			}
			i = j
		}
		return false
	}
	for _, w := range [...]string{"您想", "您是想", "您要", "您是要", "想申请", "您希望", "您要求", "您提到", "您说", "您申请", "您问的", "关于", "您的"} {
		for k := 0; k < 4; k++ {
			if t.endsWith(start-k, w) {
				return true
			}
		}
	}
	return false
}
