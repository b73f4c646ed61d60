package finding

// Code names one kind of finding. Codes are public and never change their meaning.
type Code string

// Severity is the code's severity in the table; an unknown code is an error, so that nothing slips through.
func (c Code) Severity() Severity {
	if about, ok := byCode[c]; ok {
		return about.Severity
	}
	return Error
}

// About is a code's entry in the table of codes: what the help page says about it.
type About struct {
	Code     Code
	Severity Severity
	Title    string // a few words
	Meaning  string // what was found and why it matters
	Fix      string // what to do
}

// Codes is the table of codes in the order of the help page.
func Codes() []About { return table }

var byCode = func() map[Code]About {
	m := make(map[Code]About, len(table))
	for _, a := range table {
		m[a.Code] = a
	}
	return m
}()
