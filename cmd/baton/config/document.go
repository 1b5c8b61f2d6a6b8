package config

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The limits of a configuration file. Nobody writes such a file by hand, and a parser that follows any nesting can be
// made to run out of stack.
const (
	maxBytes   = 1 << 20
	maxNesting = 64
	maxIndent  = 256 // columns
)

// parse reads the text of one YAML document. The root is nil if there is nothing but comments in it.
func parse(text []byte) (root ast.Node, at place, err error) {
	switch {
	case len(text) > maxBytes:
		return nil, place{}, fmt.Errorf("the file has more than %d bytes", maxBytes)
	case !utf8.Valid(text):
		return nil, place{}, errors.New("the file is not UTF-8 text")
	}
	tokens := lexer.Tokenize(string(text))
	if at, ok := tooDeep(tokens); ok {
		return nil, at, fmt.Errorf("nested more than %d levels deep", maxNesting)
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // the decoder reports all of them
	if err != nil {
		at, err = syntaxError(err)
		return nil, at, err
	}
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType:
		case root != nil:
			return nil, placeOf(doc.Body), errors.New("a second document begins here; one file holds one configuration")
		default:
			root = doc.Body
		}
	}
	return root, place{}, nil
}

// tooDeep looks for nesting that no configuration needs. Within a line it counts what opens a level; levels of lines
// are told by their indent.
func tooDeep(tokens token.Tokens) (place, bool) {
	flow, line, inLine := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, inLine = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(0, flow-1)
		case token.SequenceEntryType, token.MappingKeyType, token.TagType, token.AnchorType, token.MappingValueType:
			if flow == 0 {
				inLine++
			}
		}
		if flow > maxNesting || inLine > maxNesting || t.Position.IndentNum > maxIndent {
			return place{t.Position.Line, t.Position.Column}, true
		}
	}
	return place{}, false
}

func syntaxError(err error) (place, error) {
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) && syntax.Token != nil {
		at := syntax.Token.Position
		return place{at.Line, at.Column}, errors.New("not YAML: " + syntax.Message)
	}
	return place{}, fmt.Errorf("not YAML: %w", err)
}

// place is where something stands in the file, counted from 1; the zero place is unknown.
type place struct{ line, column int }

// placeOf is where a node begins; for a mapping that is its first key, not the colon.
func placeOf(n ast.Node) place {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return placeOf(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return placeOf(n.Key)
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return place{}
	}
	at := n.GetToken().Position
	return place{at.Line, at.Column}
}
