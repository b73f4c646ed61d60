package cli

import "os"

// traceFile is a new file for our eyes only that is made when the first request is written to it: a
// command that fails before leaves none behind. The transport writes from one goroutine at a time.
type traceFile struct {
	path string
	file *os.File
}

func (t *traceFile) Write(line []byte) (int, error) {
	if t.file == nil {
		file, err := os.OpenFile(t.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return 0, err
		}
		t.file = file
	}
	return t.file.Write(line)
}

// close has nothing to say: nothing is buffered, and a write that failed has stopped the request after it.
func (t *traceFile) close() {
	if t.file != nil {
		_ = t.file.Close()
	}
}
