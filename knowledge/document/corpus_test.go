package document

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The tests write handbooks of a shop, in English and Chinese, in every format, and expect to read what they wrote. Their
// sentences are put together by chance, the same for the same seed.

type vocabulary struct {
	title                                  string
	subjects, verbs, things, times, places []string
	chapters, topics                       []string
	sentence, question, lead               string
	head                                   []string
}

var vocabularies = map[string]vocabulary{
	"en": {
		title:    "Handbook of the Northwind shoe shop",
		subjects: []string{"The warehouse", "Our support team", "The carrier", "Every branch", "The accounts office", "A customer with a bonus card", "The repair workshop", "Each supplier"},
		verbs:    []string{"checks", "returns", "confirms", "replaces", "records", "refunds", "collects", "stores"},
		things:   []string{"worn hiking boots", "parcels without a label", "vouchers of earlier campaigns", "invoices above 250 euros", "shoes with a torn sole", "orders with two addresses", "leather care products", "left-over laces"},
		times:    []string{"within 3 working days", "before noon", "on the last Friday of a month", "after the second reminder", "during the winter sale", "within 48 hours", "between May and August"},
		places:   []string{"at the counter in Ghent", "in the southern warehouse", "at any parcel shop", "in the customer account", "by letter", "at the branch by the harbour"},
		chapters: []string{"Orders", "Delivery abroad", "Returns and exchange", "Repairs", "Bonus cards", "Invoices", "Care of leather", "Complaints"},
		topics:   []string{"What applies to members", "Deadlines", "Costs", "When something is missing", "Exceptions", "Documents needed", "Who decides", "Contact"},
		sentence: "%s %s %s %s %s.",
		question: "Case %d: ",
		lead:     "For this the following is needed:",
		head:     []string{"Region", "Days", "Price"},
	},
	"zh": {
		title:    "北风鞋店员工手册",
		subjects: []string{"仓库同事", "客服小组", "承运快递", "各家门店", "财务部门", "持积分卡的顾客", "维修车间", "每位供应商"},
		verbs:    []string{"负责核对", "统一退还", "逐单确认", "免费更换", "如实登记", "原路退回", "上门收取", "妥善保管"},
		things:   []string{"穿过的登山靴", "没有面单的包裹", "往期活动的优惠券", "金额超过二百五十元的发票", "鞋底开裂的鞋子", "填写了两个地址的订单", "皮革护理用品", "多余的鞋带"},
		times:    []string{"三个工作日以内", "每天中午以前", "每月最后一个星期五", "第二次提醒之后", "冬季促销期间", "四十八小时之内", "五月至八月之间"},
		places:   []string{"地点为总店柜台", "在南区仓库办理", "可到任意自提点", "在会员账户中查看", "以书面信函为准", "由码头分店经手"},
		chapters: []string{"订单管理", "海外配送", "退货与换货", "维修服务", "积分卡", "发票事宜", "皮革保养", "投诉处理"},
		topics:   []string{"会员适用规则", "办理期限", "费用说明", "遗漏物品怎么办", "例外情形", "所需材料", "由谁决定", "联系方式"},
		sentence: "%s%s%s，%s，%s。",
		question: "情形%d：",
		lead:     "办理时需要准备以下内容：",
		head:     []string{"地区", "天数", "价格"},
	},
}

// handbook is about that many pages of blocks, of 2,000 characters each (a Chinese one counting as two, see size).
func handbook(locale string, pages int, seed uint64) []Block {
	v := vocabularies[locale]
	r := rand.New(rand.NewPCG(seed, 7))
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	number := 0
	sentence := func() string {
		number++
		text := fmt.Sprintf(v.sentence, pick(v.subjects), pick(v.verbs), pick(v.things), pick(v.times), pick(v.places))
		if r.IntN(4) == 0 {
			return fmt.Sprintf(v.question, number) + text
		}
		return text
	}
	paragraph := func(n int) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = sentence()
		}
		if locale == "zh" {
			return strings.Join(parts, "")
		}
		return strings.Join(parts, " ")
	}
	blocks := []Block{{Kind: Heading, Level: 1, Text: v.title}}
	total, chapter, topic := 0, 0, 0
	add := func(b Block) {
		blocks = append(blocks, b)
		total += size(b.Text)
	}
	for total < pages*2000 {
		if topic == 0 {
			chapter++
			add(Block{Kind: Heading, Level: 2, Text: fmt.Sprintf("%s %d", pick(v.chapters), chapter)})
			add(Block{Kind: Paragraph, Text: paragraph(2 + r.IntN(3))})
		}
		topic++
		add(Block{Kind: Heading, Level: 3, Text: fmt.Sprintf("%s %d.%d", pick(v.topics), chapter, topic)})
		for range 1 + r.IntN(3) {
			add(Block{Kind: Paragraph, Text: paragraph(2 + r.IntN(4))})
		}
		switch r.IntN(3) {
		case 0:
			add(Block{Kind: Paragraph, Text: v.lead})
			var l lister
			for range 3 + r.IntN(3) {
				l.entry(0, "-", []string{paragraph(1)})
			}
			add(Block{Kind: List, Text: strings.TrimSpace(l.String())})
			add(Block{Kind: Paragraph, Text: paragraph(3)})
		case 1:
			var t table
			for i, cell := range v.head {
				t.set(0, i, 1, 1, cell)
			}
			for row := range 3 + r.IntN(5) {
				t.set(row+1, 0, 1, 1, pick(v.places))
				t.set(row+1, 1, 1, 1, fmt.Sprint(1+r.IntN(30)))
				t.set(row+1, 2, 1, 1, fmt.Sprintf("%d.%d0", r.IntN(90), r.IntN(10)))
			}
			b := t.block()
			b.Text = strings.TrimSpace(b.Text)
			add(b)
			add(Block{Kind: Paragraph, Text: paragraph(2)})
		}
		if topic > 2 && r.IntN(2) == 0 {
			topic = 0
		}
	}
	return blocks
}

// rowsIn takes a Markdown table apart.
func rowsIn(table string) [][]string {
	var rows [][]string
	for i, line := range strings.Split(table, "\n") {
		if i == 1 {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		rows = append(rows, cells)
	}
	return rows
}

func entriesIn(list string) []string {
	entries := strings.Split(list, "\n")
	for i := range entries {
		entries[i] = strings.TrimPrefix(entries[i], "- ")
	}
	return entries
}
