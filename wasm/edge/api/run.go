package api

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strings"

	"softmix/wasm/edge/store"
)

// What a posted run may measure. The page stays far below all of them.
const (
	maxBody     = 128 << 10 // bytes
	maxSettings = 2048      // bytes
	maxTitle    = 120       // characters
	maxCaption  = 500       // characters
	maxSteps    = 1_000_000
	minRuns     = 2
	maxRuns     = 4
	maxPoints   = 4000
	maxEvals    = 500
	maxMetrics  = 24
	maxCosts    = 16
	maxName     = 32 // bytes of a method's, metric's or cost's name
	maxValue    = 1e6
	maxCost     = 1e18
	maxPicture  = 40 << 10 // bytes of base64
)

// Run is a shared run, as it is posted and given back. ID and Created are the
// server's, the picture is kept apart.
type Run struct {
	V        int    `json:"v"` // of this format: 1
	ID       string `json:"id,omitempty"`
	Created  int64  `json:"created,omitempty"` // seconds since 1970
	Settings string `json:"settings"`          // the page's query: scenario=lake6&seed=3
	Title    string `json:"title,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Steps    int    `json:"steps"`
	Runs     []Side `json:"runs"`

	picture []byte // PNG, or nil
}

// Side is what one of the compared methods did.
type Side struct {
	Method string             `json:"method"`
	Points [][2]float64       `json:"points"` // [step, loss], in ascending order of steps
	Evals  []Eval             `json:"evals,omitempty"`
	Cost   map[string]float64 `json:"cost,omitempty"`
}

// Eval is one evaluation.
type Eval struct {
	Step    int                `json:"step"`
	Metrics map[string]float64 `json:"metrics"`
}

// ParseRun reads a posted run. The error says in words what is wrong with it.
func ParseRun(body []byte) (*Run, error) {
	if len(body) > maxBody {
		return nil, fmt.Errorf("a run may take %d KiB", maxBody>>10)
	}
	r := newReader(body)
	run := &Run{}
	var picture string
	r.object("a run", 7, func(name string) {
		switch name {
		case "v":
			run.V = r.whole("v", 1, 1)
		case "settings":
			run.Settings = r.text("settings", maxSettings, isQuery)
			if err := checkQuery(run.Settings); err != nil {
				r.fail("%w", err)
			}
		case "title":
			run.Title = r.text("title", maxTitle, isProse(false))
		case "caption":
			run.Caption = r.text("caption", maxCaption, isProse(true))
		case "steps":
			run.Steps = r.whole("steps", 0, maxSteps)
		case "runs":
			r.array("runs", minRuns, maxRuns, func() { run.Runs = append(run.Runs, r.side()) })
		case "thumbnail":
			picture = r.text("thumbnail", maxPicture, func(c rune) bool { return c < 0x80 })
		default:
			r.fail("a run has no such field")
		}
	})
	err := r.end()
	switch {
	case err != nil:
		return nil, err
	case run.V == 0:
		return nil, errors.New("v is missing")
	case run.Runs == nil:
		return nil, errors.New("runs is missing")
	}
	if picture != "" {
		run.picture, err = base64.StdEncoding.Strict().DecodeString(picture)
		if err == nil {
			err = checkPNG(run.picture)
		}
		if err != nil {
			return nil, fmt.Errorf("thumbnail is no picture that is taken here: %w", err)
		}
	}
	return run, nil
}

// side reads one of the compared runs.
func (r *reader) side() (s Side) {
	r.object("a run of runs", 4, func(name string) {
		switch name {
		case "method":
			s.Method = r.name("method")
		case "points":
			last := -1.0
			r.array("points", 1, maxPoints, func() {
				var p [2]float64
				i := 0
				r.array("a point", 2, 2, func() {
					if i == 0 {
						p[0] = float64(r.whole("a point's step", 0, maxSteps))
					} else {
						p[1] = r.number("a point's loss", -maxValue, maxValue)
					}
					i++
				})
				if p[0] <= last {
					r.fail("the steps of points do not ascend")
				}
				last = p[0]
				s.Points = append(s.Points, p)
			})
		case "evals":
			last := -1
			r.array("evals", 0, maxEvals, func() {
				e := r.eval()
				if e.Step <= last {
					r.fail("the steps of evals do not ascend")
				}
				last = e.Step
				s.Evals = append(s.Evals, e)
			})
		case "cost":
			s.Cost = r.numbers("cost", maxCosts, 0, maxCost)
		default:
			r.fail("a run of runs has no such field")
		}
	})
	if s.Method == "" || s.Points == nil {
		r.fail("a run of runs lacks its method or its points")
	}
	return s
}

// eval reads one evaluation.
func (r *reader) eval() (e Eval) {
	e.Step = -1
	r.object("an evaluation", 2, func(name string) {
		switch name {
		case "step":
			e.Step = r.whole("an evaluation's step", 0, maxSteps)
		case "metrics":
			e.Metrics = r.numbers("metrics", maxMetrics, -maxCost, maxCost)
		default:
			r.fail("an evaluation has no such field")
		}
	})
	if e.Step < 0 || e.Metrics == nil {
		r.fail("an evaluation lacks its step or its metrics")
	}
	return e
}

// numbers reads an object of named numbers.
func (r *reader) numbers(what string, limit int, least, most float64) map[string]float64 {
	m := map[string]float64{}
	r.object(what, limit, func(name string) {
		if !goodName(name) {
			r.fail("%s has a name that is not allowed", what)
			return
		}
		m[name] = r.number("a number of "+what, least, most)
	})
	return m
}

// name reads a name.
func (r *reader) name(what string) string {
	s := r.text(what, maxName, isName)
	if r.err == nil && !goodName(s) {
		r.fail("%s is no name", what)
	}
	return s
}

// goodName reports whether s is a name: up to maxName letters, digits and marks,
// a letter first.
func goodName(s string) bool {
	if s == "" || len(s) > maxName || strings.IndexFunc(s, func(c rune) bool { return !isName(c) }) >= 0 {
		return false
	}
	return s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z'
}

// checkQuery checks that a query of allowed characters consists of pairs, each
// name once.
func checkQuery(query string) error {
	if query == "" {
		return nil
	}
	seen := map[string]bool{}
	for pair := range strings.SplitSeq(query, "&") {
		name, _, ok := strings.Cut(pair, "=")
		if !ok || !goodName(name) || seen[name] {
			return errors.New("settings is not made of name=value pairs, each name once, with & between them")
		}
		seen[name] = true
	}
	return nil
}

// row is the run as it is stored under id: with the fields that the server adds.
func (run *Run) row(id string, created int64) (store.Row, error) {
	run.ID, run.Created = id, created
	text, err := encode(run)
	if err != nil {
		return store.Row{}, fmt.Errorf("encoding a run: %w", err)
	}
	return store.Row{ID: id, Created: created, Text: string(text), Picture: run.picture}, nil
}

// lossRange returns the least and the greatest loss of all sides.
func (run *Run) lossRange() (least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	for _, s := range run.Runs {
		for _, p := range s.Points {
			least, most = min(least, p[1]), max(most, p[1])
		}
	}
	return least, most
}
