package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"scimsheet/internal/identity"
)

// Whoever has one of the keys is found, and nobody else; every person is asked for once, all keys in one
// request.
func TestPeopleAreFoundByAnyOfTheirKeys(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		service, directory := having(t, 150)
		want := map[int]bool{}
		var people []Sought
		for range rapid.IntRange(0, 160).Draw(rt, "people") {
			byName, byID, byExternal := rapid.IntRange(0, 300).Draw(rt, "name"), rapid.IntRange(0, 300).Draw(rt, "id"), rapid.IntRange(0, 300).Draw(rt, "external")
			var p Sought
			for key, n := range map[*string]int{(*string)(&p.UserName): byName, &p.ID: byID, &p.ExternalID: byExternal} {
				if n >= 200 {
					continue // the row says nothing there
				}
				*key = map[*string]string{(*string)(&p.UserName): person(n).UserName, &p.ID: person(n).ID, &p.ExternalID: person(n).ExternalID}[key]
				if n < 150 {
					want[n] = true
				}
			}
			people = append(people, p)
		}
		search := NewSearch(people)
		snapshot, err := directory.Find(rt.Context(), search, nil)
		if err != nil {
			rt.Fatal(err)
		}
		got := numbers(snapshot.Accounts)
		for n := range want {
			if !got[n] {
				rt.Fatalf("user %d is missing", n)
			}
		}
		if len(got) != len(want) || snapshot.Complete {
			rt.Fatalf("%d users, want %d, complete %v", len(got), len(want), snapshot.Complete)
		}
		if most := (len(people) + 39) / 40; search.Requests() > most {
			rt.Fatalf("%d requests for %d people", search.Requests(), len(people))
		}
		pages := 0 // beyond the first of an answer
		if snapshot.Requests > search.Requests() {
			pages = snapshot.Requests - search.Requests()
		}
		if service.asked() != search.Requests()+pages || pages > search.Requests() {
			rt.Fatalf("%d requests were made, %d told, %d foreseen", service.asked(), snapshot.Requests, search.Requests())
		}
	})
}

func TestASearchAsksForAPersonInOneRequest(t *testing.T) {
	var people []Sought
	for n := range 120 {
		people = append(people, Sought{UserName: identity.UserName(person(n).UserName), ExternalID: person(n).ExternalID})
	}
	people = append(people, people...)                // who comes again is not asked for again
	people = append(people, Sought{}, Sought{ID: ""}) // nobody
	search := NewSearch(people)
	if search.Requests() != 3 {
		t.Errorf("%d requests for 120 people with two keys each", search.Requests())
	}
	for _, batch := range search.batches {
		for i, term := range batch {
			if strings.HasPrefix(term, "userName") {
				n := term[len(`userName eq "user`):][:5]
				if !slices.Contains(batch, fmt.Sprintf(`externalId eq "E%s"`, n)) {
					t.Errorf("the keys of %s are not together: %d of %d", n, i, len(batch))
				}
			}
		}
	}
}

func TestProgressOfASearchCountsItsRequests(t *testing.T) {
	_, directory := having(t, 150)
	var people []Sought
	for n := range 150 {
		people = append(people, Sought{ID: person(n).ID})
	}
	var told []string
	_, err := directory.Find(t.Context(), NewSearch(people), func(done, total int) { told = append(told, fmt.Sprint(done, "/", total)) })
	if err != nil || !slices.Equal(told, []string{"1/3", "2/3", "3/3"}) {
		t.Errorf("told %v, %v", told, err)
	}
}
