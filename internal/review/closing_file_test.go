package review

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// closedSmall is the small campaign, closed, with something of everything.
func closedSmall(t testing.TB, c *Campaign) *Closing {
	t.Helper()
	s := decided(c)
	editing := 90 * time.Second
	s.Files[0].Editing = &editing
	cl, err := Close(c, s, Terms{At: hour(6), Tool: "scimsheet test", Operator: "ana@acme.com", TreatBlankAs: Keep, DeactivateLeavers: true})
	if err != nil {
		t.Fatal(err)
	}
	cl.Timeline, cl.Rows[1].Named = Timeline{Events: 3, SHA256: strings.Repeat("ef", 32)}, yusuf
	cl.Run, cl.PlanID, cl.PlanDigest = "Q4-run", "7f3c-91ab", strings.Repeat("ab", 32)
	cl.Rows[0].Justification = "=HYPERLINK(\"x\") \u202e <b> O'Brien\nand more"
	eve := account("eve@acme.com", 1, 2)
	dora := account("dora@acme.com", 2, 3)
	holder := &Person{Account: eve, Login: Login{Known: true, At: hour(1)}, HR: &Employment{Name: "Eve", Pos: finding.Pos{File: "hr.xlsx", Sheet: "Staff", Row: 7}},
		Accesses: []Access{{Workspace: identity.Workspace{ID: ws(1), Name: "Finance"}}, {Workspace: identity.Workspace{ID: ws(2)}}}}
	cl.Drift = Drift{ReadAt: hour(6), Snapshot: strings.Repeat("cd", 32), Added: []identity.Account{eve}, Gone: []identity.Account{account("old@acme.com")},
		Changed: []Moved{{Before: account("dora@acme.com", 1), After: dora}},
		Given:   []Ref{{holder, &holder.Accesses[0]}, {holder, &holder.Accesses[1]}}, Taken: []Ref{c.Refs()[2], c.Refs()[5]}}
	return cl
}

func closingBytes(t testing.TB, cl *Closing) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := cl.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAClosingIsReadAsItWasWritten(t *testing.T) {
	c := small(t)
	cl := closedSmall(t, c)
	file := closingBytes(t, cl)
	read, err := ReadClosing(iotest.OneByteReader(bytes.NewReader(file)), c)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(cl, read) {
		t.Errorf("written\n%+v\nread\n%+v", cl, read)
	}
	if !bytes.Equal(file, closingBytes(t, read)) {
		t.Error("written again it is another file")
	}
	if read.Digest == "" || read.Rows[3].Access != c.Refs()[3].Access || read.Drift.Taken[0].Access != c.Refs()[2].Access {
		t.Error("the rows are not those of the campaign")
	}
}

func unpacked(t testing.TB, file []byte) []string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
}

// packed packs lines, with an end record that fits them.
func packed(lines []string) []byte {
	body := strings.Join(lines, "")
	rows := strings.Count(body, `{"kind":"decision"`)
	sum := sha256.Sum256([]byte(body))
	return raw(body + fmt.Sprintf(`{"kind":"end","rows":%d,"sha256":"%s"}`+"\n", rows, hex.EncodeToString(sum[:])))
}

func raw(text string) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.Bytes()
}

func wantDamaged(t testing.TB, file []byte, c *Campaign, words string) {
	t.Helper()
	_, err := ReadClosing(bytes.NewReader(file), c)
	if !errors.Is(err, ErrDamaged) || !strings.Contains(text(err), words) {
		t.Errorf("%v\nwant %q", err, words)
	}
}

func TestAClosingOfWhichAnyLineIsEditedCutOrMovedIsRefused(t *testing.T) {
	c := small(t)
	lines := unpacked(t, closingBytes(t, closedSmall(t, c)))
	whole := strings.Join(lines, "") + "\n"
	if _, err := ReadClosing(bytes.NewReader(raw(whole)), c); err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		without := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		wantDamaged(t, raw(without), c, "line")
		wantDamaged(t, raw(strings.Join(lines[:i], "")+lines[i]+whole[len(strings.Join(lines[:i], "")):]), c, "line")
		at := len(strings.Join(lines[:i], "")) + len(lines[i])/2
		wantDamaged(t, raw(whole[:at]+string(whole[at]^1)+whole[at+1:]), c, "line")
	}
	wantDamaged(t, raw(whole+"more\n"), c, "something follows its end record")
	wantDamaged(t, raw(whole[:len(whole)-1]), c, "it ends without its end record")
	wantDamaged(t, raw(""), c, "it ends without its end record")
	wantDamaged(t, []byte("PK\x03\x04"), c, "cannot be unpacked")
	file := raw(whole)
	wantDamaged(t, file[:len(file)/2], c, "cannot be unpacked")
}

// A digest is no secret: whoever edits a closing can make it anew.
func TestAClosingThatBeliesItselfIsRefused(t *testing.T) {
	c := small(t)
	for _, p := range []struct {
		sentence, from, to, words string
	}{
		{"another decision", `"decision":"revoke","by":"maria@acme.com"`, `"decision":"keep","by":"maria@acme.com"`, "counts are not those of its rows"},
		{"a decision that is none", `"decision":"revoke","by":"maria@acme.com"`, `"decision":"","by":"maria@acme.com"`, `is decided by "", which is no decision`},
		{"somebody else decided", `"decision":"change","by":"maria@acme.com"`, `"decision":"change","by":"tunde@acme.com"`, `is decided by "tunde@acme.com", who may not`},
		{"nobody decided", `"decision":"change","by":"maria@acme.com"`, `"decision":"change"`, `is decided by "", who may not`},
		{"the person decided", `"to":"xenia@acme.com"`, `"to":"maria@acme.com"`, `given to "maria@acme.com", which cannot be`},
		{"a flagged row without words", `"justification":"on leave"`, `"justification":"-"`, "nobody says why"},
		{"a blank row that somebody decided", `"treated":true`, `"treated":true,"by":"tunde@acme.com"`, "was blank, and somebody decided it"},
		{"a blank row treated otherwise", `"decision":"keep","treated":true`, `"decision":"revoke","treated":true`, "is treated as revoke, which nobody asked for"},
		{"terms that nothing needed", `"treatBlankAs":"keep"`, `"treatBlankAs":"revoke"`, "which nobody asked for"},
		{"a file that did not come back", `"kind":"file","name":"m.xlsx","sha256":"`, `"kind":"file","name":"m.xlsx","sha256":"00`, "decided in a file that did not come back"},
		{"another count", `"rows":4,"keep":2`, `"rows":4,"keep":3`, "counts are not those of its rows"},
		{"another campaign", `"campaign":"` + c.ID, `"campaign":"0000-0000`, "it closes campaign 0000-0000"},
		{"the campaign as it was before an edit", `"campaignDigest":"`, `"campaignDigest":"00`, "not campaign " + c.ID},
		{"a row of another campaign", `"key":"` + c.KeyOf(1), `"key":"` + (&Campaign{ID: "0000-0000", Seed: c.Seed}).KeyOf(1), "the campaign does not have here"},
		{"access taken that there never was", `{"kind":"taken","key":"` + c.KeyOf(3), `{"kind":"taken","key":"` + c.KeyOf(7), "which the campaign does not have"},
		{"another version", `"version":1`, `"version":2`, "it is of version 2"},
		{"a line of another kind", `{"kind":"remark"`, `{"kind":"rumour"`, "it is no line of a closing"},
		{"another file", `{"kind":"closing"`, `{"kind":"campaign"`, "it is not the header of a closing"},
	} {
		t.Run(p.sentence, func(t *testing.T) {
			lines := unpacked(t, closingBytes(t, closedSmall(t, c)))
			body := strings.Join(lines[:len(lines)-1], "")
			edited := strings.Replace(body, p.from, p.to, 1)
			if edited == body {
				t.Fatalf("there is no %s in\n%s", p.from, body)
			}
			wantDamaged(t, packed([]string{edited}), c, p.words)
		})
	}
	allDecided := closedSmall(t, c)
	allDecided.Rows[4].Treated, allDecided.Rows[4].By, allDecided.Rows[4].SHA256 = false, tunde, allDecided.Rows[0].SHA256
	wantDamaged(t, closingBytes(t, allDecided), c, "it treats as keep what is blank, and nothing is")
	lines := unpacked(t, closingBytes(t, closedSmall(t, c)))
	body := strings.Join(lines[:len(lines)-1], "")
	start := strings.Index(body, `{"kind":"decision"`)
	end := start + strings.Index(body[start:], "\n") + 1
	wantDamaged(t, packed([]string{body[:start] + body[end:]}), c, "the campaign does not have here")
	last := strings.LastIndex(body, `{"kind":"decision"`)
	end = last + strings.Index(body[last:], "\n") + 1
	wantDamaged(t, packed([]string{body[:last] + body[end:]}), c, "it decides 5 rows, and the campaign has 6")
}

func TestADiskThatCannotBeReadIsNoDamage(t *testing.T) {
	c := small(t)
	broken := &timingOut{}
	file := closingBytes(t, closedSmall(t, c))
	_, err := ReadClosing(io.MultiReader(bytes.NewReader(file[:40]), iotest.ErrReader(broken)), c)
	if !errors.Is(err, broken) || errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
}

type timingOut struct{}

func (*timingOut) Error() string { return "the disk does not answer" }
func (*timingOut) Timeout() bool { return true }

func FuzzReadClosing(f *testing.F) {
	c := small(f)
	for _, line := range unpacked(f, closingBytes(f, closedSmall(f, c))) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		lines := unpacked(t, closingBytes(t, closedSmall(t, c)))
		file := packed(append(lines[:len(lines)-1:len(lines)-1], line))
		if cl, err := ReadClosing(bytes.NewReader(file), c); err == nil && len(cl.Rows) != 6 {
			t.Error("a closing without all rows was read")
		}
	})
}
