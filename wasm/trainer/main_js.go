package main

import "softmix/wasm/trainer/worker"

func main() { worker.Main() }
