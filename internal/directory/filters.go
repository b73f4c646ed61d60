package directory

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// filters is what was found out about a standard service's filters. Few services know all of them: some
// refuse an attribute, or "or", some take no notice of what they do not know, and some answer such a
// filter with nobody. The last would pass for "not there", so before an attribute is asked by, two users
// who are there have to be found by it. A service with Anaplan's quirks is known to filter.
type filters struct {
	mu     sync.Mutex
	sound  map[string]bool // by attribute
	sample []scim.User     // some users; nil until they are needed
}

// errNoFilters: the service cannot be asked by filters, or not by these.
var errNoFilters = errors.New("the service does not understand these filters")

// samples is how many users are looked at to find two with different values.
const samples = 10

// tryFilters makes sure that the service understands filters with the attributes of these terms.
func (d *Directory) tryFilters(ctx context.Context, batches [][]string, requests *atomic.Int64) error {
	if d.users.Quirks() == scim.Anaplan || len(batches) == 0 {
		return nil
	}
	able, err := d.users.Abilities(ctx)
	switch {
	case err != nil:
		return err
	case !able.Filter, slices.ContainsFunc(batches, escaped):
		return errNoFilters
	}
	d.filters.mu.Lock()
	defer d.filters.mu.Unlock()
	for _, attribute := range []string{scim.ByUserName, scim.ByID, scim.ByExternalID} {
		asked := func(term string) bool { return strings.HasPrefix(term, attribute+" ") }
		if !slices.ContainsFunc(batches, func(batch []string) bool { return slices.ContainsFunc(batch, asked) }) {
			continue
		}
		switch sound, err := d.sound(ctx, attribute, requests); {
		case err != nil:
			return err
		case !sound:
			return errNoFilters
		}
	}
	return nil
}

// escaped reports whether a value among terms had to be escaped. Widespread libraries compare it without
// taking the escapes out again, and find nobody (github.com/scim2/filter-parser v2.2 hands it on so).
func escaped(terms []string) bool {
	return slices.ContainsFunc(terms, func(term string) bool { return strings.Contains(term, `\`) })
}

// sound reports whether users can be found by an attribute. Once that is known it is not tried again.
func (d *Directory) sound(ctx context.Context, attribute string, requests *atomic.Int64) (bool, error) {
	f := &d.filters
	if sound, known := f.sound[attribute]; known {
		return sound, nil
	}
	if f.sample == nil {
		page, err := d.users.List(ctx, "", 1, samples)
		if err != nil {
			return false, err
		}
		requests.Add(1)
		f.sample = page.Resources
	}
	terms := differing(f.sample, attribute)
	if len(terms) < 2 { // nothing can be found out; next time there may be others
		f.sample = nil
		return false, nil
	}
	found, err := d.batch(ctx, terms, requests)
	var doubt *doubtful
	if err != nil && !isRefused(err) && !errors.As(err, &doubt) {
		return false, err
	}
	if f.sound == nil {
		f.sound = map[string]bool{}
	}
	f.sound[attribute] = err == nil && len(found) == 2
	return f.sound[attribute], nil
}

// differing are the terms for two of these users by an attribute in which they differ; fewer where there
// are no two such.
func differing(users []scim.User, attribute string) []string {
	var terms []string
	var first string
	for _, u := range users {
		value := map[string]string{scim.ByUserName: u.UserName, scim.ByID: u.ID, scim.ByExternalID: u.ExternalID}[attribute]
		if value == "" || len(terms) == 2 || len(terms) == 1 && identity.Fold(value) == first {
			continue
		}
		terms, first = append(terms, scim.Equal(attribute, value)), identity.Fold(value)
	}
	return terms
}

// isRefused reports whether an error says that a filter was not understood, or not heeded.
func isRefused(err error) bool {
	var failure *scim.Failure
	if errors.As(err, &failure) {
		switch failure.HTTPStatus {
		case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusNotImplemented:
			return true
		}
	}
	return errors.Is(err, ErrFilterIgnored)
}

// judge says of the error of a reading whether it comes from filters that a standard service does not
// understand after all, and remembers that. Anaplan understands them: there it is an error like any
// other.
func (f *filters) judge(quirks scim.Quirks, err error) error {
	if quirks == scim.Anaplan || !isRefused(err) {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for attribute := range f.sound {
		f.sound[attribute] = false
	}
	return errNoFilters
}
