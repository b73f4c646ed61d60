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
//
// Nor may a service mind capital letters where this program does not: who is written otherwise in a
// sheet would be made a second time. (RFC 7643 section 4.1.1 lets userName be compared without case,
// and section 3.1 wants externalId compared with it.) So the two are asked for in other letters than
// they are stored in.
type filters struct {
	mu     sync.Mutex
	sound  map[trial]bool
	sample []scim.User // some users; nil until they are needed
}

// trial is what filters may be tried for: an attribute, and whether with values in another case than
// is stored. Values without letters need only the other.
type trial struct {
	attribute string
	swapped   bool
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
	for _, t := range trialsOf(slices.Concat(batches...)) {
		switch sound, err := d.sound(ctx, t, requests); {
		case err != nil:
			return err
		case !sound:
			return errNoFilters
		}
	}
	return nil
}

// trialsOf is what has to be tried before these terms can be asked for. Ids are never compared but as they
// are stored.
func trialsOf(terms []string) []trial {
	var trials []trial
	for _, attribute := range []string{scim.ByUserName, scim.ByID, scim.ByExternalID} {
		t, asked := trial{attribute: attribute}, false
		for _, term := range terms {
			if value, about := strings.CutPrefix(term, attribute+" eq "); about {
				asked = true
				t.swapped = t.swapped || attribute != scim.ByID && swapCase(value) != value
			}
		}
		if asked {
			trials = append(trials, t)
		}
	}
	return trials
}

// swapCase makes capital letters small and small ones capital, those that every service knows.
func swapCase(text string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r ^ ' '
		}
		return r
	}, text)
}

// escaped reports whether a value among terms had to be escaped. Widespread libraries compare it without
// taking the escapes out again, and find nobody (github.com/scim2/filter-parser v2.2 hands it on so).
func escaped(terms []string) bool {
	return slices.ContainsFunc(terms, func(term string) bool { return strings.Contains(term, `\`) })
}

// sound reports whether users can be found in a trial. Once that is known it is not tried again.
func (d *Directory) sound(ctx context.Context, t trial, requests *atomic.Int64) (bool, error) {
	f := &d.filters
	if sound, known := f.sound[t]; known {
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
	terms := t.terms(f.sample)
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
		f.sound = map[trial]bool{}
	}
	f.sound[t] = err == nil && len(found) == 2
	return f.sound[t], nil
}

// terms ask for two of these users by values in which they differ; fewer where there are no two such.
func (t trial) terms(users []scim.User) []string {
	var terms []string
	var first string
	for _, u := range users {
		stored := map[string]string{scim.ByUserName: u.UserName, scim.ByID: u.ID, scim.ByExternalID: u.ExternalID}[t.attribute]
		value := stored
		if t.swapped {
			value = swapCase(stored)
		}
		useless := stored == "" || t.swapped && value == stored
		if useless || len(terms) == 2 || len(terms) == 1 && identity.Fold(value) == first {
			continue
		}
		terms, first = append(terms, scim.Equal(t.attribute, value)), identity.Fold(value)
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
	for t := range f.sound {
		f.sound[t] = false
	}
	return errNoFilters
}
