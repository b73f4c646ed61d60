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

	"github.com/klauspost/compress/gzip"

	"scimsheet/internal/finding"
)

// ReadClosing reads the file of a campaign's closing whole. Lines that Write did not write are an error that wraps
// ErrDamaged, and so is a closing of another campaign, or one of which one part belies another: its digest is no
// secret, and whoever edits a closing can make it anew.
func ReadClosing(r io.Reader, c *Campaign) (*Closing, error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return nil, unpacking(0, err)
	}
	defer unpacked.Close()
	in := closingLines{in: reading{lines: bufio.NewReaderSize(unpacked, 1<<16), texts: map[string]string{}}, refs: c.Refs()}
	if err := in.decode(); err != nil {
		return nil, err
	}
	if err := in.closing.check(c); err != nil {
		return nil, err
	}
	return in.closing, nil
}

// closingLines is a closing's file while it is read.
type closingLines struct {
	in      reading
	refs    []Ref
	at      map[string]int // in refs, by key; nil until it is needed
	closing *Closing
}

func (l *closingLines) decode() error {
	sum := sha256.New()
	for {
		line, err := l.in.next()
		if err != nil {
			return err
		}
		kind := kindOf(line)
		switch {
		case l.closing == nil:
			err = l.header(line)
		case kind == lineEnd:
			l.closing.Digest = hex.EncodeToString(sum.Sum(nil))
			return l.close(line)
		default:
			err = l.line(kind, line)
		}
		if err != nil {
			return err
		}
		sum.Write(line)
	}
}

// kindOf is what a line says that it is.
func kindOf(line []byte) string {
	rest, ok := bytes.CutPrefix(line, []byte(`{"kind":"`))
	kind, _, closed := bytes.Cut(rest, []byte(`"`))
	if !ok || !closed {
		return ""
	}
	return string(kind)
}

func (l *closingLines) header(line []byte) error {
	var h closingHeader
	if err := json.Unmarshal(line, &h); err != nil || h.Kind != lineClosing {
		return damaged(l.in.number, "it is not the header of a closing")
	}
	if h.Version != closingVersion {
		return damaged(l.in.number, fmt.Sprintf("it is of version %d, this program reads version %d", h.Version, closingVersion))
	}
	l.closing = h.closing()
	return nil
}

// line reads one line of the body.
func (l *closingLines) line(kind string, line []byte) error {
	cl, d := l.closing, &l.closing.Drift
	var err error
	switch kind {
	case lineFile:
		var read closingReturned
		err = json.Unmarshal(line, &read)
		cl.Files = append(cl.Files, read.File)
	case lineDecision:
		return l.decision(line)
	case lineProgress:
		var read closingProgress
		err = json.Unmarshal(line, &read)
		cl.Progress = append(cl.Progress, read.Progress)
	case lineRemark:
		var read closingRemark
		err = json.Unmarshal(line, &read)
		cl.Remarks = append(cl.Remarks, read.Remark)
	case lineDelegation:
		var read closingDelegation
		err = json.Unmarshal(line, &read)
		cl.Delegations = append(cl.Delegations, read.Delegation)
	case lineAdded, lineGone:
		var read closingAccount
		err = json.Unmarshal(line, &read)
		if kind == lineAdded {
			d.Added = append(d.Added, read.Account)
		} else {
			d.Gone = append(d.Gone, read.Account)
		}
	case lineChanged:
		var read closingMoved
		err = json.Unmarshal(line, &read)
		d.Changed = append(d.Changed, Moved{read.Before, read.After})
	case lineGiven:
		err = l.given(line)
	case lineTaken:
		return l.taken(line)
	default:
		err = errors.New("unknown kind")
	}
	if err != nil {
		return damaged(l.in.number, "it is no line of a closing")
	}
	return nil
}

// decision reads the next row of the population: every one has its line, in the population's order.
func (l *closingLines) decision(line []byte) error {
	var read closingDecision
	if err := json.Unmarshal(line, &read); err != nil {
		return damaged(l.in.number, "it is no decision")
	}
	next := len(l.closing.Rows)
	if next >= len(l.refs) || l.refs[next].Access.Key != read.Key {
		return belied(l.in.number, fmt.Sprintf("the decision about %q is of a row that the campaign does not have here", read.Key))
	}
	l.closing.Rows = append(l.closing.Rows, Judged{
		Ref: l.refs[next], Decision: Decision(l.in.one(string(read.Decision))), Treated: read.Treated, By: l.in.one(read.By), Named: l.in.one(read.Named), At: read.At, Justification: l.in.one(read.Justification),
		File: l.in.one(read.File), SHA256: l.in.one(read.SHA256), Sheet: l.in.one(read.Sheet), Row: read.Row, Cell: read.Cell,
	})
	return nil
}

func (l *closingLines) given(line []byte) error {
	var read filePerson
	if err := json.Unmarshal(line, &read); err != nil {
		return err
	}
	p := &Person{Account: read.Account, Login: Login(read.Login), Accesses: make([]Access, len(read.Accesses))}
	if read.HR != nil {
		hr := read.HR.Employment
		hr.Pos = finding.Pos{File: read.HR.Pos.File, Sheet: read.HR.Pos.Sheet, Row: read.HR.Pos.Row}
		p.HR = &hr
	}
	for i := range read.Accesses {
		p.Accesses[i] = Access(read.Accesses[i])
		l.closing.Drift.Given = append(l.closing.Drift.Given, Ref{Person: p, Access: &p.Accesses[i]})
	}
	return nil
}

func (l *closingLines) taken(line []byte) error {
	var read closingTaken
	if err := json.Unmarshal(line, &read); err != nil {
		return damaged(l.in.number, "it is no line of a closing")
	}
	if l.at == nil {
		l.at = make(map[string]int, len(l.refs))
		for i, r := range l.refs {
			l.at[r.Access.Key] = i
		}
	}
	i, known := l.at[read.Key]
	if !known {
		return belied(l.in.number, fmt.Sprintf("it tells of the row %q, which the campaign does not have", read.Key))
	}
	l.closing.Drift.Taken = append(l.closing.Drift.Taken, l.refs[i])
	return nil
}

// close checks the end record against everything before it, and that nothing follows.
func (l *closingLines) close(line []byte) error {
	if !bytes.Equal(line, l.closing.end()) {
		return damaged(l.in.number, fmt.Sprintf("its end record does not fit its %s and their digest: somebody or something has edited it", countOf(len(l.closing.Rows), "decision")))
	}
	if _, err := l.in.lines.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged(l.in.number+1, "something follows its end record")
	}
	return nil
}

// check reports, as nil, that a closing that was read says one thing, and that of this campaign.
func (cl *Closing) check(c *Campaign) error {
	switch {
	case cl.Campaign != c.ID || cl.CampaignDigest != c.Digest:
		return belied(1, fmt.Sprintf("it closes campaign %s as it was with the digest %.12s, not campaign %s with %.12s", cl.Campaign, cl.CampaignDigest, c.ID, c.Digest))
	case len(cl.Rows) != len(c.Refs()):
		return belied(1, fmt.Sprintf("it decides %s, and the campaign has %s", countOf(len(cl.Rows), "row"), withCommas(len(c.Refs()))))
	}
	given := map[string]bool{}
	for i := range cl.Files {
		given[cl.Files[i].SHA256] = true
	}
	delegations := byKey(cl.Delegations)
	for _, d := range cl.Delegations {
		if r, ours := c.Ref(d.Key); !ours || r.Person.Is(d.To) || sameAddress(d.From, d.To) {
			return belied(1, fmt.Sprintf("it tells of the row %q given to %q, which cannot be", d.Key, d.To))
		}
	}
	treated := Decision("")
	for i := range cl.Rows {
		j := &cl.Rows[i]
		if err := j.checkDecided(delegations[j.Access.Key], given); err != nil {
			return belied(len(cl.Files)+i+2, fmt.Sprintf("the row %s %v", j.Access.Key, err))
		}
		if j.Treated {
			treated = cl.TreatBlankAs
			if j.Decision != treated {
				return belied(len(cl.Files)+i+2, fmt.Sprintf("the row %s was blank and is treated as %s, which nobody asked for", j.Access.Key, j.Decision))
			}
		}
	}
	if cl.TreatBlankAs != treated {
		return belied(1, "it treats as "+string(cl.TreatBlankAs)+" what is blank, and nothing is")
	}
	return cl.checkProgress(c)
}

// checkDecided reports, as nil, that a row is decided by somebody who may, in a file that was given, with words where
// words are due; or that it was blank.
func (j *Judged) checkDecided(given []Delegation, files map[string]bool) error {
	switch {
	case !isDecision(j.Decision):
		return fmt.Errorf("is decided by %q, which is no decision", j.Decision)
	case j.Treated && j.By != "":
		return errors.New("was blank, and somebody decided it")
	case j.Treated:
		return nil
	case j.By == "" || !sameAddress(j.By, j.Access.Reviewer) && !handed(j.Ref, given)[addressKey(j.By)] || j.Person.Is(j.By):
		return fmt.Errorf("is decided by %q, who may not", j.By)
	case !files[j.SHA256]:
		return errors.New("is decided in a file that did not come back")
	case j.Decision == Keep && len(j.Access.Flags) > 0 && !saysWhy(j.Justification):
		return errors.New("is kept although " + flagWords(j.Access) + ", and nobody says why")
	}
	return nil
}

// checkProgress reports, as nil, that the reviewers' counts are those of the rows.
func (cl *Closing) checkProgress(c *Campaign) error {
	counted := tally(c, cl.Rows, cl.Delegations, nil)
	same := len(counted) == len(cl.Progress)
	for i := 0; same && i < len(counted); i++ {
		told := &cl.Progress[i]
		same = sameAddress(told.Reviewer, counted[i].Reviewer) && told.counts() == counted[i].counts()
	}
	if !same {
		return belied(1, "its reviewers' counts are not those of its rows")
	}
	return nil
}

func (p *Progress) counts() [6]int {
	return [6]int{p.Rows, p.Keep, p.Revoke, p.Change, p.Open, p.GivenOn}
}
