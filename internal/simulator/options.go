package simulator

import (
	"crypto/x509"
	"fmt"
	"time"

	"scimsheet/internal/scim"
)

// Options describe a tenant. The zero value is a tenant whose only user is the caller.
type Options struct {
	Users      int    // accounts altogether, the caller's included; at least 1
	Workspaces int    // how many workspaces there are
	Seed       uint64 // the same seed makes the same tenant
	Domain     string // of everybody's e-mail; default "acme.example"
	From       string // an export (.jsonl) to start from in place of made-up people; Workspaces then only tops up

	Latency       time.Duration // before every answer
	RatePerMinute int           // token bucket over all requests; 0 is no limit
	RateHeaders   bool          // X-RateLimit-Limit, -Remaining and -Reset on every reply, where there is a limit
	RetryDate     bool          // Retry-After of the bucket as an HTTP date, not as seconds
	Faults        []Fault

	PatchAdd               string               // what PATCH add does to entitlements: "append" (default) or "replace"
	PatchReplyEntitlements bool                 // whether PATCH replies carry entitlements; as documented they do not
	CreatedAs200           bool                 // POST answers 200, as an example in the documentation has it, not 201
	ReplyWithoutUserName   bool                 // PUT and PATCH replies leave userName out
	Spelling               scim.EntitlementType // reply with only this spelling of entitlements; default all three
	Versions               bool                 // meta.version, ETag and If-Match
	DuplicateName          bool                 // the last workspace has the same name as the first
	OnlyWorkspaces         []string             // names or ids that /2/0/workspaces shows; nil shows all
	Visiting               []string             // addresses of visiting users: not in SCIM at all, but listed by /2/0/users, and taken
	NotUserAdmin           bool                 // the caller lacks the User Admin role
	NotTenantAuditor       bool                 // the caller may not read audit events
	WorkspaceAdmins        []string             // who administers the workspaces they have; nil: one in twenty people
	ExceptionUsers         []string             // who may sign in without single sign-on; nil: one in fifty people
	TokenLifetime          time.Duration        // default 35 minutes

	Certificates        []*x509.Certificate // registered for the caller; their keys must be RSA
	RevokedCertificates []*x509.Certificate // revoked, whether registered or not
	CertificateData     string              // the only form of signed data taken: DataV1 or DataV2; default both
	CertificateHeader   string              // the only form in the header taken: HeaderPEM or HeaderDER; default both
	APIKeyExpired       bool                // the API key is no longer taken

	OAuthClientSecret   string        // what the OAuth client must show; empty: it is a public client
	RotateRefreshTokens bool          // each use of a refresh token ends it and gives a new one
	NoDeviceGrant       bool          // as where single sign-on is on
	DeviceInterval      time.Duration // between two polls of a device; default 5 seconds
	DeviceApprovedAfter int           // so many polls are told to wait, then the person approves; 0: not before ApproveDevice

	Now       func() time.Time // default time.Now; called from many goroutines
	ClockSkew time.Duration    // how far the tenant's clock is ahead of Now; below zero it is behind
}

// The two readings of PATCH add on entitlements.
const (
	Append  = "append"
	Replace = "replace"
)

const (
	defaultDomain        = "acme.example"
	defaultTokenLifetime = 35 * time.Minute
	defaultInterval      = 5 * time.Second
)

func (o Options) completed() (Options, error) {
	if o.Users < 0 || o.Workspaces < 0 || o.RatePerMinute < 0 || o.Latency < 0 || o.TokenLifetime < 0 || o.DeviceInterval < 0 || o.DeviceApprovedAfter < 0 {
		return o, fmt.Errorf("simulated tenant: counts, rates and durations cannot be negative")
	}
	switch o.PatchAdd {
	case "":
		o.PatchAdd = Append
	case Append, Replace:
	default:
		return o, fmt.Errorf("simulated tenant: PATCH add is %q, want %q or %q", o.PatchAdd, Append, Replace)
	}
	if err := o.checkCertificates(); err != nil {
		return o, err
	}
	switch o.Spelling {
	case "", scim.PerWorkspace, scim.WorkspaceIDs, scim.WorkspaceNames:
	default:
		return o, fmt.Errorf("simulated tenant: no entitlement spelling %q", o.Spelling)
	}
	if o.Domain == "" {
		o.Domain = defaultDomain
	}
	if o.TokenLifetime == 0 {
		o.TokenLifetime = defaultTokenLifetime
	}
	if o.DeviceInterval == 0 {
		o.DeviceInterval = defaultInterval
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.ClockSkew != 0 {
		right := o.Now
		o.Now = func() time.Time { return right().Add(o.ClockSkew) }
	}
	return o, nil
}

func (o Options) checkCertificates() error {
	switch o.CertificateData {
	case "", DataV1, DataV2:
	default:
		return fmt.Errorf("simulated tenant: no form of signed data %q, there are %q and %q", o.CertificateData, DataV1, DataV2)
	}
	switch o.CertificateHeader {
	case "", HeaderPEM, HeaderDER:
		return nil
	}
	return fmt.Errorf("simulated tenant: no form of certificate %q, there are %q and %q", o.CertificateHeader, HeaderPEM, HeaderDER)
}
