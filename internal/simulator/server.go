package simulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Access is all a client needs to work with a running tenant. The credentials open nothing else.
type Access struct {
	SCIMURL  string `json:"scimUrl"`
	AuthURL  string `json:"authUrl"`
	APIURL   string `json:"apiUrl"`
	OAuthURL string `json:"oauthUrl"`
	Username string `json:"username"`
	Password string `json:"password"`
	APIKey   string `json:"apiKey"`

	OAuthClientID     string `json:"oauthClientId"`
	OAuthClientSecret string `json:"oauthClientSecret,omitempty"`
	RefreshToken      string `json:"refreshToken"` // the first one; where they rotate it lives until it is used

	CAPEM  string `json:"caPem,omitempty"`  // the authority to trust, where the tenant speaks TLS
	CAFile string `json:"caFile,omitempty"` // where the caller of StartTLS has written it, if anywhere
}

// Server is a tenant that listens.
type Server struct {
	Access
	server *http.Server
	ended  chan error
}

// Start lets a tenant listen on an address of the loopback interface; port 0 takes a free one. Any
// other address is refused: the credentials are made up and travel without encryption.
func Start(t *Tenant, addr string) (*Server, error) { return listen(t, addr, nil) }

func listen(t *Tenant, addr string, encryption *tls.Config) (*Server, error) {
	if err := checkLoopback(addr); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for the simulated tenant: %w", err)
	}
	base := "http://" + listener.Addr().String()
	if encryption != nil {
		base = "https://" + listener.Addr().String()
		listener = tls.NewListener(listener, encryption)
	}
	s := &Server{
		Access: t.access(base),
		server: &http.Server{
			Handler:           t,
			ReadHeaderTimeout: 10 * time.Second,
			ErrorLog:          log.New(io.Discard, "", 0),
		},
		ended: make(chan error, 1),
	}
	go func() { s.ended <- s.server.Serve(listener) }()
	return s, nil
}

func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("address %q is not host:port: %w", addr, err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("address %q is not on loopback; the simulated tenant listens on 127.0.0.1, ::1 or localhost only", addr)
}

func (t *Tenant) access(base string) Access {
	return Access{
		SCIMURL: base + scimBase, AuthURL: base, APIURL: base, OAuthURL: base,
		Username: string(t.caller.userName), Password: t.caller.password, APIKey: t.caller.apiKey,
		OAuthClientID: t.caller.clientID, OAuthClientSecret: t.options.OAuthClientSecret, RefreshToken: t.caller.refresh,
	}
}

// closingTime is how long requests under way may take to end.
const closingTime = 3 * time.Second

// Close stops listening, lets requests under way end and cuts off those that do not.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closingTime)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.server.Close()
	}
	if ended := <-s.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	if err != nil {
		return fmt.Errorf("close the simulated tenant: %w", err)
	}
	return nil
}
