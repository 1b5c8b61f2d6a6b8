package config

import (
	"reflect"
	"slices"
	"strings"
)

// Variable is the environment variable that overrides a path of the file.
func Variable(path string) string {
	return "BATON_" + strings.ToUpper(strings.ReplaceAll(path, ".", "_"))
}

// override applies the environment. It returns which paths came from which variable.
func override(c *Config, environ []string, problems *Problems) map[string]string {
	values := map[string]reflect.Value{}
	settable(reflect.ValueOf(c).Elem(), "", func(path string, v reflect.Value) { values[path] = v })
	byVariable := make(map[string]string, len(values))
	for path := range values {
		byVariable[Variable(path)] = path
	}
	used := map[string]string{}
	for _, entry := range slices.Sorted(slices.Values(environ)) {
		name, word, _ := strings.Cut(entry, "=")
		path, known := byVariable[name]
		switch {
		case !known:
			if meant := misspelt(name, byVariable); meant != "" {
				*problems = append(*problems, Problem{File: name, Message: "no setting is called so; did you mean " + meant + "?"})
			}
			continue
		case word == "":
			continue
		}
		if err := set(values[path], word); err != nil {
			*problems = append(*problems, Problem{File: name, Message: err.Error()})
			continue
		}
		used[path] = name
	}
	return used
}

// misspelt is the variable that was probably meant, or empty. Others that begin with BATON_ are left alone: they belong to
// scripts around the program.
func misspelt(name string, known map[string]string) string {
	if !strings.HasPrefix(name, "BATON_") || len(name) <= len("BATON_")+4 {
		return ""
	}
	if meant := nearest(name, keys(known)); meant != "" && edits(name, meant) <= 2 {
		return meant
	}
	return ""
}

// settable calls each for every value that one word, or a list of words, can set.
func settable(v reflect.Value, path string, each func(path string, v reflect.Value)) {
	if _, ok := scalarOf(v); ok {
		each(path, v)
		return
	}
	switch {
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
		each(path, v)
	case v.Kind() == reflect.Struct:
		for name, index := range fieldsOf(v.Type()) {
			settable(v.FieldByIndex(index), join(path, name), each)
		}
	}
}

func set(v reflect.Value, word string) error {
	if v.Kind() == reflect.Slice {
		var list []string
		for item := range strings.SplitSeq(word, ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
		v.Set(reflect.ValueOf(list).Convert(v.Type()))
		return nil
	}
	s, _ := scalarOf(v)
	return s.set(strings.TrimSpace(word))
}
