package llmtest

import (
	"strings"
	"unicode"
)

// words are the words of a text in small letters, without their commonest endings; of Chinese the pairs of characters, and
// single ones where there is no pair.
func words(text string) []string {
	var all []string
	var word, han []rune
	flush := func() {
		if len(word) > 0 {
			if w := stem(string(word)); !idle[w] {
				all = append(all, w)
			}
			word = nil
		}
		for i := 0; i+1 < len(han); i++ {
			if pair := string(han[i : i+2]); !idle[pair] {
				all = append(all, pair)
			}
		}
		if len(han) == 1 {
			all = append(all, string(han))
		}
		han = nil
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.Is(unicode.Han, r):
			if len(word) > 0 {
				flush()
			}
			han = append(han, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if len(han) > 0 {
				flush()
			}
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	return all
}

func stem(w string) string {
	for _, ending := range []string{"ing", "ed", "es", "s"} {
		if short, ok := strings.CutSuffix(w, ending); ok && len(short) > 2 {
			return short
		}
	}
	return w
}

// idle words say nothing of what a question is about.
var idle = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`a an the i you we it my your our is are was be been do doe did can could will would shall should
		have has had to of in on at for with from by and or but if as that this thi there what how when where who which why not no yes me
		please hello hi thank want need know tell ab about get 我的 你们 您好 请问 什么 怎么 可以 我想 如何 一下 是否 有没 没有 我们`) {
		idle[w] = true
	}
}

// concepts are words of two languages that mean the same: what makes the double's vectors multilingual.
var concepts = [][]string{
	{"refund", "reimburs", "退款", "退钱", "返款"}, {"return", "send back", "退货", "退回", "寄回"}, {"exchang", "换货", "更换", "调换"},
	{"invoice", "receipt", "发票", "收据"}, {"deliver", "shipp", "ship ", "parcel", "配送", "送货", "快递", "发货", "包裹", "运送"},
	{"order", "purchase", "订单", "下单", "购买"}, {"cancel", "取消", "撤销"}, {"password", "passcode", "密码", "口令"},
	{"account", "账号", "账户", "帐号"}, {"price", "cost", "fee", "charge", "价格", "费用", "多少钱", "收费"},
	{"pay", "付款", "支付", "付钱", "缴费"}, {"card", "卡片", "银行卡", "信用卡"}, {"warrant", "guarant", "保修", "质保", "保证期"},
	{"repair", "fix", "维修", "修理"}, {"broken", "damaged", "defect", "faulty", "坏了", "损坏", "破损", "故障", "缺陷"},
	{"lamp", "light", "灯", "照明"}, {"bulb", "灯泡"}, {"batter", "电池"}, {"charg", "充电"}, {"cable", "wire", "电线", "线缆"},
	{"address", "地址"}, {"open", "hours", "营业", "开门", "几点"}, {"weekend", "saturday", "sunday", "周末", "星期六", "星期日"},
	{"holiday", "节假日", "假期"}, {"store", "shop", "门店", "商店", "店铺"}, {"voucher", "coupon", "discount", "优惠", "折扣", "礼券"},
	{"gift", "礼品", "礼物"}, {"track", "追踪", "跟踪", "物流"}, {"late", "delay", "延迟", "晚到", "迟到"}, {"missing", "lost", "丢失", "缺少", "遗失"},
	{"size", "dimension", "尺寸", "大小"}, {"colour", "color", "颜色"}, {"install", "mount", "安装"}, {"manual", "instruction", "说明书", "手册"},
	{"complain", "投诉"}, {"contact", "phone", "联系", "电话"}, {"email", "mail", "邮件", "邮箱"}, {"language", "语言"}, {"tax", "vat", "税"},
	{"insur", "保险"}, {"stock", "available", "库存", "有货"}, {"deadline", "within", "期限", "多久", "几天"}, {"abroad", "international", "国外", "海外", "国际"},
	{"secur", "safe", "安全"}, {"privacy", "personal data", "隐私", "个人信息"}, {"subscri", "订阅"}, {"transfer", "转账", "汇款"}, {"limit", "限额", "上限"},
	{"dimm", "调光"}, {"water", "rain", "防水", "下雨"}, {"recycl", "回收"}, {"weight", "重量"}, {"temperature", "温度"},
}

// meant are the concepts of a text.
func meant(text string) []int {
	text = strings.ToLower(text) + " "
	var all []int
	for i, same := range concepts {
		for _, w := range same {
			if strings.Contains(text, w) {
				all = append(all, i)
				break
			}
		}
	}
	return all
}
