//go:build !unix

package vault

import "io/fs"

// exposed: a user's folders are private without modes.
func exposed(string, fs.FileInfo) error { return nil }
