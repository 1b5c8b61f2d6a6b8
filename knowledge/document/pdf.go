package document

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/batondesk/baton/knowledge/document/pdf"
)

// A PDF says where characters stand and not what they are part of. Lines are put together from what stands at one height,
// columns and tables from the gaps and the rules between them, and headings are told by their size.

func readPDF(data []byte) (Document, error) {
	file, err := pdf.Open(data)
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		return Document{}, ErrEncrypted
	case errors.Is(err, pdf.ErrTooMuch):
		return Document{}, fmt.Errorf("%w (%w)", ErrTooLarge, err)
	case err != nil:
		return Document{}, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	d := Document{Title: file.Title, Locale: file.Lang}
	var (
		sheets                      []*sheet
		pictures, illegible, broken []int
	)
	for i := range file.Pages() {
		p, err := file.Page(i)
		switch {
		case errors.Is(err, pdf.ErrTooMuch):
			d.Warnings = append(d.Warnings, fmt.Sprintf("pages from %d on are left out, because what they unpack to is too large or takes too long; split the file", i+1))
		case err != nil:
			broken = append(broken, i+1)
		case p.Legible == 0 && p.Pictures > 0:
			pictures = append(pictures, i+1)
		case p.Illegible*10 > p.Legible:
			illegible = append(illegible, i+1)
		}
		if errors.Is(err, pdf.ErrTooMuch) {
			break
		}
		sheets = append(sheets, newSheet(p, i+1))
	}
	removeRunningHeads(sheets)
	d.Blocks = pdfBlocks(sheets)
	d.Warnings = append(d.Warnings, warnPages(pictures, "only a picture and no text; recognise the text first (OCR)")...)
	d.Warnings = append(d.Warnings, warnPages(illegible, "text in fonts that do not say which characters they show; save the original as PDF again, or as DOCX")...)
	d.Warnings = append(d.Warnings, warnPages(broken, "damaged content, which is left out")...)
	return d, nil
}

// warnPages says it of "page 3" or of "pages 3-5, 9".
func warnPages(pages []int, what string) []string {
	if len(pages) == 0 {
		return nil
	}
	if len(pages) == 1 {
		return []string{fmt.Sprintf("page %d has %s", pages[0], what)}
	}
	var runs []string
	for i := 0; i < len(pages); {
		j := i
		for j+1 < len(pages) && pages[j+1] == pages[j]+1 {
			j++
		}
		run := strconv.Itoa(pages[i])
		if j > i {
			run += "-" + strconv.Itoa(pages[j])
		}
		runs = append(runs, run)
		i = j + 1
	}
	if len(runs) > 20 {
		runs = append(runs[:20], "and others")
	}
	return []string{fmt.Sprintf("pages %s have %s", strings.Join(runs, ", "), what)}
}
