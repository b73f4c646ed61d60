package diagnose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"scimsheet/internal/scim"
)

// checkService asks the SCIM service for what needs no credential, and reports whether its users are
// worth asking for.
func (r *run) checkService() bool {
	if lost := r.lost(r.Addresses.SCIM); lost != "" {
		r.skipped("service", "not asked: "+lost)
		return false
	}
	req, err := http.NewRequestWithContext(r.watch.on(r.ctx), http.MethodGet, strings.TrimRight(r.Addresses.SCIM, "/")+"/ServiceProviderConfig", nil)
	if err != nil {
		r.failed("service", r.Addresses.SCIM+" is not an address", "", err)
		return false
	}
	req.Header.Set("Accept", scim.MediaType)
	resp, err := r.Network.RoundTrip(req)
	if err != nil {
		r.failed("service", said(err), r.serviceHint(err), err)
		return false
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.failed("service", "the reply broke off", "try again", err)
		return false
	}
	return r.judgeService(resp, body)
}

// serviceHint is what to do where the service could not be asked.
func (r *run) serviceHint(err error) string {
	if strings.HasPrefix(r.Addresses.SCIM, "http:") {
		return secureHint
	}
	return r.Hint(err)
}

const secureHint = "what listens there does not answer to plain http: try https:// in the address"

const pathHint = "is the region right, and the path? --scim-url ends with it, as in https://api.anaplan.com/scim/1/0/v2"

// judgeService reads what came back instead of, or as, a service provider configuration.
func (r *run) judgeService(resp *http.Response, body []byte) bool {
	at, status := r.Addresses.SCIM, resp.StatusCode
	page := webPage(resp, body)
	switch {
	case status == http.StatusUnauthorized && !page:
		r.noted("service", at+" answers, but tells what it can do only to those who sign in (401)", "")
		return true
	case page && (status == http.StatusOK || status == http.StatusForbidden):
		r.portal = true
		r.failed("service", fmt.Sprintf("a web page came back (%d), not SCIM: %s", status, title(body)),
			"a network that asks to sign in first, or a company proxy, answers in the service's place: open the address in a browser on this machine, or ask for the hosts below to be let through",
			errors.New("a web page in place of SCIM"))
		return false
	case status == http.StatusNotFound:
		r.failed("service", "nothing is at "+at+" (404)",
			pathHint, errors.New("the service answered 404"))
		return false
	case status >= 500:
		r.failed("service", fmt.Sprintf("the service is there and cannot answer (%d)", status),
			"it is down or being maintained: status.anaplan.com tells; try again later", fmt.Errorf("the service answered %d", status))
		return false
	case status == http.StatusBadRequest && strings.HasPrefix(at, "http:"):
		r.failed("service", fmt.Sprintf("%s answered %d", at, status), secureHint, fmt.Errorf("the service answered %d", status))
		return false
	case status/100 != 2:
		r.failed("service", fmt.Sprintf("%s answered %d", at, status), "is it the address of a SCIM service?", fmt.Errorf("the service answered %d", status))
		return false
	}
	var config scim.ServiceProviderConfig
	if err := json.Unmarshal(body, &config); err != nil || len(config.Schemas) == 0 {
		r.failed("service", "what answers at "+at+" is not a SCIM service", pathHint,
			errors.New("the reply is no service provider configuration"))
		return false
	}
	r.compareConfig(config)
	return true
}

// compareConfig holds what the service says it can do against what is known. Anaplan's says that patch and
// filter are not supported (help page "SCIM API"), and both work.
func (r *run) compareConfig(config scim.ServiceProviderConfig) {
	says := fmt.Sprintf("%s answers; it says: changes in place (PATCH) %s, filters %s, versions (ETag) %s", r.Addresses.SCIM,
		supported(config.Patch.Supported), supported(config.Filter.Supported), supported(config.ETag.Supported))
	rfc := r.Quirks == scim.RFC
	switch patch, filter, etag := config.Patch.Supported, config.Filter.Supported, config.ETag.Supported; {
	case rfc && !patch:
		r.noted("service", says, "without PATCH users are replaced as a whole (PUT)")
	case rfc:
		r.passed("service", says)
	case !patch && !filter && !etag:
		r.passed("service", r.Addresses.SCIM+" answers; it says that PATCH and filters are not supported, as Anaplan's always did: both work")
	default:
		r.noted("service", says, "this is not what is known of Anaplan, which says no to all three: newer than this program, or not Anaplan (then --profile-quirks rfc)")
	}
}

func supported(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func webPage(resp *http.Response, body []byte) bool {
	return strings.Contains(strings.ToLower(resp.Header.Get("Content-Type")), "html") || bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}

// title is what a web page calls itself.
func title(body []byte) string {
	lower := bytes.ToLower(body)
	from := bytes.Index(lower, []byte("<title>"))
	to := bytes.Index(lower, []byte("</title>"))
	if from < 0 || to < from {
		return "a page without a title"
	}
	const limit = 80
	text := []rune(strings.Join(strings.Fields(string(bytes.ToValidUTF8(body[from+len("<title>"):to], nil))), " "))
	return fmt.Sprintf("%q", string(text[:min(len(text), limit)]))
}

// tolerated is how far the clock may be off before sign-in with certificates and tokens suffers.
const tolerated = 2 * time.Minute

// checkClock compares this machine's clock with the one the last reply told of.
func (r *run) checkClock() {
	seen := r.Network.Seen()
	switch skew := seen.Skew.Round(time.Second); {
	case !seen.HasSkew:
		r.skipped("clock", "nobody told the time")
	case skew.Abs() > tolerated:
		r.failed("clock", "this machine's clock is "+offset(skew)+" the service's",
			"set it (best by network time): signing in with certificates and the end of tokens are reckoned by it", errors.New("the clock is off"))
	default:
		r.passed("clock", fmt.Sprintf("within %s of the service's", skew.Abs()+time.Second))
	}
}

// offset is how far this machine's clock is from theirs, which is ahead by so much, in whole minutes.
func offset(skew time.Duration) string {
	off := strings.TrimSuffix(skew.Abs().Round(time.Minute).String(), "0s")
	if skew < 0 {
		return off + " ahead of"
	}
	return off + " behind"
}
