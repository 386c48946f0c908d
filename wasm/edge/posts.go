package main

import "time"

// How many runs one client may share: a burst, then one more after each while.
const (
	postBurst = 10
	postEvery = 6 * time.Second
)
