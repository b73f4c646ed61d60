package sheet

import (
	"bytes"
	"io"
)

// findDelimiter is the character that cuts most of the first records into the same number of fields;
// among equals the larger number, then the more usual character. A comma where nothing is cut.
func findDelimiter(file string, text csvText, head []byte) byte {
	sample := make([]byte, 2*headSize)
	n, _ := io.ReadFull(text.reader(bytes.NewReader(head)), sample)
	sample = bytes.TrimPrefix(sample[:n], []byte(byteOrderMark))
	if declared := separatorLine(sample); declared != 0 {
		return declared
	}
	best, bestRecords, bestFields := byte(','), 0, 0
	for _, candidate := range []byte(",;\t|") {
		records, fields := regularity(newCSVReader(file, bytes.NewReader(sample), candidate, &csvText{}))
		if records > bestRecords || records == bestRecords && fields > bestFields {
			best, bestRecords, bestFields = candidate, records, fields
		}
	}
	return best
}

// regularity is the most frequent number of fields, two at least, among the first records, and how
// many records have it. It stops at what cannot be read with this delimiter.
func regularity(c *csvReader) (records, fields int) {
	const looked = 50
	byWidth := map[int]int{}
	for range looked {
		length, err := c.scan()
		if err != nil {
			break
		}
		c.start += length
		if err := c.lineEnd(); err != nil {
			break
		}
		if width := len(c.fields); width > 1 {
			byWidth[width]++
			if n := byWidth[width]; n > records || n == records && width > fields {
				records, fields = n, width
			}
		}
	}
	return records, fields
}
