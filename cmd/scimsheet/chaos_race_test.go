//go:build race

package main

// racing reports whether the race detector is on, which makes every call of the command several times slower.
const racing = true

// seedsByDefault is how many random runs the chaos test makes where nobody says.
const seedsByDefault = 20
