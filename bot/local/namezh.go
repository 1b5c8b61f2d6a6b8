package local

import (
	"strings"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
)

// hanSurnames are the common family names of China, after the order of the 2020 name report of its Ministry of Public
// Security and the Hundred Family Surnames.
var hanSurnames = func() map[string]bool {
	m := map[string]bool{}
	for _, r := range "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白" +
		"孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦齐柳辛涂祝左" +
		"邢关包裴霍成苗欧管蓝尚卓华穆游詹蒙娄饶阮滕骆冉甘项岳池闵梅盛符凌佟解霞凤祁単单舒房甄米费娜应卫詹宫路窦冷谷简沙尧车连闻巩谈栾居" {
		m[string(r)] = true
	}
	return m
}()

var hanDoubleSurnames = set("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "东方", "南宫", "夏侯", "端木", "百里", "宇文", "长孙")

// hanIntroductions lead to a Chinese name. The weak ones need a known family name after them.
var hanIntroductions = []struct {
	words string
	weak  bool
}{
	{"我叫", false}, {"名字是", false}, {"名字叫", false}, {"姓名是", false}, {"姓名：", false}, {"姓名:", false}, {"姓名", true}, {"名字：", false}, {"名字:", false},
	{"本人", true}, {"我是", true}, {"叫我", true}, {"这里是", true}, {"免贵姓", false}, {"我姓", false}, {"称呼我", true},
}

// hanIntroduced proposes what follows 我叫, 我是, 免贵姓, and what stands before 先生 and 女士 in an answer.
func (r *reader) hanIntroduced(f *field) {
	t := r.t
	for i := range t.tokens {
		if t.kind(i) != han {
			continue
		}
		for _, in := range hanIntroductions {
			w, from := t.hanWord(i, in.words)
			if w == "" || in.weak && t.is(i-1, "不", "但", "如") {
				continue
			}
			if t.kind(from) == word {
				if to := t.nameFrom(from, in.weak, 3); to > from {
					r.addName(f, from, to)
				}
				continue
			}
			surnameOnly := strings.HasSuffix(in.words, "姓")
			to := t.hanName(from, in.weak)
			if surnameOnly && to == from && hanSurnames[t.at(from)] {
				to = from + 1
			}
			if to > from {
				r.addName(f, from, to)
			}
		}
	}
}

// hanName returns the end of the Chinese name that begins at token i, or i. Known means that it must begin with a family
// name. A name ends before a mark, a particle, or after four characters.
func (t *text) hanName(i int, known bool) int {
	if t.kind(i) != han {
		return i
	}
	run := i
	for run < len(t.tokens) && t.kind(run) == han && run-i < 6 && (run == i || !t.tokens[run].line && !t.tokens[run].space) {
		run++
	}
	text := t.span(i, run)
	for _, tail := range hanTails {
		if at := strings.Index(text, tail); at > 0 {
			run = min(run, i+utf8.RuneCountInString(text[:at]))
			text = t.span(i, run)
		}
	}
	n := run - i
	double := n >= 2 && hanDoubleSurnames[t.span(i, i+2)]
	surname := double || hanSurnames[t.at(i)]
	most := 3
	if double {
		most = 4
	}
	switch {
	case n > 4 || n > most && surname && known:
		return i
	case n < 2 || double && n < 3:
		return i
	case known && !surname:
		return i
	case hanNotNames[text] || strings.ContainsAny(text, "的不了吗您你我们问题订单客服退款这那什么买没有在要想是"):
		return i
	}
	return run
}

// hanTails end a name: what people add after it.
var hanTails = []string{"就行", "就好", "就可以", "即可", "谢谢", "先生", "女士", "小姐", "吧", "啊", "呀", "呢", "哈", "哦", "，", "老师", "同学", "打错", "电话", "手机", "这个", "，"}

var hanNotNames = set("可以", "好的", "方便", "没有", "不便", "匿名", "保密", "客户", "顾客", "用户", "会员", "买家", "卖家", "本人", "自己", "老客户", "新客户", "人工", "机器人", "别人",
	"朋友", "学生", "老师", "先生", "女士", "小姐", "知道", "忘记", "忘了", "随便", "高兴", "应该", "任何", "于是", "常常", "成功", "安全", "关于", "方式", "白色", "黄色", "金额", "金色", "蓝色", "石头", "高级", "管理", "包裹", "向你", "连接", "居然", "单子", "费用", "解决", "易拉", "时候", "何时", "许多", "万一", "付款", "任务", "应该", "关机", "文件", "解释", "管理员", "程序", "程序员", "白天", "方面")

// hanAnswer reads a Chinese answer to the question for a name.
func (r *reader) hanAnswer(f *field, i int) int {
	t := r.t
	if to := t.hanName(i, false); to > i && (hanSurnames[t.at(i)] || hanDoubleSurnames[t.span(i, min(i+2, to))] || to-i <= 3) {
		end := to >= len(t.tokens) || t.kind(to) != han
		text := ""
		if !end {
			text = t.folded[t.tokens[to].from:]
			for _, tail := range hanTails {
				end = end || strings.HasPrefix(text, tail)
			}
		}
		if end {
			r.add(candidate{typ: conversation.TypeName, field: f, from: i, to: to, value: t.rawSpan(i, to), strength: 1})
			return to
		}
	}
	return i
}

// hanCorrection reports whether a Chinese correction begins at token i.
func (t *text) hanCorrection(i int) bool {
	w, _ := t.hanWord(i, hanCorrections...)
	return w != ""
}

// afterHanCorrection skips Chinese corrections and what stands between them and the name.
func (t *text) afterHanCorrection(i int) int {
	for i < len(t.tokens) {
		if w, next := t.hanWord(i, hanCorrections...); w != "" {
			i = next
		} else if t.kind(i) == mark || t.is(i, "了", "是", "叫", "我") {
			i++
		} else {
			break
		}
	}
	return i
}
