package sheet

import (
	"math"
	"strconv"
	"strings"
)

// show writes a number with a section's literals and placeholders.
func (s *section) show(number float64, minus bool) string {
	var out strings.Builder
	if minus && s.numeric {
		out.WriteByte('-')
	}
	number = math.Abs(number)
	whole, decimals := roundedDigits(number, s.shift, s.decimals)
	w := wholeWriter{out: &out, digits: whole, holders: s.wholes, grouped: s.grouped}
	at, pointed := 0, false // a point without a digit behind it is left out
	for _, p := range s.pieces {
		switch p.kind {
		case literalPiece:
			out.WriteString(p.literal)
		case generalPiece:
			text, _ := showGeneral(number)
			out.WriteString(text)
		case wholePiece:
			w.placeholder(p.holder)
		case pointPiece:
			if s.wholes == 0 {
				out.WriteString(whole)
			}
			pointed = true
		case decimalPiece:
			if digit := decimals[at]; digit != '0' || p.holder == '0' || strings.Trim(decimals[at:], "0") != "" {
				if pointed {
					out.WriteByte('.')
				}
				pointed = false
				out.WriteByte(digit)
			}
			at++
		}
	}
	return strings.TrimSpace(out.String())
}

// wholeWriter writes the digits before the decimal point into their placeholders, from the left. What is
// more than there are placeholders for goes before the first.
type wholeWriter struct {
	out     *strings.Builder
	digits  string
	holders int // that are left
	grouped bool
	begun   bool
}

func (w *wholeWriter) placeholder(holder byte) {
	for len(w.digits) > w.holders {
		w.digit(w.digits[0], len(w.digits))
		w.digits = w.digits[1:]
	}
	switch {
	case len(w.digits) == w.holders:
		w.digit(w.digits[0], w.holders)
		w.digits = w.digits[1:]
	case holder == '0':
		w.digit('0', w.holders)
	case holder == '?':
		w.out.WriteByte(' ')
	}
	w.holders--
}

// digit writes a digit that has its place from the decimal point, 1 for the last before it.
func (w *wholeWriter) digit(digit byte, place int) {
	if w.grouped && w.begun && place%3 == 0 {
		w.out.WriteByte(',')
	}
	w.begun = true
	w.out.WriteByte(digit)
}

// roundedDigits are the digits of a number times a power of ten: those before the decimal point, without
// leading zeros, and so many behind it. Numbers have fifteen digits, and halves are rounded up, as
// spreadsheet programs do.
func roundedDigits(number float64, shift, decimals int) (whole, behind string) {
	written := strconv.FormatFloat(number, 'e', exactDigits-1, 64)
	mantissa, exponent, _ := strings.Cut(written, "e")
	power, _ := strconv.Atoi(exponent)
	digits := []byte(mantissa[:1] + mantissa[2:])
	point := power + 1 + shift
	keep := point + decimals
	switch {
	case keep < 0:
		digits = digits[:0]
	case keep < len(digits):
		up := digits[keep] >= '5'
		digits = digits[:keep]
		if up {
			var carried bool
			if digits, carried = increment(digits); carried {
				point++
			}
		}
	}
	text := string(digits)
	if point < 0 {
		text, point = strings.Repeat("0", -point)+text, 0
	}
	if missing := point + decimals - len(text); missing > 0 {
		text += strings.Repeat("0", missing)
	}
	return strings.TrimLeft(text[:point], "0"), text[point : point+decimals]
}

// increment adds one to the last digit; carried tells that there is one digit more than before.
func increment(digits []byte) (sum []byte, carried bool) {
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] < '9' {
			digits[i]++
			return digits, false
		}
		digits[i] = '0'
	}
	return append([]byte{'1'}, digits...), true
}
