package build

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"softmix/wasm/edge/static"
)

// FilesScript is the script that knows the files' addresses by content; every
// page and the worker load it first. Address writes them into it.
const FilesScript = "js/files.js"

// noTable is what Address puts the table in the place of.
var noTable = regexp.MustCompile(`softmixFiles ?= ?\{\}`)

var (
	// reference is an attribute of a page that may name a file of its folder.
	reference = regexp.MustCompile(`\b(src|href|content)="([\w./-]+)"`)
	// imported is what one module of a folder says of another one.
	imported = regexp.MustCompile(`\bfrom ?"\./([\w.-]+\.js)"`)
)

// Address lets the files of dir name one another by content, name?h=hash, under
// which a browser keeps them for good without asking again, and under which a
// server has nothing else: modules what they import, FilesScript all that is
// loaded later, and the pages the rest. Pages keep their plain addresses, as do
// names that are no file of dir and addresses that have a hash already. The
// version, by which the parts of a page know that they belong together, is the
// hash of all addresses.
func Address(dir string) error {
	a := addresses{dir: dir, hashes: map[string]string{}}
	names, err := list(dir)
	if err != nil {
		return err
	}
	var pages []string
	for _, name := range names {
		switch {
		case path.Ext(name) == ".html":
			if !strings.Contains(name, "/") {
				pages = append(pages, name)
			}
		case loaded(name):
			if _, err := a.hash(name); err != nil {
				return fmt.Errorf("addressing %s: %w", name, err)
			}
		}
	}
	if err := a.table(); err != nil {
		return fmt.Errorf("addressing in %s: %w", FilesScript, err)
	}
	for _, page := range pages {
		if err := a.rewrite(page, reference, 2, ""); err != nil {
			return fmt.Errorf("addressing what %s names: %w", page, err)
		}
	}
	return nil
}

// loaded says of a file whether pages load it while they run. What other sites
// name keeps its plain address.
func loaded(name string) bool {
	switch path.Ext(name) {
	case ".js", ".css", ".json", ".wasm", ".safetensors":
		return name != FilesScript && name != "js/softmix-demo.js" && !strings.HasPrefix(name, "example/")
	}
	return false
}

// addresses is what is known of a folder's files.
type addresses struct {
	dir    string
	hashes map[string]string // by name, of those that are addressed by content
}

func (a *addresses) file(name string) string { return filepath.Join(a.dir, filepath.FromSlash(name)) }

// hash returns a file's hash, of a module after those that it imports.
func (a *addresses) hash(name string) (string, error) {
	if h, ok := a.hashes[name]; ok {
		return h, nil
	}
	if path.Ext(name) == ".js" {
		if err := a.rewrite(name, imported, 1, path.Dir(name)); err != nil {
			return "", err
		}
	}
	text, err := os.ReadFile(a.file(name))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	a.hashes[name] = hex.EncodeToString(sum[:])[:static.HashLength]
	return a.hashes[name], nil
}

// rewrite gives what a file names its address by content: the names that stand in
// a group of the pattern, relative to a folder.
func (a *addresses) rewrite(name string, pattern *regexp.Regexp, group int, folder string) error {
	text, err := os.ReadFile(a.file(name))
	if err != nil {
		return err
	}
	var failed error
	changed := pattern.ReplaceAllFunc(text, func(found []byte) []byte {
		at := pattern.FindSubmatchIndex(found)[2*group:]
		other := path.Join(folder, string(found[at[0]:at[1]]))
		if path.Ext(other) == ".html" || !fs.ValidPath(other) {
			return found
		}
		if info, err := os.Stat(a.file(other)); err != nil || !info.Mode().IsRegular() {
			return found
		}
		h, err := a.hash(other)
		failed = errors.Join(failed, err)
		return fmt.Appendf(nil, "%s?h=%s%s", found[:at[1]], h, found[at[1]:])
	})
	if failed != nil {
		return failed
	}
	return os.WriteFile(a.file(name), changed, 0o644)
}

// table writes the addresses into FilesScript, where the folder has it.
func (a *addresses) table() error {
	text, err := os.ReadFile(a.file(FilesScript))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	table, err := json.Marshal(a.hashes)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append(table, text...))
	version := hex.EncodeToString(sum[:])[:static.HashLength]
	filled := noTable.ReplaceAllLiteral(text, fmt.Appendf(nil, "softmixFiles = %s, self.softmixVersion = %q", table, version))
	return os.WriteFile(a.file(FilesScript), filled, 0o644)
}
