package review

import (
	"slices"
	"strings"
	"testing"
)

func TestAKeyIsOfOneRowOfOneCampaign(t *testing.T) {
	c := mustOpen(t, factsOf(account("ann@acme.com", 1, 2), account("bob@acme.com", 1, 2, 3), account("zoe@acme.com", 3)))
	for i, r := range c.Refs() {
		if c.Number(r.Access.Key) != i+1 {
			t.Errorf("row %d has the key %s", i+1, r.Access.Key)
		}
		if found, ok := c.Ref(r.Access.Key); !ok || found != r {
			t.Errorf("%s finds %v", r.Access.Key, found)
		}
	}
	prefix := "R" + strings.ReplaceAll(c.ID, "-", "")
	for _, s := range []struct{ why, key string }{
		{"no row has the number 0", prefix + "-000000"},
		{"the population ends", prefix + "-000007"},
		{"another campaign", "R00000000-000001"},
		{"too few digits", prefix + "-1"},
		{"one row has one key", prefix + "-0000001"},
		{"a sign is no digit", prefix + "-+00001"},
		{"nothing", ""},
		{"a number that no machine holds", prefix + "-" + strings.Repeat("9", 40)},
	} {
		if _, ok := c.Ref(s.key); ok {
			t.Errorf("%s: %q is found", s.why, s.key)
		}
	}
}

func TestKeysBeyondAMillionAreLonger(t *testing.T) {
	c := &Campaign{ID: "5e2a-91ab", Seed: "00ff"}
	for number, want := range map[int]string{123: "R5e2a91ab-000123-", 1234567: "R5e2a91ab-1234567-"} {
		if got := c.KeyOf(number); !strings.HasPrefix(got, want) || len(got) != len(want)+6 {
			t.Errorf("the key is %s", got)
		}
	}
}

func TestThePartsOfReviewersAreThePopulation(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1, 2), account("boss@acme.com", 1), account("zoe@acme.com", 3))
	c := mustOpen(t, f)
	var keys []string
	for _, r := range c.Reviewers {
		part := c.Of(strings.ToUpper(r.Address))
		if len(part) != r.Rows {
			t.Errorf("%q has %d rows, want %d", r.Address, len(part), r.Rows)
		}
		for _, ref := range part {
			keys = append(keys, ref.Access.Key)
		}
	}
	slices.Sort(keys)
	if len(slices.Compact(keys)) != c.Proof.Rows {
		t.Errorf("the parts have %d rows, the population %d", len(keys), c.Proof.Rows)
	}
	if len(c.Of("")) != 1 {
		t.Errorf("nobody reviews %d rows, want the boss's own", len(c.Of("")))
	}
	if c.Of("stranger@acme.com") != nil {
		t.Error("a stranger has a part")
	}
}

func TestWhoHoldsSomeKeysCannotGuessAnother(t *testing.T) {
	f := factsOf(account("ann@acme.com", 1, 2), account("bob@acme.com", 1, 2, 3))
	f.Seed = "5eed"
	c := mustOpen(t, f)
	guess := *c
	guess.Seed = ""
	for number := 1; number <= c.Proof.Rows; number++ {
		if key := guess.KeyOf(number); c.Number(key) != 0 {
			t.Errorf("the key %s is found without the seed", key)
		}
		if key := c.KeyOf(number); c.Number(strings.Replace(key, "-00000", "-0000000", 1)) != 0 || c.Number(strings.ToUpper(key)+"0") != 0 {
			t.Errorf("%s is found in another spelling", key)
		}
	}
	if c.Number(c.KeyOf(1)[:len(c.KeyOf(1))-1]) != 0 {
		t.Error("a key that was cut is found")
	}
}
