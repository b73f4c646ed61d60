package scim

import (
	"context"
	"errors"
	"fmt"

	"scimsheet/internal/identity"
)

// WriterOptions are how accounts are written on the wire.
type WriterOptions struct {
	Format EntitlementType // how Anaplan's workspaces are spelled; empty is WORKSPACE
	Put    bool            // replace users as a whole (PUT) even where parts can be changed (PATCH)
	NameOf NameOf          // needed where Format is WORKSPACE_NAMES
}

// Writer writes accounts in identity's terms. One call is one request, repeats aside.
//
// Results and errors are those of identity.WriteResult. What cannot be written at all is not sent: that
// is a Refusal too, with status 0 and no attempts, since trying again will not change it. With an
// error, the result still tells status and attempts.
type Writer struct {
	client *Client
	o      WriterOptions
}

// NewWriter writes through client.
func NewWriter(client *Client, o WriterOptions) *Writer { return &Writer{client: client, o: o} }

// Create makes a user with at most MaxPerWrite workspaces.
func (w *Writer) Create(ctx context.Context, want identity.Account) (identity.WriteResult, error) {
	want.ID = "" // the service gives one
	user, err := w.user(want)
	if err != nil {
		return identity.WriteResult{}, fmt.Errorf("create user %q: %w", want.UserName, unwritable(err))
	}
	written, err := w.client.Create(ctx, user)
	result, err := w.outcome(written, want, err)
	if err != nil {
		err = fmt.Errorf("create user %q: %w", want.UserName, err)
	}
	return result, err
}

// Update brings an existing user from one state to another. Where the two agree nothing is sent.
func (w *Writer) Update(ctx context.Context, from, to identity.Account) (identity.WriteResult, error) {
	if from.UserName.Same(to.UserName) {
		to.UserName = from.UserName // case is no difference
	}
	if from.SameState(to) {
		return identity.WriteResult{Account: &from, WorkspacesShown: true}, nil
	}
	written, err := w.update(ctx, from, to)
	result, err := w.outcome(written, from, err)
	if err != nil {
		err = fmt.Errorf("update user %q: %w", from.UserName, err)
	}
	return result, err
}

func (w *Writer) update(ctx context.Context, from, to identity.Account) (Written, error) {
	if from.UserName != to.UserName {
		return Written{}, unwritable(errors.New("userName is read-only"))
	}
	able, err := w.client.Abilities(ctx)
	if err != nil {
		return Written{}, notSent(err)
	}
	to.ID = from.ID
	if !able.Versions {
		from.Version = ""
	}
	switch {
	case !w.o.Put && able.Patch:
		return w.patch(ctx, from, to)
	case w.client.quirks == RFC:
		return w.putWhole(ctx, from.ID, able, func(now identity.Account) (identity.Account, error) {
			if !now.SameState(from) {
				return to, hasChanged()
			}
			return to, nil
		})
	}
	user, err := w.user(to)
	if err != nil {
		return Written{}, unwritable(err)
	}
	return w.client.ifMatch(from.Version).Replace(ctx, from.ID, user)
}

func (w *Writer) patch(ctx context.Context, from, to identity.Account) (Written, error) {
	operations, err := w.operations(from, to)
	if err != nil {
		return Written{}, unwritable(err)
	}
	return w.client.ifMatch(from.Version).Patch(ctx, from.ID, operations, true)
}

// operations are the changed attributes and no others. All are replace with the new value, or remove:
// whether a service reads them as the RFC says, or as Anaplan's documentation does (help page "Edit
// user details": the path names what is taken out, after which the value is put in), they end in the
// same state, and so does carrying them out twice. Plain values are given and taken one by one.
func (w *Writer) operations(from, to identity.Account) ([]PatchOperation, error) {
	operations := setText(nil, "externalId", from.ExternalID, to.ExternalID)
	operations = setText(operations, "name.givenName", from.GivenName, to.GivenName)
	operations = setText(operations, "name.familyName", from.FamilyName, to.FamilyName)
	if from.Active != to.Active {
		operations = append(operations, PatchOperation{Op: "replace", Path: "active", Value: to.Active})
	}
	switch {
	case identity.SameSet(from.Workspaces, to.Workspaces):
		return operations, nil
	case w.client.quirks == RFC:
		return append(operations, plainOperations(from.Workspaces, to.Workspaces)...), nil
	}
	entitlements, err := w.entitlements(to.Workspaces)
	if err != nil {
		return nil, err
	}
	// No filter in the path: under the RFC, replace with a filter that matches nothing is an error
	// (section 3.5.2.3), and a user without workspaces has nothing to match.
	operation := PatchOperation{Op: "replace", Path: "entitlements", Value: entitlements}
	if len(entitlements) == 0 {
		// An empty list as value could be taken for no value; a removal says what is meant.
		operation = PatchOperation{Op: "remove", Path: "entitlements"}
	}
	return append(operations, operation), nil
}

// setText changes a text attribute. Clearing is a remove: an empty string is a value (RFC 7643 section
// 2.5), which a service may store or refuse.
func setText(operations []PatchOperation, path, from, to string) []PatchOperation {
	switch {
	case from == to:
		return operations
	case to == "":
		return append(operations, PatchOperation{Op: "remove", Path: path})
	}
	return append(operations, PatchOperation{Op: "replace", Path: path, Value: to})
}

// AddWorkspaces gives a user further workspaces, at most MaxPerWrite, by adding. Whether what the user
// has stays is up to the service, so the request is never repeated unless it is known not to have
// taken effect. It is bound to no version: adding writes nothing over.
func (w *Writer) AddWorkspaces(ctx context.Context, id string, workspaces []string) (identity.WriteResult, error) {
	written, err := w.add(ctx, id, workspaces)
	result, err := w.outcome(written, identity.Account{ID: id}, err)
	if err != nil {
		err = fmt.Errorf("add workspaces to user %s: %w", id, err)
	}
	return result, err
}

func (w *Writer) add(ctx context.Context, id string, workspaces []string) (Written, error) {
	able, err := w.client.Abilities(ctx)
	if err != nil {
		return Written{}, notSent(err)
	}
	if !able.Patch {
		return w.putWhole(ctx, id, able, func(now identity.Account) (identity.Account, error) {
			now.Workspaces = identity.Union(now.Workspaces, workspaces)
			return now, nil
		})
	}
	entitlements, err := w.entitlements(workspaces)
	if err != nil {
		return Written{}, unwritable(err)
	}
	operation := PatchOperation{Op: "add", Path: "entitlements", Value: entitlements}
	return w.client.Patch(ctx, id, []PatchOperation{operation}, false)
}

// unwritable is the refusal of what cannot be put into a request.
func unwritable(err error) error { return &identity.Refusal{Detail: err.Error()} }

// entitlements spells the workspaces of one write, and refuses more than one write may carry: the bound
// is Anaplan's.
func (w *Writer) entitlements(ids []string) ([]Entitlement, error) {
	if w.client.quirks == RFC {
		return plainEntitlements(ids), nil
	}
	if len(ids) > MaxPerWrite {
		return nil, fmt.Errorf("one write carries at most %d workspaces, not %d", MaxPerWrite, len(ids))
	}
	return writeEntitlements(ids, w.o.Format, w.o.NameOf)
}

// outcome is the answer in identity's terms. A reply about another user than the one written is an
// error. Anaplan's replies to PUT and PATCH leave the userName out; it cannot have changed.
func (w *Writer) outcome(written Written, about identity.Account, err error) (identity.WriteResult, error) {
	result := identity.WriteResult{
		HTTPStatus: written.Status,
		Partial:    written.Partial,
		ScimType:   written.ScimType,
		Detail:     written.Detail,
		Attempts:   written.Attempts,
	}
	if err != nil || written.User == nil {
		return result, err
	}
	reading, err := w.client.quirks.Account(*written.User)
	if err != nil {
		return result, fmt.Errorf("the reply (%d) cannot be read: %w", written.Status, err)
	}
	if about.ID != "" && !w.client.quirks.sameID(about.ID, reading.Account.ID) {
		return result, fmt.Errorf("the reply (%d) is about another user, %s", written.Status, reading.Account.ID)
	}
	if reading.Account.UserName == "" {
		reading.Account.UserName = about.UserName
	}
	result.Account = &reading.Account
	result.WorkspacesShown = reading.Shown && len(reading.Unresolved) == 0
	return result, nil
}
