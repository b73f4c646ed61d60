package roster

import (
	"io"
)

// WriteMapping writes what was found out about tables as a mapping file, ready to be edited.
func WriteMapping(w io.Writer, tables []Table) error { return nil }
