package document

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mainPart is the part of the page that it is there for: <main>, or its only <article>, or all of it.
func mainPart(root *html.Node) (part *html.Node, marked bool) {
	var mains, articles []*html.Node
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || isHidden(n) {
			continue
		}
		switch {
		case n.DataAtom == atom.Main, attr(n, "role") == "main":
			mains = append(mains, n)
		case n.DataAtom == atom.Article:
			articles = append(articles, n)
		}
	}
	if len(mains) > 0 && strings.TrimSpace(textOf(mains[0])) != "" {
		return mains[0], true
	}
	if len(articles) == 1 && 2*len(textOf(articles[0])) > len(textOf(root)) {
		return articles[0], true
	}
	if body := find(root, atom.Body); body != nil {
		return body, false
	}
	return root, false
}

// never holds no text to read, wherever it is.
var never = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Head: true, atom.Template: true, atom.Noscript: true, atom.Svg: true,
	atom.Iframe: true, atom.Object: true, atom.Audio: true, atom.Video: true, atom.Canvas: true, atom.Select: true,
	atom.Textarea: true, atom.Button: true, atom.Input: true, atom.Datalist: true, atom.Dialog: true, atom.Img: true,
	atom.Rt: true, atom.Rp: true, atom.Del: true, atom.S: true, atom.Strike: true, atom.Math: true,
}

// around holds what stands around the text of a page.
var around = map[atom.Atom]bool{atom.Nav: true, atom.Footer: true, atom.Aside: true}

var aroundRoles = []string{"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alertdialog", "doc-toc"}

// aroundClasses are the names that many sites give to the same things.
var aroundClasses = []string{
	"breadcrumb", "breadcrumbs", "sidebar", "navbar", "pagination", "cookie-banner", "cookie-consent", "toc",
	"table-of-contents", "skip-link", "advertisement", "noprint",
}

// apart are names of what stands in the text without being read: marks of notes, links to edit, words for screen readers.
var apart = []string{"footnote-ref", "footnote-back", "mw-editsection", "reference", "sr-only", "visually-hidden", "headerlink"}

// silent reports whether an element says nothing to a reader, wherever it stands.
func silent(n *html.Node) bool {
	if never[n.DataAtom] || n.Data == "math" || isHidden(n) {
		return true
	}
	if role := attr(n, "role"); role == "doc-noteref" || role == "doc-backlink" {
		return true
	}
	return hasClass(n, apart)
}

func hasClass(n *html.Node, names []string) bool {
	for name := range strings.FieldsSeq(attr(n, "class")) {
		if slices.Contains(names, strings.ToLower(name)) {
			return true
		}
	}
	return false
}

func (h *htmlReader) leftOut(n *html.Node) bool {
	if silent(n) {
		return true
	}
	if !h.picky {
		return false
	}
	if n.DataAtom == atom.Footer && h.main && within(n, atom.Blockquote) {
		return false // who said it
	}
	return around[n.DataAtom] || slices.Contains(aroundRoles, attr(n, "role")) || hasClass(n, aroundClasses)
}

func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			style := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// onlyLinks reports whether a list is there for navigating: several links and hardly anything besides.
func onlyLinks(n *html.Node) bool {
	links, linked := 0, 0
	for a := range n.Descendants() {
		if a.DataAtom == atom.A && attr(a, "href") != "" {
			links++
			linked += len(strings.TrimSpace(textOf(a)))
		}
	}
	return links >= 4 && linked*10 > len(strings.Join(strings.Fields(textOf(n)), " "))*9
}

// inline elements stand within a line; all others begin a new one.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.Acronym: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true,
	atom.Cite: true, atom.Code: true, atom.Data: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true,
	atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Output: true, atom.Q: true, atom.Ruby: true,
	atom.Rb: true, atom.Samp: true, atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true,
	atom.Time: true, atom.Tt: true, atom.U: true, atom.Var: true, atom.Wbr: true, atom.Nobr: true,
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func find(n *html.Node, name atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.DataAtom == name {
			return d
		}
	}
	return nil
}

func holds(n *html.Node, names ...atom.Atom) bool {
	for d := range n.Descendants() {
		if slices.Contains(names, d.DataAtom) {
			return true
		}
	}
	return false
}

func within(n *html.Node, name atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == name {
			return true
		}
	}
	return false
}

// textOf is the text of an element, with the marks that inlineText resolves.
func textOf(n *html.Node) string {
	var b strings.Builder
	writeText(&b, n)
	return b.String()
}

func writeText(b *strings.Builder, parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(spaced(n.Data))
		case n.Type != html.ElementNode || silent(n):
		case n.DataAtom == atom.Br:
			b.WriteByte('\n')
		case inline[n.DataAtom]:
			writeText(b, n)
		default:
			b.WriteByte('\n')
			writeText(b, n)
			b.WriteByte('\n')
		}
	}
}

// verbatim is the text of an element with its spaces and lines.
func verbatim(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// spaced makes white space what a browser makes of it: a line break in the source is a space, or nothing between Chinese.
func spaced(text string) string {
	if !strings.ContainsAny(text, "\n\r\t\f") {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r':
			return softBreak
		case '\t', '\f':
			return ' '
		}
		return r
	}, text)
}
