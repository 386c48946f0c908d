package main

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// choice is a flag that takes one of a few words, first of all the first.
type choice struct {
	at    *string
	words []string
}

func chooseVar(f *flag.FlagSet, at *string, name, usage string, words ...string) {
	*at = words[0]
	f.Var(choice{at, words}, name, usage+": "+strings.Join(words, " or "))
}

func (c choice) String() string {
	if c.at == nil {
		return ""
	}
	return *c.at
}

func (c choice) Set(word string) error {
	if !slices.Contains(c.words, word) {
		return fmt.Errorf("must be %s", strings.Join(c.words, " or "))
	}
	*c.at = word
	return nil
}

// deviceVar and weightsVar declare what several commands take.
func deviceVar(f *flag.FlagSet, at *string) {
	chooseVar(f, at, "device", "what computes", "cpu", "gpu")
}

func weightsVar(f *flag.FlagSet, at *string) {
	f.StringVar(at, "weights-dir", "", "`folder` of the shipped base models (public/weights of this module)")
}

// seeds is a flag that takes 80-87 or 1,2,5 or a mixture.
type seeds []uint64

// String writes seeds the way that Set reads them.
func (s *seeds) String() string {
	var parts []string
	for i := 0; i < len(*s); {
		j := i
		for j+1 < len(*s) && (*s)[j+1] == (*s)[j]+1 {
			j++
		}
		part := fmt.Sprint((*s)[i])
		if j > i {
			part += fmt.Sprintf("-%d", (*s)[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ",")
}

func (s *seeds) Set(text string) error {
	*s = nil
	for part := range strings.SplitSeq(text, ",") {
		lo, hi, isRange := strings.Cut(part, "-")
		if !isRange {
			hi = lo
		}
		a, errA := strconv.ParseUint(lo, 10, 32)
		b, errB := strconv.ParseUint(hi, 10, 32)
		if errA != nil || errB != nil || b < a {
			return fmt.Errorf("must be like 80-87 or 1,2,5")
		}
		if b-a >= 1000 {
			return fmt.Errorf("%s is more than 1000", part)
		}
		for ; a <= b; a++ {
			if slices.Contains(*s, a) {
				return fmt.Errorf("names %d twice", a)
			}
			*s = append(*s, a)
		}
	}
	return nil
}
