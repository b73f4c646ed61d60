package review

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/gzip"

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// fileVersion of the campaign's file.
const fileVersion = 1

// ErrDamaged: a file of the campaign is cut, edited or of another version. Nothing is to be concluded from it.
var ErrDamaged = errors.New("the campaign's file is not as it was written")

// The lines of a campaign's file: one header, every person, everybody who has left and holds nothing, one end. Members
// may be added, never removed.
type fileHeader struct {
	Kind          string            `json:"kind"`
	Version       int               `json:"version"`
	ID            string            `json:"id"`
	Seed          string            `json:"seed,omitempty"`
	Name          string            `json:"name"`
	Control       string            `json:"control,omitempty"`
	Due           time.Time         `json:"due,omitzero"`
	OpenedAt      time.Time         `json:"openedAt"`
	Tool          string            `json:"tool"`
	Operator      string            `json:"operator"`
	By            string            `json:"by"`
	Scope         Scope             `json:"scope"`
	Tenant        plan.Tenant       `json:"tenant"`
	Proof         Proof             `json:"proof"`
	Sources       []Source          `json:"sources,omitempty"`
	Fallback      []string          `json:"fallback,omitempty"`
	Previous      *Earlier          `json:"previous,omitempty"`
	AddendumTo    *Earlier          `json:"addendumTo,omitempty"`
	InactiveAfter int               `json:"inactiveAfter"`
	Unknown       []string          `json:"unknown,omitempty"`
	Reviewers     []Reviewer        `json:"reviewers,omitempty"`
	Findings      []finding.Finding `json:"findings,omitempty"`
}

type filePerson struct {
	Kind     string           `json:"kind"`
	Account  identity.Account `json:"account"`
	Login    fileLogin        `json:"login"`
	HR       *fileEmployment  `json:"hr,omitempty"`
	Accesses []fileAccess     `json:"accesses,omitempty"`
}

// The kinds of lines about people.
const (
	linePerson   = "person"   // of the population
	lineLeftIdle = "leftIdle" // has left, and holds nothing
)

type fileLogin struct {
	Known bool      `json:"known"`
	At    time.Time `json:"at,omitzero"`
}

type fileEmployment struct {
	Employment
	Pos filePos `json:"pos"`
}

type filePos struct {
	File  string `json:"file"`
	Sheet string `json:"sheet,omitempty"`
	Row   int    `json:"row"`
}

type fileAccess struct {
	Key       string             `json:"key"`
	Workspace identity.Workspace `json:"workspace"`
	Admin     *bool              `json:"admin,omitempty"`
	Flags     []Flag             `json:"flags,omitempty"`
	New       bool               `json:"new,omitempty"`
	Past      *Past              `json:"past,omitempty"`
	Reviewer  string             `json:"reviewer"`
	Route     string             `json:"route,omitempty"`
	Why       string             `json:"why"`
}

// header is the file's first line.
func (c *Campaign) header() fileHeader {
	return fileHeader{
		Kind: "campaign", Version: fileVersion, ID: c.ID, Seed: c.Seed, Name: c.Name, Control: c.Control, Due: c.Due, OpenedAt: c.OpenedAt, Tool: c.Tool,
		Operator: c.Operator, By: c.By, Scope: c.Scope, Tenant: c.Tenant, Proof: c.Proof, Sources: c.Sources, Fallback: c.Fallback,
		Previous: c.Previous, AddendumTo: c.AddendumTo, InactiveAfter: c.InactiveAfter, Unknown: c.Unknown, Reviewers: c.Reviewers, Findings: c.Findings,
	}
}

func (h *fileHeader) campaign() *Campaign {
	return &Campaign{
		ID: h.ID, Seed: h.Seed, Name: h.Name, Control: h.Control, Due: h.Due, OpenedAt: h.OpenedAt, Tool: h.Tool,
		Operator: h.Operator, By: h.By, Scope: h.Scope, Tenant: h.Tenant, Proof: h.Proof, Sources: h.Sources, Fallback: h.Fallback,
		Previous: h.Previous, AddendumTo: h.AddendumTo, InactiveAfter: h.InactiveAfter, Unknown: h.Unknown, Reviewers: h.Reviewers, Findings: h.Findings,
	}
}

// line is the person's line; accesses is room for theirs that may be used again.
func (p *Person) line(accesses []fileAccess) filePerson {
	line := filePerson{Kind: linePerson, Account: p.Account, Login: fileLogin(p.Login), Accesses: accesses[:0]}
	if p.HR != nil {
		line.HR = &fileEmployment{*p.HR, filePos{p.HR.Pos.File, p.HR.Pos.Sheet, p.HR.Pos.Row}}
	}
	for i := range p.Accesses {
		line.Accesses = append(line.Accesses, fileAccess(p.Accesses[i]))
	}
	return line
}

// Write writes the campaign's file and sets the campaign's digest, the SHA-256 of every byte of its lines before the
// end record. The lines are packed with gzip.
func (c *Campaign) Write(w io.Writer) error {
	sum := sha256.New()
	packed := gzip.NewWriter(w)
	lines := bufio.NewWriterSize(packed, 1<<16)
	out := json.NewEncoder(io.MultiWriter(lines, sum))
	out.SetEscapeHTML(false)
	if err := out.Encode(c.header()); err != nil {
		return fmt.Errorf("write campaign %s: %w", c.ID, err)
	}
	var accesses []fileAccess
	for i := range c.People {
		line := c.People[i].line(accesses)
		accesses = line.Accesses
		if err := out.Encode(&line); err != nil {
			return fmt.Errorf("write campaign %s: %q: %w", c.ID, c.People[i].Account.UserName, err)
		}
	}
	for i := range c.LeftIdle {
		line := c.LeftIdle[i].line(nil)
		line.Kind = lineLeftIdle
		if err := out.Encode(&line); err != nil {
			return fmt.Errorf("write campaign %s: %q: %w", c.ID, c.LeftIdle[i].Account.UserName, err)
		}
	}
	c.Digest = hex.EncodeToString(sum.Sum(nil))
	if _, err := lines.Write(c.end()); err != nil {
		return fmt.Errorf("write campaign %s: %w", c.ID, err)
	}
	if err := errors.Join(lines.Flush(), packed.Close()); err != nil {
		return fmt.Errorf("write campaign %s: %w", c.ID, err)
	}
	return nil
}

// end is the end record, the one line that the digest does not cover: it is compared byte by byte.
func (c *Campaign) end() []byte {
	rows := 0
	for i := range c.People {
		rows += len(c.People[i].Accesses)
	}
	return fmt.Appendf(nil, `{"kind":"end","people":%d,"rows":%d,"sha256":"%s"}`+"\n", len(c.People), rows, c.Digest)
}

// Read reads a campaign's file whole. Lines that Write did not write are an error that wraps ErrDamaged, and so is a
// campaign of which one part belies another: its digest is no secret, and whoever edits a campaign can make it anew.
func Read(r io.Reader) (*Campaign, error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return nil, unpacking(0, err)
	}
	defer unpacked.Close()
	c, err := decodeCampaign(unpacked)
	if err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

// decodeCampaign reads the lines as they stand.
func decodeCampaign(r io.Reader) (*Campaign, error) {
	in := reading{lines: bufio.NewReaderSize(r, 1<<16), texts: map[string]string{}}
	sum := sha256.New()
	for {
		line, err := in.next()
		switch {
		case err != nil:
			return nil, err
		case in.c == nil:
			err = in.header(line)
		case bytes.HasPrefix(line, []byte(`{"kind":"end"`)):
			in.c.Digest = hex.EncodeToString(sum.Sum(nil))
			return in.c, in.close(line)
		default:
			err = in.person(line)
		}
		if err != nil {
			return nil, err
		}
		sum.Write(line)
	}
}

func damaged(line int, what string) error {
	return fmt.Errorf("%w: line %d: %s", ErrDamaged, line, what)
}

// unpacking is an error of reading what is packed: of the medium, or of what is on it.
func unpacking(line int, err error) error {
	var outside interface{ Timeout() bool } // what the operating system says, as os.PathError does
	if errors.As(err, &outside) {
		return fmt.Errorf("read campaign: %w", err)
	}
	return fmt.Errorf("%w: after line %d it cannot be unpacked: %w", ErrDamaged, line, err)
}
