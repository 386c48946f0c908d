//go:build !js

// Package bench is empty outside the browser: see main_js.go.
package bench
