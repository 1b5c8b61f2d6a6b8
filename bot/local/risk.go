package local

import (
	"regexp"
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// The risks that a message can carry, in the words of bot.Understanding.
const (
	safety      = "safety"
	legal       = "legal"
	media       = "media"
	selfHarm    = "self_harm"
	fraud       = "fraud"
	abuse       = "abuse"
	paymentData = "payment_data"
)

// riskWords are looked for in the lower case text. They are deliberately wide where a miss costs more than a false alarm
// (safety, self harm) and narrow where everyday words would match.
var riskWords = []struct {
	risk    string
	english *regexp.Regexp
	chinese string // literal, separated by spaces
}{
	{safety,
		regexp.MustCompile(`\b(?:smok(?:e|ing)|caught fire|on fire|fire hazard|flames?|burn(?:t|ed|ing|s)? (?:my|me|his|her|our|smell|hand|finger|skin|down)|burn(?:t|ing) smell|smell(?:s|ed)? (?:of |like )?(?:gas|burn\w*|smoke)|explod\w+|explosion|electric shock|electrocuted|got (?:a )?shock(?:ed)?|shocked me|spark(?:s|ed|ing)\b|swell(?:ing|s)|swollen|bulg(?:ing|ed|es)|leaking (?:acid|gas|battery|fluid)|(?:battery|charger|phone|device|plug|cable|adapter) (?:is |was |has |gets |got )?(?:\w+ )?(?:overheat\w*|melt\w*|too hot to touch|burn\w*|smok\w*)|overheating|melted|injur(?:ed|y|ies)|bleeding|hospital|ambulance|poison\w*|choking|chok(?:ed|e) on|allergic reaction|carbon monoxide|gas leak|unconscious|emergency room)`),
		"冒烟 起火 着火 失火 自燃 爆炸 炸了 炸开 触电 漏电 电到我 被电了 电了一下 鼓包 鼓起 膨胀 胀开 烧焦 烧糊 糊味 焦味 烧起来 烫伤 烧伤 灼伤 受伤 流血 割伤 划伤 住院 送医 急救 中毒 过敏 窒息 漏液 漏气 煤气味 发烫得厉害 烫手 融化 熔化 冒火 火花 短路 昏迷 骨折 摔伤"},
	{legal,
		regexp.MustCompile(`\b(?:lawyers?|attorneys?|solicitors?|barrister|sue|suing|sued|lawsuit|legal action|legal proceedings|take (?:you|this) to court|see you in court|small claims|class action|legal advice|ombudsman|trading standards|consumer protection|consumer rights|regulator|ftc|fca|bbb|better business bureau|file a complaint with|report you to|legal department|subpoena|prosecut\w+|press charges)\b`),
		"律师 起诉 诉讼 法院 告你们 告你 上告 打官司 法律途径 法律责任 法律手段 消协 消费者协会 12315 12345 市场监管 工商局 工商投诉 银保监 监管部门 监管局 举报 仲裁 报警 公安 派出所 维权"},
	{media,
		regexp.MustCompile(`\b(?:journalists?|reporters?|newspapers?|(?:the|to|local) (?:press|media|news)|tv station|go public|going public|post (?:this|it|about (?:this|you)) (?:on|online|everywhere)|(?:all over|on|via) (?:twitter|facebook|tiktok|reddit|instagram|youtube|social media|x\.com|trustpilot)|twitter|trustpilot|viral|bad reviews?|one[- ]star review|expose you)\b`),
		"记者 媒体 曝光 电视台 报社 上新闻 发微博 发抖音 发到网上 发网上 小红书 热搜 网上发 发朋友圈 黑猫投诉 差评 发帖 自媒体 爆料"},
	{selfHarm,
		regexp.MustCompile(`\b(?:kill myself|killing myself|suicid\w*|end my life|ending my life|take my (?:own )?life|want to die|wanna die|don'?t want to (?:live|be alive)|better off dead|hurt myself|harm myself|self[- ]harm|no reason to live|jump off (?:a|the) (?:bridge|roof|building))\b`),
		"自杀 不想活 想死 活不下去 轻生 跳楼 割腕 结束生命 死给你 寻死 自残 不如死了 死了算了 没有活下去"},
	{fraud,
		regexp.MustCompile(`\b(?:fraud\w*|scam(?:s|med|mer|mers|ming)?|phish\w*|hacked|hacker|identity theft|stolen (?:card|account|identity|credit|debit)|stole(?:n)? (?:my|money|from)|someone (?:\w+ )?(?:used|withdrew|took|accessed|transferr?ed|stole|logged)|unauthori[sz]ed|didn'?t (?:make|authori[sz]e) (?:this|that|these|those|the|any)|not (?:made|authori[sz]ed) by me|counterfeit|suspicious (?:transactions?|activity|charges?|payments?|transfers?|login)|account (?:was |has been |got )?(?:compromised|hacked|stolen))\b`),
		"诈骗 被骗 骗子 骗钱 盗刷 被盗 盗用 盗号 冒用 钓鱼网站 不是我本人操作 不是我本人刷 不是我本人消费 不是我本人交易 不是我本人转 不是我本人买 不是我本人下单 不是我操作 不是我刷 不是我消费 不是我交易 不是我转 不是我买 不是我下单 非本人 陌生人登录 异地登录 黑客 洗钱 可疑交易 假客服 冒充"},
	{abuse,
		regexp.MustCompile(`\b(?:fuck\w*|f\*+k\w*|asshole\w*|bitch\w*|bastards?|cunt\w*|motherf\w+|dickhead\w*|piece of shit|shit(?:ty|head)?|idiots?|morons?|stupid (?:bot|people|company|idiots?|agent)|shut up|go to hell|screw you|scumbags?|retard\w*|i(?:'ll| will) (?:kill|hurt|find|beat) you|dumbass)\b`),
		"傻逼 傻b 煞笔 沙比 妈的 他妈 tmd 操你 草你 去死 滚蛋 滚开 王八蛋 混蛋 混账 垃圾客服 垃圾公司 脑残 智障 白痴 狗屁 废物 神经病 有病吧 贱人 狗东西 弱智 杀了你 弄死你"},
}

// riskHints says which English patterns may match, by the beginnings of the words, and which risks a Chinese phrase names.
// Most messages hint at nothing, and then no pattern runs.
func (t *text) riskHints() (hinted map[string]bool, named []string) {
	for i, tok := range t.tokens {
		switch tok.kind {
		case word:
			w := t.at(i)
			for _, risk := range englishHints[w[:min(4, len(w))]] {
				if hinted == nil {
					hinted = map[string]bool{}
				}
				hinted[risk] = true
			}
		case han:
			for _, p := range chineseRisks[t.at(i)] {
				if strings.HasPrefix(t.lower[tok.from:], p.phrase) {
					named = append(named, p.risk)
				}
			}
		}
	}
	return hinted, named
}

// englishHints maps the first four letters of a word that each match must contain to its risk.
var englishHints = func() map[string][]string {
	m := map[string][]string{}
	for risk, starts := range map[string]string{
		safety:   "smok fire flam burn smel expl elec shoc spar swel swol bulg leak over melt inju blee hosp ambu pois chok alle carb gas unco emer hot",
		legal:    "lawy atto soli barr sue suin sued laws lega cour clai clas ombu trad cons regu ftc fca bbb bett comp repo subp pros char",
		media:    "jour repo news pres medi tv publ post twit face tikt redd inst yout soci x trus vira revi expo",
		selfHarm: "kill suic life die live aliv dead hurt harm self jump",
		fraud:    "frau scam phis hack iden stol some unau auth coun susp acco make made",
		abuse:    "fuck f assh bitc bast cunt moth dick shit idio moro stup shut hell scre scum reta kill hurt find beat dumb",
	} {
		for _, s := range strings.Fields(starts) {
			m[s] = append(m[s], risk)
		}
	}
	return m
}()

type riskPhrase struct{ risk, phrase string }

// chineseRisks are the Chinese phrases by their first character.
var chineseRisks = func() map[string][]riskPhrase {
	m := map[string][]riskPhrase{}
	for _, w := range riskWords {
		for _, phrase := range strings.Fields(w.chinese) {
			t := read(phrase)
			m[t.at(0)] = append(m[t.at(0)], riskPhrase{w.risk, t.lower})
		}
	}
	return m
}()

// notAlarm are everyday phrases that contain a risky word.
var notAlarm = regexp.MustCompile(`\b(?:smoke (?:detector|alarm)s?|smoke[- ]free|non?[- ]?smoking|smoking (?:room|area|policy)|amazon fire|fire (?:tv|stick|tablet)|hospital discount|fire wall|firewall|sparkling|anti[- ]?fraud team hours|sue@)\b|烟雾报警器|防爆|媒体库|多媒体|流媒体|媒体播放|防漏电|漏电保护|短路保护`)

// risks adds the risks of the message to those found before, each once, in the order of riskWords.
func (t *text) risks(found []string) []string {
	hinted, named := t.riskHints()
	if len(hinted) == 0 && len(named) == 0 {
		if !slices.Contains(found, paymentData) && t.cardNumber() {
			found = append(found, paymentData)
		}
		return found
	}
	s := t.lower
	if notAlarm.MatchString(s) {
		s = notAlarm.ReplaceAllString(s, " ")
		_, named = read(s).riskHints()
	}
	for _, w := range riskWords {
		if slices.Contains(found, w.risk) {
			continue
		}
		if hinted[w.risk] && w.english.MatchString(s) || slices.Contains(named, w.risk) {
			found = append(found, w.risk)
		}
	}
	if !slices.Contains(found, paymentData) && t.cardNumber() {
		found = append(found, paymentData)
	}
	return found
}

// cardNumber reports whether the message contains the number of a payment card: 13 to 19 digits of an issuer's range
// (ISO/IEC 7812) with a right check digit.
func (t *text) cardNumber() bool {
	for i := 0; i < len(t.tokens); i++ {
		if t.kind(i) != digit || t.glued(i) && t.is(i-1, "+") {
			continue
		}
		var b strings.Builder
		k := i
		for k < len(t.tokens) && b.Len() <= 19 {
			if t.kind(k) == digit {
				b.WriteString(t.at(k))
				if n := b.Len(); n >= 13 && n <= 19 && t.kind(k+1) != digit && issued(b.String()) && conversation.Luhn(b.String()) {
					return true
				}
				k++
				continue
			}
			if t.is(k, "-", ".") && t.kind(k+1) == digit {
				k++
				continue
			}
			break
		}
		for i+1 < k && t.kind(i+1) == digit && t.glued(i+1) {
			i++
		}
	}
	return false
}

func issued(number string) bool {
	switch number[0] {
	case '4':
		return len(number) == 13 || len(number) == 16 || len(number) == 19
	case '5', '2':
		return len(number) == 16 && number[:2] >= "22" && number[:2] <= "27" || len(number) == 16 && number[1] >= '1' && number[1] <= '5' && number[0] == '5'
	case '3':
		return len(number) == 15 && (number[1] == '4' || number[1] == '7') || len(number) == 16 && number[1] == '5' || len(number) == 14
	case '6':
		return len(number) >= 16
	}
	return false
}
