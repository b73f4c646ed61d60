package anaplan

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"scimsheet/internal/identity"
)

// SignIn is how a session asks for its first token.
type SignIn interface {
	// call is the request, made anew each time: what a certificate signs tells the time.
	call(now time.Time) (tokenCall, error)
	// as says who signs in, in words that follow "sign in".
	as() string
	// refusal explains why the service refused; its clock is ahead of this machine's by so much.
	refusal(err error, skew time.Duration) error
	// secrets must show nowhere.
	secrets() []sealed
}

const authenticatePath = "/token/authenticate"

// PasswordSignIn signs in with user name and password.
func PasswordSignIn(username string, password Secret) SignIn {
	return passwordSignIn{username, seal(basicHeader(username, password))}
}

type passwordSignIn struct {
	username string
	header   sealed
}

func (p passwordSignIn) call(time.Time) (tokenCall, error) {
	return tokenCall{method: http.MethodPost, path: authenticatePath, header: p.header}, nil
}

func (p passwordSignIn) as() string                             { return "as " + p.username }
func (passwordSignIn) refusal(err error, _ time.Duration) error { return err }
func (p passwordSignIn) secrets() []sealed                      { return secretsIn(p.header) }

// CertificateSignIn signs in with a certificate that is registered in Anaplan's Administration, and the
// private key that belongs to it.
func CertificateSignIn(c *Certificate) SignIn { return certificateSignIn{c} }

type certificateSignIn struct{ certificate *Certificate }

// call signs data that are made fresh: the service refuses to see the same twice.
func (c certificateSignIn) call(now time.Time) (tokenCall, error) {
	data, signature, err := c.certificate.proof(now)
	if err != nil {
		return tokenCall{}, fmt.Errorf("sign with the private key: %w", err)
	}
	proof := struct {
		Data      string `json:"encodedData"`
		Signature string `json:"encodedSignedData"`
		Format    string `json:"encodedDataFormat,omitempty"`
	}{base64.StdEncoding.EncodeToString(data), base64.StdEncoding.EncodeToString(signature), c.certificate.format}
	body, err := json.Marshal(proof)
	if err != nil {
		return tokenCall{}, err
	}
	return tokenCall{
		method: http.MethodPost, path: authenticatePath, header: c.certificate.header, body: body,
		hide: []sealed{seal(Secret(proof.Data)), seal(Secret(proof.Signature))}, once: true,
	}, nil
}

func (c certificateSignIn) as() string {
	return fmt.Sprintf("with the certificate of %q", c.certificate.Subject())
}

func (c certificateSignIn) secrets() []sealed { return secretsIn(c.certificate.header) }

// tolerated is how far two clocks may be apart before what a certificate signs is too old or too new.
const tolerated = 2 * time.Minute

// ErrCertificateRefused: the service does not take the certificate.
var ErrCertificateRefused = errors.New("the service does not take this certificate: it was revoked, it is not registered in Administration, its user may not sign in, or it has to be sent in another form")

// ErrClock: the service refused what a certificate signed, which tells the time, and the clocks of the
// service and of this machine differ.
type ErrClock struct {
	Skew  time.Duration // the service's clock is ahead of this machine's by so much
	cause error
}

func (e *ErrClock) Error() string {
	word := "behind"
	if e.Skew < 0 {
		word = "ahead of"
	}
	return fmt.Sprintf("%v; this machine's clock is %s %s the service's, and a sign-in with a certificate tells the time",
		e.cause, e.Skew.Abs().Round(time.Second), word)
}

func (e *ErrClock) Unwrap() []error { return []error{identity.ErrSignedOut, e.cause} }

func (c certificateSignIn) refusal(err error, skew time.Duration) error {
	if c.certificate.format == dataV2 && skew.Abs() > tolerated {
		return &ErrClock{skew, err}
	}
	return fmt.Errorf("%w; %w", err, ErrCertificateRefused)
}
