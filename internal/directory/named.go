package directory

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"scimsheet/internal/identity"
	"scimsheet/internal/scim"
)

// Keys are the accounts to ask for, in any mixture. Empty and repeated keys are left out.
type Keys struct {
	UserNames   []identity.UserName
	IDs         []string
	ExternalIDs []string
}

// Search asks for the accounts that have one of the keys, some fifty keys a request.
func (k Keys) Search() Search { return Search{batches: scim.Batches(k.terms())} }

// terms are the keys as filter terms, each once. The service compares without case.
func (k Keys) terms() []string {
	terms := make([]string, 0, len(k.UserNames)+len(k.IDs)+len(k.ExternalIDs))
	asked := make(map[string]struct{}, cap(terms))
	add := func(attribute, value string) {
		term := scim.Equal(attribute, value)
		if _, again := asked[identity.Fold(term)]; again || value == "" {
			return
		}
		asked[identity.Fold(term)] = struct{}{}
		terms = append(terms, term)
	}
	for _, name := range k.UserNames {
		add(scim.ByUserName, string(name))
	}
	for _, id := range k.IDs {
		add(scim.ByID, id)
	}
	for _, id := range k.ExternalIDs {
		add(scim.ByExternalID, id)
	}
	return terms
}

// batch asks for the users of one filter, again where the answer moves while it is paged.
func (d *Directory) batch(ctx context.Context, terms []string, requests *atomic.Int64) ([]scim.User, error) {
	asked := askedFor(terms)
	var doubt *doubtful
	for range tries {
		b := answer{asked: asked, seen: map[string]bool{}}
		r := &reading{users: d.users, filter: scim.Any(terms), requests: requests, take: b.take}
		size, err := r.first(ctx)
		if err == nil {
			err = r.span(ctx, 1+size, r.total)
		}
		if err == nil {
			return b.users, nil
		}
		if !errors.As(err, &doubt) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the answer changed or came back short in each of %d tries, the last time: %w", tries, doubt)
}

// ErrFilterIgnored: the service answered a filter with users that nobody asked for.
var ErrFilterIgnored = errors.New("the service ignored the filter")

// asked are the terms of filters, without regard to case: most services compare so, and one that does
// not is only asked about somebody else then.
type asked map[string]bool

func askedFor(terms []string) asked {
	a := make(asked, len(terms))
	for _, term := range terms {
		a[identity.Fold(term)] = true
	}
	return a
}

func (a asked) has(userName, id, externalID string) bool {
	return a[identity.Fold(scim.Equal(scim.ByUserName, userName))] ||
		a[identity.Fold(scim.Equal(scim.ByID, id))] ||
		externalID != "" && a[identity.Fold(scim.Equal(scim.ByExternalID, externalID))]
}

// answer is what came back for one filter. A user who was not asked for means that the service ignores
// filters: then its first page would pass for the answer, and everybody else for not there.
type answer struct {
	asked asked
	users []scim.User
	seen  map[string]bool
}

func (a *answer) take(users []scim.User) error {
	for _, u := range users {
		switch id := identity.Fold(u.ID); {
		case !a.asked.has(u.UserName, u.ID, u.ExternalID):
			return fmt.Errorf("%w: user %q was not asked for", ErrFilterIgnored, u.UserName)
		case a.seen[id]:
			return &doubtful{fmt.Sprintf("user %q came back twice", u.UserName)}
		default:
			a.seen[id] = true
		}
	}
	a.users = append(a.users, users...)
	return nil
}
