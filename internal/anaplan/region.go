// Package anaplan owns what is Anaplan's own beside SCIM: where its regions are, how one signs in, and
// the lists of workspaces and logins of the Integration API. Credentials are http.RoundTrippers that go
// to the hosts they were made for and nowhere else. It refuses to know users and what happens to them.
package anaplan

import (
	"fmt"
	"net/url"
	"strings"
)

// Region is one place where Anaplan runs tenants (Anaplan, "URL, IP, and allowlist requirements").
type Region struct {
	Name     string
	SCIMURL  string
	APIURL   string
	AuthURL  string
	OAuthURL string
}

const scimPath = "/scim/1/0/v2"

// Regions lists every region, in the order of Anaplan's documentation.
func Regions() []Region {
	var all []Region
	for _, name := range []string{"us1", "us2", "us5", "us7", "eu1", "eu2", "eu4", "ap1"} {
		all = append(all, regionAt(name, "api.anaplan.com", "auth.anaplan.com", "us1a.app.anaplan.com"))
	}
	for _, name := range []string{"us9", "eu3", "eu5", "gb1", "sg1", "ae1", "in1", "id1", "me1"} {
		all = append(all, regionAt(name, name+".api.anaplan.com", name+".auth.anaplan.com", name+".app.anaplan.com"))
	}
	return append(all,
		regionAt("ca1", "ca1a.api.anaplan.com", "ca1a.auth.anaplan.com", "ca1a.app.anaplan.com"),
		regionAt("au1", "api.au1a.app2.anaplan.com", "au1a.app2.anaplan.com", "au1a.app2.anaplan.com"))
}

func regionAt(name, api, auth, oauth string) Region {
	return Region{Name: name, SCIMURL: "https://" + api + scimPath, APIURL: "https://" + api,
		AuthURL: "https://" + auth, OAuthURL: "https://" + oauth}
}

// RegionNamed finds a region by its name in any case.
func RegionNamed(name string) (Region, error) {
	var names []string
	for _, region := range Regions() {
		if strings.EqualFold(region.Name, name) {
			return region, nil
		}
		names = append(names, region.Name)
	}
	return Region{}, fmt.Errorf("no region %q: there are %s", name, strings.Join(names, ", "))
}

// IsAnaplan reports whether an address is on one of the hosts of Anaplan's regions.
func IsAnaplan(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return false
	}
	for _, region := range Regions() {
		for _, known := range []string{region.APIURL, region.AuthURL, region.OAuthURL} {
			if "https://"+u.Host == known {
				return true
			}
		}
	}
	return false
}
