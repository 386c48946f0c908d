package words

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// numbered returns a message as Go has it: arguments by their places in the order in
// which English first names them.
func numbered(english, m Message) (string, error) {
	order := names(english.nodes)
	nodes, err := parse(m.Text)
	if err != nil {
		return "", err
	}
	walk(nodes, func(n *node) {
		if n.name != "" && n.name != "#" {
			n.name = strconv.Itoa(slices.Index(order, n.name))
		}
	})
	return written(nodes), nil
}

// Numbered is numbered for a message of no language, and the names in their order.
func Numbered(text string) (message string, order []string, err error) {
	nodes, err := parse(text)
	if err != nil {
		return "", nil, err
	}
	m := Message{"", text, nodes}
	message, err = numbered(m, m)
	return message, names(nodes), err
}

// Code returns keys_gen.go: a constant for each message that Go says, and English.
func Code(english *Language, others []*Language) ([]byte, error) {
	var keys, rows, blob bytes.Buffer
	fmt.Fprint(&keys, "// Code generated from en.json by wasm/build/words/keys; DO NOT EDIT.\n\npackage i18n\n\n// Tags names the languages there are, as an address writes them.\nvar Tags = []string{\"en\"")
	for _, l := range others {
		fmt.Fprintf(&keys, ", %q", strings.ToLower(l.Tag))
	}
	fmt.Fprint(&keys, "}\n\n// The messages, in English.\nconst (\n")
	first := true
	for _, s := range english.Sections {
		if s.script() {
			continue
		}
		if s.ofRows() {
			fmt.Fprintf(&rows, "\t%q: {\n", s.Name)
			for _, m := range s.Messages {
				fmt.Fprintf(&rows, "\t\t%q: %s,\n", m.Key, constant(s.Name, m.Key))
			}
			fmt.Fprint(&rows, "\t},\n")
		}
		for _, m := range s.Messages {
			text, err := numbered(m, m)
			if err != nil {
				return nil, err
			}
			typed := ""
			if first {
				typed = " Key = iota"
			} else {
				fmt.Fprint(&blob, "\\x00\" +\n\t\"")
			}
			first = false
			quoted := strconv.Quote(text)
			fmt.Fprint(&blob, quoted[1:len(quoted)-1])
			fmt.Fprintf(&keys, "\t%s%s // %s\n", constant(s.Name, m.Key), typed, strings.ReplaceAll(m.Text, "\n", " "))
		}
	}
	fmt.Fprintf(&keys, ")\n\n// rows are the messages of tables' rows, by section and key of the row.\nvar rows = map[string]map[string]Key{\n%s}\n\nconst english = \"%s\"\n", rows.String(), blob.String())
	code, err := format.Source(keys.Bytes())
	if err != nil {
		return nil, fmt.Errorf("writing the keys: %w", err)
	}
	return code, nil
}

// constant is a key's name in Go: wire.noSetting is WireNoSetting.
func constant(section, key string) string {
	var b strings.Builder
	up := true
	for _, r := range section + "." + key {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			up = true
		case up:
			b.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
