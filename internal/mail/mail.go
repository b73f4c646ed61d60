// Package mail writes messages as files that mail programs open as drafts (RFC 5322). It sends nothing.
package mail
