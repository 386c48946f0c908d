package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"

	"softmix/wasm/edge/static"
)

// reference is an attribute of a page that may name a file of its folder.
var reference = regexp.MustCompile(`\b(src|href|content)="([\w./-]+)"`)

// Address gives the files that a page of dir names their addresses by content,
// name?h=hash, under which a browser keeps them for good without asking again.
// Other pages keep their plain addresses, as do names that are no file of dir and
// addresses that have a hash already.
func Address(dir, page string) error {
	file := filepath.Join(dir, filepath.FromSlash(page))
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("addressing: %w", err)
	}
	var failed error
	text = reference.ReplaceAllFunc(text, func(found []byte) []byte {
		parts := reference.FindSubmatch(found)
		name := string(parts[2])
		if path.Ext(name) == ".html" || !fs.ValidPath(name) {
			return found
		}
		at := filepath.Join(dir, filepath.FromSlash(name))
		if info, err := os.Stat(at); err != nil || !info.Mode().IsRegular() {
			return found
		}
		data, err := os.ReadFile(at)
		if err != nil {
			failed = errors.Join(failed, err)
			return found
		}
		sum := sha256.Sum256(data)
		return fmt.Appendf(nil, `%s="%s?h=%s"`, parts[1], name, hex.EncodeToString(sum[:])[:static.HashLength])
	})
	if failed != nil {
		return fmt.Errorf("addressing what %s names: %w", page, failed)
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		return fmt.Errorf("addressing: %w", err)
	}
	return nil
}
