package words

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const languages, public = "../../../i18n", "../../../public"

// The constants that Go names are those of English as it stands.
func TestKeysAreCurrent(t *testing.T) {
	english, others, err := ReadAll(languages)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Code(english, others)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(languages, "keys_gen.go")); err != nil || !bytes.Equal(got, want) {
		t.Errorf("i18n/keys_gen.go is not what en.json makes (%v): go run ./wasm/build/words/keys", err)
	}
}

// Scripts ask for no message that is not there, and no message is there that nobody
// asks for.
func TestScripts(t *testing.T) {
	english, _, err := ReadAll(languages)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range english.Sections {
		if !strings.HasSuffix(s.Name, ".js") {
			continue
		}
		source, err := os.ReadFile(filepath.Join(public, "js", s.Name))
		if err != nil {
			t.Fatal(err)
		}
		if !asked.Match(source) {
			t.Errorf("%s does not ask for its messages", s.Name)
		}
		for _, m := range s.Messages {
			if !regexp.MustCompile(`["'.]` + m.Key + `\b|\b` + m.Key + `:`).Match(source) {
				t.Errorf("%s never says %s", s.Name, m.Key)
			}
		}
		for _, call := range regexp.MustCompile(`\bwords\(["']([\w.-]+)["']`).FindAllSubmatch(source, -1) {
			if _, ok := english.find(s.Name, string(call[1])); !ok {
				t.Errorf("%s says %s, which is no message", s.Name, call[1])
			}
		}
	}
}

// What a page says stands in English's file alone: elements that name a message are
// empty, and all messages are named.
func TestPages(t *testing.T) {
	english, _, err := ReadAll(languages)
	if err != nil {
		t.Fatal(err)
	}
	messages, _ := english.section(htmlSection)
	pages, err := filepath.Glob(filepath.Join(public, "*.html"))
	if err != nil || len(pages) == 0 {
		t.Fatal(err)
	}
	for _, name := range pages {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := english.Page(source); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		named := regexp.MustCompile(`\sdata-t="([\w.-]+)"`).FindAllSubmatch(source, -1)
		if empty := element.FindAll(source, -1); len(empty) != len(named) {
			t.Errorf("%s: of %d elements that name a message %d are empty", name, len(named), len(empty))
		}
		for _, key := range append(named, attribute.FindAllSubmatch(source, -1)...) {
			delete(messages, string(key[len(key)-1]))
		}
	}
	for key := range messages {
		t.Errorf("no page says %s", key)
	}
}

// Each call of Say gives as many arguments as its message takes, and each message is
// said by somebody.
func TestCalls(t *testing.T) {
	english, _, err := ReadAll(languages)
	if err != nil {
		t.Fatal(err)
	}
	takes, said := map[string]int{}, map[string]bool{}
	for _, s := range english.Sections {
		if !s.script() {
			for _, m := range s.Messages {
				takes[constant(s.Name, m.Key)] = len(names(m.nodes))
				said[constant(s.Name, m.Key)] = s.ofRows() // by the row's key: see TestRowsAreWhole
			}
		}
	}
	key := func(e ast.Expr) string {
		if s, ok := e.(*ast.SelectorExpr); ok {
			if pkg, ok := s.X.(*ast.Ident); ok && pkg.Name == "i18n" {
				return s.Sel.Name
			}
		}
		return ""
	}
	const root = "../../.."
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"node_modules", "dist", "build", "i18n"}, d.Name()) && filepath.Dir(name) == root):
			return fs.SkipDir
		case filepath.Ext(name) != ".go":
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				said[key(e)] = true
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 || call.Ellipsis != token.NoPos {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Say" {
				return true
			}
			if want, ok := takes[key(call.Args[0])]; ok && want != len(call.Args)-1 {
				t.Errorf("%s: %s takes %d arguments, not %d", set.Position(call.Pos()), key(call.Args[0]), want, len(call.Args)-1)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range takes {
		if !said[name] {
			t.Errorf("nobody says %s", name)
		}
	}
}

func TestPseudo(t *testing.T) {
	for _, plain := range []string{"Reset", `<b class="x">It</b> &amp; {name}`, "{n, plural, one {# step} other {# steps}}", "", "by hand "} {
		got, err := Pseudo(plain)
		if err != nil {
			t.Fatal(err)
		}
		for _, kept := range append(markup.FindAllString(plain, -1), regexp.MustCompile(`\{name\}|\{n,|other`).FindAllString(plain, -1)...) {
			if !strings.Contains(got, kept) {
				t.Errorf("%q became %q, without %s", plain, got, kept)
			}
		}
		bare := regexp.MustCompile(`plural|other|one|name|n,|<[^>]*>|&\w+;`).ReplaceAllString(got, "")
		if regexp.MustCompile(`[A-Za-z]`).MatchString(bare) {
			t.Errorf("%q became %q, in which letters are plain", plain, got)
		}
	}
	long, err := Pseudo("Two copies of one small transformer learn from the same batches")
	if n := utf8.RuneCountInString(long); err != nil || n < 80 || n > 95 {
		t.Errorf("%d characters: %s, %v", n, long, err)
	}
}

// What cannot be said is told where it stands.
func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"{n":                      "not closed",
		"a } b":                   "closes nothing",
		"{n, number}":             "neither plural nor select",
		"{n, plural, one {a}}":    "lacks the case other",
		"{a b}":                   "no name",
		"'{' is a brace":          "quotes",
		"{n, select, x {a other}": "no case",
	} {
		if _, err := parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	l := &Language{}
	for text, want := range map[string]string{
		`{"a": {"b": "c", "b": "d"}}`: "twice",
		`{"a": {"b": 1}}`:             "a.b",
		`{"@dir": "up"}`:              "@dir",
		`[]`:                          "no object",
	} {
		if err := l.decode([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// A translation may lack messages, and may turn their arguments round; it may have
// none that English lacks.
func TestTranslation(t *testing.T) {
	read := func(tag, text string) *Language {
		t.Helper()
		l := &Language{Tag: tag, Dir: "ltr"}
		if err := l.decode([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return l
	}
	english := read("en", `{"wire": {"a": "{x} before {y}", "b": "both"}, "page.js": {"c": "see"}, "html": {"d": "<b>d</b>"}}`)
	german := read("de", `{"wire": {"a": "{y} nach {x}"}, "page.js": {"c": "sieh"}}`)
	if err := english.complete(german); err != nil {
		t.Fatal(err)
	}
	got, err := german.Export(english, []byte("<p>both</p>"))
	want := `self.softmixLanguage = {"tag":"de","dir":"ltr","go":"{1} nach {0}\u0000both","files":{"html":{"d":"<b>d</b>"},"page.js":{"c":"sieh"}},"shell":{"both":"both"}};` + "\n"
	if err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
	code, err := Code(english, []*Language{german})
	if err != nil || !bytes.Contains(code, []byte(`"{0} before {1}\x00"`)) || !bytes.Contains(code, []byte("WireA Key = iota // {x} before {y}")) || !bytes.Contains(code, []byte(`"en", "de"`)) {
		t.Errorf("%s, %v", code, err)
	}
	for text, want := range map[string]string{`{"wire": {"e": "f"}}`: "wire.e", `{"wire": {"b": "{z}"}}`: "{z}"} {
		if err := english.complete(read("de", text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if script, err := english.Script([]byte(`const w = softmixWords('page.js');`)); err != nil || string(script) != `const w = softmixWords("page.js", {"c":"see"});` {
		t.Errorf("%s, %v", script, err)
	}
	page, err := english.Page([]byte(`<p id="i" data-t="d"></p><a data-t-title="d">x</a>`))
	if err != nil || string(page) != `<p id="i" data-t="d"><b>d</b></p><a data-t-title="d" title="&lt;b&gt;d&lt;/b&gt;">x</a>` {
		t.Errorf("%s, %v", page, err)
	}
	if !slices.Equal(names(english.Sections[0].Messages[0].nodes), []string{"x", "y"}) {
		t.Error("the order of arguments is not that of the message")
	}
}
