package roster

import (
	"strings"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

// spoiled tells a cell whose text is not what its owner meant: errors, formulas without a value, and
// ids that a spreadsheet program took for numbers or dates.
func spoiled(cell sheet.Cell, c column, at finding.Pos) (finding.Finding, bool) {
	switch {
	case cell.Kind == sheet.Fault:
		return faultIn(cell.Text).at(at), true
	case cell.NoValue:
		return finding.New(finding.NoCachedValue, at, "", "the cell holds a formula whose value was not saved",
			"open the workbook in a spreadsheet program and save it again"), true
	case cell.Rounded && c.keepsDigits():
		return roundedIn(cell.Text, c).at(at), true
	case cell.Kind == sheet.Date && c.identifies():
		return dateIn(cell.Text, c, "format the column as text and enter the "+c.String()+" again").at(at), true
	}
	return finding.Finding{}, false
}

func faultIn(text string) problem {
	return problem{finding.ErrorCell, text, "the cell holds the error " + quoted(text), "correct the formula or replace it by its value"}
}

func roundedIn(text string, c column) problem {
	return problem{finding.RoundedNumber, text, "the spreadsheet program has rounded this number (" + shown(text, messageRunes) + "): its last digits are lost",
		"format the column as text and enter the " + c.String() + " again"}
}

func dateIn(text string, c column, hint string) problem {
	return problem{finding.DateInID, text, "the spreadsheet program has made a date of this " + c.String() + " (" + shown(text, messageRunes) + ")", hint}
}

// spoiledText tells from a cell's text alone what spoiled tells from its kind: CSV has no kinds, and a
// workbook may have been filled from CSV. Whether the table is CSV, or was, matters for dates: in a workbook
// a text that reads like a date was kept from becoming one, in CSV it has mostly been one.
func spoiledText(text string, c column, csv bool) (problem, bool) {
	switch {
	case text[0] == '#' || text[0] == 'E':
		if isFault(text) {
			return faultIn(text), true
		}
		if len(text) > 1 && strings.Trim(text, "#") == "" {
			return problem{finding.ErrorCell, text, "the cell holds " + quoted(text) + ": its column was too narrow to show the value when the file was saved",
				"widen the column and save the file again"}, true
		}
	case text[0] >= '0' && text[0] <= '9':
		if c.keepsDigits() && isScientific(text) {
			return roundedIn(text, c), true
		}
		if csv && c.identifies() && isDate(text) {
			return dateIn(text, c, "format the column as text and enter the "+c.String()+" again; if it really reads so, give it in a new workbook, as text"), true
		}
	case csv && c.identifies() && text[0] >= 'A' && text[0] <= 'S' && isMonthAndYear(text):
		return dateIn(text, c, "format the column as text and enter the "+c.String()+" again; if it really reads so, give it in a new workbook, as text"), true
	}
	if strings.IndexByte(text, "\ufffd"[0]) >= 0 && strings.Contains(text, "\ufffd") { // looking for one byte is faster, and enough for most
		return problem{finding.BrokenText, text, quoted(text) + " holds the sign for a letter that could not be read (\ufffd)",
			"export the file again as CSV UTF-8 or .xlsx"}, true
	}
	return problem{}, false
}

// isFault tells the names of errors, as spreadsheet programs write them into CSV in English, German,
// French, Spanish, Italian and Portuguese; LibreOffice numbers some of its own.
func isFault(text string) bool {
	switch text {
	case "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
		"#CONNECT!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA", "#ERROR!", "#N/A N/A",
		"#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!",
		"#¡REF!", "#¡VALOR!", "#¿NOMBRE?", "#¡DIV/0!", "#¡NUM!", "#¡NULO!", "#N/D", "#RIF!", "#VALORE!", "#NOME?", "#VALOR!", "#NULLO!", "#NÚM!", "#NULO!":
		return true
	}
	number, found := strings.CutPrefix(text, "Err:")
	return found && len(number) == 3 && allDigits(number)
}

// isScientific tells what a spreadsheet program makes of a long number: 1.23457E+11, or with a comma.
func isScientific(text string) bool {
	end := strings.IndexAny(text, "Ee")
	if end < 1 || end+2 >= len(text) || text[end+1] != '+' || !allDigits(text[end+2:]) {
		return false
	}
	whole, fraction := text[:end], ""
	if point := strings.IndexAny(whole, ".,"); point >= 0 {
		whole, fraction = whole[:point], whole[point+1:]
	}
	return len(whole) == 1 && (fraction == "" || allDigits(fraction))
}

// isDate tells the forms in which spreadsheet programs write dates into CSV: day, month and year in
// either order, a day and a month's name, and a time after either.
func isDate(text string) bool {
	const longest = len("2026-11-01 00:00:00.000")
	if len(text) < len("1-May") || len(text) > longest {
		return false
	}
	day, rest, _ := strings.Cut(text, " ")
	if i := strings.IndexByte(day, 'T'); i > 0 {
		day, rest = day[:i], day[i+1:]
	}
	if rest != "" && strings.Trim(rest, "0123456789:.Z APMapm") != "" {
		return false
	}
	sign := strings.IndexAny(day, "/-.")
	if sign < 0 {
		return false
	}
	parts := strings.Split(day, day[sign:sign+1])
	switch {
	case len(parts) == 2:
		return isDay(parts[0]) && isMonth(parts[1]) && day[sign] == '-'
	case len(parts) != 3:
		return false
	case isYear(parts[0]):
		return isDay(parts[1]) && isDay(parts[2])
	case isMonth(parts[1]):
		return isDay(parts[0]) && allDigits(parts[2])
	}
	return isDay(parts[0]) && isDay(parts[1]) && (isYear(parts[2]) || day[sign] == '/' && len(parts[2]) == 2 && allDigits(parts[2]))
}

// isMonthAndYear tells Mar-12, which was MAR12 or MAR-12 once.
func isMonthAndYear(text string) bool {
	return len(text) == len("Mar-12") && text[3] == '-' && isMonth(text[:3]) && allDigits(text[4:])
}

func isYear(text string) bool {
	return len(text) == 4 && (strings.HasPrefix(text, "19") || strings.HasPrefix(text, "20")) && allDigits(text)
}

// isDay tells the number of a day or a month.
func isDay(text string) bool {
	return allDigits(text) && (len(text) == 1 && text != "0" || len(text) == 2 && text != "00" && text <= "31")
}

func isMonth(text string) bool {
	switch text {
	case "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec":
		return true
	}
	return false
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
