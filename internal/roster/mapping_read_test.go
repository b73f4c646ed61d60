package roster

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

func TestWhatAMappingFileMustNotHold(t *testing.T) {
	for _, test := range []struct{ name, yaml, want string }{
		{"a key that is unknown, with the nearest", "colums:\n  userName: x\n", `mapping m.yaml, line 1: a mapping has no key "colums"; did you mean columns?`},
		{"or with all that are known", "columns: {}\nwhatever: 1\n", `mapping m.yaml, line 2: a mapping has no key "whatever"; it may have columns, optional, carry, constants, booleans, skipRowsWhere, severalRows, recognisedBy`},
		{"a column that is unknown", "columns:\n  username: x\n  surname: y\n", `mapping m.yaml, line 3: there is no column "surname"; did you mean userName?`},
		{"a key twice", "columns:\n  userName: x\n  userName: y\n", `mapping m.yaml, line 3: mapping key "userName" already defined at [2:3]; texts with brackets, colons, commas, @ or # go into double quotes`},
		{"a key twice but for case", "columns:\n  userName: x\n  USERNAME: y\n", `mapping m.yaml, line 3: "USERNAME" is there twice`},
		{"a header without quotes that needs them", "columns:\n  active: {header: Block (Yes/No) [x] y}\n", `mapping m.yaml, line 2: ',' or '}' must be specified; texts with brackets, colons, commas, @ or # go into double quotes`},
		{"nothing", "# only a comment\n", `mapping m.yaml, line 1: the file says nothing; columns: is where a mapping begins`},
		{"something else than keys", "- a\n- b\n", `mapping m.yaml, line 1: a mapping has to be keys with values, such as columns: …`},
		{"two documents", "columns: {userName: a}\n---\ncolumns: {userName: b}\n", `mapping m.yaml, line 3: there is a second document after ---; one mapping is one document`},
		{"an alias", "columns:\n  userName: &a x\n  givenName: *a\n", "mapping m.yaml:\n  line 2: anchors, aliases and tags are not read in mapping files: write the text out\n  line 3: anchors, aliases and tags are not read in mapping files: write the text out"},
		{"a header that is missing", "columns:\n  userName:\n", `mapping m.yaml, line 2: a text is missing`},
		{"a header that is blank", "columns:\n  userName: ' '\n", `mapping m.yaml, line 2: a header must not be blank`},
		{"a list in a list", "columns:\n  userName: [[a]]\n", `mapping m.yaml, line 2: a header is one text, not a list; put it into double quotes if it has brackets`},
		{"an unknown key beside a header", "columns:\n  active: {header: x, invert: true}\n", `mapping m.yaml, line 2: active has no key "invert"; did you mean inverted?`},
		{"inverted where there is no yes and no", "columns:\n  userName: {header: x, inverted: true}\n", `mapping m.yaml, line 2: inverted turns yes and no round, so it is for the column active only`},
		{"a part of what is no name", "columns:\n  userName: {header: x, part: given}\n", `mapping m.yaml, line 2: part takes one name out of a full one, so it is for givenName and familyName only`},
		{"an unknown part", "columns:\n  givenName: {header: x, part: first}\n", `mapping m.yaml, line 2: part is given or family, not "first"`},
		{"a join of one", "columns:\n  userName: {join: [x], with: y}\n", `mapping m.yaml, line 2: join takes two headers or more`},
		{"with without a join", "columns:\n  userName: {header: x, with: y}\n", `mapping m.yaml, line 2: with: says what stands between texts that are joined; there is no join`},
		{"a column without a header", "columns:\n  active: {inverted: true}\n", `mapping m.yaml, line 2: active needs a header`},
		{"a key that all rows share", "constants:\n  userName: a@x.com\n", `mapping m.yaml, line 2: userName differs from row to row, so it cannot be a constant`},
		{"a constant that is no word for it", "constants:\n  active: maybe\n  action: delete\n", "mapping m.yaml:\n  line 2: active is yes or no, not \"maybe\"\n  line 3: there is no action \"delete\""},
		{"a column filled twice", "columns: {active: x}\nconstants: {active: no}\n", `mapping m.yaml, line 1: active is under columns and under constants; it can be filled in one way only`},
		{"a plain word with another meaning", "booleans:\n  no: [Active]\n", `mapping m.yaml, line 2: "Active" always means yes; {header: …, inverted: true} turns a column round`},
		{"a word with two meanings", "booleans:\n  yes: [T]\n  no: [t]\n", `mapping m.yaml, line 3: "t" is listed under two meanings`},
		{"a meaning that is unknown", "booleans:\n  nein: [T]\n", `mapping m.yaml, line 2: booleans has no key "nein"; it may have yes, no, blank`},
		{"a condition without a column", "skipRowsWhere:\n  - {is: [x]}\n", `mapping m.yaml, line 2: column: is missing, the header of the column to look at`},
		{"a condition without a test", "skipRowsWhere:\n  - {column: x}\n", `mapping m.yaml, line 2: there is no test: is, isNot, contains or isBlank`},
		{"a yes or no that is neither", "severalRows: perhaps\n", `mapping m.yaml, line 1: severalRows is true or false, not "perhaps"`},
		{"an optional column that is not mapped", "columns: {userName: x}\noptional: [active, activ]\n", "mapping m.yaml:\n  line 1: active is under optional, but not under columns\n  line 1: \"activ\" is under optional, but is neither a column under columns nor a header under skipRowsWhere; did you mean active?"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadMapping(write(t, "m.yaml", test.yaml)[0])
			if err == nil {
				t.Fatal("it is read")
			}
			if err.Error() != test.want {
				t.Errorf("got  %s\nwant %s", err, test.want)
			}
		})
	}
}

func TestWordsStayWordsWhateverYAMLMakesOfThem(t *testing.T) {
	for name, yaml := range map[string]string{
		"unquoted":      "booleans:\n  yes: [on, 01, 1.50, y]\n  no: [off, 0x1F, n, ~x]\n",
		"quoted":        "booleans:\n  \"yes\": [\"on\", \"01\", \"1.50\", \"y\"]\n  'no': ['off', '0x1F', 'n', '~x']\n",
		"one by one":    "booleans:\n  yes:\n    - on\n    - 01\n    - 1.50\n    - y\n  no:\n    - off\n    - 0x1F\n    - n\n    - ~x\n",
		"Windows lines": "booleans:\r\n  yes: [on, 01, 1.50, y]\r\n  no: [off, 0x1F, n, ~x]\r\n",
		"with a mark":   "\ufeffbooleans:\n  yes: [on, 01, 1.50, y]\n  no: [off, 0x1F, n, ~x]\n",
	} {
		t.Run(name, func(t *testing.T) {
			m, err := ReadMapping(write(t, "m.yaml", yaml)[0])
			if err != nil {
				t.Fatal(err)
			}
			for word, want := range map[string]status{"on": isActive, "01": isActive, "1.50": isActive, "off": notActive, "0x1F": notActive, "~x": notActive} {
				if got := m.words[foldWord(word)]; got != want {
					t.Errorf("%s is %d, want %d (%v)", word, got, want, m.words)
				}
			}
		})
	}
	for _, yaml := range []string{"constants: {active: no}", "constants: {active: \"no\"}", "constants: {active: false}", "constants: {active: 0}"} {
		if m := mapping(t, yaml); m.constants[active] != "no" {
			t.Errorf("%s says %q", yaml, m.constants[active])
		}
	}
}

func TestMappingFilesThatCannotBeRead(t *testing.T) {
	if _, err := ReadMapping("no-such-file.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := ReadMapping(write(t, "m.yaml", strings.Repeat("# padding\n", 200_000))[0]); err == nil || !strings.Contains(err.Error(), "more than any mapping needs") {
		t.Errorf("a huge file: %v", err)
	}
}

func TestAMappingIsNamedAndDigested(t *testing.T) {
	m := mapping(t, "columns: {userName: x}")
	if m.Name() != "m.yaml" || m.SHA256() != "f380f221ed1394da74193c1b89a587581624134726046d30186e4bfc5f06dea6" {
		t.Errorf("%s %s", m.Name(), m.SHA256())
	}
	var none *Mapping
	if none.Name() != "" || none.SHA256() != "" || none.severalRows() {
		t.Error("no mapping has a name")
	}
}
