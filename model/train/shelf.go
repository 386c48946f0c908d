package train

// firstEvery is how many steps lie between two snapshots at first.
const firstEvery = 8

// shelf keeps the snapshots of a comparison: one of each run per step kept, every so
// many steps. When they outgrow the budget the distance doubles and those in
// between go; step 0 always stays.
type shelf struct {
	budget int // bytes
	every  int
	kept   []shelved // by step, ascending
	bytes  int
}

type shelved struct {
	step  int
	runs  []Snapshot
	bytes int
}

func newShelf(budget int) shelf { return shelf{budget: budget, every: firstEvery} }

// due reports whether a snapshot should be taken after step.
func (s *shelf) due(step int) bool {
	return step%s.every == 0 && (len(s.kept) == 0 || s.kept[len(s.kept)-1].step < step)
}

// put adds the snapshots of one step, later than all on the shelf.
func (s *shelf) put(runs []Snapshot) {
	n := shelved{step: runs[0].Step(), runs: runs}
	for _, r := range runs {
		n.bytes += r.Bytes()
	}
	s.kept = append(s.kept, n)
	s.bytes += n.bytes
	for s.bytes > s.budget && len(s.kept) > 2 {
		s.every *= 2
		s.keep(func(k shelved) bool { return k.step%s.every == 0 })
	}
}

// latest returns the last snapshots taken at or before step.
func (s *shelf) latest(step int) shelved {
	best := s.kept[0]
	for _, k := range s.kept {
		if k.step <= step {
			best = k
		}
	}
	return best
}

// truncate forgets all later than step.
func (s *shelf) truncate(step int) {
	s.keep(func(k shelved) bool { return k.step <= step })
}

func (s *shelf) keep(ok func(shelved) bool) {
	kept, bytes := make([]shelved, 0, len(s.kept)), 0
	for _, k := range s.kept {
		if k.step == 0 || ok(k) {
			kept, bytes = append(kept, k), bytes+k.bytes
		}
	}
	s.kept, s.bytes = kept, bytes
}
