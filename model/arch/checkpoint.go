package arch

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/nlpodyssey/safetensors"
	"github.com/vugu/vjson"
	"github.com/x448/float16"
)

// DecodeWeights reads a safetensors file that holds every trained tensor of a, as
// f16 or f32, and returns them in a's flat padded layout.
//
// The file comes from outside, so each thing that can be wrong with it has its
// own error: cut short, a tensor missing, unknown, of another shape or type, or
// with values that are not finite.
func DecodeWeights(b []byte, a Architecture) ([]float32, error) {
	file, data, err := readHeader(b)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	layout := LayoutOf(a)
	for name := range file {
		if _, ok := layout.Find(name); !ok {
			return nil, fmt.Errorf("weights: the file holds a tensor %q that this model does not have", name)
		}
	}
	flat := make([]float32, layout.Len)
	for _, t := range layout.Tensors {
		stored, ok := file[t.Name]
		if !ok {
			return nil, fmt.Errorf("weights: tensor %q is missing", t.Name)
		}
		if !slices.Equal(stored.Shape, t.Shape) {
			return nil, fmt.Errorf("weights: tensor %q has shape %v, expected %v", t.Name, stored.Shape, t.Shape)
		}
		if err := decodeTensor(flat[t.Off:t.Off+t.Len], stored.Type, data[stored.Span[0]:stored.Span[1]]); err != nil {
			return nil, fmt.Errorf("weights: tensor %q: %w", t.Name, err)
		}
	}
	return flat, nil
}

// EncodeWeights writes w, the flat padded trained weights of a, as a safetensors
// file: half floats where f16 is set, f32 otherwise. meta becomes
// the file's metadata. The same input gives the same bytes.
//
// Half floats are rounded to eight significant bits. A base model learns the same
// from there, and what a reader has to fetch of it is a fifth less: brotli packs
// the three bits that are always zero, and no others of a weight's fraction.
func EncodeWeights(w []float32, a Architecture, f16 bool, meta map[string]string) ([]byte, error) {
	layout := LayoutOf(a)
	if len(w) != layout.Len {
		return nil, fmt.Errorf("weights: %d elements given, the layout has %d", len(w), layout.Len)
	}
	views := make(map[string]safetensors.TensorView, len(layout.Tensors))
	for _, t := range layout.Tensors {
		dtype, data, err := encodeTensor(w[t.Off:t.Off+t.Len], f16)
		if err != nil {
			return nil, fmt.Errorf("weights: tensor %q: %w", t.Name, err)
		}
		shape := make([]uint64, len(t.Shape))
		for i, n := range t.Shape {
			shape[i] = uint64(n)
		}
		if views[t.Name], err = safetensors.NewTensorView(dtype, shape, data); err != nil {
			return nil, fmt.Errorf("weights: tensor %q: %w", t.Name, err)
		}
	}
	b, err := safetensors.Serialize(views, meta)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	return b, nil
}

// stored is what a safetensors file's header says of one tensor.
type stored struct {
	Type  string `json:"dtype"`
	Shape []int  `json:"shape"`
	Span  [2]int `json:"data_offsets"` // of bytes behind the header
}

// readHeader returns what a safetensors file says of its tensors, and the bytes
// behind that. Each span lies within them, none overlaps another one, and together
// they are all there is. (The package safetensors, which writes the files, reads
// them by encoding/json: see package vjson.)
func readHeader(b []byte) (map[string]stored, []byte, error) {
	if len(b) < 8 {
		return nil, nil, fmt.Errorf("the file is cut short: %d bytes, not even a header", len(b))
	}
	size, data := binary.LittleEndian.Uint64(b), b[8:]
	if size > uint64(len(data)) {
		return nil, nil, fmt.Errorf("the file is cut short, or no safetensors file: a header of %d bytes is announced, %d bytes follow", size, len(data))
	}
	var file map[string]stored
	if err := vjson.Unmarshal(data[:size], &file); err != nil {
		return nil, nil, fmt.Errorf("not a whole safetensors file: reading its header: %w", err)
	}
	delete(file, "__metadata__")
	data = data[size:]
	// Where one begins, another one ends, or the whole.
	begins, ends := []int{len(data)}, []int{0}
	for name, t := range file {
		if t.Span[1] <= t.Span[0] {
			return nil, nil, fmt.Errorf("not a whole safetensors file: tensor %q goes from byte %d to %d", name, t.Span[0], t.Span[1])
		}
		begins, ends = append(begins, t.Span[0]), append(ends, t.Span[1])
	}
	for _, at := range [][]int{begins, ends} {
		sort.SliceStable(at, func(i, j int) bool { return at[i] < at[j] })
	}
	if !slices.Equal(begins, ends) {
		return nil, nil, fmt.Errorf("not a whole safetensors file: its tensors do not follow one another through all of its %d bytes", len(data))
	}
	return file, data, nil
}

// decodeTensor converts a tensor's little-endian elements into dst.
func decodeTensor(dst []float32, dtype string, data []byte) error {
	switch dtype {
	case "F16":
		if len(data) != 2*len(dst) {
			return fmt.Errorf("%d bytes, expected %d", len(data), 2*len(dst))
		}
		for i := range dst {
			dst[i] = float16.Frombits(binary.LittleEndian.Uint16(data[2*i:])).Float32()
		}
	case "F32":
		if len(data) != 4*len(dst) {
			return fmt.Errorf("%d bytes, expected %d", len(data), 4*len(dst))
		}
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		}
	default:
		return fmt.Errorf("elements are %s, expected F16 or F32", dtype)
	}
	return allFinite(dst)
}

// encodeTensor converts src to little-endian elements. A value that f16 cannot
// hold is an error, not an infinity in the file.
func encodeTensor(src []float32, f16 bool) (safetensors.DType, []byte, error) {
	if err := allFinite(src); err != nil {
		return 0, nil, err
	}
	if !f16 {
		data := make([]byte, 0, 4*len(src))
		for _, x := range src {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
		}
		return safetensors.F32, data, nil
	}
	data := make([]byte, 0, 2*len(src))
	for i, x := range src {
		h := rounded(float16.Fromfloat32(x))
		if h.IsInf(0) {
			return 0, nil, fmt.Errorf("element %d is %g, beyond what f16 holds", i, x)
		}
		data = binary.LittleEndian.AppendUint16(data, h.Bits())
	}
	return safetensors.F16, data, nil
}

// rounded returns the half float of eight significant bits that is next to h, the
// even one of two. A carry runs into the exponent, as it must.
func rounded(h float16.Float16) float16.Float16 {
	const cut = 3 // of the ten bits of the fraction
	b := h.Bits()
	half := uint16(1)<<(cut-1) - 1 + b>>cut&1
	return float16.Frombits((b + half) >> cut << cut)
}

// allFinite reports the first element that is not a finite number.
func allFinite(x []float32) error {
	i := slices.IndexFunc(x, func(v float32) bool {
		return math.IsNaN(float64(v)) || math.IsInf(float64(v), 0)
	})
	if i < 0 {
		return nil
	}
	return fmt.Errorf("element %d is %v, not a finite number", i, x[i])
}
