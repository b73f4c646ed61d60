package report

// Printed is text from a file as a terminal may show it: control characters in it would be obeyed.
func Printed(text string) string { return printed(text) }
