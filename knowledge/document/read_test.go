package document

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadFindsEveryBlockOfAHandbook(t *testing.T) {
	for _, locale := range []string{"en", "zh"} {
		blocks := handbook(locale, 30, 1)
		for name, data := range map[string][]byte{
			"handbook.md":   asMarkdown(blocks),
			"handbook.txt":  asText(blocks),
			"handbook.html": asHTML(locale, blocks),
			"handbook.docx": asDOCX(blocks),
		} {
			t.Run(locale+" "+name, func(t *testing.T) {
				d, err := Read(name, data)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(blocks, d.Blocks); diff != "" {
					t.Errorf("wrote -, read +:\n%s", diff)
				}
				if d.Locale != locale || d.Title != blocks[0].Text || len(d.Warnings) > 0 {
					t.Errorf("locale %q, title %q, warnings %q", d.Locale, d.Title, d.Warnings)
				}
			})
		}
	}
}
