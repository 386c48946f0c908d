package worker

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"syscall/js"

	"softmix/i18n"
)

// fetch gets a file through the browser, by its content where the script files.js
// knows it, and reports its progress in bytes; the
// total is 0 where it is unknown. (net/http would do, for 1.3 MB.)
func fetch(ctx context.Context, url string, progress func(done, total int)) ([]byte, error) {
	response, err := await(ctx, js.Global().Call("fetch", js.Global().Call("softmixAt", url)))
	if err != nil { // browsers differ in what they say, and none says more
		return nil, errors.New(i18n.WorkerNoConnection.String())
	}
	if !response.Get("ok").Bool() {
		return nil, errors.New(i18n.Say(i18n.WorkerAnswered, response.Get("status").Int()))
	}
	total := 0
	// The length of a compressed body is not that of the file.
	if h := response.Get("headers"); h.Call("get", "content-encoding").IsNull() {
		if v := h.Call("get", "content-length"); v.Type() == js.TypeString {
			total, _ = strconv.Atoi(v.String())
		}
	}
	var data []byte
	reader := response.Get("body").Call("getReader")
	for {
		part, err := await(ctx, reader.Call("read"))
		if err != nil {
			return nil, fmt.Errorf("after %d bytes: %w", len(data), err)
		}
		if part.Get("done").Bool() {
			return data, nil
		}
		value := part.Get("value")
		at, n := len(data), value.Length()
		data = append(data, make([]byte, n)...)
		js.CopyBytesToGo(data[at:], value)
		if len(data) > total {
			total = 0
		}
		progress(len(data), total)
	}
}

// await waits for a promise.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	type result struct {
		value js.Value
		err   error
	}
	settled := make(chan result, 1)
	resolve := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- result{value: args[0]}
		return nil
	})
	reject := js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- result{err: errors.New(args[0].Call("toString").String())}
		return nil
	})
	promise.Call("then", resolve, reject)
	select {
	case r := <-settled:
		resolve.Release()
		reject.Release()
		return r.value, r.err
	case <-ctx.Done():
		// The promise may still settle, so its functions must stay.
		return js.Value{}, ctx.Err()
	}
}
