package document

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// blocksOf reads a file and compares its blocks, written as "kind text" or, for headings, "# text".
func blocksOf(t *testing.T, name string, data []byte, want ...string) Document {
	t.Helper()
	d, err := Read(name, data)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range d.Blocks {
		if b.Kind == Heading {
			got = append(got, strings.Repeat("#", b.Level)+" "+b.Text)
		} else {
			got = append(got, string(b.Kind)+" "+b.Text)
		}
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: want -, got +:\n%s", name, diff)
	}
	return d
}

func TestMarkdownIsReadAsItIsMeant(t *testing.T) {
	d := blocksOf(t, "a.md", []byte("---\ntitle: \"Care\"\nlang: en-GB\n---\n"+
		"Wax\n===\n\nUse **wax**, not [oil](https://example.org \"x\"). ~~It costs 5.~~ AT\\&T &amp; Co. `a*b`\n\n"+
		"您可以在三十天\n内退货。\n\n1. one\n   - deep\n2. two\n\n   more\n\n"+
		"| A | B |\n|---|:-:|\n| x \\| y | **z** |\n\n```\n  code\n```\n\n<div>Hello <b>you</b></div>\n\nA note.[^n]\n\n[^n]: Said *later*.\n"),
		"# Wax",
		"paragraph Use wax, not oil. AT&T & Co. a*b",
		"paragraph 您可以在三十天内退货。",
		"list 1. one\n  - deep\n2. two more",
		"table | A | B |\n| --- | --- |\n| x \\| y | z |",
		"code   code",
		"paragraph Hello you",
		"paragraph A note. [1]",
		"paragraph [1] Said later.",
	)
	if d.Title != "Care" || d.Locale != "en" {
		t.Errorf("title %q, locale %q", d.Title, d.Locale)
	}
}

func TestHTMLIsReadForItsContent(t *testing.T) {
	d := blocksOf(t, "https://example.org/help/returns.html?x=1#top", []byte(`<!doctype html><html lang="en-US"><head><title>Returns | Shop</title></head><body>
		<header><a href="/">Shop</a></header><nav>Home</nav><aside>Advertisement</aside>
		<main><div class="breadcrumbs">Help / Returns</div><h1>Returns &amp; refunds</h1>
		<p>Within <b>30</b>&nbsp;days<br>of delivery.</p><p hidden>secret</p><p style="display: none">secret</p><del>Within 14 days.</del>
		<ul><li>shoes<ol><li>unworn</li></ol></li><li><p>hats</p></li></ul>
		<table><thead><tr><th colspan="2">Zone</th><th>Fee</th></tr></thead><tr><td rowspan="2">EU</td><td>DE</td><td>5 €</td></tr><tr><td>FR</td><td>6 €</td></tr></table>
		<dl><dt>Term</dt><dd>Meaning</dd></dl><pre>a
  b</pre>
		<details><summary>Can I cancel?</summary>Yes.</details><p>&lt;script&gt; is text.</p><script>alert(1)</script></main><footer>Imprint</footer></body></html>`),
		"# Returns & refunds",
		"paragraph Within 30 days\nof delivery.",
		"list - shoes\n  1. unworn\n- hats",
		"table | Zone | Zone | Fee |\n| --- | --- | --- |\n| EU | DE | 5 € |\n| EU | FR | 6 € |",
		"list - Term: Meaning",
		"code a\n  b",
		"## Can I cancel?",
		"paragraph Yes.",
		"# Returns & refunds",
		"paragraph <script> is text.",
	)
	if d.Title != "Returns & refunds" || d.Locale != "en" {
		t.Errorf("title %q, locale %q", d.Title, d.Locale)
	}
}

func TestPlainTextHeadingsAreFewAndSure(t *testing.T) {
	blocksOf(t, "a.txt", []byte("OPENING HOURS\n\nWe open at nine in the morning on every day of the week and we close at\nsix in the evening.\n\n"+
		"Returns\n-------\nBring:\n- the shoes\n- the receipt,\n  if you have it\n\n1.2 Costs\n\nIt is 5.90 euros.\n\nNot a heading\n\n第三章 售后服务\n\n请致电客服。\n\nTown\tFee\nGhent\t5\n"),
		"# OPENING HOURS",
		"paragraph We open at nine in the morning on every day of the week and we close at six in the evening.",
		"## Returns",
		"paragraph Bring:",
		"list - the shoes\n- the receipt, if you have it",
		"## 1.2 Costs",
		"paragraph It is 5.90 euros.",
		"paragraph Not a heading",
		"# 第三章 售后服务",
		"paragraph 请致电客服。",
		"table | Town | Fee |\n| --- | --- |\n| Ghent | 5 |",
	)
}

func TestEncodingsAreTold(t *testing.T) {
	const simplified = "退货政策说明：自签收之日起三十日内，未穿着过的鞋子均可退货，运费由本店承担。"
	const traditional = "退貨政策說明：自簽收之日起三十日內，未穿著過的鞋子均可退貨，運費由本店承擔。"
	const western = "Für Rücksendungen gewähren wir 30 Tage – auch für „Größen“, die nicht passen: 5 €."
	for name, c := range map[string]struct {
		text     string
		encoding encoding.Encoding
	}{
		"UTF-8":               {simplified, unicode.UTF8},
		"UTF-8 with a mark":   {western, unicode.UTF8BOM},
		"UTF-16":              {simplified, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		"UTF-16 big":          {western, unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		"UTF-16 without mark": {western, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		"GB 18030":            {simplified, simplifiedchinese.GB18030},
		"Big5":                {traditional, traditionalchinese.Big5},
		"Windows-1252":        {western, charmap.Windows1252},
	} {
		data, err := c.encoding.NewEncoder().Bytes([]byte(c.text))
		if err != nil {
			t.Fatal(name, err)
		}
		d, err := Read("a.txt", data)
		if err != nil || len(d.Blocks) != 1 || d.Blocks[0].Text != c.text {
			t.Errorf("%s: %+v, %v", name, d.Blocks, err)
		}
	}
	page, _ := simplifiedchinese.GBK.NewEncoder().String(`<html><meta charset="gb2312"><p>` + simplified)
	blocksOf(t, "a.html", []byte(page), "paragraph "+simplified)
}

func TestDOCXIsReadAsItIsShown(t *testing.T) {
	const body = `<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>Staff handbook</w:t></w:r></w:p>
		<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Leave 3</w:t></w:r></w:p>
		<w:p><w:pPr><w:pStyle w:val="child"/></w:pPr><w:r><w:t>Leave</w:t></w:r></w:p>
		<w:p><w:r><w:t xml:space="preserve">You have </w:t></w:r><w:del><w:r><w:delText>25</w:delText></w:r></w:del><w:ins><w:r><w:t>28</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> days.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>Old rule.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r></w:p>
		<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr><w:hyperlink><w:r><w:t>Ask.</w:t></w:r></w:hyperlink></w:p>
		<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t>Wait.</w:t></w:r></w:p>
		<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:drawing><x><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></x></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
		<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Grade</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Days</w:t></w:r></w:p></w:tc></w:tr>
		<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>new</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>28</w:t></w:r></w:p></w:tc></w:tr>
		<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>old</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>30</w:t></w:r></w:p></w:tc></w:tr>
		<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`
	data := zipped(map[string]string{
		"_rels/.rels":        docxRels,
		"word/document.xml":  `<w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`,
		"word/numbering.xml": docxNums,
		"word/styles.xml": `<w:styles ` + wordSpace + `><w:style w:styleId="T"><w:name w:val="Title"/></w:style><w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
			<w:style w:styleId="h"><w:name w:val="heading 2"/></w:style><w:style w:styleId="child"><w:name w:val="Our heading"/><w:basedOn w:val="h"/></w:style></w:styles>`,
		"word/footnotes.xml": `<w:footnotes ` + wordSpace + `><w:footnote w:id="2"><w:p><w:r><w:t>Pro rata.</w:t></w:r></w:p></w:footnote></w:footnotes>`,
	})
	d := blocksOf(t, "a.docx", data,
		"# Staff handbook",
		"## Leave",
		"paragraph You have 28 days. [1]",
		"paragraph [1] Pro rata.",
		"list 1. Ask.\n2. Wait.",
		"paragraph In a box.",
		"table | Grade | Grade | Days |\n| --- | --- | --- |\n| A | new | 28 |\n| A | old | 30 |",
	)
	if d.Title != "Staff handbook" {
		t.Errorf("title %q", d.Title)
	}
}

// The files in testdata were printed by Chromium and by groff, from text of our own.
func TestPDFsOfOtherProgramsAreRead(t *testing.T) {
	file := func(name string) []byte {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	blocksOf(t, "returns-zh.pdf", file("returns-zh.pdf"),
		"# 退货须知",
		"paragraph 签收后三十日内可以退货。鞋子须未在室外穿过。退款在仓库验收后五日内原路退回。",
		"## 运费",
		"paragraph 退货运费由顾客承担，见下表。",
		"table | 地区 | 运费 |\n| --- | --- |\n| 本市 | 免费 |\n| 西部地区 | 20 元 |",
		"## 不可退货",
		"paragraph 定制的鞋子、已拆封的鞋垫和鞋垫不可退货。",
	)
	d := blocksOf(t, "boots-en.pdf", file("boots-en.pdf"), // in two columns, with words parted at line ends
		"# Caring for leather boots",
		"## After each walk",
		"paragraph Knock off the mud while it is damp and brush the seams with a soft brush. Remove the insoles and let the boots dry in the open air, never on a radiator: heat makes leather brittle, and a brittle upper cracks where the foot bends. Crumpled newspaper inside the boots speeds up drying and should be replaced after two hours.",
		"## Once a month",
		"paragraph Rub in wax with a lint-free cloth, first a thin layer and, after ten minutes, a second one. Work the wax into the welt, where water gets in first. Suede must not be waxed; it is treated with an impregnating spray from a distance of thirty centimetres.",
		"## Before storing",
		"paragraph Boots that are put away for the summer have to be clean, dry and loosely laced. Wooden shoe trees keep their shape. Do not wrap them in plastic film, because trapped moisture encourages mould; a cotton bag is better.",
		"## When to resole",
		"paragraph A worn profile of less than three millimetres no longer grips on wet rock. Our workshop resoles welted boots twice before the upper itself has to be replaced. The extraordinarily comfortable lightweight models with a glued-on sole cannot be repaired.",
	)
	blocksOf(t, "groff-en.pdf", file("groff-en.pdf"), // in two columns, with bold numbered headings as large as the text
		"# Field guide to returns",
		"paragraph Northwind",
		"## 1. Returns",
		"paragraph Every pair of shoes can be returned within thirty days of delivery, provided that the soles show no sign of outdoor wear. The refund is paid to the account or card that the order was paid with and usually arrives within five working days after the parcel has been checked in our warehouse, notwithstanding extraordinarily unforeseeable circumstances.",
		"paragraph Orders that were placed before noon leave the warehouse on the same day. A parcel that has not moved for seven days is considered lost; please write to us and we will send a replacement without waiting for the investigation by the carrier.",
		"## 1.1. Exceptions",
		"list - Shoes made to measure.\n- Laces and insoles whose packaging was opened and that cannot be sold again for reasons of hygiene, as the law says.",
		"paragraph Text after the list.",
		"table | Zone | Days | Price |\n| --- | --- | --- |\n| Germany | 2 | 4.90 |\n| Overseas | 14 | 29.00 |",
		"## 2. Delivery",
		"paragraph Every pair of shoes can be returned within thirty days of delivery, provided that the soles show no sign of outdoor wear. The refund is paid to the account or card that the order was paid with and usually arrives within five working days after the parcel has been checked in our warehouse.",
		"paragraph Orders that were placed before noon leave the warehouse on the same day. A parcel that has not moved for seven days is considered lost; please write to us.",
	)
	if d.Title != "Boot care" || d.Locale != "en" {
		t.Errorf("title %q, locale %q", d.Title, d.Locale)
	}
}

func TestFilesAreReadAtTheSameTime(t *testing.T) {
	var all sync.WaitGroup
	for name, data := range map[string][]byte{
		"a.pdf": asPDF(handbook("en", 2, 1), 2), "b.pdf": asChinesePDF(handbook("zh", 2, 1)), "a.md": asMarkdown(handbook("en", 2, 1)),
		"a.docx": asDOCX(handbook("zh", 2, 1)), "a.html": asHTML("en", handbook("en", 2, 1)), "a.txt": asText(handbook("en", 2, 1)),
	} {
		for range 4 {
			all.Go(func() {
				if _, err := Read(name, data); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
}

func TestAScannedPDFIsAWarningAndNotNothing(t *testing.T) {
	d, err := Read("scan.pdf", onePage("/X Do", "/XObject << /X 5 0 R >>", "<< /Subtype /Image /Width 1 /Height 1", "x"))
	if err != nil || len(d.Blocks) != 0 || len(d.Warnings) != 1 || !strings.Contains(d.Warnings[0], "only a picture") {
		t.Errorf("%+v, %v", d, err)
	}
}
