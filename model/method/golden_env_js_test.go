package method

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
)

// extraFolders fetches the configurations that the test's server offers under
// the address in $GOLDEN_DIR, listed in its index.json.
func extraFolders() ([]folder, error) {
	base := os.Getenv("GOLDEN_DIR")
	if base == "" {
		return nil, nil
	}
	var index struct{ Folders map[string][]string }
	b, err := fetch(base + "/index.json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &index); err != nil {
		return nil, fmt.Errorf("index.json: %w", err)
	}
	var out []folder
	for name, files := range index.Folders {
		f := folder{name: name, files: map[string][]byte{}}
		for _, n := range files {
			if f.files[n], err = fetch(base + "/" + name + "/" + n); err != nil {
				return nil, err
			}
		}
		if f.files["params.json"] != nil {
			out = append(out, f)
		}
	}
	return out, nil
}

func fetch(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, fmt.Errorf("fetching %s: %w", url, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetching %s: %s", url, resp.Status)
	}
	return io.ReadAll(resp.Body)
}
