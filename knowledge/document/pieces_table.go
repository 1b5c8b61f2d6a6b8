package document

import "strings"

// tableParts cuts a table that is too long between rows, each part with the header. Where it cuts depends on what the rows
// say, for the reason that split gives; so the rows are joined in the same way.
func tableParts(text string, whole int) []string {
	rows := strings.Split(strings.TrimSpace(text), "\n")
	if whole <= endure || len(rows) < 3 {
		return []string{text}
	}
	header := rows[0] + "\n" + rows[1] + "\n"
	pieces := make([]piece, 0, len(rows)-2)
	if size(header) > joined {
		header = "" // it would say more than the rows
	}
	for _, row := range rows[2:] {
		for _, text := range cutLong(row) {
			pieces = append(pieces, piece{text: text, glue: "\n"})
		}
	}
	var out []string
	for _, part := range joinPieces(pieces) {
		out = append(out, header+part.text)
	}
	return out
}
