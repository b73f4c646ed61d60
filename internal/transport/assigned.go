package transport

import "strings"

// hideAssigned hides what running text says the value of a telling name is, as in access_token=…,
// "apiKey": "…" or <password>…. It is written by hand since a regular expression takes a time that grows
// with the square of the text.
func hideAssigned(text string) string {
	var shown strings.Builder
	done := 0 // bytes of the text that are written
	for i := 0; i < len(text); {
		sign := signAt(text[i:])
		if sign == 0 {
			i++
			continue
		}
		name := nameBefore(text[done:i])
		i += sign
		if !tells(name) {
			continue
		}
		start := len(text) - len(strings.TrimLeft(text[i:], " \t\r\n"))
		value := valueAt(text[start:])
		if value == "" || isSentence(text[i-1], value) {
			continue
		}
		shown.WriteString(text[done:start])
		shown.WriteString(hidden)
		done = start + len(value)
		i = done
	}
	shown.WriteString(text[done:])
	return shown.String()
}

// signAt is the length of what stands between a name and its value, 0 where nothing such begins there.
func signAt(text string) int {
	switch text[0] {
	case '=', ':', '>':
		return 1
	case '%', '&':
		for _, escaped := range []string{"%3D", "%3d", "&#61;"} {
			if strings.HasPrefix(text, escaped) {
				return len(escaped)
			}
		}
	}
	return 0
}

// nameBefore is the name that a text ends with, without quotes and brackets around it.
func nameBefore(text string) string {
	const longest = 64
	text = strings.TrimRight(text[max(0, len(text)-2*longest):], " \t\r\n")
	text = strings.TrimRight(strings.TrimRight(text, `"']`), `\`)
	return text[max(strings.LastIndexFunc(text, isNoPartOfName)+1, len(text)-longest):]
}

func isNoPartOfName(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' || r == '-')
}

// valueAt is the value that a text begins with: in quotes, or up to what ends it.
func valueAt(text string) string {
	open := strings.TrimLeft(text, `\`)
	if open != "" && (open[0] == '"' || open[0] == '\'') {
		start := len(text) - len(open) + 1
		for i := start; i < len(text); i++ {
			switch text[i] {
			case '\\':
				i++
			case open[0]:
				return text[:i+1]
			}
		}
		return text
	}
	if end := strings.IndexAny(text, " \t\r\n\"'\\&;,<>(){}"); end >= 0 {
		return text[:end]
	}
	return text
}

// isSentence takes a short word after a colon for the next word of a sentence.
func isSentence(sign byte, value string) bool {
	return (sign == ':' || sign == '>') && !strings.ContainsAny(value[:1], `\"'`) && len(value) < shortest
}
