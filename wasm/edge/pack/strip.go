package pack

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// stripVersion is the release of Go whose tables Strip knows: their layout is
// nowhere promised. To let it work on another release, compare the sources named
// below (of package runtime) with those of this one, above all what is read at
// run time without a traceback being printed.
const stripVersion = "go1.26."

// The tables' layout, in bytes: pcHeader and _func, functab and findfuncbucket
// (symtab.go, runtime2.go).
const (
	headerSize = 72
	funcSize   = 44 // without the offsets of its tables, 4 bytes each, that follow
	tabSize    = 8
	bucketSize = 20
	// A bucket covers 4096 PCs, and a function of WebAssembly has 65536.
	bucketsPerFunc = 16
)

// Offsets within _func.
const (
	funcName      = 4
	funcPCSP      = 16
	funcPCFile    = 20
	funcPCLine    = 24
	funcNPCData   = 28
	funcCU        = 32
	funcStartLine = 36
	funcNFuncData = 43
)

// Which of a function's tables only tracebacks use, or the interrupting of
// goroutines at any point, which WebAssembly has not (internal/abi/symtab.go):
// unsafe points, inlined calls, arguments that are alive; and the tables of
// inlined calls, of arguments, of those alive.
var (
	idlePCData   = []int{0, 2, 3}
	idleFuncData = []int{3, 5, 6}
)

// Strip returns the WebAssembly module, made by Go's linker, with its data
// segments joined (see JoinData) and without what only serves to print a
// traceback: files, line numbers, arguments, inlined calls, and the functions'
// names but for their packages. Names that begin with one of keep stay whole.
// The functions' code is folded (see fold).
// A traceback then says "?:0" for a place. The program does all else as before:
// what is left unused becomes zeros, in place, and compresses to nothing. What
// follows from the rest is written by a start function (see restore).
//
// It fails where the module is not of the release of Go that it knows, or where
// the tables do not look like those.
func Strip(module []byte, keep ...string) ([]byte, error) {
	sections, err := readModule(module)
	if err == nil {
		sections, err = strip(sections, keep)
	}
	if err != nil {
		return nil, fmt.Errorf("stripping line numbers: %w", err)
	}
	return writeModule(sections), nil
}

func strip(sections []section, keep []string) ([]section, error) {
	data, code, made := -1, -1, false
	for i, s := range sections {
		switch s.id {
		case customSection:
			made = made || bytes.HasPrefix(s.body, []byte("\x09producers")) && bytes.Contains(s.body, []byte(stripVersion))
		case codeSection:
			code = i
		case dataSection:
			data = i
		}
	}
	if !made {
		return nil, fmt.Errorf("the module was not made by %sx, whose tables alone are known here", stripVersion)
	}
	if data < 0 || code < 0 {
		return nil, errors.New("it has no data or no code")
	}
	functions, err := readCode(sections[code].body)
	if err != nil {
		return nil, err
	}
	fold(functions)
	sections[code].body = writeCode(functions)
	memory, err := readData(sections[data].body)
	if err != nil {
		return nil, err
	}
	t, err := findTables(memory)
	if err != nil {
		return nil, err
	}
	if err := t.strip(keep); err != nil {
		return nil, err
	}
	sections[data].body = memory.appendTo(nil)
	return addStart(sections, t.restore())
}

// tables are the runtime's tables about functions: parts of the program's memory.
type tables struct {
	names, units, files, pcs []byte   // funcnametab, cutab, filetab, pctab
	funcs                    [][]byte // each function's _func with the offsets of its tables
	entries                  []byte   // ftab: each function's number and the offset of its _func
	buckets                  []byte   // findfunctab
	entriesAt, bucketsAt     int      // their addresses
}

// findTables finds the tables by the header of the first one and by the
// runtime's moduledata, which points to them, and checks that both agree.
func findTables(memory segment) (tables, error) {
	var t tables
	head := bytes.Index(memory.data, []byte("\xf1\xff\xff\xff\x00\x00\x01\x08"))
	if head < 0 || len(memory.data)-head < headerSize {
		return t, errors.New("the table of functions is not there, or of another version")
	}
	at := uint64(memory.at + head)
	header := words(memory.data[head:], headerSize/8)
	count, offsets := header[1], header[4:9]
	// moduledata: the header's address, then five slices, ftab, findfunctab and more.
	want := binary.LittleEndian.AppendUint64(nil, at)
	want = binary.LittleEndian.AppendUint64(want, at+offsets[0])
	module := bytes.Index(memory.data, want)
	const moduleWords = 42 // up to epclntab
	if module < 0 || len(memory.data)-module < 8*moduleWords {
		return t, errors.New("moduledata is not there")
	}
	data := words(memory.data[module:], moduleWords)
	var parts [5][]byte
	sizes := [5]uint64{1, 4, 1, 1, 1} // of an element
	for i := range parts {
		slice := data[1+3*i : 4+3*i]
		from := slice[0] - uint64(memory.at)
		if slice[0] != at+offsets[i] || slice[1] != slice[2] || from > uint64(len(memory.data)) || slice[1] > (uint64(len(memory.data))-from)/sizes[i] {
			return t, fmt.Errorf("the header and moduledata disagree about table %d", i)
		}
		parts[i] = memory.data[from : from+slice[1]*sizes[i]]
	}
	t.names, t.units, t.files, t.pcs = parts[0], parts[1], parts[2], parts[3]
	if tab := data[16:19]; tab[0] != at+offsets[4] || tab[1] != count+1 || count < 2 || tabSize*(count+1) > uint64(len(parts[4])) {
		return t, errors.New("moduledata has another number of functions than the header")
	}
	from, to := data[19]-uint64(memory.at), data[41]-uint64(memory.at) // findfunctab, epclntab
	if from > to || to > uint64(len(memory.data)) || (to-from)/(bucketsPerFunc*bucketSize) != count-1 || (to-from)%(bucketsPerFunc*bucketSize) < 5 {
		return t, errors.New("findfunctab has another number of functions than the header")
	}
	t.buckets, t.entries = memory.data[from:to], parts[4][:tabSize*count]
	t.entriesAt, t.bucketsAt = int(data[16]), int(data[19])
	return t, t.readFuncs(parts[4], int(count))
}

// readFuncs takes the table apart that begins with count entries of ftab, and
// goes on with as many _func. They fill it without a gap but for their alignment.
func (t *tables) readFuncs(table []byte, count int) error {
	end := tabSize*(count+1) - 4 // the last entry has no offset
	first := binary.LittleEndian.Uint32(table)
	for i := range count {
		entry := binary.LittleEndian.Uint32(table[tabSize*i:])
		from := int(binary.LittleEndian.Uint32(table[tabSize*i+4:]))
		if from < end || from > end+7 || from+funcSize > len(table) {
			return fmt.Errorf("function %d is not where the one before it ends", i)
		}
		f := table[from:]
		pcs, datas := int(binary.LittleEndian.Uint32(f[funcNPCData:])), int(f[funcNFuncData])
		if entry != first+uint32(i) || binary.LittleEndian.Uint32(f) != entry || pcs > 16 || datas > 16 || len(f) < funcSize+4*(pcs+datas) {
			return fmt.Errorf("function %d has an unknown form", i)
		}
		end = from + funcSize + 4*(pcs+datas)
		t.funcs = append(t.funcs, f[:funcSize+4*(pcs+datas)])
	}
	if len(table)-end > 7 {
		return fmt.Errorf("%d bytes follow the last function", len(table)-end)
	}
	return nil
}

// strip clears what is not needed.
func (t *tables) strip(keep []string) error {
	if err := t.rename(keep); err != nil {
		return err
	}
	used := make([]bool, len(t.pcs))
	for i, f := range t.funcs {
		for _, at := range []int{funcPCFile, funcPCLine, funcCU, funcStartLine} {
			binary.LittleEndian.PutUint32(f[at:], 0)
		}
		pcs := int(binary.LittleEndian.Uint32(f[funcNPCData:]))
		for _, k := range idlePCData {
			if k < pcs {
				binary.LittleEndian.PutUint32(f[funcSize+4*k:], 0)
			}
		}
		for _, k := range idleFuncData {
			if k < int(f[funcNFuncData]) {
				binary.LittleEndian.PutUint32(f[funcSize+4*(pcs+k):], math.MaxUint32) // none
			}
		}
		if err := t.use(used, f[funcPCSP:]); err != nil {
			return fmt.Errorf("function %d: %w", i, err)
		}
		for k := range pcs {
			if err := t.use(used, f[funcSize+4*k:]); err != nil {
				return fmt.Errorf("function %d: %w", i, err)
			}
		}
	}
	for i := range t.pcs {
		if !used[i] {
			t.pcs[i] = 0
		}
	}
	clear(t.units)
	clear(t.files)
	return t.predict()
}

// use marks the table of PCs whose offset is at the front of field as used.
func (t *tables) use(used []bool, field []byte) error {
	from := int(binary.LittleEndian.Uint32(field))
	if from == 0 {
		return nil // none
	}
	// Pairs of varints (difference of the value, of the PC) up to a pair that
	// begins with 0; only the first pair may do so without being the end.
	r := reader{rest: t.pcs[min(from, len(t.pcs)):]}
	size := len(r.rest)
	for first := true; ; first = false {
		if value := r.unsigned(); r.err != nil {
			return errors.New("its table of PCs is cut short")
		} else if value == 0 && !first {
			break
		}
		r.unsigned()
	}
	for i := range size - len(r.rest) {
		used[from+i] = true
	}
	return nil
}

// words reads n little-endian words of 64 bits.
func words(b []byte, n int) []uint64 {
	w := make([]uint64, n)
	for i := range w {
		w[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return w
}
