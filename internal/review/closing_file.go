package review

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/gzip"

	"scimsheet/internal/identity"
)

// closingVersion of the closing's file.
const closingVersion = 1

// The kinds of lines of a closing's file, in the order in which they are written: one header, every file that came
// back, every access with its decision, what else is known, what has changed since, one end. Members may be added,
// never removed.
const (
	lineClosing    = "closing"
	lineFile       = "file"
	lineDecision   = "decision"
	lineProgress   = "progress"
	lineRemark     = "remark"
	lineDelegation = "delegation"
	lineAdded      = "added"
	lineGone       = "gone"
	lineChanged    = "changed"
	lineGiven      = "given"
	lineTaken      = "taken"
	lineEnd        = "end"
)

type closingHeader struct {
	Kind              string    `json:"kind"`
	Version           int       `json:"version"`
	Campaign          string    `json:"campaign"`
	CampaignDigest    string    `json:"campaignDigest"`
	ClosedAt          time.Time `json:"closedAt"`
	Tool              string    `json:"tool"`
	Operator          string    `json:"operator"`
	TreatBlankAs      Decision  `json:"treatBlankAs,omitempty"`
	DeactivateLeavers bool      `json:"deactivateLeavers,omitempty"`
	Run               string    `json:"run"`
	PlanID            string    `json:"planId"`
	PlanDigest        string    `json:"planDigest"`
	ReadAt            time.Time `json:"readAt,omitzero"`    // when the tenant was read again
	Snapshot          string    `json:"snapshot,omitempty"` // digest of what was read then
	Timeline          Timeline  `json:"timeline,omitzero"`
}

// closingDecision is one access with its decision, of the campaign's row with the same key.
type closingDecision struct {
	Kind          string    `json:"kind"`
	Key           string    `json:"key"`
	Decision      Decision  `json:"decision"`
	Treated       bool      `json:"treated,omitempty"`
	By            string    `json:"by,omitempty"`
	Named         string    `json:"named,omitempty"`
	At            time.Time `json:"at,omitzero"`
	Justification string    `json:"justification,omitempty"`
	File          string    `json:"file,omitempty"`
	SHA256        string    `json:"sha256,omitempty"`
	Sheet         string    `json:"sheet,omitempty"`
	Row           int       `json:"row,omitempty"`
	Cell          string    `json:"cell,omitempty"`
}

type (
	closingReturned struct {
		Kind string `json:"kind"`
		File
	}
	closingProgress struct {
		Kind string `json:"kind"`
		Progress
	}
	closingRemark struct {
		Kind string `json:"kind"`
		Remark
	}
	closingDelegation struct {
		Kind string `json:"kind"`
		Delegation
	}
	closingAccount struct {
		Kind    string           `json:"kind"`
		Account identity.Account `json:"account"`
	}
	closingMoved struct {
		Kind   string           `json:"kind"`
		Before identity.Account `json:"before"`
		After  identity.Account `json:"after"`
	}
	closingTaken struct {
		Kind string `json:"kind"`
		Key  string `json:"key"`
	}
)

// Write writes the closing's file and sets its digest, the SHA-256 of every byte of its lines before the end record.
// The lines are packed with gzip.
func (cl *Closing) Write(w io.Writer) error {
	sum := sha256.New()
	packed := gzip.NewWriter(w)
	lines := bufio.NewWriterSize(packed, 1<<16)
	out := json.NewEncoder(io.MultiWriter(lines, sum))
	out.SetEscapeHTML(false)
	if err := cl.encode(out); err != nil {
		return fmt.Errorf("write the closing of campaign %s: %w", cl.Campaign, err)
	}
	cl.Digest = hex.EncodeToString(sum.Sum(nil))
	_, err := lines.Write(cl.end())
	if err := errors.Join(err, lines.Flush(), packed.Close()); err != nil {
		return fmt.Errorf("write the closing of campaign %s: %w", cl.Campaign, err)
	}
	return nil
}

// end is the end record, the one line that the digest does not cover: it is compared byte by byte.
func (cl *Closing) end() []byte {
	return fmt.Appendf(nil, `{"kind":"%s","rows":%d,"sha256":"%s"}`+"\n", lineEnd, len(cl.Rows), cl.Digest)
}

// encode writes every line but the end.
func (cl *Closing) encode(out *json.Encoder) error {
	if err := out.Encode(cl.header()); err != nil {
		return err
	}
	for i := range cl.Files {
		if err := out.Encode(closingReturned{lineFile, cl.Files[i]}); err != nil {
			return err
		}
	}
	for i := range cl.Rows {
		j := &cl.Rows[i]
		if err := out.Encode(&closingDecision{
			Kind: lineDecision, Key: j.Access.Key, Decision: j.Decision, Treated: j.Treated, By: j.By, Named: j.Named, At: j.At, Justification: j.Justification,
			File: j.File, SHA256: j.SHA256, Sheet: j.Sheet, Row: j.Row, Cell: j.Cell,
		}); err != nil {
			return err
		}
	}
	for i := range cl.Progress {
		if err := out.Encode(closingProgress{lineProgress, cl.Progress[i]}); err != nil {
			return err
		}
	}
	for i := range cl.Remarks {
		if err := out.Encode(closingRemark{lineRemark, cl.Remarks[i]}); err != nil {
			return err
		}
	}
	for i := range cl.Delegations {
		if err := out.Encode(closingDelegation{lineDelegation, cl.Delegations[i]}); err != nil {
			return err
		}
	}
	return cl.Drift.encode(out)
}

func (cl *Closing) header() closingHeader {
	return closingHeader{
		Kind: lineClosing, Version: closingVersion, Campaign: cl.Campaign, CampaignDigest: cl.CampaignDigest, ClosedAt: cl.ClosedAt, Tool: cl.Tool,
		Operator: cl.Operator, TreatBlankAs: cl.TreatBlankAs, DeactivateLeavers: cl.DeactivateLeavers, Run: cl.Run, PlanID: cl.PlanID,
		PlanDigest: cl.PlanDigest, ReadAt: cl.Drift.ReadAt, Snapshot: cl.Drift.Snapshot, Timeline: cl.Timeline,
	}
}

func (h *closingHeader) closing() *Closing {
	return &Closing{
		Campaign: h.Campaign, CampaignDigest: h.CampaignDigest, ClosedAt: h.ClosedAt, Tool: h.Tool,
		Operator: h.Operator, TreatBlankAs: h.TreatBlankAs, DeactivateLeavers: h.DeactivateLeavers, Run: h.Run, PlanID: h.PlanID,
		PlanDigest: h.PlanDigest, Drift: Drift{ReadAt: h.ReadAt, Snapshot: h.Snapshot}, Timeline: h.Timeline,
	}
}

// encode writes what has changed since the snapshot. Access that was given stands in one line for each person.
func (d *Drift) encode(out *json.Encoder) error {
	for i := range d.Added {
		if err := out.Encode(closingAccount{lineAdded, d.Added[i]}); err != nil {
			return err
		}
	}
	for i := range d.Gone {
		if err := out.Encode(closingAccount{lineGone, d.Gone[i]}); err != nil {
			return err
		}
	}
	for i := range d.Changed {
		if err := out.Encode(closingMoved{lineChanged, d.Changed[i].Before, d.Changed[i].After}); err != nil {
			return err
		}
	}
	for i := range d.Given {
		if i > 0 && d.Given[i].Person == d.Given[i-1].Person {
			continue
		}
		line := d.Given[i].Person.line(nil)
		line.Kind = lineGiven
		if err := out.Encode(&line); err != nil {
			return err
		}
	}
	for i := range d.Taken {
		if err := out.Encode(closingTaken{lineTaken, d.Taken[i].Access.Key}); err != nil {
			return err
		}
	}
	return nil
}
