package pack

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
)

// Literal returns the text of the one string constant that a Go file declares.
// The script that vugu would have the browser evaluate is such a constant.
func Literal(source []byte) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return "", fmt.Errorf("looking for a string constant: %w", err)
	}
	var found []string
	for _, decl := range file.Decls {
		all, ok := decl.(*ast.GenDecl)
		if !ok || all.Tok != token.CONST {
			continue
		}
		for _, spec := range all.Specs {
			for _, value := range spec.(*ast.ValueSpec).Values {
				if lit, ok := value.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					found = append(found, lit.Value)
				}
			}
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("the file declares %d string constants, not one", len(found))
	}
	return strconv.Unquote(found[0])
}

// Blank returns the WebAssembly module with spaces in place of text, which its
// data must hold exactly once.
func Blank(module, text []byte) ([]byte, error) {
	sections, err := readModule(module)
	if err != nil {
		return nil, fmt.Errorf("blanking a text: %w", err)
	}
	blanks, done := bytes.Repeat([]byte(" "), len(text)), false
	for i, s := range sections {
		if s.id != dataSection {
			continue
		}
		if n := bytes.Count(s.body, text); len(text) == 0 || n != 1 {
			return nil, fmt.Errorf("blanking a text: the program's data hold it %d times, not once", n)
		}
		sections[i].body, done = bytes.Replace(s.body, text, blanks, 1), true
	}
	if !done {
		return nil, errors.New("blanking a text: the module has no data")
	}
	return writeModule(sections), nil
}
