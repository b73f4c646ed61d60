package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"maps"
	"math/big"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/youmark/pkcs8"

	"scimsheet/internal/scim"
	"scimsheet/internal/simulator"
)

// order is the tenant that a script asked for.
type order struct {
	simulator.Options
	ts     *testscript.TestScript
	faults []string
	tls    bool
	oauth  bool
}

// startTenant: tenant [OPTION…] puts a new tenant in the place of the one before and says in the
// environment where it is and how to sign in with a password. The options are those of words and values.
func startTenant(ts *testscript.TestScript, _ bool, args []string) {
	o := &order{Options: simulator.Options{Users: 20, Workspaces: 8, Seed: 1}, ts: ts}
	words, values := o.words(), o.values()
	for _, arg := range args {
		name, value, valued := strings.Cut(arg, "=")
		switch set := values[name]; {
		case valued && set != nil:
			set(value)
		case !valued && words[name] != nil:
			words[name]()
		default:
			ts.Fatalf("tenant: what is %s? There are %s and, with a value, %s", arg,
				strings.Join(slices.Sorted(maps.Keys(words)), " "), strings.Join(slices.Sorted(maps.Keys(values)), " "))
		}
	}
	o.Faults = rulesOf(ts, o.faults)
	tenant, err := simulator.New(o.Options)
	ts.Check(err)
	start := simulator.Start
	if o.tls {
		start = simulator.StartTLS
	}
	server, err := start(tenant, "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { server.Close() })
	o.announce(server)
	ts.Value(stageKey{}).(*stage).tenant = tenant
}

func on(flag *bool) func() { return func() { *flag = true } }

// words are the options without a value.
func (o *order) words() map[string]func() {
	return map[string]func(){
		"hide-workspaces":          func() { o.OnlyWorkspaces = []string{} },
		"not-user-admin":           on(&o.NotUserAdmin),
		"duplicate-name":           on(&o.DuplicateName),
		"versions":                 on(&o.Versions),
		"patch-reply-entitlements": on(&o.PatchReplyEntitlements),
		"post-200":                 on(&o.CreatedAs200),
		"reply-without-user-name":  on(&o.ReplyWithoutUserName),
		"rate-headers":             on(&o.RateHeaders),
		"not-tenant-auditor":       on(&o.NotTenantAuditor),
		"api-key-expired":          on(&o.APIKeyExpired),
		"certificate":              func() { o.certify("") }, // makes $CERTIFICATE and $PRIVATE_KEY
		"oauth":                    on(&o.oauth),             // sets $OAUTH_CLIENT_ID and $REFRESH_TOKEN
		"rotate":                   on(&o.RotateRefreshTokens),
		"no-device-grant":          on(&o.NoDeviceGrant),
		"tls":                      on(&o.tls), // sets SCIMSHEET_CA_FILE
	}
}

// values are the options with one.
func (o *order) values() map[string]func(string) {
	count := func(into *int) func(string) { return func(v string) { *into = number(o.ts, v) } }
	text := func(into *string) func(string) { return func(v string) { *into = v } }
	duration := func(into *time.Duration) func(string) {
		return func(v string) {
			var err error
			*into, err = time.ParseDuration(v)
			o.ts.Check(err)
		}
	}
	return map[string]func(string){
		"users":                 count(&o.Users),
		"workspaces":            count(&o.Workspaces),
		"limit":                 count(&o.RatePerMinute),
		"fault":                 func(v string) { o.faults = append(o.faults, v) },
		"from":                  func(v string) { o.From, o.Workspaces = o.ts.MkAbs(v), 0 },
		"patch-add":             text(&o.PatchAdd),
		"visiting":              func(v string) { o.Visiting = append(o.Visiting, v) },
		"workspace-admin":       func(v string) { o.WorkspaceAdmins = append(o.WorkspaceAdmins, v) },
		"exception-user":        func(v string) { o.ExceptionUsers = append(o.ExceptionUsers, v) },
		"spelling":              func(v string) { o.Spelling = scim.EntitlementType(v) },
		"token-lifetime":        duration(&o.TokenLifetime),
		"clock-skew":            duration(&o.ClockSkew),
		"certificate":           o.certify, // the value is the passphrase of the key
		"certificate-data":      text(&o.CertificateData),
		"certificate-header":    text(&o.CertificateHeader),
		"oauth-secret":          text(&o.OAuthClientSecret), // also in $OAUTH_CLIENT_SECRET
		"device-approved-after": count(&o.DeviceApprovedAfter),
		"device-interval":       duration(&o.DeviceInterval),
	}
}

// announce sets the environment. SCIMSHEET_ variables are set for what scripts use unless they say
// otherwise; the other ways to sign in wait in variables of the script.
func (o *order) announce(server *simulator.Server) {
	o.ts.Setenv("SCIMSHEET_SCIM_URL", server.SCIMURL)
	o.ts.Setenv("SCIMSHEET_AUTH_URL", server.AuthURL)
	o.ts.Setenv("SCIMSHEET_API_URL", server.APIURL)
	o.ts.Setenv("SCIMSHEET_OAUTH_URL", server.OAuthURL)
	o.ts.Setenv("SCIMSHEET_USERNAME", server.Username)
	o.ts.Setenv("SCIMSHEET_PASSWORD", server.Password)
	o.ts.Setenv("API_KEY", server.APIKey)
	if o.oauth {
		o.ts.Setenv("OAUTH_CLIENT_ID", server.OAuthClientID)
		o.ts.Setenv("OAUTH_CLIENT_SECRET", server.OAuthClientSecret)
		o.ts.Setenv("REFRESH_TOKEN", server.RefreshToken)
	}
	if o.tls {
		o.ts.Setenv("SCIMSHEET_CA_FILE", o.write("ca.pem", []byte(server.CAPEM)))
	} else if o.ts.Getenv("SCIMSHEET_CA_FILE") != "" {
		o.ts.Setenv("SCIMSHEET_CA_FILE", "")
	}
}

func (o *order) write(name string, content []byte) string {
	path := o.ts.MkAbs(name)
	o.ts.Check(os.WriteFile(path, content, 0o600))
	return path
}

// certify makes a certificate for the caller, cert.pem and key.pem, the key in PKCS #8 and encrypted
// where there is a passphrase.
func (o *order) certify(passphrase string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	o.ts.Check(err)
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "svc-scim"}, NotBefore: now.AddDate(0, 0, -7), NotAfter: now.AddDate(0, 0, 7),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	o.ts.Check(err)
	certificate, err := x509.ParseCertificate(der)
	o.ts.Check(err)
	o.Certificates = append(o.Certificates, certificate)
	block := &pem.Block{Type: "PRIVATE KEY"}
	if passphrase == "" {
		block.Bytes, err = x509.MarshalPKCS8PrivateKey(key)
	} else {
		block.Type = "ENCRYPTED PRIVATE KEY"
		block.Bytes, err = pkcs8.MarshalPrivateKey(key, []byte(passphrase), nil)
	}
	o.ts.Check(err)
	o.ts.Setenv("CERTIFICATE", o.write("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	o.ts.Setenv("PRIVATE_KEY", o.write("key.pem", pem.EncodeToMemory(block)))
}

func rulesOf(ts *testscript.TestScript, texts []string) []simulator.Fault {
	faults, err := simulator.ParseFaults(texts)
	ts.Check(err)
	return faults
}

// endTokens: tokens expire. Tokens of the token service and OAuth access tokens end; refresh tokens live.
func endTokens(ts *testscript.TestScript, _ bool, args []string) {
	if !slices.Equal(args, []string{"expire"}) {
		ts.Fatalf("usage: tokens expire")
	}
	tenantOf(ts).ExpireTokens()
}

// revokeCertificates: certificates revoke.
func revokeCertificates(ts *testscript.TestScript, _ bool, args []string) {
	if !slices.Equal(args, []string{"revoke"}) {
		ts.Fatalf("usage: certificates revoke")
	}
	tenantOf(ts).RevokeCertificates()
}

// judgeDevice: device approve | device refuse. It may stand before the sign-in it is meant for.
func judgeDevice(ts *testscript.TestScript, _ bool, args []string) {
	switch strings.Join(args, " ") {
	case "approve":
		tenantOf(ts).ApproveDevice()
	case "refuse":
		tenantOf(ts).RefuseDevice()
	default:
		ts.Fatalf("usage: device approve | device refuse")
	}
}

// changeFaults: faults [RULE…] puts new rules in the place of all there were.
func changeFaults(ts *testscript.TestScript, _ bool, args []string) {
	tenantOf(ts).SetFaults(rulesOf(ts, args)...)
}
