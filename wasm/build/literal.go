package build

import (
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
