package anaplan

import "testing"

func TestEveryRegionHasItsHosts(t *testing.T) {
	for name, want := range map[string]Region{
		"us1": {"us1", "https://api.anaplan.com/scim/1/0/v2", "https://api.anaplan.com", "https://auth.anaplan.com", "https://us1a.app.anaplan.com"},
		"ap1": {"ap1", "https://api.anaplan.com/scim/1/0/v2", "https://api.anaplan.com", "https://auth.anaplan.com", "https://us1a.app.anaplan.com"},
		"us9": {"us9", "https://us9.api.anaplan.com/scim/1/0/v2", "https://us9.api.anaplan.com", "https://us9.auth.anaplan.com", "https://us9.app.anaplan.com"},
		"ME1": {"me1", "https://me1.api.anaplan.com/scim/1/0/v2", "https://me1.api.anaplan.com", "https://me1.auth.anaplan.com", "https://me1.app.anaplan.com"},
		"ca1": {"ca1", "https://ca1a.api.anaplan.com/scim/1/0/v2", "https://ca1a.api.anaplan.com", "https://ca1a.auth.anaplan.com", "https://ca1a.app.anaplan.com"},
		"au1": {"au1", "https://api.au1a.app2.anaplan.com/scim/1/0/v2", "https://api.au1a.app2.anaplan.com", "https://au1a.app2.anaplan.com", "https://au1a.app2.anaplan.com"},
	} {
		if got, err := RegionNamed(name); err != nil || got != want {
			t.Errorf("%s is %+v, %v", name, got, err)
		}
	}
	if len(Regions()) != 19 {
		t.Errorf("there are %d regions", len(Regions()))
	}
	for _, name := range []string{"", "us3", "anaplan.com"} {
		if got, err := RegionNamed(name); err == nil {
			t.Errorf("%q is %+v", name, got)
		}
	}
}

func TestAnaplansHostsAreKnown(t *testing.T) {
	for address, want := range map[string]bool{
		"https://api.anaplan.com/scim/1/0/v2":  true,
		"https://eu3.auth.anaplan.com":         true,
		"https://api.anaplan.com.evil.example": false,
		"http://api.anaplan.com":               false,
		"https://www.anaplan.com":              false,
		"https://api.anaplan.com:8443":         false,
	} {
		if got := IsAnaplan(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
