package sheet

// Unreadable says that an input cannot be read as a table: it is of another kind, damaged, cut short,
// or beyond what a spreadsheet can hold. Nothing that was read from it before may be relied on.
type Unreadable struct {
	File    string // without its folder
	Sheet   string // empty where the whole file is meant, and for CSV
	Message string // lower case, no full stop; names the row or cell where there is one
	Hint    string // what to do next; may be empty
}

// Error names the file, the sheet and what is wrong; the hint is left to whoever prints it.
func (u *Unreadable) Error() string {
	where := u.File
	if u.Sheet != "" {
		where += ", sheet \"" + u.Sheet + "\""
	}
	return where + ": " + u.Message
}
