package review

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"scimsheet/internal/finding"
)

// reading is a campaign's file while it is read.
type reading struct {
	lines  *bufio.Reader
	number int // of the line read last
	c      *Campaign
	texts  map[string]string // one copy of each text that many rows share
}

// next is the next line with its line break.
func (in *reading) next() ([]byte, error) {
	line, err := in.lines.ReadBytes('\n')
	switch {
	case errors.Is(err, io.EOF):
		return nil, damaged(in.number+1, "it ends without its end record")
	case err != nil:
		return nil, unpacking(in.number, err)
	}
	in.number++
	return line, nil
}

func (in *reading) header(line []byte) error {
	var h fileHeader
	if err := json.Unmarshal(line, &h); err != nil || h.Kind != "campaign" {
		return damaged(in.number, "it is not the header of a campaign")
	}
	if h.Version != fileVersion {
		return damaged(in.number, fmt.Sprintf("it is of version %d, this program reads version %d", h.Version, fileVersion))
	}
	in.c = h.campaign()
	return nil
}

func (in *reading) person(line []byte) error {
	var read filePerson
	if err := json.Unmarshal(line, &read); err != nil || read.Kind != linePerson && read.Kind != lineLeftIdle {
		return damaged(in.number, "it is not a person of the population")
	}
	p := in.somebody(&read)
	switch {
	case read.Kind == lineLeftIdle:
		in.c.LeftIdle = append(in.c.LeftIdle, p)
	case len(in.c.LeftIdle) > 0:
		return damaged(in.number, "a person of the population stands below those who hold nothing")
	default:
		in.c.People = append(in.c.People, p)
	}
	return nil
}

// somebody is the person whom a line is about.
func (in *reading) somebody(read *filePerson) Person {
	p := Person{Account: read.Account, Login: Login(read.Login)}
	if len(read.Accesses) > 0 {
		p.Accesses = make([]Access, len(read.Accesses))
	}
	for i, id := range p.Account.Workspaces {
		p.Account.Workspaces[i] = in.one(id)
	}
	if read.HR != nil {
		hr := read.HR.Employment
		hr.Pos = finding.Pos{File: in.one(read.HR.Pos.File), Sheet: in.one(read.HR.Pos.Sheet), Row: read.HR.Pos.Row}
		hr.Department, hr.Manager, hr.Status = in.one(hr.Department), in.one(hr.Manager), in.one(hr.Status)
		p.HR = &hr
	}
	for i := range read.Accesses {
		a := Access(read.Accesses[i])
		a.Workspace.ID, a.Workspace.Name = in.one(a.Workspace.ID), in.one(a.Workspace.Name)
		a.Reviewer, a.Route, a.Why = in.one(a.Reviewer), in.one(a.Route), in.one(a.Why)
		for k := range a.Flags {
			a.Flags[k].Code, a.Flags[k].Words = in.one(a.Flags[k].Code), in.one(a.Flags[k].Words)
		}
		p.Accesses[i] = a
	}
	shareFlags(&p)
	return p
}

// close checks the end record against everything before it, and that nothing follows.
func (in *reading) close(line []byte) error {
	if !bytes.Equal(line, in.c.end()) {
		return damaged(in.number, fmt.Sprintf("its end record does not fit its %s and their digest: somebody or something has edited it", countOf(len(in.c.People), "line")))
	}
	if _, err := in.lines.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged(in.number+1, "something follows its end record")
	}
	return nil
}

func (in *reading) one(text string) string {
	if kept, ok := in.texts[text]; ok {
		return kept
	}
	in.texts[text] = text
	return text
}
