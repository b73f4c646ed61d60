package simulator

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// deviceCode starts a sign-in of a device.
func (v *visit) deviceCode(scope string) deviceReply {
	v.Helper()
	status, got := v.post(deviceCodePath, map[string]string{"client_id": v.server.OAuthClientID, "scope": scope})
	if status != 200 {
		v.Fatalf("answered %d %+v", status, got)
	}
	return got.device
}

func (v *visit) poll(d deviceReply) (int, oauthAnswer) {
	v.Helper()
	return v.post(oauthTokenPath, map[string]string{"grant_type": grantDevice, "client_id": v.server.OAuthClientID, "device_code": d.DeviceCode})
}

func TestADeviceIsToldWhereAndHowToAsk(t *testing.T) {
	v := open(t, Options{})
	d := v.deviceCode(allScopes)
	if d.ExpiresIn != 900 || d.Interval != 5 || d.DeviceCode == "" || !regexp.MustCompile(`^[B-T]{4}-[B-T]{4}$`).MatchString(d.UserCode) {
		t.Errorf("answered %+v", d)
	}
	if d.VerificationURI != v.server.OAuthURL+"/activate" || d.VerificationURIComplete != d.VerificationURI+"?user_code="+d.UserCode {
		t.Errorf("to be approved at %s or %s", d.VerificationURI, d.VerificationURIComplete)
	}
	if other := v.deviceCode(allScopes); other.DeviceCode == d.DeviceCode || other.UserCode == d.UserCode {
		t.Error("two devices got one code")
	}
}

func TestADeviceWaitsUntilThePersonApproves(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now})
	d := v.deviceCode(allScopes)
	for range 3 {
		status, got := v.poll(d)
		v.fails(status, got, 400, "authorization_pending")
		clock.forward(5 * time.Second)
	}
	v.tenant.ApproveDevice()
	status, got := v.poll(d)
	if status != 200 || got.AccessToken == "" || got.RefreshToken == "" || got.IDToken == "" || got.Scope != allScopes {
		t.Fatalf("answered %d %+v", status, got)
	}
	if status, _ := v.refresh(got.RefreshToken); status != 200 {
		t.Errorf("its refresh token is answered %d", status)
	}
	status, got = v.poll(d)
	v.fails(status, got, 400, "invalid_grant")
}

func TestADeviceThatAsksTooFastIsSlowedDown(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now, DeviceApprovedAfter: 2})
	d := v.deviceCode(allScopes)
	for _, step := range []struct {
		wait time.Duration
		code string
	}{
		{0, "authorization_pending"}, {4 * time.Second, "slow_down"}, {6 * time.Second, "slow_down"}, // now 10, then 15 seconds
		{15 * time.Second, "authorization_pending"}, {15 * time.Second, ""},
	} {
		clock.forward(step.wait)
		status, got := v.poll(d)
		if got.Error != step.code || (status == 200) != (step.code == "") {
			t.Fatalf("after %v: %d %q, want %q", step.wait, status, got.Error, step.code)
		}
	}
}

func TestADeviceCodeExpires(t *testing.T) {
	clock := newClock()
	v := open(t, Options{Now: clock.now, DeviceInterval: 1500 * time.Millisecond})
	d := v.deviceCode(allScopes)
	if d.Interval != 2 {
		t.Errorf("the interval is told as %d seconds", d.Interval)
	}
	clock.forward(15 * time.Minute)
	v.tenant.ApproveDevice()
	status, got := v.poll(d)
	v.fails(status, got, 400, "expired_token")
	if status, got := v.poll(v.deviceCode(allScopes)); status != 200 { // approved, since the other no longer waited
		t.Errorf("the next device is answered %d %+v", status, got)
	}
}

func TestAPersonMayRefuseADevice(t *testing.T) {
	v := open(t, Options{})
	v.tenant.RefuseDevice() // before it asks
	d := v.deviceCode(allScopes)
	status, got := v.poll(d)
	v.fails(status, got, 400, "access_denied")
	status, got = v.poll(v.deviceCode(allScopes)) // the next one waits again
	v.fails(status, got, 400, "authorization_pending")
}

func TestThePageApprovesOrRefusesADevice(t *testing.T) {
	for decision, code := range map[string]string{"approve": "", "refuse": "access_denied"} {
		v := open(t, Options{})
		d := v.deviceCode(allScopes)
		if page := v.ask("GET", d.VerificationURIComplete, ""); page.status != 200 || !strings.Contains(page.body, d.UserCode) {
			t.Errorf("the page is %d %s", page.status, page.body)
		}
		form := url.Values{"user_code": {strings.ToLower(d.UserCode)}, "decision": {decision}}.Encode()
		if page := v.ask("POST", d.VerificationURI, form, "Content-Type", "application/x-www-form-urlencoded"); page.status != 200 {
			t.Errorf("answered %d", page.status)
		}
		if _, got := v.poll(d); got.Error != code {
			t.Errorf("%s: %q, want %q", decision, got.Error, code)
		}
		if page := v.ask("POST", d.VerificationURI, form); !strings.Contains(page.body, "No device") {
			t.Errorf("a code that was used is answered %s", page.body)
		}
	}
}

func TestThePageEscapesTheCode(t *testing.T) {
	v := open(t, Options{})
	if page := v.ask("GET", v.server.OAuthURL+`/activate?user_code=%22%3E%3Cscript%3E`, ""); strings.Contains(page.body, "<script>") {
		t.Errorf("the page is %s", page.body)
	}
}

func TestWithoutOfflineAccessADeviceGetsNoRefreshToken(t *testing.T) {
	v := open(t, Options{})
	v.tenant.ApproveDevice()
	status, got := v.poll(v.deviceCode("profile"))
	if status != 200 || got.AccessToken == "" || got.RefreshToken != "" || got.IDToken != "" {
		t.Errorf("answered %d %+v", status, got)
	}
}

func TestTheDeviceGrantMayBeOff(t *testing.T) {
	v := open(t, Options{NoDeviceGrant: true})
	status, got := v.post(deviceCodePath, map[string]string{"client_id": v.server.OAuthClientID})
	v.fails(status, got, 400, "unauthorized_client")
	status, got = v.poll(deviceReply{DeviceCode: "x"})
	v.fails(status, got, 400, "unauthorized_client")
	if status, _ := v.refresh(v.server.RefreshToken); status != 200 {
		t.Errorf("a refresh token is answered %d", status)
	}
}

func TestACodeNeedsAClient(t *testing.T) {
	v := open(t, Options{OAuthClientSecret: "s3cret"})
	status, got := v.post(deviceCodePath, map[string]string{"client_id": "x"})
	v.fails(status, got, 401, "invalid_client")
	status, got = v.poll(v.deviceCode(allScopes)) // a code needs no secret, its token does
	v.fails(status, got, 401, "invalid_client")
}
