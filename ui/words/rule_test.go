package words

import (
	"math"
	"strings"
	"testing"

	"softmix/model/stats"
)

// The rule that readers are told is the one that is followed: seeds, looks and the
// error rate stand there as words.
func TestRuleSaysWhatIsDone(t *testing.T) {
	said := map[int]string{3: "three", 4: "four", 20: "twenty"}
	looks := 0
	for at := stats.NextLook(0, 100); at < math.MaxInt; at = stats.NextLook(at, 100) {
		looks++
	}
	for _, want := range []string{
		"With " + said[stats.MinSeeds] + " seeds or more",
		said[looks] + " looks a run",
		"at most one run of " + said[int(math.Round(1/stats.ErrorRate))],
	} {
		if !strings.Contains(Rule(), want) {
			t.Errorf("the rule does not say %q", want)
		}
	}
}
