package review

// faultOf is what is wrong with an answer as it stands, whoever may decide about the access.
func (m *merging) faultOf(s *said) *Problem {
	switch {
	case s.Fault != nil:
		return s.Fault
	case s.row < 0:
		return s.problem(ProblemAdded, "has the row id "+inQuotes(s.Key)+", which this campaign does not have",
			"take the row out, or return the workbook as it was sent, with nothing but the decisions added")
	case s.Decision != "" && !isDecision(s.Decision):
		return s.problem(ProblemWord, "says "+inQuotes(string(s.Decision))+", which is no decision", "write keep, revoke or change")
	}
	r := m.rows[s.row]
	switch {
	case s.Delegate != "" && r.Person.Is(s.Delegate), s.Decision != "" && r.Person.Is(s.decider()):
		return s.problem(ProblemOwn, "would have "+clip(string(r.Person.Account.UserName))+" decide about their own access",
			"name somebody else in the column Delegate")
	case s.in.File.Reviewer != "" && !sameAddress(s.in.File.Reviewer, s.Reviewer):
		return m.misplaced(s, r)
	case s.Decision != "" && s.decider() == "":
		return s.problem(ProblemWord, "says "+string(s.Decision)+", and nobody says who decided: no reviewer could be found for this access",
			"write the address of whoever decided in the column Delegate")
	}
	return nil
}

// misplaced is what is wrong with a row that names another reviewer than the workbook in which it stands.
func (m *merging) misplaced(s *said, r Ref) *Problem {
	whose := "the part of " + clip(s.in.File.Reviewer)
	if sameAddress(s.Reviewer, r.Access.Reviewer) {
		return s.problem(ProblemAdded, "is a row of "+reviewerInWords(s.Reviewer)+", and the workbook is "+whose,
			"return every reviewer's rows in the workbook that was sent to that reviewer")
	}
	return s.problem(ProblemEdited, "names the reviewer "+inQuotes(s.Reviewer)+", and the workbook is "+whose,
		"put the address back; who decides instead stands in the column Delegate")
}

// authorise finds out who was asked to decide about the accesses, and the answers of people who were not.
func (m *merging) authorise() {
	for i := range m.all {
		s := &m.all[i]
		if s.row < 0 {
			continue
		}
		owner := m.rows[s.row].Access.Reviewer
		if s.asked = s.speaker == addressKey(owner) || m.may[s.Key][s.speaker]; s.asked || s.fault != nil {
			continue
		}
		s.fault = s.problem(ProblemAdded, "is a row of "+reviewerInWords(owner)+", and "+reviewerInWords(s.Reviewer)+" was not asked to decide about it",
			reviewerInWords(owner)+" has to name them in the column Delegate of this row and leave the decision blank, in a workbook that comes back")
		if owner == "" {
			s.fault.Hint = "name them in the column Delegate of this row in no-reviewer.xlsx, and give that file as well"
		}
	}
}

func (s *said) problem(code, message, hint string) *Problem {
	return &Problem{Code: code, File: s.in.File.Name, Cell: s.Cell, Key: s.Key, Message: message, Hint: hint}
}

func reviewerInWords(address string) string {
	if address == "" {
		return "nobody"
	}
	return clip(address)
}
