package wire

import (
	"fmt"
	"slices"
)

// maxData is the most that a data set may take, in characters.
const maxData = 1 << 20

// Check reports the first thing about settings that no run can have: another version,
// a name that is not in the tables, a value out of its range, arms with a gap between
// them, or a metric or an axis that these runs have not. What only an embed shows is
// no run's and does not travel. Settings that come from Parse and Apply pass.
func (s Settings) Check() error {
	switch {
	case s.Version != newest():
		return fmt.Errorf("checking settings: they are of version %d, and this is %d", s.Version, newest())
	case !slices.Contains(Scenarios(), s.Scenario):
		return fmt.Errorf("checking settings: there is no scenario %q", s.Scenario)
	case s.Metric != "auto" && !slices.Contains(Shown(s), s.Metric):
		return fmt.Errorf("checking settings: these runs do not measure %q", s.Metric)
	case !moves(s, s.XAxis):
		return fmt.Errorf("checking settings: nothing moves along the axis %q", s.XAxis)
	}
	width := s.Width()
	for i, a := range s.Arms {
		if i < width && !slices.Contains(Methods(s.Scenario), a.Method) || i >= width && a.Method != NoMethod && a.Method != "" {
			return fmt.Errorf("checking settings: %q cannot be the method of the %s arm of %d in %s", a.Method, sideNames[i], width, s.Scenario)
		}
	}
	for i := range table {
		p := &table[i]
		if p.Shown || p.Name == "method" {
			continue
		}
		for arm := range width {
			t := s
			if why, bad := p.assign(&t, arm, p.Text(s, arm)); bad || p.Text(t, arm) != p.Text(s, arm) {
				return fmt.Errorf("checking settings: %s: %s", p.Name, why)
			}
			if !p.PerArm {
				break
			}
		}
	}
	return nil
}

// LeftOut lists, by the words that readers know them by, what settings say that no
// address can carry, so that whoever shares one can say so.
func LeftOut(s Settings) (labels []string) {
	for i := range table {
		if p := &table[i]; p.Long && p.Text(s, 0) != p.Default {
			labels = append(labels, p.Label.String())
		}
	}
	return labels
}
