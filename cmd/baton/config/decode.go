package config

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// decoder fills Go values from a YAML tree and goes on after every problem, so that all are reported at once. Keys are
// the json names of the fields. It remembers where every value stands, by its path ("queues[1].hours.zone").
//
// It is stricter than YAML: a key must be known, a text must not look like a number or a truth value unless it is in
// quotes, and there are no anchors, aliases and tags, which would let a small file grow without bound.
type decoder struct {
	file     string
	places   map[string]place
	broken   []string // paths whose value could not be read
	problems Problems
}

func (d *decoder) problem(at place, format string, args ...any) {
	d.problems = append(d.problems, Problem{File: d.file, Line: at.line, Column: at.column, Message: fmt.Sprintf(format, args...)})
}

// unreadable reports that a value could not be read; what else is wrong with it follows from that and is not said.
func (d *decoder) unreadable(path string, n ast.Node, format string, args ...any) {
	d.broken = append(d.broken, path)
	d.problem(placeOf(n), orTop(path)+": "+format, args...)
}

func (d *decoder) decode(path string, n ast.Node, into reflect.Value) {
	if n == nil || n.Type() == ast.NullType {
		return // a key without a value is as good as no key
	}
	d.places[path] = placeOf(n)
	switch n.(type) {
	case *ast.AliasNode, *ast.AnchorNode, *ast.TagNode:
		d.unreadable(path, n, "anchors, aliases and tags are not supported; write the value out")
		return
	}
	if scalar, ok := scalarOf(into); ok {
		d.scalar(path, n, scalar)
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.decode(path, n, into.Elem())
	case reflect.Struct:
		d.object(path, n, into)
	case reflect.Map:
		d.table(path, n, into)
	case reflect.Slice:
		d.list(path, n, into)
	default:
		d.unreadable(path, n, "cannot be set in a file")
	}
}

func (d *decoder) object(path string, n ast.Node, into reflect.Value) {
	fields := fieldsOf(into.Type())
	d.entries(path, n, func(key string, at place, value ast.Node) {
		index, ok := fields[key]
		if !ok {
			d.unknown(path, key, at, keys(fields))
			return
		}
		d.places[join(path, key)] = at
		d.decode(join(path, key), value, into.FieldByIndex(index))
	})
}

func (d *decoder) unknown(path, key string, at place, known []string) {
	where := "here"
	if path != "" {
		where = "in " + path
	}
	hint := "known are " + strings.Join(known, ", ")
	if near := nearest(key, known); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.problem(at, "there is no key %q %s; %s", key, where, hint)
}

func (d *decoder) table(path string, n ast.Node, into reflect.Value) {
	m := reflect.MakeMap(into.Type())
	d.entries(path, n, func(key string, at place, value ast.Node) {
		d.places[join(path, key)] = at
		element := reflect.New(into.Type().Elem()).Elem()
		d.decode(join(path, key), value, element)
		m.SetMapIndex(reflect.ValueOf(key).Convert(into.Type().Key()), element)
	})
	into.Set(m)
}

// entries calls each for every key of a mapping, once.
func (d *decoder) entries(path string, n ast.Node, each func(key string, at place, value ast.Node)) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		d.wrongType(path, n, "keys with values")
		return
	}
	seen := map[string]place{}
	for _, v := range values {
		at := placeOf(v.Key)
		key, ok := text(v.Key)
		if !ok {
			d.problem(at, "%s: a key must be a plain word", orTop(path))
			continue
		}
		if first, twice := seen[key]; twice {
			d.problem(at, "%s is given twice, first in line %d", join(path, key), first.line)
			continue
		}
		seen[key] = at
		each(key, at, v.Value)
	}
}

func (d *decoder) list(path string, n ast.Node, into reflect.Value) {
	sequence, ok := n.(*ast.SequenceNode)
	if !ok {
		d.wrongType(path, n, "a list")
		return
	}
	list := reflect.MakeSlice(into.Type(), len(sequence.Values), len(sequence.Values))
	for i, v := range sequence.Values {
		item := fmt.Sprintf("%s[%d]", path, i)
		if v == nil || v.Type() == ast.NullType {
			d.unreadable(item, v, "is empty")
			continue
		}
		d.decode(item, v, list.Index(i))
	}
	into.Set(list)
}

func (d *decoder) scalar(path string, n ast.Node, into scalar) {
	word, ok := text(n)
	switch n.Type() {
	case ast.StringType, ast.LiteralType:
		if into.plain {
			ok = false
		}
	case ast.IntegerType, ast.FloatType, ast.BoolType, ast.InfinityType, ast.NanType:
		if !into.plain {
			d.unreadable(path, n, "want %s, found %s; put it in quotes if it is meant so", into.want, word)
			return
		}
	}
	if !ok {
		d.wrongType(path, n, into.want)
		return
	}
	if err := into.set(word); err != nil {
		d.unreadable(path, n, "%v", err)
	}
}

func (d *decoder) wrongType(path string, n ast.Node, want string) {
	found := "something else"
	if word, ok := text(n); ok {
		found = strconv.Quote(shorten(word))
	} else if _, ok := n.(*ast.SequenceNode); ok {
		found = "a list"
	} else if n.Type() == ast.MappingType || n.Type() == ast.MappingValueType {
		found = "keys with values"
	}
	d.unreadable(path, n, "want %s, found %s", want, found)
}

// text is a scalar as it was written, without its quotes.
func text(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return strings.TrimSpace(n.GetToken().Value), true
	}
	return "", false
}

// scalar is a value that one word can set.
type scalar struct {
	want  string // in words
	plain bool   // a number or a truth value: written without quotes
	set   func(word string) error
}

var durationType = reflect.TypeFor[time.Duration]()

// scalarOf tells how a word sets v, if v is of a kind that a word can set.
func scalarOf(v reflect.Value) (scalar, bool) {
	if v.Type() == durationType {
		return scalar{want: `a duration such as "90s", "15m" or "48h"`, set: func(word string) error {
			span, err := time.ParseDuration(word)
			if err != nil || span < 0 {
				return fmt.Errorf(`%q is not a duration; write for example "90s", "15m" or "48h"`, shorten(word))
			}
			v.SetInt(int64(span))
			return nil
		}}, true
	}
	if v.CanAddr() && v.Kind() != reflect.Pointer {
		if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
			return scalar{want: "a text", set: func(word string) error { return u.UnmarshalText([]byte(word)) }}, true
		}
	}
	switch v.Kind() {
	case reflect.String:
		return scalar{want: "a text", set: func(word string) error { v.SetString(word); return nil }}, true
	case reflect.Bool:
		return scalar{want: "true or false", plain: true, set: func(word string) error {
			if word != "true" && word != "false" {
				return fmt.Errorf("want true or false, found %q", shorten(word))
			}
			v.SetBool(word == "true")
			return nil
		}}, true
	case reflect.Int, reflect.Int64:
		return scalar{want: "a whole number", plain: true, set: func(word string) error {
			i, err := strconv.ParseInt(word, 10, 64)
			if err != nil || v.OverflowInt(i) {
				return fmt.Errorf("want a whole number, found %q", shorten(word))
			}
			v.SetInt(i)
			return nil
		}}, true
	case reflect.Float64:
		return scalar{want: "a number", plain: true, set: func(word string) error {
			f, err := strconv.ParseFloat(word, 64)
			if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
				return fmt.Errorf("want a number, found %q", shorten(word))
			}
			v.SetFloat(f)
			return nil
		}}, true
	}
	return scalar{}, false
}

// fieldsOf are the keys of a struct type.
func fieldsOf(t reflect.Type) map[string][]int {
	fields := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && !f.Anonymous && name != "" && name != "-" {
			fields[name] = f.Index
		}
	}
	return fields
}

func keys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func orTop(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

func shorten(word string) string {
	if runes := []rune(word); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return word
}
