package words

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

var (
	// asked is how a script asks for its messages.
	asked = regexp.MustCompile(`softmixWords\((["'])([\w.-]+)["']\)`)
	// element is one whose content is a message; attribute, what gives it one more.
	element   = regexp.MustCompile(`(<[^<>]*\sdata-t="([\w.-]+)"[^<>]*>)\s*</`)
	attribute = regexp.MustCompile(`\sdata-t-([a-z-]+)="([\w.-]+)"`)
)

// Script gives a script the English messages that it asks for.
func (l *Language) Script(source []byte) ([]byte, error) {
	var failed error
	filled := asked.ReplaceAllFunc(source, func(found []byte) []byte {
		name := string(asked.FindSubmatch(found)[2])
		messages, ok := l.section(name)
		if !ok {
			failed = errors.Join(failed, fmt.Errorf("there are no messages of %s", name))
		}
		return fmt.Appendf(nil, "softmixWords(%q, %s)", name, encode(messages))
	})
	return filled, failed
}

// section returns a section's messages by their keys.
func (l *Language) section(name string) (map[string]string, bool) {
	at := slices.IndexFunc(l.Sections, func(s Section) bool { return s.Name == name })
	if at < 0 {
		return nil, false
	}
	messages := map[string]string{}
	for _, m := range l.Sections[at].Messages {
		messages[m.Key] = m.Text
	}
	return messages, true
}

// encode writes JSON in which markup stays as it is.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // maps of strings can be encoded
	}
	return bytes.TrimSpace(b.Bytes())
}

// Page writes the messages of a page into its elements: data-t names an element's
// content, and data-t-title and its like an attribute's.
func (l *Language) Page(source []byte) ([]byte, error) {
	var failed error
	say := func(key []byte) string {
		m, ok := l.find(htmlSection, string(key))
		if !ok {
			failed = errors.Join(failed, fmt.Errorf("there is no message %s of pages", key))
		}
		return m.Text
	}
	source = element.ReplaceAllFunc(source, func(found []byte) []byte {
		at := element.FindSubmatch(found)
		return fmt.Appendf(nil, "%s%s</", at[1], say(at[2]))
	})
	source = attribute.ReplaceAllFunc(source, func(found []byte) []byte {
		at := attribute.FindSubmatch(found)
		return fmt.Appendf(nil, "%s %s=\"%s\"", found, at[1], html.EscapeString(say(at[2])))
	})
	return source, failed
}

// Filled returns a page of a folder as it is served, in English.
func Filled(languages, page string) ([]byte, error) {
	english, err := Read(filepath.Join(languages, "en.json"))
	if err != nil {
		return nil, err
	}
	source, err := os.ReadFile(page)
	if err != nil {
		return nil, fmt.Errorf("reading a page: %w", err)
	}
	return english.Page(source)
}

// file is a language as a page loads it.
type file struct {
	Tag   string                       `json:"tag"`
	Dir   string                       `json:"dir"`
	Go    string                       `json:"go"`    // in the order of the keys, with a NUL between two
	Files map[string]map[string]string `json:"files"` // of scripts, html, and what scripts share with Go
	Shell map[string]string            `json:"shell"` // by English: what stands in the page until its program draws it
}

// Export returns a language's script. page is the page whose program is Go's.
func (l *Language) Export(english *Language, page []byte) ([]byte, error) {
	f := file{Tag: l.Tag, Dir: l.Dir, Files: map[string]map[string]string{}, Shell: map[string]string{}}
	var spoken []string
	for i, s := range l.Sections {
		if s.script() || s.shared() {
			f.Files[s.Name], _ = l.section(s.Name)
		}
		if s.script() {
			continue
		}
		for k, m := range s.Messages {
			text, err := numbered(english.Sections[i].Messages[k], m)
			if err != nil {
				return nil, err
			}
			spoken = append(spoken, text)
			if plain := english.Sections[i].Messages[k].Text; bytes.Contains(page, []byte(">"+plain+"<")) || bytes.Contains(page, []byte(`="`+plain+`"`)) {
				f.Shell[plain] = text
			}
		}
	}
	f.Go = strings.Join(spoken, "\x00")
	return fmt.Appendf(nil, "self.softmixLanguage = %s;\n", encode(f)), nil
}

// Write writes into a folder what the page needs: public's scripts and pages with
// their messages, and lang/TAG.js for each language but English.
func Write(languages, public, to string) error {
	english, others, err := ReadAll(languages)
	if err != nil {
		return err
	}
	var files []string
	for _, pattern := range []string{"js/*.js", "*.html"} {
		found, err := filepath.Glob(filepath.Join(public, pattern))
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading what has messages: %w", err)
		}
		fill := english.Script
		if filepath.Ext(name) == ".html" {
			fill = english.Page
		}
		if source, err = fill(source); err != nil {
			return fmt.Errorf("filling %s: %w", name, err)
		}
		rel, err := filepath.Rel(public, name)
		if err != nil {
			return err
		}
		if err := put(filepath.Join(to, rel), source); err != nil {
			return err
		}
	}
	page, err := os.ReadFile(filepath.Join(public, "index.html"))
	if err != nil {
		return fmt.Errorf("reading the page: %w", err)
	}
	for _, l := range others {
		text, err := l.Export(english, page)
		if err != nil {
			return err
		}
		if err := put(filepath.Join(to, "lang", strings.ToLower(l.Tag)+".js"), text); err != nil {
			return err
		}
	}
	return nil
}

func put(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("writing what has messages: %w", err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return fmt.Errorf("writing what has messages: %w", err)
	}
	return nil
}

// WriteKeys writes keys_gen.go beside the languages, where it is not current.
func WriteKeys(languages string) error {
	english, others, err := ReadAll(languages)
	if err != nil {
		return err
	}
	code, err := Code(english, others)
	if err != nil {
		return err
	}
	name := filepath.Join(languages, "keys_gen.go")
	if now, err := os.ReadFile(name); err == nil && bytes.Equal(now, code) {
		return nil
	}
	return put(name, code)
}
