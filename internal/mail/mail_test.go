package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"encoding/base64"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 21, 13, 0, 0, 0, time.FixedZone("", 3600))

// letter is a message as whoever receives it reads it.
type letter struct {
	From, To, Subject string // decoded
	Text              string
	Attached          []string // name, type and content
}

// written writes a draft and gives the file's bytes.
func written(t testing.TB, d Draft) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "draft.eml")
	if err := Write(path, d); err != nil {
		t.Fatal(err)
	}
	message, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

// read reads a message as a mail program does, and holds that it keeps to RFC 5322: lines end with CRLF and
// are at most 998 octets, the head is ASCII.
func read(t testing.TB, message []byte) letter {
	t.Helper()
	head, _, _ := bytes.Cut(message, []byte("\r\n\r\n"))
	for _, line := range strings.Split(string(message), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") {
			t.Fatalf("line %.100q of %d octets", line, len(line))
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(message))
	if err != nil {
		t.Fatalf("%v in\n%s", err, head)
	}
	var l letter
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatalf("%v in\n%s", err, head)
	}
	l.From, l.To = address(t, m.Header["From"]), address(t, m.Header["To"])
	for name := range m.Header {
		if !strings.Contains(" Content-Type Content-Transfer-Encoding Date From Message-Id Mime-Version Subject To X-Unsent ", " "+name+" ") {
			t.Fatalf("there is a %s in\n%s", name, head)
		}
	}
	kind, about, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "multipart/mixed" {
		l.Text = body(t, m.Header.Get("Content-Transfer-Encoding"), m.Body)
		return l
	}
	parts := multipart.NewReader(m.Body, about["boundary"])
	for n := 0; ; n++ {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return l
		}
		if err != nil {
			t.Fatal(err)
		}
		content := body(t, part.Header.Get("Content-Transfer-Encoding"), part)
		if n == 0 {
			l.Text = content
			continue
		}
		kind, _, _ := strings.Cut(part.Header.Get("Content-Type"), ";")
		l.Attached = append(l.Attached, part.FileName()+" "+kind+" "+content)
	}
}

// address is the one address of a message's head, as it is shown.
func address(t testing.TB, values []string) string {
	t.Helper()
	if len(values) == 0 {
		return ""
	}
	parsed, err := mail.ParseAddress(values[0])
	if err != nil || len(values) > 1 {
		t.Fatalf("%q: %v", values, err)
	}
	return strings.TrimSpace(parsed.Name + " <" + parsed.Address + ">")
}

func body(t testing.TB, encoding string, r io.Reader) string {
	t.Helper()
	switch encoding {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	default:
		t.Fatalf("text is written in %q", encoding)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// attachment is a file to attach, of that name.
func attachment(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestADraftReadsAsItWasWritten(t *testing.T) {
	d := Draft{From: "Olivia Öz <olivia@acme.com>", To: "Maria López <maria.lopez@acme.com>", Date: noon, ID: "invitation/maria",
		Subject:     "Access review Q4: 64 rows to look at by 15 December 2026 – für Zürich",
		Text:        "Hello María,\n\n" + strings.Repeat("a long line without an end ", 60) + "\n.\nFrom here = there.  \n",
		Attachments: []string{attachment(t, "maria.lopez@acme.com.xlsx", "PK\x03\x04\r\n\x00"), attachment(t, "Žofie's \"notes\".txt", "")}}
	want := letter{From: `Olivia Öz <olivia@acme.com>`, To: `Maria López <maria.lopez@acme.com>`, Subject: d.Subject, Text: d.Text, Attached: []string{
		"maria.lopez@acme.com.xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet PK\x03\x04\n\x00",
		"Žofie's \"notes\".txt application/octet-stream "}}
	if diff := cmp.Diff(want, read(t, written(t, d))); diff != "" {
		t.Error(diff)
	}
	d.Attachments = nil
	want.Attached = nil
	if diff := cmp.Diff(want, read(t, written(t, d))); diff != "" {
		t.Errorf("without attachments: %s", diff)
	}
}

func TestADraftIsADraft(t *testing.T) {
	d := Draft{From: "Olivia Operator", To: "maria@acme.com", Date: noon, ID: "1", Subject: "Access review", Text: "Hello,\nÄ = A\n",
		Attachments: []string{attachment(t, "maria.xlsx", "PK")}}
	want := `Date: Sat, 21 Nov 2026 12:00:00 +0000
MIME-Version: 1.0
Message-ID: <BOUNDARY@scimsheet.invalid>
Subject: Access review
X-Unsent: 1
To: <maria@acme.com>
Content-Type: multipart/mixed;
 boundary=BOUNDARY

--BOUNDARY
Content-Transfer-Encoding: quoted-printable
Content-Type: text/plain; charset=UTF-8

Hello,
=C3=84 =3D A

--BOUNDARY
Content-Disposition: attachment; filename=maria.xlsx
Content-Transfer-Encoding: base64
Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; name="maria.xlsx"

UEs=

--BOUNDARY--
`
	digest := d.digest()
	got := strings.NewReplacer("\r\n", "\n", digest[:32], "BOUNDARY", digest[32:], "BOUNDARY").Replace(string(written(t, d)))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEqualDraftsAreEqualBytesWhereverTheirAttachmentsLie(t *testing.T) {
	d := Draft{To: "maria@acme.com", Date: noon, Subject: "Access review", Text: "Hello", Attachments: []string{attachment(t, "a.xlsx", "PK")}}
	first := written(t, d)
	d.Date, d.Attachments = noon.UTC(), []string{attachment(t, "a.xlsx", "PK")}
	if diff := cmp.Diff(string(first), string(written(t, d))); diff != "" {
		t.Error(diff)
	}
	ids := map[string]bool{}
	for _, id := range []string{"", "1", "2"} {
		d.ID = id
		m, err := mail.ReadMessage(bytes.NewReader(written(t, d)))
		if err != nil {
			t.Fatal(err)
		}
		ids[m.Header.Get("Message-Id")] = true
	}
	if len(ids) != 3 {
		t.Errorf("three messages are called %v", ids)
	}
}

func TestASubjectArrivesAsItIs(t *testing.T) {
	for _, subject := range []string{"", "Access review", "=?utf-8?b?eA==?= is no encoding", "für " + strings.Repeat("ü", 300), strings.Repeat("word ", 60) + "end",
		strings.Repeat("x", 2000), "a" + strings.Repeat("\U0001F600", 40)} {
		if got := read(t, written(t, Draft{To: "maria@acme.com", Date: noon, Subject: subject})).Subject; got != subject {
			t.Errorf("%q arrives as %q", subject, got)
		}
	}
}

func TestNothingInADraftAddsALineToItsHead(t *testing.T) {
	const more = "\r\nBcc: all@acme.com\n\n<script>\rX: y\u2028z\u202e"
	d := Draft{From: "Olivia" + more + " <olivia@acme.com>", To: `"Maria` + more + `" <maria@acme.com>`, Subject: "Access" + more, Date: noon, ID: more, Text: "Hello"}
	got := read(t, written(t, d))
	if got.Subject != "Access Bcc: all@acme.com <script> X: y z" || !strings.HasSuffix(got.To, "<maria@acme.com>") || got.From != "" {
		t.Errorf("%+v", got)
	}
}

func TestAddressesAreWrittenOrRefused(t *testing.T) {
	for address, want := range map[string]string{
		"maria@acme.com":                  "<maria@acme.com>",
		"  maria@acme.com ":               "<maria@acme.com>",
		"Maria <maria@acme.com>":          `Maria <maria@acme.com>`,
		`"López, Maria" <m@acme.com>`:     `López, Maria <m@acme.com>`,
		`O'Brien "Bob" <bob@acme.com>`:    `O'Brien Bob <bob@acme.com>`,
		"first..last@acme.com":            `<first..last@acme.com>`,
		"last.@acme.com":                  `<last.@acme.com>`,
		`"=?utf-8?q?x?=" <a@acme.com>`:    `= ?utf-8?q?x?= <a@acme.com>`,
		"":                                "",
		"Olivia":                          "!",
		"olivia@":                         "!",
		"@acme.com":                       "!",
		"a@acme.com, b@acme.com":          "!",
		"a b@acme.com":                    "!",
		"a..b@acme.com>, <x@evil.example": "!",
		"a..b@acme.":                      "!",
		"a..b@-acme..com":                 "!",
		"a..b@acme com":                   "!",
		"a@acme.com\r\nBcc: b@acme.com":   "!",
		"mailto:a@acme.com":               "!",
	} {
		t.Run(address, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "draft.eml")
			err := Write(path, Draft{To: address, Date: noon})
			if want == "!" {
				if err == nil || !strings.Contains(err.Error(), "is no mail address") {
					t.Errorf("the error is %v", err)
				}
				if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("there is a draft: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			message, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := read(t, message).To; got != want {
				t.Errorf("it goes to %s, want %s", got, want)
			}
		})
	}
}

func TestAFileThatCannotBeWrittenWholeIsNotThere(t *testing.T) {
	folder := t.TempDir()
	d := Draft{To: "maria@acme.com", Date: noon, Attachments: []string{filepath.Join(folder, "missing.xlsx")}}
	if err := Write(filepath.Join(folder, "a.eml"), d); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an attachment that is missing: %v", err)
	}
	d.Attachments = []string{folder}
	if err := Write(filepath.Join(folder, "a.eml"), d); err == nil {
		t.Error("a folder is attached")
	}
	if err := Write(filepath.Join(folder, "nowhere", "a.eml"), Draft{Date: noon}); err == nil {
		t.Error("written into a folder that is not there")
	}
	if err := Write(filepath.Join(folder, "a.eml"), Draft{}); err == nil || !strings.Contains(err.Error(), "no date") {
		t.Errorf("a draft without a date: %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestADraftIsForItsOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	path := filepath.Join(t.TempDir(), "draft.eml")
	if err := os.WriteFile(path, []byte("an earlier one"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, Draft{To: "maria@acme.com", Date: noon}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestALargeAttachmentIsHeldAFewTimes holds that a workbook of 5 MB takes no more than the library's buffer,
// grown by doubling.
func TestALargeAttachmentIsHeldAFewTimes(t *testing.T) {
	const size = 5 << 20
	d := Draft{To: "maria@acme.com", Date: noon, Attachments: []string{attachment(t, "a.xlsx", strings.Repeat("x", size))}}
	path := filepath.Join(t.TempDir(), "draft.eml")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := Write(path, d); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 12*size {
		t.Errorf("%d bytes for an attachment of %d", taken, size)
	}
}

// FuzzWrite holds that whatever a draft says arrives as it was said, cleaned of what is no letter, and adds
// nothing to the message's head.
func FuzzWrite(f *testing.F) {
	f.Add("Olivia", "maria@acme.com", "Access review Q4", "Hello\n.\n", "maria.xlsx", []byte("PK"))
	f.Add("=?utf-8?q?a?= <o@acme.com>", "Zoë <zoe..x@acme.com>", "=?utf-8?b?eA==?=\r\nBcc: x", strings.Repeat("ü", 300)+"\r\n--x\n", "a\"; b=\"c\r\nd", []byte{0, 13, 10})
	f.Add("", "maria..x@acme.", "", "", "a", []byte("x"))
	f.Add("a@b\u202e", "\"a\\\"b\" <a@b>", strings.Repeat("x", 2000)+" \xff", "\x00\r", "…", []byte(nil))
	f.Fuzz(func(t *testing.T, from, to, subject, text, name string, content []byte) {
		path := filepath.Join(t.TempDir(), strings.Map(func(r rune) rune {
			if r == '/' || r == 0 || r == os.PathSeparator {
				return '_'
			}
			return r
		}, name))
		if os.WriteFile(path, content, 0o600) != nil {
			t.Skip() // no name of a file
		}
		d := Draft{From: from, To: to, Subject: subject, Text: text, Date: noon, Attachments: []string{path}}
		draft := filepath.Join(t.TempDir(), "draft.eml")
		if err := Write(draft, d); err != nil {
			if _, bad := mailbox(to); bad == nil || !strings.Contains(err.Error(), bad.Error()) {
				t.Fatal(err)
			}
			return
		}
		message, err := os.ReadFile(draft)
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, message)
		if got.Subject != oneLine(subject) {
			t.Errorf("subject %q becomes %q", subject, got.Subject)
		}
		wantText := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
		if strings.TrimRight(got.Text, "\n") != strings.TrimRight(wantText, "\n") {
			t.Errorf("text %q becomes %q", text, got.Text)
		}
		if wanted, err := mailbox(to); err == nil {
			if want := strings.TrimSpace(wanted.Name + " <" + wanted.Address + ">"); got.To != want {
				t.Errorf("recipient %q becomes %q, want %q", to, got.To, want)
			}
		}
		kind := "application/octet-stream"
		if strings.EqualFold(filepath.Ext(path), ".xlsx") {
			kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		}
		want := fmt.Sprint(filepath.Base(strings.ToValidUTF8(filepath.Base(path), "\uFFFD")), " ", kind, " ", strings.ReplaceAll(string(content), "\r\n", "\n"))
		if len(got.Attached) != 1 || got.Attached[0] != want {
			t.Errorf("attached %q, want %q", got.Attached, want)
		}
	})
}
