package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"syscall"

	"scimsheet/internal/apply"
	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/journal"
	"scimsheet/internal/plan"
	"scimsheet/internal/scim"
	"scimsheet/internal/sheet"
)

// The exit codes, as every help text and `scimsheet help exit-codes` list them.
const (
	exitDone        = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInput       = 3
	exitNotApplied  = 4
	exitLimit       = 5
	exitPlanUnfit   = 6
	exitCredentials = 7
	exitChanges     = 10
	exitInterrupted = 130
)

// failure is an error that knows its exit code and what to do next. Only this package makes them.
type failure struct {
	Code    int
	Message string
	Hint    string
	cause   error
}

func (f *failure) Error() string { return f.Message }
func (f *failure) Unwrap() error { return f.cause }

func fail(code int, hint, format string, args ...any) *failure {
	err := fmt.Errorf(format, args...)
	return &failure{Code: code, Message: err.Error(), Hint: hint, cause: errors.Unwrap(err)}
}

// failureOf turns any error into words, a hint and an exit code.
func failureOf(err error) *failure {
	var known *failure
	if errors.As(err, &known) {
		return known
	}
	f := &failure{Code: exitFailure, Message: err.Error(), cause: err}
	var unreadable *sheet.Unreadable
	var network net.Error
	var file *fs.PathError
	var answered *scim.Failure
	switch {
	case errors.As(err, &unreadable):
		f.Code, f.Hint = exitInput, unreadable.Hint
	case errors.Is(err, context.Canceled):
		f.Code, f.Message = exitInterrupted, "interrupted"
	case errors.Is(err, identity.ErrSignedOut):
		f.Code = exitCredentials
		f.Hint = "scimsheet check tells whether it is the password, the sign-in method or the User Admin role"
	case errors.Is(err, plan.ErrDamaged):
		f.Code, f.Hint = exitPlanUnfit, "plan again; a plan is applied exactly as it was written, or not at all"
	case errors.Is(err, journal.ErrLocked):
		f.Hint = "wait for the other apply to end; the run can then be continued"
	case errors.Is(err, apply.ErrForeignJournal):
		f.Code, f.Hint = exitPlanUnfit, "the run folder holds the journal of another plan: plan again into a new folder"
	case errors.Is(err, fs.ErrNotExist):
		f.Code, f.Hint = exitUsage, "is the path right? it is looked for from the folder this command runs in"
	case errors.Is(err, directory.ErrFilterIgnored):
		f.Hint = "--read all reads page by page instead; apply and verify need filters to look at single users"
	case errors.As(err, &answered) && answered.HTTPStatus == http.StatusNotFound:
		f.Hint = "is the address right? --scim-url ends with the path, as in https://api.anaplan.com/scim/1/0/v2"
	case errors.As(err, &file): // would count as of the network: a syscall.Errno has all that a net.Error has
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
			f.Hint = "make room on the disk, then call this again: what was done so far is recorded"
		}
	case errors.As(err, &network):
		f.Hint = "is the address right, and can this machine reach it? scimsheet check tries it step by step"
	}
	return f
}
