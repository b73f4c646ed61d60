package cli

import "fmt"

func countOf(n int, noun string) string {
	plural := map[string]string{"person": "people", "is": "are"}[noun]
	if plural == "" {
		plural = noun + "s"
	}
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + plural
}

func peopleWere(n int) string {
	if n == 1 {
		return "1 person was"
	}
	return thousands(n) + " people were"
}

func rowsHave(n int) string {
	if n == 1 {
		return "1 row has"
	}
	return thousands(n) + " rows have"
}

// thousands writes a number with commas: 1,204.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
