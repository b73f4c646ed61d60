package cli

import (
	"net/url"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/plan"
	"scimsheet/internal/transport"
)

// connectFlags say which tenant, as whom, and how fast. Secrets never come from flags.
type connectFlags struct {
	region   string
	scimURL  string
	authURL  string
	apiURL   string
	oauthURL string
	auth     string
	caller   string
	workers  int
	rate     int
	timeout  time.Duration
	caFile   string
	trace    string
	quirks   string

	certificateHeader string
	certificateData   string
}

// The kinds of service that --profile-quirks tells apart.
const (
	quirksAnaplan = "anaplan"
	quirksRFC     = "rfc"
)

func (c *connectFlags) bind(flags *pflag.FlagSet) {
	settings := pflag.NewFlagSet("connection", pflag.ContinueOnError)
	settings.StringVar(&c.region, "region", "", "the tenant's region, such as us1, eu1 or ap1")
	settings.StringVar(&c.scimURL, "scim-url", "", "the SCIM service with its path, such as https://api.anaplan.com/scim/1/0/v2")
	settings.StringVar(&c.authURL, "auth-url", "", "the token service (scheme and host)")
	settings.StringVar(&c.apiURL, "api-url", "", "the Integration API (scheme and host)")
	settings.StringVar(&c.oauthURL, "oauth-url", "", "the OAuth service (scheme and host)")
	settings.StringVar(&c.auth, "auth", "", "how to sign in: "+strings.Join(signInMethods(), ", ")+" (left out: what the given credentials imply)")
	settings.StringVar(&c.caller, "caller", "", "userName of the account that signs in, where the credential does not tell")
	settings.IntVar(&c.workers, "workers", 4, "requests at once")
	settings.IntVar(&c.rate, "rate", 300, "requests a minute, evenly; 0 is unpaced")
	settings.DurationVar(&c.timeout, "timeout", 30*time.Second, "for one request")
	settings.StringVar(&c.caFile, "ca-file", "", "certificate authorities (PEM) to trust beside the system's, as a company's proxy needs")
	settings.StringVar(&c.quirks, "profile-quirks", "", "how the service behaves: anaplan (as left out), or rfc for a standard SCIM 2.0 service")
	settings.StringVar(&c.certificateHeader, "certificate-header", "pem", "how --auth certificate sends the certificate: pem, der")
	settings.StringVar(&c.certificateData, "certificate-data", "v2", "what --auth certificate signs: v2 (with the time), v1")
	addSettings(flags, settings)
	flags.StringVar(&c.trace, "trace", "", "write every request and reply to this new file, without secrets but with people's data")
}

// check refuses values that no run could go by.
func (c *connectFlags) check() error {
	switch {
	case c.workers < 1 || c.workers > 64:
		return fail(exitUsage, "4 is a good number", "--workers %d is not between 1 and 64", c.workers)
	case c.timeout <= 0:
		return fail(exitUsage, "for example 30s", "--timeout %s is no time at all", c.timeout)
	case c.rate < 0:
		return fail(exitUsage, "requests a minute; 0 is unpaced", "--rate %d is negative", c.rate)
	}
	for _, word := range []struct {
		flag, value string
		allowed     []string
	}{
		{"profile-quirks", c.quirks, []string{"", quirksAnaplan, quirksRFC}},
		{"certificate-header", c.certificateHeader, []string{"", "pem", "der"}},
		{"certificate-data", c.certificateData, []string{"", "v2", "v1"}},
	} {
		if err := oneOf(word.flag, word.value, word.allowed...); err != nil {
			return err
		}
	}
	return nil
}

// hosts finds out where the tenant is. An address that is named wins over the region's.
func (c *connectFlags) hosts() (plan.Tenant, error) {
	if err := c.check(); err != nil {
		return plan.Tenant{}, err
	}
	var t plan.Tenant
	if c.region != "" {
		region, err := anaplan.RegionNamed(c.region)
		if err != nil {
			return plan.Tenant{}, fail(exitUsage, "or name the addresses with --scim-url and --auth-url", "%w", err)
		}
		t = plan.Tenant{SCIMURL: region.SCIMURL, APIURL: region.APIURL, AuthURL: region.AuthURL, OAuthURL: region.OAuthURL}
	}
	for _, address := range []struct {
		flag, value string
		into        *string
	}{
		{"scim-url", c.scimURL, &t.SCIMURL}, {"api-url", c.apiURL, &t.APIURL},
		{"auth-url", c.authURL, &t.AuthURL}, {"oauth-url", c.oauthURL, &t.OAuthURL},
	} {
		if address.value == "" {
			continue
		}
		if err := checkAddress(address.flag, address.value); err != nil {
			return plan.Tenant{}, err
		}
		*address.into = strings.TrimRight(address.value, "/")
	}
	if c.quirks == quirksRFC {
		t.Quirks = quirksRFC
	}
	return t, nil
}

// checkAddress refuses what credentials must not be sent to.
func checkAddress(flag, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fail(exitUsage, "an address starts with https:// and a host", "--%s is not an address", flag)
	}
	if err := transport.CheckURL(u); err != nil {
		return fail(exitUsage, "credentials travel by https, and come from the environment; plain http is for this machine only",
			"--%s: %w", flag, err)
	}
	return nil
}
