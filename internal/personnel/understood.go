package personnel

// Column is a column of HR's list and what it is taken for, in words for people.
type Column struct {
	What   string // such as "manager"
	Header string // as the list spells it, on one line
}

// understood are the columns that mean something, those that tell whom a row is about first. Of several for
// one thing all are given, those with more authority first.
func (c columns) understood(headers []string) []Column {
	var all []Column
	for _, one := range []struct {
		what    string
		columns []int
	}{
		{"e-mail address or user name", c.userName}, {"employee id", c.externalID}, {"name", c.name}, {"first name", c.givenName}, {"last name", c.familyName},
		{"manager's address", c.manager[byAddress]}, {"manager", c.manager[byAnything]}, {"manager's employee id", c.manager[byID]}, {"manager's name", c.manager[byName]},
		{"manager's first name", c.manager[byGivenName]}, {"manager's last name", c.manager[byFamilyName]},
		{"department", c.department}, {"status", c.status}, {"has left", c.leaver}, {"last day", c.lastDay},
	} {
		for _, i := range one.columns {
			all = append(all, Column{one.what, readable(headers[i])})
		}
	}
	return all
}
