package view

import (
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	filled "softmix/wasm/build/words"
	"softmix/wasm/wire"
)

// Every comparison that the pipelines, the questions and the article link to is
// one that the page can show as it is written.
func TestLinksOfTheStory(t *testing.T) {
	for file, least := range map[string]int{"story.html": 11, "index.html": 2} {
		text, err := filled.Filled("../../i18n", "../../public/"+file)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, m := range regexp.MustCompile(`href="(?:\./)?\?([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
			query := html.UnescapeString(m[1])
			n++
			s, wrong := wire.Parse(query)
			if len(wrong) > 0 {
				t.Errorf("%s links to %s: %v", file, query, wrong)
			}
			if got := wire.Encode(s); got != query && query != "" {
				t.Errorf("%s links to %s; the page writes %s", file, query, got)
			}
		}
		if n < least {
			t.Errorf("%d links in %s, want %d at least", n, file, least)
		}
	}
	// What waits for a reader is not in the page itself.
	text, err := os.ReadFile("../../public/index.html")
	if err != nil || strings.Contains(string(text), "js/story.js") {
		t.Errorf("the page loads the story at once (%v)", err)
	}
}
