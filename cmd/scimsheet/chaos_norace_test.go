//go:build !race

package main

// racing reports whether the race detector is on.
const racing = false

// seedsByDefault is how many random runs the chaos test makes where nobody says.
const seedsByDefault = 200
