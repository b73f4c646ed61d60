package diagnose

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
	"scimsheet/internal/transport"
)

// said is an error in words. That a request was not sent matters to writes only.
func said(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return strings.ReplaceAll(err.Error(), identity.ErrNotSent.Error()+": ", "")
}

// asksToSlowDown reports whether a service gave up on a request because there were too many.
func asksToSlowDown(err error) bool {
	var answered *scim.Failure
	var pause *transport.PauseError
	switch {
	case err == nil:
		return false
	case errors.As(err, &answered):
		return answered.HTTPStatus == http.StatusTooManyRequests
	case errors.As(err, &pause):
		return pause.Status == http.StatusTooManyRequests
	}
	return isTokenLimit(err)
}

// isTokenLimit reports whether the token service gives no token because it was asked too often. Its error
// has no type that would tell, only these words.
func isTokenLimit(err error) bool {
	return strings.Contains(err.Error(), "the token service answered 429")
}
