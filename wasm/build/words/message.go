// Package words makes of the languages in i18n what the program and the page need of
// them: the keys that Go's code names, the messages in scripts and pages, and one
// file for each language but English, which only its readers fetch.
package words

import (
	"fmt"
	"slices"
	"strings"
)

// node is a part of a message: text, an argument, or the # of a plural.
type node struct {
	text     string // of text
	name     string // of an argument; "#" is the number of the plural around it
	kind     string // plural, select, or nothing
	branches []branch
}

// branch is one case of a plural or select.
type branch struct {
	label string
	nodes []node
}

// parse takes a message apart, as package i18n describes it.
func parse(m string) ([]node, error) {
	p := reader{rest: m}
	nodes, err := p.nodes(false)
	if err == nil && p.rest != "" {
		err = fmt.Errorf("a brace closes nothing before %q", p.rest)
	}
	if err != nil {
		return nil, fmt.Errorf("the message %q: %w", m, err)
	}
	return nodes, nil
}

type reader struct{ rest string }

// nodes reads up to the end or to a brace that closes; # counts within a plural.
func (p *reader) nodes(plural bool) ([]node, error) {
	var all []node
	for p.rest != "" && p.rest[0] != '}' {
		switch c := p.rest[0]; {
		case c == '{':
			p.rest = p.rest[1:]
			n, err := p.argument()
			if err != nil {
				return nil, err
			}
			all = append(all, n)
		case c == '#' && plural:
			p.rest = p.rest[1:]
			all = append(all, node{name: "#"})
		default:
			end := strings.IndexAny(p.rest[1:], "{}#") + 1
			if end == 0 {
				end = len(p.rest)
			}
			text := p.rest[:end]
			if strings.Contains(text, "''") || strings.HasSuffix(text, "'") && end < len(p.rest) {
				return nil, fmt.Errorf("an apostrophe quotes in %q; pass what is quoted as an argument", text)
			}
			all, p.rest = append(all, node{text: text}), p.rest[end:]
		}
	}
	return all, nil
}

// argument reads what follows a brace that opens.
func (p *reader) argument() (node, error) {
	end := strings.IndexAny(p.rest, ",}")
	if end < 0 {
		return node{}, fmt.Errorf("the brace before %q is not closed", p.rest)
	}
	n := node{name: strings.TrimSpace(p.rest[:end])}
	if n.name == "" || strings.Trim(n.name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
		return node{}, fmt.Errorf("%q is no name", n.name)
	}
	closed := p.rest[end] == '}'
	p.rest = p.rest[end+1:]
	if closed {
		return n, nil
	}
	var ok bool
	n.kind, p.rest, ok = strings.Cut(p.rest, ",")
	if n.kind = strings.TrimSpace(n.kind); !ok || n.kind != "plural" && n.kind != "select" {
		return node{}, fmt.Errorf("%s is neither plural nor select but %q", n.name, n.kind)
	}
	for {
		p.rest = strings.TrimLeft(p.rest, " \n")
		if strings.HasPrefix(p.rest, "}") {
			p.rest = p.rest[1:]
			break
		}
		label, after, ok := strings.Cut(p.rest, "{")
		if label = strings.TrimSpace(label); !ok || label == "" || strings.ContainsAny(label, "} ") {
			return node{}, fmt.Errorf("%q is no case of %s", label, n.name)
		}
		p.rest = after
		nodes, err := p.nodes(n.kind == "plural")
		if err != nil {
			return node{}, err
		}
		if !strings.HasPrefix(p.rest, "}") {
			return node{}, fmt.Errorf("the case %s of %s is not closed", label, n.name)
		}
		p.rest = p.rest[1:]
		n.branches = append(n.branches, branch{label, nodes})
	}
	if !slices.ContainsFunc(n.branches, func(b branch) bool { return b.label == "other" }) {
		return node{}, fmt.Errorf("%s lacks the case other", n.name)
	}
	return n, nil
}

// written writes a message again.
func written(nodes []node) string {
	var b strings.Builder
	for _, n := range nodes {
		switch {
		case n.name == "":
			b.WriteString(n.text)
		case n.name == "#":
			b.WriteByte('#')
		case n.kind == "":
			b.WriteString("{" + n.name + "}")
		default:
			b.WriteString("{" + n.name + "," + n.kind + ",")
			for _, c := range n.branches {
				b.WriteString(c.label + "{" + written(c.nodes) + "}")
			}
			b.WriteByte('}')
		}
	}
	return b.String()
}

// walk calls f for each part of a message, in its order.
func walk(nodes []node, f func(*node)) {
	for i := range nodes {
		f(&nodes[i])
		for _, c := range nodes[i].branches {
			walk(c.nodes, f)
		}
	}
}

// names lists what a message takes, in the order in which it first says it.
func names(nodes []node) []string {
	var all []string
	walk(nodes, func(n *node) {
		if n.name != "" && n.name != "#" && !slices.Contains(all, n.name) {
			all = append(all, n.name)
		}
	})
	return all
}
