//go:build race

package main

// racing reports whether the race detector is on, which makes every call of the command several times slower.
const racing = true
