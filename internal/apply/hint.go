package apply

import "net/http"

// What to do next, where it is not the service's answer that tells.
const (
	hintGoOn       = "apply again to go on"
	hintUnknown    = "apply again: it looks at the account first, and sends only what is still missing"
	hintDrifted    = "somebody else changed this account, so it was left alone: plan again to decide on what it is now"
	hintPartial    = "apply again to do the rest"
	hintTooMany    = "give the person fewer workspaces in the sheet, or the rest in Anaplan's Administration"
	hintUnwritable = "this cannot be put into a request at all: mend the row and plan again"
	hintTransient  = "apply again: nothing was done, and nothing is done twice"
	hintRejected   = "nothing was done, and nothing is to be done"
	hintUndecided  = "have it decided in the change report, then apply again with --approvals and that file"
	hintAppliedYet = "scimsheet undo makes a plan that takes back what was applied"
	hintUnasked    = "have it approved, or take it back with the plan that scimsheet undo makes"
	hintPartialNo  = "take back with scimsheet undo what was done"
	hintPartialYet = "have it approved and apply again to do the rest, or take back with scimsheet undo what was done"
	hintUnknownYet = "apply again: it looks at the account, and sends nothing of this change"
	hintNotOffered = "the service does not offer this kind of change: plan again with the other --write-method"
)

// hints say in plain words what a refusal means and what to do. The first that fits counts; an empty
// scimType fits all. Codes and scimTypes: RFC 7644 section 3.12 and Anaplan's SCIM API, "Error codes".
var hints = []struct {
	status   int
	scimType string
	hint     string
}{
	{http.StatusAccepted, "", "the service has taken the change and not done it yet: apply again in a while; it looks at the account first"},
	{http.StatusMultiStatus, "", "the service could not do all of it, and in the end did nothing: apply again; if it stays like this, its words are in the detail"},
	{http.StatusBadRequest, "uniqueness", "the userName or externalId belongs to another account: look it up, mend the row and plan again"},
	{http.StatusBadRequest, "mutability", "the service does not let this attribute be changed: take it out of the sheet or of --manage and plan again"},
	{http.StatusBadRequest, "tooMany", hintTooMany},
	{http.StatusBadRequest, "invalidValue", "the service does not take a value of this row: look for a misspelt e-mail address, a name that is too long " +
		"or a workspace that does not exist, mend the row and plan again"},
	{http.StatusBadRequest, "", "the service does not understand this change, and would not if it were sent again: mend the row and plan again"},
	{http.StatusUnauthorized, "", "the service no longer takes the credentials: sign in anew, then apply again to go on"},
	{http.StatusForbidden, "", "the account that applies this may not do it: it must be active, without single sign-on, and hold the User Admin role; " +
		"scimsheet check tells"},
	{http.StatusNotFound, "", "the service does not find what this change is about: apply again looks at the account; if it stays like this, plan again"},
	{http.StatusMethodNotAllowed, "", hintNotOffered},
	{http.StatusNotAcceptable, "", "the service does not answer in SCIM's format: is --scim-url right?"},
	{http.StatusConflict, "", "the userName or externalId is taken by an account that is not shown here: the e-mail address of a deleted user, or of one in " +
		"another tenant, cannot be used again; use another, or ask Anaplan's support"},
	{http.StatusGone, "", "the service no longer has this account: plan again"},
	{http.StatusPreconditionFailed, "", "somebody else keeps changing this account in the very moment of writing: apply again in a while; " +
		"it looks at the account afresh"},
	{http.StatusRequestEntityTooLarge, "", "the change is too large for the service: give the person fewer workspaces at once"},
	{http.StatusTooManyRequests, "", "the service was asked too often: apply again with a lower --rate"},
	{http.StatusNotImplemented, "", hintNotOffered},
	{http.StatusBadGateway, "", hintTransient},
	{http.StatusServiceUnavailable, "", hintTransient},
	{http.StatusGatewayTimeout, "", hintTransient},
}

// hintFor says what to do about an answer that left the account as it was.
func hintFor(status int, scimType string) string {
	for _, h := range hints {
		if h.status == status && (h.scimType == "" || h.scimType == scimType) {
			return h.hint
		}
	}
	switch {
	case status >= http.StatusMultipleChoices && status < http.StatusBadRequest:
		return "the service sends the request to another address, where credentials do not go: is --scim-url right?"
	case status >= http.StatusBadRequest && status < http.StatusInternalServerError:
		return "the service refuses this change: its words are in the detail"
	}
	return hintTransient
}
