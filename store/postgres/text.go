package postgres

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// A text may be any bytes, as it may in Go: Postgres refuses a zero byte and what is no UTF-8, and an id, a key or a tag
// may come from anybody. The rare bytes that it refuses are stored as the control character DLE and two hex digits, and so
// is DLE itself. row, all and exec do so for what goes in and comes out, comparisons too; registerText does it for arrays
// and COPY, which pgx encodes by itself.
const escape = 0x10 // DLE

func storable(text string) bool {
	return strings.IndexByte(text, 0) < 0 && strings.IndexByte(text, escape) < 0 && utf8.ValidString(text)
}

func escaped(text string) string {
	if storable(text) {
		return text
	}
	out := make([]byte, 0, len(text)+16)
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == 0 || r == escape || r == utf8.RuneError && size == 1 {
			out = hex.AppendEncode(append(out, escape), []byte{text[i]})
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}

func unescaped[T string | []byte](stored T) string {
	text := string(stored)
	if strings.IndexByte(text, escape) < 0 {
		return text
	}
	parts := strings.Split(text, string(rune(escape)))
	for i, part := range parts[1:] {
		if b, err := hex.DecodeString(part[:min(2, len(part))]); err == nil && len(b) == 1 {
			parts[i+1] = string(b) + part[2:]
		}
	}
	return strings.Join(parts, "")
}

// arguments are the arguments of a statement as they can be stored.
func arguments(args []any) []any {
	for i, arg := range args {
		text, ok := arg.(string)
		if v := reflect.ValueOf(arg); !ok && v.Kind() == reflect.String {
			text, ok = v.String(), true
		} else if pointer, is := arg.(*string); is && pointer != nil {
			text, ok = *pointer, true
		}
		if ok && !storable(text) {
			args = slices.Clone(args)
			args[i] = escaped(text)
		}
	}
	return args
}

// results turns what was read into dest back into what was written. Bytes are left alone: they are JSON, or no text.
func results(dest []any) {
	for _, d := range dest {
		switch d := d.(type) {
		case *string:
			*d = unescaped(*d)
		case **string:
			if *d != nil {
				**d = unescaped(**d)
			}
		case *[]string:
			for i, text := range *d {
				(*d)[i] = unescaped(text)
			}
		default:
			if v := reflect.ValueOf(d); v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.String {
				if text := v.Elem().String(); strings.IndexByte(text, escape) >= 0 {
					v.Elem().SetString(unescaped(text))
				}
			}
		}
	}
}

// plainRows are rows whose texts are as they were written.
type plainRows struct{ pgx.Rows }

func (r plainRows) Scan(dest ...any) error {
	err := r.Rows.Scan(dest...)
	results(dest)
	return err
}

// anyText encodes what is in arrays and COPY.
type anyText struct{ pgtype.TextCodec }

type encodeText struct{ pgtype.EncodePlan }

func registerText(m *pgtype.Map) {
	text := &pgtype.Type{Name: "text", OID: pgtype.TextOID, Codec: anyText{}}
	m.RegisterType(text)
	m.RegisterType(&pgtype.Type{Name: "_text", OID: pgtype.TextArrayOID, Codec: &pgtype.ArrayCodec{ElementType: text}})
}

func (anyText) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if plan := (pgtype.TextCodec{}).PlanEncode(m, oid, format, value); plan != nil {
		return encodeText{plan}
	}
	return nil
}

func (p encodeText) Encode(value any, buf []byte) ([]byte, error) {
	start := len(buf)
	buf, err := p.EncodePlan.Encode(value, buf)
	if err != nil || buf == nil {
		return buf, err
	}
	text := buf[start:]
	if bytes.IndexByte(text, 0) < 0 && bytes.IndexByte(text, escape) < 0 && utf8.Valid(text) {
		return buf, nil
	}
	return append(buf[:start:start], escaped(string(text))...), nil
}
