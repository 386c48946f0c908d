package arch

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"

	"github.com/vugu/vjson"
)

// EncodeExact writes w, the flat padded trained weights of a, as a safetensors file
// of 32-bit floats, which loses nothing; meta becomes the file's metadata, beside
// a's description with the names of its tokens. The same input gives the same bytes. It is what a browser saves, and needs no more of a program
// than that.
func EncodeExact(w []float32, a Architecture, tokens []string, meta map[string]string) ([]byte, error) {
	layout := LayoutOf(a)
	if len(w) != layout.Len {
		return nil, fmt.Errorf("weights: %d elements given, the layout has %d", len(w), layout.Len)
	}
	config, err := a.Describe(tokens)
	if err != nil {
		return nil, fmt.Errorf("weights: describing the model: %w", err)
	}
	all := map[string]string{"format": "pt", "config": config}
	maps.Copy(all, meta)
	header := map[string]any{"__metadata__": all}
	size := 0
	for _, t := range layout.Tensors {
		header[t.Name] = map[string]any{"dtype": "F32", "shape": t.Shape, "data_offsets": []int{size, size + 4*t.Len}}
		size += 4 * t.Len
	}
	head, err := vjson.Marshal(header)
	if err != nil {
		return nil, fmt.Errorf("weights: writing the header: %w", err)
	}
	for len(head)%8 != 0 { // so that the floats lie at a multiple of 8
		head = append(head, ' ')
	}
	b := make([]byte, 8, 8+len(head)+size)
	binary.LittleEndian.PutUint64(b, uint64(len(head)))
	b = append(b, head...)
	for _, t := range layout.Tensors {
		for _, v := range w[t.Off : t.Off+t.Len] {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	return b, nil
}
