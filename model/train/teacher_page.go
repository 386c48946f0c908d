//go:build page

package train

import (
	"context"
	"fmt"
)

// The page does not offer what learns from a judge yet, and its program does not
// carry it: see build.sh. The lab and all tests are built without the tag.
type (
	teacher struct{}
	rollout struct{}
)

func newTeacher(_ context.Context, r *Run) (*teacher, error) {
	return nil, fmt.Errorf("%s is not part of this program; the lab has it", r.cfg.Method)
}

func (*teacher) next(context.Context, int, progress, Judged) (*lesson, error) { return nil, nil }
func (*teacher) held() []Copy                                                 { return nil }
func (*teacher) free()                                                        {}
