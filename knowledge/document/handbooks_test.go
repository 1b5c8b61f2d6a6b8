package document

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestHandbooks writes ten handbooks of 55 pages in each format, half of them Chinese, to the folder that BATON_HANDBOOKS
// names, for imports to be measured with; every one must be readable.
func TestHandbooks(t *testing.T) {
	const handbooks, pages = 10, 55
	folder := os.Getenv("BATON_HANDBOOKS")
	if folder == "" {
		folder = t.TempDir()
	}
	for n := range handbooks {
		locale := []string{"en", "zh"}[n%2]
		blocks := handbook(locale, pages, uint64(n))
		printed := asPDF
		if locale == "zh" {
			printed = func(blocks []Block, _ int) []byte { return asChinesePDF(blocks) }
		}
		for ending, data := range map[string][]byte{
			"md": asMarkdown(blocks), "txt": asText(blocks), "html": asHTML(locale, blocks), "docx": asDOCX(blocks), "pdf": printed(blocks, 2),
		} {
			path := filepath.Join(folder, ending, fmt.Sprintf("handbook-%d.%s.%s", n, locale, ending))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
			if d, err := Read(path, data); err != nil || len(Passages(d)) < pages {
				t.Errorf("%s: %d passages, error %v", path, len(Passages(d)), err)
			}
		}
	}
}
