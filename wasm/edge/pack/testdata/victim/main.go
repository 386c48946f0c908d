// Command victim does what a stripped program must still be able to do: collect
// garbage in many goroutines, grow stacks, recover from panics, call through
// reflection. Its argument then says how it ends.
package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) count() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.count() + t.right.count()
}

// deep needs a stack of some megabytes, which grows while pointers lead into it.
func deep(n int, p *int) int {
	var room [64]int
	room[n%64] = n
	if n == 0 {
		*p++
		return room[0]
	}
	return deep(n-1, p) + room[n%64] - n + 1
}

func try(what string, f func()) {
	defer func() {
		r := recover()
		err, _ := r.(error)
		var e runtime.Error
		fmt.Println(what, "recovered:", r, errors.As(err, &e))
	}()
	f()
}

type speaker interface{ Speak() string }

type dog struct{ name string }

// Speak has a value for its receiver: a nil *dog makes the wrapper panic.
func (d dog) Speak() string { return d.name }

func work() {
	var wait sync.WaitGroup
	found := make([]int, 50)
	for i := range found {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for range 3 {
				found[i] += grow(10 + i%3).count()
				runtime.Gosched()
			}
		}()
	}
	wait.Wait()
	fmt.Println("trees", found)
	n := 0
	fmt.Println("deep", deep(20000, &n), n)

	try("index", func() { fmt.Println(found[len(found)+n]) })
	try("nil", func() { var t *tree; fmt.Println(t.left) })
	// Out of a slice, so that the compiler does not call the method itself.
	speakers := []speaker{dog{"rex"}, (*dog)(nil)}
	try("wrapper", func() { fmt.Println(speakers[1-n/2].Speak()) })
	stringers := []fmt.Stringer{time.Second, (*time.Time)(nil)}
	try("time's wrapper", func() {
		defer func() {
			text := fmt.Sprint(recover()) // a stripped program does not know the method's name
			panic(errors.New(text[:len("value method time.")]))
		}()
		fmt.Println(stringers[1-n/2].String())
	})
	try("own", func() {
		defer runtime.GC()
		panic(fmt.Errorf("own: %w", os.ErrNotExist))
	})

	var got []string
	swap := reflect.MakeFunc(reflect.TypeFor[func(*string, []int) (int, *string)](), func(in []reflect.Value) []reflect.Value {
		runtime.GC() // scans the stub's frame, which the runtime knows by its name
		return []reflect.Value{reflect.ValueOf(in[1].Len()), in[0]}
	}).Interface().(func(*string, []int) (int, *string))
	for i := range 5 {
		word := strings.Repeat("x", i)
		length, same := swap(&word, make([]int, i))
		got = append(got, fmt.Sprint(length, *same))
	}
	method := reflect.ValueOf(&dog{"rex"}).MethodByName("Speak").Interface().(func() string)
	got = append(got, method())
	slices.Reverse(got)
	fmt.Println(got)

	done := make(chan bool, 1)
	runtime.AddCleanup(&dog{"gone"}, func(c chan bool) { c <- true }, done)
	for range 10 {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	fmt.Println("cleaned up:", len(done))
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("collected:", m.NumGC > 10)
}

func main() {
	work()
	switch os.Args[1] {
	case "panic":
		panic("the end")
	case "deadlock":
		<-make(chan int)
	case "exit":
		os.Exit(7)
	}
}
