package roster

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scimsheet/internal/finding"
	"scimsheet/internal/sheet"
)

func TestSeveralInputsMakeOneRoster(t *testing.T) {
	paths := write(t,
		"a.csv", lines("userName,givenName", "ada@x.com,Ada", "bob@x.com,Bob"),
		"b.csv", lines("E-Mail;Workspace", "ada@x.com;Finance", "ADA@x.com;EMEA", "bob@x.com;Nowhere"))
	r, err := Load(context.Background(), paths, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.Resolve(Resolution{Known: tenant()})
	if diff := cmp.Diff("ada@x.com givenName=\"Ada\" has=[01 02] row 2 2 3\nheld back bob@x.com row 3 4\n", people(r)); diff != "" {
		t.Error(diff)
	}
	want := []finding.Pos{{File: "a.csv", Row: 2}, {File: "b.csv", Row: 2}, {File: "b.csv", Row: 3}}
	if diff := cmp.Diff(want, r.Entries[0].Rows); diff != "" {
		t.Error(diff)
	}
	sound(t, r)
}

func TestExternalIDAsTheKey(t *testing.T) {
	text := lines("userName,externalId,givenName", ",E1,Ada", "bob@x.com,E2,Bob", "bo@x.com,e2,Bob", "cyd@x.com,,Cyd", ",,Dan", ",<none>,Eve")
	t.Run("a row with only an externalId is a person when asked for", func(t *testing.T) {
		r := load(t, text, Options{MatchExternalID: true})
		r.Resolve(Resolution{Known: tenant()})
		if diff := cmp.Diff(` externalId="E1" givenName="Ada" row 2
cyd@x.com givenName="Cyd" row 5
held back bob@x.com externalId=e2 row 3 4
held back  row 6
held back  row 7
`, people(r)); diff != "" {
			t.Error(diff)
		}
		if r.UnreadableKeys != 2 {
			t.Errorf("%d unreadable keys", r.UnreadableKeys)
		}
	})
	t.Run("and an error otherwise, with the hint", func(t *testing.T) {
		r := load(t, text, Options{})
		if got := r.Findings[0]; got.Code != finding.MissingKey || !strings.Contains(got.Hint, "--match externalId") {
			t.Errorf("got %+v", got)
		}
	})
}

func TestTheHeaderIsFoundBelowTitles(t *testing.T) {
	r := load(t, lines("Quarterly list,,", ",,", "made by,Ada,", "Status,Remark,Division", "User name,Active,Remark", "ada@x.com,yes,none"), Options{})
	if r.Tables[0].HeaderRow != 5 || len(r.Entries) != 1 {
		t.Errorf("header in row %d, %d people", r.Tables[0].HeaderRow, len(r.Entries))
	}
}

func TestAUserIDIsAUserNameOnlyWhereItHoldsAddresses(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"addresses", lines("User ID,Given name", "ada@x.com,Ada", ",Bob"), "userName"},
		{"ids beside a userName", lines("User ID,userName", "12,ada@x.com"), ""},
		{"addresses beside a userName", lines("User ID,userName", "a@x.com,ada@x.com"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := load(t, test.text, Options{}).Tables[0].Columns[0].Column; got != test.want {
				t.Errorf("User ID is %q, want %q", got, test.want)
			}
		})
	}
}

func TestATableWithoutRowsOrKeyIsUnusable(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       finding.Code
	}{
		{"a header alone", "userName,givenName\n", finding.EmptyTable},
		{"a header and blank lines", "userName,givenName\n,\n , \n", finding.EmptyTable},
		{"an example alone", "userName\nExample: ada@x.com\n", finding.EmptyTable},
		{"no key", "givenName,familyName\nAda,Lovelace\n", finding.NoKeyColumn},
		{"only an externalId", "externalId,familyName\nE1,Lovelace\n", finding.NoKeyColumn},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := load(t, test.text, Options{})
			if len(r.Entries) > 0 || r.UnreadableKeys == 0 {
				t.Errorf("%d entries, %d unreadable keys", len(r.Entries), r.UnreadableKeys)
			}
			if whole := r.Unusable(); len(whole) != 1 || whole[0].Code != test.want {
				t.Errorf("unusable because of %+v, want %s", whole, test.want)
			}
			r.Resolve(Resolution{Known: tenant()})
		})
	}
}

func TestAnInputThatCannotBeReadIsAnError(t *testing.T) {
	t.Run("a missing file", func(t *testing.T) {
		_, err := Load(context.Background(), []string{"no-such-file.csv"}, Options{})
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a quote that never closes, far down", func(t *testing.T) {
		text := "userName\n" + strings.Repeat("ada@x.com\n", 1000) + "\"bob@x.com\n"
		_, err := Load(context.Background(), write(t, "in.csv", text), Options{})
		var unreadable *sheet.Unreadable
		if !errors.As(err, &unreadable) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("damage in a table without a key", func(t *testing.T) {
		text := "nobody\n" + strings.Repeat("ada\n", 1000) + "\"bob\n"
		_, err := Load(context.Background(), write(t, "in.csv", text), Options{})
		var unreadable *sheet.Unreadable
		if !errors.As(err, &unreadable) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an interruption", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := Load(ctx, write(t, "in.csv", "userName\nada@x.com\n"), Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestFindingsDoNotCarryMillionsOfCharacters(t *testing.T) {
	r := load(t, lines("userName,active", "ada@x.com,"+strings.Repeat("é", 200_000)), Options{})
	f := r.Findings[0]
	if f.Code != finding.BadBoolean || len(f.Value) > 2100 || len(f.Message) > 1000 {
		t.Errorf("%s: a value of %d bytes, a message of %d", f.Code, len(f.Value), len(f.Message))
	}
}
