package journal

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
)

// A line is {"sum":"xxxxxxxx","record":…} to the byte, xxxxxxxx being the CRC-32C of all records up to
// and with this one in lower-case hexadecimal.
const (
	beforeSum    = `{"sum":"`
	afterSum     = `","record":`
	afterRecord  = "}\n"
	sumDigits    = 2 * crc32.Size
	recordOffset = len(beforeSum) + sumDigits + len(afterSum)
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Damaged is a log that is not as it was written.
type Damaged struct {
	Path   string
	Line   int // the first line that does not fit, 1-based
	Reason string
}

func (d *Damaged) Error() string {
	return fmt.Sprintf("journal %q is damaged in line %d: %s", d.Path, d.Line, d.Reason)
}

// Read hands over every record of a log without holding it, so that a run can be looked at while it
// goes on. A last line that is cut off is left out; any other damage is a *Damaged. A record is valid
// only during the call; an error of take ends the reading and is returned.
func Read(path string, take func(record []byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	defer file.Close()
	_, _, err = scan(path, file, take)
	return err
}

// scan reads whole lines up to the end or the torn last line, and returns where that begins.
func scan(path string, r io.Reader, take func(record []byte) error) (end int64, sum uint32, err error) {
	in := bufio.NewReaderSize(r, 1<<18)
	var long []byte
	for number := 1; ; number++ {
		line, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long[:0], line...)
			line, err = in.ReadBytes('\n')
			long = append(long, line...)
			line = long
		}
		if errors.Is(err, io.EOF) {
			return end, sum, nil
		}
		if err != nil {
			return end, sum, fmt.Errorf("read journal %q: %w", path, err)
		}
		record, next, reason := parseLine(line, sum)
		if reason != "" {
			return end, sum, &Damaged{Path: path, Line: number, Reason: reason}
		}
		if err := take(record); err != nil {
			return end, sum, err
		}
		end, sum = end+int64(len(line)), next
	}
}

// parseLine takes a line apart; the reason is empty when it is sound.
func parseLine(line []byte, sum uint32) (record []byte, next uint32, reason string) {
	if len(line) < recordOffset+len(afterRecord) || !bytes.HasPrefix(line, []byte(beforeSum)) ||
		!bytes.HasSuffix(line, []byte(afterRecord)) ||
		!bytes.Equal(line[len(beforeSum)+sumDigits:recordOffset], []byte(afterSum)) {
		return nil, 0, "not a record"
	}
	record = line[recordOffset : len(line)-len(afterRecord)]
	next = crc32.Update(sum, castagnoli, record)
	var want [sumDigits]byte
	if !bytes.Equal(line[len(beforeSum):len(beforeSum)+sumDigits], hexSum(want[:0], next)) {
		return nil, 0, "the checksum does not fit: a record was changed, taken out or added"
	}
	return record, next, ""
}

func appendLine(line, record []byte, sum uint32) ([]byte, uint32) {
	sum = crc32.Update(sum, castagnoli, record)
	line = append(line, beforeSum...)
	line = hexSum(line, sum)
	line = append(line, afterSum...)
	line = append(line, record...)
	return append(line, afterRecord...), sum
}

func hexSum(to []byte, sum uint32) []byte {
	return hex.AppendEncode(to, []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
}
