package sheet

import (
	"bytes"
	"cmp"
	"io"
)

// findDelimiter is the character that best cuts the first records into a table. A comma where nothing is
// cut.
func findDelimiter(file string, text csvText, head []byte) byte {
	sample := make([]byte, 2*headSize)
	n, _ := io.ReadFull(text.reader(bytes.NewReader(head)), sample)
	sample = bytes.TrimPrefix(sample[:n], []byte(byteOrderMark))
	if declared := separatorLine(sample); declared != 0 {
		return declared
	}
	best, found := byte(','), tableness{}
	for _, candidate := range []byte(",;\t|") {
		if t := tablenessOf(newCSVReader(file, bytes.NewReader(sample), candidate, &csvText{})); t.compare(found) > 0 {
			best, found = candidate, t
		}
	}
	return best
}

// tableness is how much like a table of people the first records look when they are cut with a delimiter.
type tableness struct {
	addressed int // records in which e-mail addresses are fields of their own
	regular   int // records with the most frequent number of fields, which is two at least
	fields    int // that number
}

// compare ranks addresses before regularity: titles above the table, and names or lists that hold another
// delimiter in every row, can be regular too, but they do not cut addresses free.
func (t tableness) compare(other tableness) int {
	return cmp.Or(cmp.Compare(t.addressed, other.addressed), cmp.Compare(t.regular, other.regular), cmp.Compare(t.fields, other.fields))
}

// tablenessOf stops at what cannot be read with this delimiter.
func tablenessOf(c *csvReader) tableness {
	const looked = 50
	var t tableness
	byWidth := map[int]int{}
	for range looked {
		length, err := c.scan()
		if err != nil {
			break
		}
		if width := len(c.fields); width > 1 {
			byWidth[width]++
			if n := byWidth[width]; n > t.regular || n == t.regular && width > t.fields {
				t.regular, t.fields = n, width
			}
			if c.addressed() {
				t.addressed++
			}
		}
		c.start += length
		if err := c.lineEnd(); err != nil {
			break
		}
	}
	return t
}

// addressed tells whether the record in hand has e-mail addresses, and each is alone in its field.
func (c *csvReader) addressed() bool {
	found := false
	for _, f := range c.fields {
		field := bytes.TrimSpace(c.buf[c.start+f.from : c.start+f.to])
		switch at := bytes.IndexByte(field, '@'); {
		case at < 0:
			continue
		case at == 0 || at == len(field)-1 || bytes.ContainsAny(field, ",;|\t "):
			return false
		}
		found = true
	}
	return found
}
