-- For wrk: posts the run beside this file.
local file = assert(io.open("wasm/edge/testdata/run.json"))
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = file:read("a") or file:read("*a")
file:close()
