package document

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestReadFindsEveryBlockOfAPDF(t *testing.T) {
	english, chinese := handbook("en", 30, 2), handbook("zh", 30, 2)
	for name, file := range map[string]struct {
		data   []byte
		blocks []Block
	}{
		"English in one column":  {asPDF(english, 1), english},
		"English in two columns": {asPDF(english, 2), english},
		"Chinese":                {asChinesePDF(chinese), chinese},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Read("handbook.pdf", file.data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(file.blocks, d.Blocks, cmpopts.IgnoreFields(Block{}, "Page")); diff != "" {
				t.Errorf("wrote -, read +:\n%s", diff)
			}
		})
	}
}
