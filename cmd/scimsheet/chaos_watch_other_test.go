//go:build !linux

package main

import "testing"

// onChange is only there where the system tells of changes; elsewhere nothing is told.
func onChange(testing.TB, string, func()) (stop func()) { return func() {} }
