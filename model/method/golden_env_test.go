//go:build !js

package method

import "os"

// extraFolders reads the configurations under $GOLDEN_DIR, if it is set.
func extraFolders() ([]folder, error) {
	dir := os.Getenv("GOLDEN_DIR")
	if dir == "" {
		return nil, nil
	}
	return foldersIn(os.DirFS(dir))
}
