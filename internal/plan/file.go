package plan

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

	"scimsheet/internal/finding"
	"scimsheet/internal/identity"
)

// version of the plan file.
const version = 1

// ErrDamaged: the plan file is cut, edited or of another version. It is not to be applied.
var ErrDamaged = errors.New("the plan file is not as it was written")

// The lines of a plan file: one header, every change, one end. Members may be added, never removed.
type header struct {
	Kind      string          `json:"kind"`
	Version   int             `json:"version"`
	ID        string          `json:"id"`
	CreatedAt time.Time       `json:"createdAt"`
	Tool      string          `json:"tool"`
	Tenant    Tenant          `json:"tenant"`
	Operator  string          `json:"operator"`
	Inputs    []Input         `json:"inputs"`
	Policy    Policy          `json:"policy"`
	Snapshot  Snapshot        `json:"snapshot"`
	Kept      Kept            `json:"kept"`
	Counts    Counts          `json:"counts"`
	HeldBack  int             `json:"heldBack"`
	Requests  Requests        `json:"requests"`
	Limits    []Limit         `json:"limits"`
	Refused   bool            `json:"refused"`
	Absent    []AbsentAccount `json:"absent,omitempty"`
	Undoes    string          `json:"undoes,omitempty"`
	Review    string          `json:"review,omitempty"`

	Directory []KnownWorkspace     `json:"directory,omitempty"`
	Supplied  []identity.Workspace `json:"workspaces,omitempty"`
	Names     []identity.Workspace `json:"names,omitempty"`
}

type rowRecord struct {
	File  string `json:"file"`
	Sheet string `json:"sheet"`
	Row   int    `json:"row"`
}

type changeRecord struct {
	Kind        string               `json:"kind"`
	ID          string               `json:"id"`
	Action      Action               `json:"action"`
	UserName    identity.UserName    `json:"userName"`
	UserID      string               `json:"userId"`
	Rows        []rowRecord          `json:"rows"`
	Attributes  []Attribute          `json:"attributes"`
	Grants      []identity.Workspace `json:"grants"`
	Revocations []identity.Workspace `json:"revocations"`
	Reason      Reason               `json:"reason"`
	Detail      string               `json:"detail,omitempty"`
	Withheld    []Withheld           `json:"withheld"`
	Risks       []Risk               `json:"risks"`
	Before      *identity.Account    `json:"before,omitempty"`
	Group       string               `json:"group,omitempty"`
	Part        string               `json:"part,omitempty"`
	Digest      string               `json:"digest"`
}

// record is the change as the plan file holds it. The account before is kept where something is
// written: applying compares it with the tenant.
func (c *Change) record() changeRecord {
	r := changeRecord{
		Kind: "change", ID: c.ID, Action: c.Action, UserName: c.UserName, UserID: c.UserID,
		Rows: make([]rowRecord, len(c.Rows)), Attributes: orEmpty(c.Attributes), Grants: orEmpty(c.Grants),
		Revocations: orEmpty(c.Revocations), Reason: c.Reason, Detail: c.Detail,
		Withheld: orEmpty(c.Withheld), Risks: orEmpty(c.Risks), Group: c.Group, Part: c.Part, Digest: c.Digest,
	}
	for i, pos := range c.Rows {
		r.Rows[i] = rowRecord{File: pos.File, Sheet: pos.Sheet, Row: pos.Row}
	}
	if c.Writes() {
		r.Before = c.Before
	}
	return r
}

func (r *changeRecord) change() Change {
	c := Change{
		ID: r.ID, Action: r.Action, UserName: r.UserName, UserID: r.UserID, Before: r.Before,
		Attributes: r.Attributes, Grants: r.Grants, Revocations: r.Revocations, Reason: r.Reason,
		Detail: r.Detail, Withheld: r.Withheld, Risks: r.Risks, Group: r.Group, Part: r.Part, Digest: r.Digest,
		Rows: make([]finding.Pos, len(r.Rows)),
	}
	for i, row := range r.Rows {
		c.Rows[i] = finding.Pos{File: row.File, Sheet: row.Sheet, Row: row.Row}
	}
	return c
}

// orEmpty makes the file say [] and not null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Write writes the plan file and sets the plan's digest, the SHA-256 of every byte before the end record.
func (p *Plan) Write(w io.Writer) error {
	sum := sha256.New()
	buffered := bufio.NewWriterSize(w, 1<<16)
	out := json.NewEncoder(io.MultiWriter(buffered, sum))
	out.SetEscapeHTML(false)
	if err := out.Encode(p.header()); err != nil {
		return fmt.Errorf("write plan %s: %w", p.ID, err)
	}
	for i := range p.Changes {
		if err := out.Encode(p.Changes[i].record()); err != nil {
			return fmt.Errorf("write change %s: %w", p.Changes[i].ID, err)
		}
	}
	p.Digest = hex.EncodeToString(sum.Sum(nil))
	if _, err := buffered.Write(p.end()); err != nil {
		return fmt.Errorf("write plan %s: %w", p.ID, err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write plan %s: %w", p.ID, err)
	}
	return nil
}

// end is the end record, the one line that the digest does not cover: it is compared byte by byte.
func (p *Plan) end() []byte {
	return fmt.Appendf(nil, `{"kind":"end","changes":%d,"sha256":"%s"}`+"\n", len(p.Changes), p.Digest)
}

func (p *Plan) header() header {
	return header{
		Kind: "plan", Version: version, ID: p.ID, CreatedAt: p.CreatedAt, Tool: p.Tool, Tenant: p.Tenant, Operator: p.Operator,
		Inputs: orEmpty(p.Inputs), Policy: p.Policy, Snapshot: p.Snapshot, Kept: p.Kept, Counts: p.Counts, HeldBack: p.HeldBack,
		Requests: p.Requests, Limits: orEmpty(p.Limits), Refused: p.Refused, Absent: p.Absent, Undoes: p.Undoes, Review: p.Review, Directory: p.Directory, Supplied: p.Supplied, Names: p.Names,
	}
}

// Read reads a plan file whole. Anything but the bytes that Write wrote is an error that wraps ErrDamaged,
// and so is a plan of which one part belies another: its digest is no secret, and whoever edits a plan can
// make it anew.
func Read(r io.Reader) (*Plan, error) {
	p, err := decode(r)
	if err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	return p, nil
}

// decode reads a plan file as it stands.
func decode(r io.Reader) (*Plan, error) {
	lines := bufio.NewReaderSize(r, 1<<16)
	sum := sha256.New()
	var p *Plan
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil, damaged(number, "it ends without its end record")
		}
		if err != nil {
			return nil, fmt.Errorf("read plan: %w", err)
		}
		if p == nil {
			if p, err = readHeader(line); err != nil {
				return nil, err
			}
			sum.Write(line)
			continue
		}
		if bytes.HasPrefix(line, []byte(`{"kind":"end"`)) {
			if err := p.close(line, number, hex.EncodeToString(sum.Sum(nil)), lines); err != nil {
				return nil, err
			}
			return p, nil
		}
		sum.Write(line)
		var record changeRecord
		if err := json.Unmarshal(line, &record); err != nil || record.Kind != "change" {
			return nil, damaged(number, "it is not a change")
		}
		p.Changes = append(p.Changes, record.change())
	}
}

func readHeader(line []byte) (*Plan, error) {
	var h header
	if err := json.Unmarshal(line, &h); err != nil || h.Kind != "plan" {
		return nil, damaged(1, "it is not the header of a plan")
	}
	if h.Version != version {
		return nil, damaged(1, fmt.Sprintf("it is of version %d, this program reads version %d", h.Version, version))
	}
	return &Plan{
		ID: h.ID, CreatedAt: h.CreatedAt, Tool: h.Tool, Tenant: h.Tenant, Operator: h.Operator, Inputs: h.Inputs,
		Policy: h.Policy, Snapshot: h.Snapshot, Kept: h.Kept, Counts: h.Counts, HeldBack: h.HeldBack, Requests: h.Requests,
		Limits: h.Limits, Refused: h.Refused, Absent: h.Absent, Undoes: h.Undoes, Review: h.Review, Directory: h.Directory, Supplied: h.Supplied, Names: h.Names, Changes: make([]Change, 0, 64),
	}, nil
}

// close checks the end record against everything before it, and that nothing follows.
func (p *Plan) close(line []byte, number int, digest string, rest *bufio.Reader) error {
	p.Digest = digest
	if !bytes.Equal(line, p.end()) {
		return damaged(number, fmt.Sprintf("its end record does not fit its %d changes and their digest: somebody or something has edited it", len(p.Changes)))
	}
	if _, err := rest.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged(number+1, "something follows its end record")
	}
	return nil
}

func damaged(line int, what string) error {
	return fmt.Errorf("%w: line %d: %s", ErrDamaged, line, what)
}
