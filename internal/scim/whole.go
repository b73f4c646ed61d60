package scim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"scimsheet/internal/identity"
)

// putWhole replaces a user of a standard service. What such a user has beside what this program manages
// is kept as it is: the resource is read right before, and only our part of it is changed, to what want
// makes of the account as it is now. What a service never shows, such as a password, is the service's to
// keep (RFC 7644 section 3.5.1 leaves that to it).
func (w *Writer) putWhole(ctx context.Context, id string, able Abilities, want func(now identity.Account) (identity.Account, error)) (Written, error) {
	now, whole, err := w.client.whole(ctx, id)
	if err != nil {
		return Written{}, notSent(err)
	}
	to, err := want(now)
	if err != nil {
		return Written{}, err
	}
	if err := whole.become(now, to); err != nil {
		return Written{}, unwritable(err)
	}
	if !able.Versions {
		now.Version = ""
	}
	return w.client.ifMatch(now.Version).put(ctx, id, whole)
}

// hasChanged refuses to write over an account that is no longer as it was when its change was decided, as
// a service does that knows versions.
func hasChanged() error {
	return &identity.Refusal{HTTPStatus: http.StatusPreconditionFailed, Detail: "the user has changed since they were looked at"}
}

// notSent is the error of a write that another request had to come before, which failed. Only
// credentials that no longer count, and a user who is not there, are more than that.
func notSent(err error) error {
	var failure *Failure
	switch {
	case errors.Is(err, identity.ErrSignedOut):
		return err
	case errors.As(err, &failure) && failure.HTTPStatus == http.StatusNotFound:
		return &identity.Refusal{HTTPStatus: failure.HTTPStatus, ScimType: failure.ScimType, Detail: failure.Detail}
	}
	return fmt.Errorf("%w: %w", identity.ErrNotSent, err)
}

// resource is a user as a service sent it, attribute by attribute, with everything in it that this
// program does not know.
type resource map[string]json.RawMessage

// name is how the resource spells an attribute: names are compared without case (RFC 7643 section 2.1).
func (r resource) name(attribute string) string {
	for name := range r {
		if strings.EqualFold(name, attribute) {
			return name
		}
	}
	return attribute
}

// set changes an attribute; nil takes it out.
func (r resource) set(attribute string, value any) error {
	name := r.name(attribute)
	if value == nil {
		delete(r, name)
		return nil
	}
	encoded, err := json.Marshal(value)
	if err == nil {
		r[name] = encoded
	}
	return err
}

// setText changes a text where it differs. An empty one is taken out: as a value it would be another
// thing than no value (RFC 7643 section 2.5).
func (r resource) setText(attribute, from, to string) error {
	switch {
	case from == to:
		return nil
	case to == "":
		return r.set(attribute, nil)
	}
	return r.set(attribute, to)
}

// become makes the resource of one account that of another, and leaves everything else as it is.
func (r resource) become(from, to identity.Account) error {
	delete(r, r.name("meta")) // the service's own account of the resource
	if from.Active != to.Active {
		if err := r.set("active", to.Active); err != nil {
			return err
		}
	}
	if err := r.setText("externalId", from.ExternalID, to.ExternalID); err != nil {
		return err
	}
	if err := r.rename(from, to); err != nil {
		return err
	}
	return r.hold(to.Workspaces)
}

func (r resource) rename(from, to identity.Account) error {
	if from.GivenName == to.GivenName && from.FamilyName == to.FamilyName {
		return nil
	}
	name := resource{}
	if had := r[r.name("name")]; had != nil {
		if err := json.Unmarshal(had, &name); err != nil {
			return err
		}
	}
	if name == nil { // it was null
		name = resource{}
	}
	err := cmp.Or(name.setText("givenName", from.GivenName, to.GivenName), name.setText("familyName", from.FamilyName, to.FamilyName))
	if err != nil || len(name) == 0 {
		return cmp.Or(err, r.set("name", nil))
	}
	return r.set("name", name)
}

// hold sets the entitlements. Those that stay do so with all that the service told of them. The list is
// always written, empty too.
func (r resource) hold(values []string) error {
	var had []json.RawMessage
	if raw := r[r.name("entitlements")]; raw != nil {
		if err := json.Unmarshal(raw, &had); err != nil {
			return err
		}
	}
	list := []any{}
	var kept []string
	for _, raw := range had {
		var e Entitlement
		if err := json.Unmarshal(raw, &e); err != nil {
			return err
		}
		if _, wanted := slices.BinarySearch(values, e.Value); wanted || e.Value == "" {
			list, kept = append(list, raw), append(kept, e.Value)
		}
	}
	for _, value := range identity.Without(values, identity.Set(kept)) {
		list = append(list, Entitlement{Value: value})
	}
	return r.set("entitlements", list)
}
