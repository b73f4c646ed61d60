package personnel

import (
	"fmt"
	"strings"
	"testing"

	"scimsheet/internal/roster"
	"scimsheet/internal/sheet"
)

// company is HR's list of so many people: every eighth manages the next seven, every twentieth has left.
func company(people int) string {
	var b strings.Builder
	b.WriteString("Employee ID,Work Email,Legal First Name,Legal Last Name,Department,Cost Centre,Location,Job Title,Manager,Worker Status,Hire Date,Termination Date\n")
	for i := range people {
		status, last := "Active", ""
		if i%20 == 19 {
			status, last = "Terminated", fmt.Sprintf("%02d.%02d.2026", 1+i%28, 1+i%9)
		}
		manager := i / 8
		said := fmt.Sprintf("person.%d@acme.com", manager)
		if i%3 == 0 {
			said = fmt.Sprintf("Family%d, Given%d", manager, manager)
		}
		fmt.Fprintf(&b, "%06d,person.%d@acme.com,Given%d,Family%d,Department %d,CC-%d,Munich,Analyst,%q,%s,2019-04-01,%s\n", i, i, i, i, i%40, i%200, said, status, last)
	}
	return b.String()
}

// Reading HR's list is compared with reading the same rows as a list of people, of which it is a part.
func BenchmarkReadStaff(b *testing.B) {
	for _, people := range []int{20_000, 100_000} {
		path := file(b, "hr.csv", company(people))
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s, err := ReadStaff(b.Context(), path, sheet.Options{})
				if err != nil || len(s.Employees) != people {
					b.Fatal(len(s.Employees), err)
				}
			}
		})
		b.Run(fmt.Sprint(people)+" as people", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r, err := roster.Load(b.Context(), []string{path}, roster.Options{}); err != nil || r.People() != people {
					b.Fatal(err)
				}
			}
		})
	}
}
