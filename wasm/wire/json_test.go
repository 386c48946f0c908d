package wire

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand"
	"reflect"
	"testing"
	"testing/quick"

	"github.com/vugu/vjson"
)

// TestJSON holds the writing and reading of messages against encoding/json.
func TestJSON(t *testing.T) {
	draw := rand.New(rand.NewSource(1))
	for _, sample := range []any{Command{}, Event{}, Settings{}, Update{}, Trace{}, Injection{}, map[string]any{}} {
		kind := reflect.TypeOf(sample)
		for range 40 {
			v, ok := quick.Value(kind, draw)
			if kind.Kind() == reflect.Map {
				v, ok = reflect.ValueOf(map[string]any{"a\"\\\n\x01é😀\u2028": []any{1.0, nil, true, "x\xffy"}, "": map[string]any{}, "n": math.MaxFloat64}), true
			}
			if !ok {
				t.Fatalf("no values of %v", kind)
			}
			ours, err := vjson.Marshal(v.Interface())
			if err != nil {
				t.Fatalf("%v: %v", kind, err)
			}
			theirs, err := json.Marshal(v.Interface())
			if err != nil {
				t.Fatal(err)
			}
			// Each reads what the other one wrote, to the same.
			var got [4]reflect.Value
			for i, read := range []func([]byte, any) error{json.Unmarshal, json.Unmarshal, vjson.Unmarshal, vjson.Unmarshal} {
				got[i] = reflect.New(kind)
				if err := read([][]byte{ours, theirs}[i%2], got[i].Interface()); err != nil {
					t.Fatalf("%v: reading %d: %v\n%s", kind, i, err, ours)
				}
				if !reflect.DeepEqual(got[i].Interface(), got[0].Interface()) {
					t.Fatalf("%v: reading %d gave\n%+v\nof\n%s\n%s", kind, i, got[i].Elem(), ours, theirs)
				}
			}
		}
	}
}

// TestJSONText reads texts that nobody of ours writes: as encoding/json does, or
// with an error where it gives one.
func TestJSONText(t *testing.T) {
	for _, text := range []string{
		`{"type":"done","id":3,"error":{"text":"\ud83d\ude00 \ud83d x \u00e9\/\b\t"},"unknown":[{"a":[1,2,{}]},null,false,"]"]}`,
		" {\n} ", `null`, `{"error":null,"id":null}`, `{"file":"AAEC"}`, `{"file":""}`,
		``, `{`, `}`, `{]`, `{"type"}`, `{"type":}`, `{"type":"a",}`, `{,}`, `[]`, `{"id":1.5}`, `{"id":"1"}`, `{"id":99999999999999999999}`,
		`{"type":7}`, `{"type":"a" "id":1}`, `{"type":"\x"}`, `{"type":"\u12"}`, "{\"type\":\"a\nb\"}", `{"type":"a`, `{"update":[]}`, `{"update":{"step":true}}`,
		`{"file":"*"}`, `{} {}`, `{"type":tru}`, `{"id":1e999}`, `{"id":-}`, `nul`, `{"update":{"runs":[1]}}`, `{"update":{"runs":[,]}}`, `{"update":{"runs":[{},]}}`,
	} {
		var ours, theirs Event
		err, want := vjson.Unmarshal([]byte(text), &ours), json.Unmarshal([]byte(text), &theirs)
		if (err == nil) != (want == nil) || err == nil && !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%s: %+v, %v; want %+v, %v", text, ours, err, theirs, want)
		}
	}
	var deep any
	if err := vjson.Unmarshal(bytes.Repeat([]byte("["), 1<<20), &deep); err == nil {
		t.Error("a million lists within each other were read")
	}
	if _, err := vjson.Marshal(map[string]float64{"loss": math.NaN()}); err == nil {
		t.Error("NaN was written")
	}
}
