package train

// firstEvery is how many steps lie between two snapshots at first.
const firstEvery = 8

// checkpoints keeps the snapshots of a comparison: one of each run per step kept, every so
// many steps. When they outgrow the budget the distance doubles and those in
// between go; step 0 always stays.
type checkpoints struct {
	budget int // bytes
	every  int
	kept   []checkpoint // by step, ascending
	bytes  int
}

type checkpoint struct {
	step  int
	runs  []Snapshot
	bytes int
}

func newCheckpoints(budget int) checkpoints { return checkpoints{budget: budget, every: firstEvery} }

// due reports whether a snapshot should be taken after step.
func (s *checkpoints) due(step int) bool {
	return step%s.every == 0 && (len(s.kept) == 0 || s.kept[len(s.kept)-1].step < step)
}

// put adds the snapshots of one step, later than all that are kept.
func (s *checkpoints) put(runs []Snapshot) {
	n := checkpoint{step: runs[0].Step(), runs: runs}
	for _, r := range runs {
		n.bytes += r.Bytes()
	}
	s.kept = append(s.kept, n)
	s.bytes += n.bytes
	for s.bytes > s.budget && len(s.kept) > 2 {
		s.every *= 2
		s.keep(func(k checkpoint) bool { return k.step%s.every == 0 })
	}
}

// latest returns the last snapshots taken at or before step.
func (s *checkpoints) latest(step int) checkpoint {
	best := s.kept[0]
	for _, k := range s.kept {
		if k.step <= step {
			best = k
		}
	}
	return best
}

// truncate forgets all later than step.
func (s *checkpoints) truncate(step int) {
	s.keep(func(k checkpoint) bool { return k.step <= step })
}

func (s *checkpoints) keep(ok func(checkpoint) bool) {
	kept, bytes := make([]checkpoint, 0, len(s.kept)), 0
	for _, k := range s.kept {
		if k.step == 0 || ok(k) {
			kept, bytes = append(kept, k), bytes+k.bytes
		}
	}
	s.kept, s.bytes = kept, bytes
}
