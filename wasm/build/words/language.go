package words

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Language is a file of i18n: sections of messages, in the order of the file.
type Language struct {
	Tag      string // BCP 47; the file's name
	Dir      string // ltr or rtl
	Sections []Section
}

// Section is what one file of public/, or one part of Go's code, says.
type Section struct {
	Name     string
	Messages []Message
}

// Message is a sentence, or a word, by its key.
type Message struct {
	Key   string
	Text  string
	nodes []node
}

// shared says of a section of Go's whether scripts say it too: the names of rows that
// the build puts into them in English.
func (s Section) shared() bool { return s.Name == "method" || s.Name == "metric" }

// ofRows says of a section whether it has a message for rows of a table, by their keys.
func (s Section) ofRows() bool {
	return s.Name == "tagline" || slices.ContainsFunc([]string{"method", "metric", "scenario"}, func(table string) bool {
		rest, ok := strings.CutPrefix(s.Name, table)
		return ok && s.Name != "scenarioLoss" && (rest == "" || unicode.IsUpper(rune(rest[0])))
	})
}

// script says of a section whether a file of public/ says it, and not Go.
func (s Section) script() bool { return s.Name == htmlSection || strings.HasSuffix(s.Name, ".js") }

// htmlSection has the messages of all pages.
const htmlSection = "html"

// find returns a message.
func (l *Language) find(section, key string) (Message, bool) {
	for _, s := range l.Sections {
		if s.Name != section {
			continue
		}
		for _, m := range s.Messages {
			if m.Key == key {
				return m, true
			}
		}
	}
	return Message{}, false
}

// Read reads a language's file. "@dir" beside the sections is the direction of its
// writing, ltr where it is not there.
func Read(file string) (*Language, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading a language: %w", err)
	}
	l := &Language{Tag: strings.TrimSuffix(filepath.Base(file), ".json"), Dir: "ltr"}
	if err := l.decode(text); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	return l, nil
}

func (l *Language) decode(text []byte) error {
	sections, err := fields(text)
	if err != nil {
		return err
	}
	for _, f := range sections {
		if f.name == "@dir" {
			if err := json.Unmarshal(f.value, &l.Dir); err != nil || l.Dir != "ltr" && l.Dir != "rtl" {
				return fmt.Errorf("@dir is ltr or rtl, not %s", f.value)
			}
			continue
		}
		messages, err := fields(f.value)
		if err != nil {
			return fmt.Errorf("section %s: %w", f.name, err)
		}
		s := Section{Name: f.name}
		for _, m := range messages {
			var text string
			if err := json.Unmarshal(m.value, &text); err != nil {
				return fmt.Errorf("%s.%s: %w", f.name, m.name, err)
			}
			nodes, err := parse(text)
			if err != nil {
				return fmt.Errorf("%s.%s: %w", f.name, m.name, err)
			}
			s.Messages = append(s.Messages, Message{m.name, text, nodes})
		}
		l.Sections = append(l.Sections, s)
	}
	return nil
}

// field is a name of an object and its value.
type field struct {
	name  string
	value json.RawMessage
}

// fields returns an object's fields in their order; a name that comes twice is an
// error.
func fields(text []byte) ([]field, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(errors.New("this is no object"), err)
	}
	var all []field
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		f := field{name: t.(string)}
		if slices.ContainsFunc(all, func(o field) bool { return o.name == f.name }) {
			return nil, fmt.Errorf("%s stands there twice", f.name)
		}
		if err := d.Decode(&f.value); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// ReadAll returns English and the languages beside it in a folder, the made-up one
// last, whole: what one lacks it says in English.
func ReadAll(dir string) (english *Language, others []*Language, err error) {
	english, err = Read(filepath.Join(dir, "en.json"))
	if err != nil {
		return nil, nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, nil, err
	}
	for _, file := range files {
		if name := filepath.Base(file); name == "en.json" || name == "cases.json" {
			continue
		}
		l, err := Read(file)
		if err != nil {
			return nil, nil, err
		}
		if err := english.complete(l); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", file, err)
		}
		others = append(others, l)
	}
	pseudo, err := english.each(PseudoTag, func(_ string, m Message) (string, error) { return Pseudo(m.Text) })
	if err != nil {
		return nil, nil, err
	}
	return english, append(others, pseudo), nil
}

// each returns the language whose messages are f of this one's.
func (l *Language) each(tag string, f func(section string, m Message) (string, error)) (*Language, error) {
	to := &Language{Tag: tag, Dir: l.Dir}
	for _, s := range l.Sections {
		made := Section{Name: s.Name}
		for _, m := range s.Messages {
			text, err := f(s.Name, m)
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", s.Name, m.Key, err)
			}
			nodes, err := parse(text)
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", s.Name, m.Key, err)
			}
			made.Messages = append(made.Messages, Message{m.Key, text, nodes})
		}
		to.Sections = append(to.Sections, made)
	}
	return to, nil
}

// complete gives a translation what it lacks and the order of English; a message
// that English does not have, or that takes what English does not give, is an error.
func (l *Language) complete(translation *Language) error {
	for _, s := range translation.Sections {
		for _, m := range s.Messages {
			english, ok := l.find(s.Name, m.Key)
			if !ok {
				return fmt.Errorf("%s.%s is no message of English", s.Name, m.Key)
			}
			for _, name := range names(m.nodes) {
				if !slices.Contains(names(english.nodes), name) {
					return fmt.Errorf("%s.%s takes {%s}, which English does not", s.Name, m.Key, name)
				}
			}
		}
	}
	whole, err := l.each(translation.Tag, func(section string, m Message) (string, error) {
		if own, ok := translation.find(section, m.Key); ok {
			return own.Text, nil
		}
		return m.Text, nil
	})
	if err == nil {
		translation.Sections = whole.Sections
	}
	return err
}
