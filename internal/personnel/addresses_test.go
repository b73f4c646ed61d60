package personnel

import (
	"slices"
	"strings"
	"testing"

	"scimsheet/internal/finding"
)

func TestAddressesAreFoundWhereTheyStandAlone(t *testing.T) {
	for text, want := range map[string]string{
		"li@acme.com": "li@acme.com", "Li Chen <li@acme.com>": "li@acme.com", "Li Chen (li@acme.com)": "li@acme.com", "mailto:li@acme.com": "li@acme.com", "SMTP:li@acme.com;": "li@acme.com",
		"'li@acme.com'": "li@acme.com", `"li@acme.com"`: "li@acme.com", "Write to li@acme.com.": "li@acme.com", "{li@acme.com}": "li@acme.com", "o'brien+x@acme.com": "o'brien+x@acme.com", "_svc@acme.com": "_svc@acme.com",
		"li@acme.com / sam@acme.com": "li@acme.com sam@acme.com", "li@acme.com/sam@acme.com": "li@acme.com sam@acme.com", "li@acme.com|sam@acme.com": "li@acme.com sam@acme.com",
		"li@acme.com; LI@acme.com": "li@acme.com", "Li @ Berlin, li@acme.com": "li@acme.com", "josé@acme.com": "josé@acme.com",
	} {
		if got := strings.Join(addressesIn(text), " "); got != want {
			t.Errorf("%q holds %q, want %q", text, got, want)
		}
	}
}

// Each of these would lead to somebody who is not named if a part of it were taken for an address.
func TestAnAddressInsideALongerWordIsNone(t *testing.T) {
	people := []string{"1,b@x.com,Bo", "2,hid@x.com,Hid", "3,c@x.com,Cy"}
	for _, said := range []string{"a/b@x.com", ".hid@x.com", "..hid@x.com", "'.hid@x.com", "a|b@x.com", "{a}b@x.com", "b@x.com/a", "*b@x.com", "=b@x.com", "b@x.com@c@x.com", "a@b@x.com", "b@x..com", "https://x.com/b@x.com",
		"a/b@x.com; c@x.com", "c@x.com .hid@x.com"} {
		t.Run(said, func(t *testing.T) {
			if found := addressesIn(said); len(found) > 0 {
				t.Errorf("found is %q", found)
			}
			s := staff(t, slices.Concat([]string{"Employee ID,Email,Name,Manager"}, people, []string{"4,ada@x.com,Ada," + said})...)
			address, who, problem := s.Manager(of(t, s, "ada@x.com"))
			if address != "" || who != nil || problem == "" {
				t.Errorf("the manager is %q, %v", address, who)
			}
			if len(says(s.Findings, finding.ManagerUnclear))+len(says(s.Findings, finding.ManagerTwice)) == 0 {
				t.Errorf("nothing is said of it: %v", s.Findings)
			}
			o := owners(t, "Workspace,Owner,Note", "Finance,"+said+",", "Sales,c@x.com,")
			if address, _, problem := o.Of("Finance"); address != "" || problem == "" {
				t.Errorf("the owner is %q", address)
			}
			wantSaid(t, o.Findings, finding.OwnerUnclear, "owners.csv!B2", "no e-mail address")
		})
	}
}

func TestAPersonWhoseAddressIsInsideALongerWordIsNobodyElse(t *testing.T) {
	s := staff(t, "Employee ID,Work Email,Name,Status", "1,a/b@x.com,Ada,Terminated", "2,.hid@x.com,Hid,Terminated", "3,b@x.com,Bo,Active", "4,hid@x.com,Hadi,Active")
	if len(s.Employees) != 4 {
		t.Errorf("there are %d people", len(s.Employees))
	}
	for user, name := range map[string]string{"b@x.com": "Bo", "hid@x.com": "Hadi"} {
		if e := of(t, s, user); e.Name != name || e.Left {
			t.Errorf("%s is %s", user, e.Name)
		}
	}
}
