// Package build prepares a built folder for serving: it compresses what can be
// compressed, writes down every file's sizes, and adds up what the page fetches
// before its first training step.
package build

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"

	"softmix/wasm/edge/static"
)

// SizesFile is the name of the table that Pack writes into the folder. The Worker
// reads it, and the next Pack.
const SizesFile = "sizes.json"

// tableQuality is the brotli quality of SizesFile, which is small.
const tableQuality = 11

// Sizes is the content of SizesFile: each file's size by its slash-separated
// name within the folder.
type Sizes struct {
	Files map[string]Size `json:"files"`
}

// Size is one file's size in bytes. Brotli equals Raw where the file is sent
// as it is.
type Size struct {
	Raw     int    `json:"raw"`
	Brotli  int    `json:"brotli"`
	Quality int    `json:"quality"` // at which it was compressed, 1 to 11
	Hash    string `json:"hash"`    // of the plain content
}

// already lists endings whose content is compressed by its own format.
var already = []string{".png", ".jpg", ".webp", ".woff2", ".gz", ".zip"}

// smallest is the size in bytes below which a twin saves nothing.
const smallest = 256

// Pack writes a brotli twin beside each file of dir that gains from one, drops
// twins whose file is gone, and writes SizesFile. Files that have not changed
// since a Pack at the same quality (1..11) or a better one are left alone.
func Pack(dir string, quality int) (Sizes, error) {
	names, err := list(dir)
	if err != nil {
		return Sizes{}, err
	}
	old := previous(dir)
	sizes := Sizes{Files: make(map[string]Size, len(names))}
	var (
		mu   sync.Mutex
		wait sync.WaitGroup
		errs []error
		slot = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))
	)
	for _, name := range names {
		wait.Add(1)
		slot <- struct{}{}
		go func() {
			defer func() { <-slot; wait.Done() }()
			s, err := packFile(dir, name, quality, old.Files[name])
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, err)
				return
			}
			sizes.Files[name] = s
		}()
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return Sizes{}, err
	}
	text, err := json.MarshalIndent(sizes, "", " ")
	if err != nil {
		return Sizes{}, fmt.Errorf("encoding %s: %w", SizesFile, err)
	}
	text = append(text, '\n')
	twin, err := compress(text, tableQuality)
	if err != nil {
		return Sizes{}, fmt.Errorf("compressing the table of sizes: %w", err)
	}
	table := filepath.Join(dir, SizesFile)
	if err := errors.Join(os.WriteFile(table, text, 0o644), os.WriteFile(table+static.Twin, twin, 0o644)); err != nil {
		return Sizes{}, fmt.Errorf("writing the table of sizes: %w", err)
	}
	return sizes, nil
}

// list returns the plain files of dir in order, and removes orphaned twins.
func list(dir string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if plain, ok := strings.CutSuffix(p, static.Twin); ok {
			if _, err := os.Stat(plain); errors.Is(err, fs.ErrNotExist) {
				return os.Remove(p)
			}
			return nil
		}
		if name != SizesFile {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	return names, nil
}

// previous reads the table of the last Pack; an unreadable one means "pack all".
func previous(dir string) Sizes {
	var s Sizes
	if text, err := os.ReadFile(filepath.Join(dir, SizesFile)); err == nil && json.Unmarshal(text, &s) != nil {
		return Sizes{}
	}
	return s
}

// packFile compresses one file unless its twin is there and current.
func packFile(dir, name string, quality int, old Size) (Size, error) {
	file := filepath.Join(dir, filepath.FromSlash(name))
	data, err := os.ReadFile(file)
	if err != nil {
		return Size{}, fmt.Errorf("packing: %w", err)
	}
	sum := sha256.Sum256(data)
	s := Size{Raw: len(data), Brotli: len(data), Quality: quality, Hash: hex.EncodeToString(sum[:8])}
	twin := file + static.Twin
	info, err := os.Stat(twin)
	has := err == nil
	if old.Hash == s.Hash && old.Quality >= quality && (has && int(info.Size()) == old.Brotli || !has && old.Brotli == old.Raw) {
		return old, nil
	}
	if len(data) >= smallest && !slices.Contains(already, path.Ext(name)) {
		small, err := compress(data, quality)
		if err != nil {
			return Size{}, fmt.Errorf("compressing %s: %w", name, err)
		}
		if len(small) < len(data)-len(data)/50 { // less than 2 % is not worth a second file
			s.Brotli = len(small)
			if err := os.WriteFile(twin, small, 0o644); err != nil {
				return Size{}, fmt.Errorf("packing: %w", err)
			}
			return s, nil
		}
	}
	if has {
		if err := os.Remove(twin); err != nil {
			return Size{}, fmt.Errorf("packing: %w", err)
		}
	}
	return s, nil
}

func compress(data []byte, quality int) ([]byte, error) {
	var buf bytes.Buffer
	// Window 0 lets the encoder choose by the content's size.
	w := brotli.NewWriterOptions(&buf, brotli.WriterOptions{Quality: quality})
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
