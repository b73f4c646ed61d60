package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"scimsheet/internal/identity"
)

// Facts are what a plan records beside its changes.
type Facts struct {
	CreatedAt time.Time
	Tool      string
	Tenant    Tenant
	Operator  string
	Inputs    []Input
	Supplied  []identity.Workspace
	Undoes    string // the id of the plan that is taken back; empty for an ordinary plan
	Review    string // the id of the access review that the plan carries out; empty for none
	Snapshot  Snapshot
	Kept      Kept
	HeldBack  int
	Read      int           // requests made to /Users for this plan
	PerSecond float64       // the pace that applying will keep; 0 where it is unpaced
	Latency   time.Duration // of one request as reading measured it, where unpaced
	Workers   int
}

// Seal makes the plan of a difference: its id, each change's digest, the requests it takes.
func Seal(d Difference, policy Policy, f Facts) (*Plan, error) {
	p := &Plan{
		CreatedAt: f.CreatedAt.UTC(), Tool: f.Tool, Tenant: f.Tenant, Operator: f.Operator, Inputs: f.Inputs, Supplied: f.Supplied, Undoes: f.Undoes, Review: f.Review,
		Policy: policy, Snapshot: f.Snapshot, Kept: f.Kept, Changes: d.Changes, Counts: d.Counts, HeldBack: f.HeldBack,
		Absent: d.Absent, Names: d.Names, Directory: d.Directory, Limits: d.Limits, Refused: d.Refused,
	}
	run, err := p.run()
	if err != nil {
		return nil, fmt.Errorf("seal plan: %w", err)
	}
	p.ID = idOf(run)
	for i := range p.Changes {
		if p.Changes[i].Digest, err = p.Changes[i].digest(run); err != nil {
			return nil, err
		}
	}
	p.Requests = estimate(p.Changes, policy, f)
	return p, nil
}

// run is the digest that tells one run from every other.
func (p *Plan) run() ([]byte, error) {
	inputs := p.Inputs
	if len(inputs) == 0 {
		inputs = nil // a plan file says [] for none
	}
	body, err := json.Marshal([]any{p.CreatedAt, p.Tenant, inputs, p.Policy, p.Snapshot.SHA256})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(readBack(body))
	return sum[:], nil
}

func idOf(run []byte) string {
	return hex.EncodeToString(run[:2]) + "-" + hex.EncodeToString(run[2:4])
}

// digest binds the change to its run: a row moved into another plan does not fit. The run is told by all
// of its digest, and not by the plan's id alone: that is short enough for people, and for somebody to find
// another plan with it.
func (c *Change) digest(run []byte) (string, error) {
	record := c.record()
	record.Digest = ""
	body, err := json.Marshal(record)
	if err != nil {
		return "", fmt.Errorf("seal change %s of %q: %w", c.ID, c.UserName, err)
	}
	h := sha256.New()
	h.Write(run)
	h.Write(readBack(body))
	return hex.EncodeToString(h.Sum(nil)), nil
}

// readBack is JSON as it is made again of what was read from it. Bytes that are no UTF-8, which names of
// files may hold, are written as an escape, and what is read of that is written as it is.
func readBack(body []byte) []byte {
	if !bytes.Contains(body, []byte(`\ufffd`)) {
		return body
	}
	return []byte(strings.NewReplacer(`\\`, `\\`, `\ufffd`, "\ufffd").Replace(string(body)))
}

// peoplePerLook is how many accounts one batched read returns when apply looks before and after writing.
const peoplePerLook = 50

func looks(people int) int { return (people + peoplePerLook - 1) / peoplePerLook }

func estimate(changes []Change, policy Policy, f Facts) Requests {
	r := Requests{Read: f.Read}
	gives, takes := 0, 0
	for i := range changes {
		switch c := &changes[i]; {
		case !c.Writes():
			continue
		case c.Takes():
			takes++
		default:
			gives++
		}
		if policy.Unbounded {
			r.Write++
		} else {
			r.Write += changes[i].WriteRequests()
		}
	}
	r.Check = 2 * (looks(gives) + looks(takes)) // apply gives before it takes, and looks at each apart
	total := float64(r.Write + r.Check)
	seconds := 0.0
	switch {
	case f.PerSecond > 0:
		seconds = total / f.PerSecond
	case f.Workers > 0:
		seconds = total * f.Latency.Seconds() / float64(f.Workers)
	}
	r.EstimatedSeconds = int(seconds)
	if float64(r.EstimatedSeconds) < seconds {
		r.EstimatedSeconds++
	}
	return r
}
