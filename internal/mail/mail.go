// Package mail writes messages as files that mail programs open as drafts (RFC 5322). It sends nothing.
package mail

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Draft is a message that somebody is to look at and send. Equal drafts with equal attachments give equal
// files.
type Draft struct {
	From        string // an address, with or without a name; else there is no sender: the mail program fills it in
	To          string // an address, with or without a name; empty for nobody yet
	Subject     string
	Text        string // plain; lines may be as long as they like
	Date        time.Time
	ID          string   // tells the message from others that say the same
	Attachments []string // paths of files, each attached under its own name
}

// Write writes a draft as a file that mail programs open, those that know X-Unsent (Outlook) ready to be
// sent. The file is whole or not there, and readable for its owner only. Nothing in a draft adds a line to
// the message's head: what is no letter there becomes a blank.
func Write(path string, d Draft) error {
	if err := d.write(path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func (d Draft) write(path string) (err error) {
	m, err := d.message()
	if err != nil {
		return err
	}
	for _, attachment := range d.Attachments {
		file, err := os.Open(attachment)
		if err != nil {
			return err
		}
		defer file.Close()
		m.AttachReadSeeker(filepath.Base(attachment), file, attached)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".scimsheet-*.eml") // mode 0600
	if err != nil {
		return err
	}
	if err := errors.Join(whole(m, draft), draft.Sync(), draft.Close()); err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	return nil
}

// whole writes the message. The library does not hold on to every error of writing; the buffer does.
func whole(m *gomail.Msg, w io.Writer) error {
	buffered := bufio.NewWriterSize(w, 64<<10)
	_, err := m.WriteTo(buffered)
	return errors.Join(err, buffered.Flush())
}

// message is the draft without its attachments, all that the library would make up fixed.
func (d Draft) message() (*gomail.Msg, error) {
	if d.Date.IsZero() {
		return nil, errors.New("the draft has no date")
	}
	digest := d.digest()
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.SetBoundary(digest[:32])
	m.SetMessageIDWithValue(digest[32:] + "@scimsheet.invalid")
	m.SetDateWithValue(d.Date.UTC())
	m.SetGenHeader("X-Unsent", "1")
	m.SetGenHeader(gomail.HeaderSubject, encodedSubject(oneLine(d.Subject)))
	if sender, err := mailbox(d.From); err == nil {
		m.SetAddrHeaderFromMailAddress(gomail.HeaderFrom, sender)
	}
	if strings.TrimSpace(d.To) != "" {
		recipient, err := mailbox(d.To)
		if err != nil {
			return nil, err
		}
		m.SetAddrHeaderFromMailAddress(gomail.HeaderTo, recipient)
	}
	m.SetBodyString(gomail.TypeTextPlain, strings.ToValidUTF8(d.Text, "\uFFFD"))
	return m, nil
}

// digest names the message, and separates its parts: no text holds its own digest, and base64 has no dashes.
// Of attachments it knows the names without their folders, so that a draft is the same wherever it is made.
func (d Draft) digest() string {
	said := []string{d.ID, d.From, d.To, d.Subject, d.Text, d.Date.UTC().Format(time.RFC3339)}
	for _, path := range d.Attachments {
		said = append(said, filepath.Base(path))
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", said))
	return hex.EncodeToString(sum[:])
}

// attached gives an attachment its type, and its name as RFC 2231 has it. The library adds the name as older
// mail programs want it.
func attached(f *gomail.File) {
	f.ContentType = gomail.TypeAppOctetStream
	if strings.EqualFold(filepath.Ext(f.Name), ".xlsx") {
		f.ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	f.Header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": strings.ToValidUTF8(f.Name, "\uFFFD")}))
}
