package simulator

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// deviceLifetime is how long a person has to approve a device.
const deviceLifetime = 15 * time.Minute

// device is one sign-in on the way (RFC 8628).
type device struct {
	code, userCode, scope string
	expires               time.Time
	interval              time.Duration
	asked                 time.Time // when it last asked for its token
	polls                 int
	verdict               verdict
	redeemed              bool
}

// verdict is what the person at the browser said.
type verdict int

const (
	waiting verdict = iota
	approved
	refusedByPerson
)

type deviceReply struct {
	DeviceCode              string `json:"device_code"`
	UserCode                string `json:"user_code"`
	VerificationURI         string `json:"verification_uri"`
	VerificationURIComplete string `json:"verification_uri_complete"`
	ExpiresIn               int    `json:"expires_in"`
	Interval                int    `json:"interval"`
}

func noDeviceGrant() reply {
	return oauthFailure(http.StatusBadRequest, "unauthorized_client", "the device grant is not enabled for this client")
}

func (t *Tenant) giveDeviceCode(x *exchange, form map[string]string) reply {
	if t.options.NoDeviceGrant {
		return noDeviceGrant()
	}
	t.oauth.mu.Lock()
	defer t.oauth.mu.Unlock()
	n := len(t.oauth.devices)
	d := &device{
		code: t.seeded("device code", n), userCode: spellUserCode(t.seeded("user code", n)), scope: form["scope"],
		expires: t.options.Now().Add(deviceLifetime), interval: t.options.DeviceInterval, verdict: t.oauth.ready,
	}
	t.oauth.devices, t.oauth.ready = append(t.oauth.devices, d), waiting
	page := x.base() + activatePath
	return jsonReply(http.StatusOK, deviceReply{
		DeviceCode: d.code, UserCode: d.userCode,
		VerificationURI: page, VerificationURIComplete: page + "?" + url.Values{"user_code": {d.userCode}}.Encode(),
		ExpiresIn: int(deviceLifetime / time.Second), Interval: int((d.interval + time.Second - 1) / time.Second),
	}).with("Cache-Control", "no-store")
}

// spellUserCode writes a code without vowels, so that it spells no word (RFC 8628 section 6.1).
func spellUserCode(hexadecimal string) string {
	const letters = "BCDFGHJKLMNPQRST"
	var b strings.Builder
	for at := range 8 {
		if at == 4 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[strings.IndexByte("0123456789abcdef", hexadecimal[at])])
	}
	return b.String()
}

// tooSoon leaves a tenth of the interval to clocks and networks.
func (d *device) tooSoon(now time.Time) bool {
	return !d.asked.IsZero() && now.Sub(d.asked) < d.interval-d.interval/10
}

// redeemDeviceCode answers one poll of a device (RFC 8628 section 3.5).
func (t *Tenant) redeemDeviceCode(x *exchange, code string) reply {
	if t.options.NoDeviceGrant {
		return noDeviceGrant()
	}
	t.oauth.mu.Lock()
	defer t.oauth.mu.Unlock()
	d := t.oauth.device(func(d *device) bool { return d.code == code && !d.redeemed })
	if d == nil {
		return oauthFailure(http.StatusBadRequest, "invalid_grant", "the device code is not known or was used already")
	}
	now := t.options.Now()
	soon := d.tooSoon(now)
	d.asked = now
	switch {
	case !now.Before(d.expires):
		return oauthFailure(http.StatusBadRequest, "expired_token", "the device code has expired")
	case d.verdict == refusedByPerson:
		return oauthFailure(http.StatusBadRequest, "access_denied", "the person refused")
	case soon:
		d.interval += 5 * time.Second
		return oauthFailure(http.StatusBadRequest, "slow_down", "wait five seconds longer between requests")
	}
	d.polls++
	if n := t.options.DeviceApprovedAfter; n > 0 && d.polls > n {
		d.verdict = approved
	}
	if d.verdict != approved {
		return oauthFailure(http.StatusBadRequest, "authorization_pending", "the person has not approved yet")
	}
	d.redeemed = true
	refresh := ""
	if hasScope(d.scope, "offline_access") {
		refresh = t.newRefreshToken(d.scope)
	}
	return t.grant(x, d.scope, refresh)
}

func (o *oauth) device(fits func(*device) bool) *device {
	for _, d := range o.devices {
		if fits(d) {
			return d
		}
	}
	return nil
}

// ApproveDevice is the person at the browser who says yes: to every device that waits, or, where none
// does, to the next one that asks.
func (t *Tenant) ApproveDevice() { t.judgeDevices(approved) }

// RefuseDevice is ApproveDevice with a no.
func (t *Tenant) RefuseDevice() { t.judgeDevices(refusedByPerson) }

func (t *Tenant) judgeDevices(v verdict) {
	t.oauth.mu.Lock()
	defer t.oauth.mu.Unlock()
	t.oauth.ready = v
	for _, d := range t.oauth.devices {
		if d.verdict == waiting && t.options.Now().Before(d.expires) {
			d.verdict, t.oauth.ready = v, waiting
		}
	}
}

// answerActivation is the page at which a person who rehearses approves a device; it stands in for
// Anaplan's own, which asks for a password first.
func (t *Tenant) answerActivation(x *exchange) reply {
	switch x.Method {
	case http.MethodGet:
		return htmlReply(fmt.Sprintf(activationForm, html.EscapeString(x.URL.Query().Get("user_code"))))
	case http.MethodPost:
		form, err := url.ParseQuery(string(x.body))
		if err != nil {
			return htmlReply("The form cannot be read.")
		}
		return t.activate(form.Get("user_code"), form.Get("decision") == "approve")
	}
	return oauthFailure(http.StatusMethodNotAllowed, "invalid_request", "use GET or POST").with("Allow", "GET, POST")
}

func (t *Tenant) activate(userCode string, yes bool) reply {
	t.oauth.mu.Lock()
	defer t.oauth.mu.Unlock()
	d := t.oauth.device(func(d *device) bool {
		return strings.EqualFold(d.userCode, strings.TrimSpace(userCode)) && d.verdict == waiting && t.options.Now().Before(d.expires)
	})
	switch {
	case d == nil:
		return htmlReply("No device waits with this code.")
	case yes:
		d.verdict = approved
		return htmlReply("Approved. You can close this page.")
	}
	d.verdict = refusedByPerson
	return htmlReply("Refused. You can close this page.")
}

const activationForm = `<form method="post"><p>A device asks to sign in to the simulated tenant.</p>` +
	`<label>Code <input name="user_code" value="%s"></label> ` +
	`<button name="decision" value="approve">Approve</button> <button name="decision" value="refuse">Refuse</button></form>`

func htmlReply(inner string) reply {
	return reply{
		status: http.StatusOK, mediaType: "text/html; charset=utf-8",
		body: []byte("<!DOCTYPE html><html><head><title>Sign in</title></head><body>" + inner + "</body></html>"),
	}
}
