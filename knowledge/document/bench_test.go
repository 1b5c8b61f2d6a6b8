package document

import (
	"runtime"
	"testing"
)

// benchPages is how many pages each file has at least: of 2,000 characters, a Chinese one counting as two; of a PDF, real ones.
const benchPages = 500

func BenchmarkRead(b *testing.B) {
	for _, locale := range []string{"en", "zh"} {
		for _, file := range []struct {
			name  string
			pages int // of text
			write func([]Block) []byte
		}{
			{"handbook.md", benchPages, asMarkdown},
			{"handbook.txt", benchPages, asText},
			{"handbook.html", benchPages, func(blocks []Block) []byte { return asHTML(locale, blocks) }},
			{"handbook.docx", benchPages, asDOCX},
			{"handbook.pdf", 1200, func(blocks []Block) []byte {
				if locale == "zh" {
					return asChinesePDF(blocks)
				}
				return asPDF(blocks, 2)
			}},
		} {
			b.Run(locale+"/"+file.name, func(b *testing.B) {
				data := file.write(handbook(locale, file.pages, 11))
				var d Document
				var passages []Passage
				var most uint64
				b.ResetTimer()
				for range b.N {
					runtime.GC()
					grown, stop := watchMemory()
					var err error
					if d, err = Read(file.name, data); err != nil {
						b.Fatal(err)
					}
					passages = Passages(d)
					stop()
					most = max(most, grown())
				}
				pages := file.pages
				if last := d.Blocks[len(d.Blocks)-1].Page; last > 0 {
					pages = last
				}
				if pages < benchPages {
					b.Fatalf("only %d pages", pages)
				}
				b.ReportMetric(float64(pages), "pages")
				b.ReportMetric(float64(pages*b.N)/b.Elapsed().Seconds(), "pages/s")
				b.ReportMetric(float64(len(passages)), "passages")
				b.ReportMetric(float64(most)/(1<<20), "MB-heap")
				b.ReportMetric(float64(len(data))/(1<<20), "MB-file")
			})
		}
	}
}

// memory is what the heap holds, garbage of this reading included.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
