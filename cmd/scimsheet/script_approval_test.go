package main

import (
	"crypto/ed25519"
	"encoding/pem"
	"os"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
	"golang.org/x/crypto/ssh"
)

// decide: decide REPORT RETURNED [by=WHO] [comment=TEXT] [approve=WHOM] [reject=WHOM]. An approver fills in a
// change report; WHOM is * for everybody who can be decided on, or user names with commas between.
func decide(ts *testscript.TestScript, _ bool, args []string) {
	said := map[string]string{}
	for _, arg := range args[2:] {
		what, value, _ := strings.Cut(arg, "=")
		said[what] = value
	}
	editChanges(ts, args[0], args[1], func(book *excelize.File, rows [][]string) {
		user, action := slices.Index(rows[0], "User name"), slices.Index(rows[0], "Change")
		for i, row := range rows[1:] {
			for _, word := range []string{"approve", "reject"} {
				whom := said[word]
				if row[action] == "blocked" || whom != "*" && !slices.Contains(strings.Split(whom, ","), row[user]) {
					continue
				}
				for header, text := range map[string]string{"Decision": word, "Decided by": said["by"], "Comment": said["comment"]} {
					ts.Check(book.SetCellStr("Changes", cellAt(ts, slices.Index(rows[0], header)+1, i+2), text))
				}
			}
		}
	})
}

// tamper: tamper REPORT RETURNED [SHEET!]CELL=TEXT… | drop=ROW | copy=ROW | hide=ROW…. Somebody edits the report,
// the sheet Changes where none is named, where nobody may.
func tamper(ts *testscript.TestScript, _ bool, args []string) {
	editChanges(ts, args[0], args[1], func(book *excelize.File, _ [][]string) {
		for _, arg := range args[2:] {
			switch what, value, _ := strings.Cut(arg, "="); what {
			case "drop":
				ts.Check(book.RemoveRow("Changes", number(ts, value)))
			case "copy":
				ts.Check(book.DuplicateRow("Changes", number(ts, value)))
			case "hide":
				ts.Check(book.SetRowVisible("Changes", number(ts, value), false))
			default:
				sheet, cell, named := strings.Cut(what, "!")
				if !named {
					sheet, cell = "Changes", what
				}
				ts.Check(book.SetCellStr(sheet, cell, value))
			}
		}
	})
}

func editChanges(ts *testscript.TestScript, from, to string, edit func(*excelize.File, [][]string)) {
	book, err := excelize.OpenFile(ts.MkAbs(from))
	ts.Check(err)
	defer book.Close()
	rows, err := book.GetRows("Changes")
	ts.Check(err)
	edit(book, rows)
	ts.Check(book.SaveAs(ts.MkAbs(to)))
}

func cellAt(ts *testscript.TestScript, column, row int) string {
	cell, err := excelize.CoordinatesToCellName(column, row)
	ts.Check(err)
	return cell
}

// sshKey: sshkey NAME makes a key NAME and a list NAME.signers that lets it sign.
func sshKey(ts *testscript.TestScript, _ bool, args []string) {
	public, private, err := ed25519.GenerateKey(nil)
	ts.Check(err)
	block, err := ssh.MarshalPrivateKey(private, "")
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), pem.EncodeToMemory(block), 0o600))
	key, err := ssh.NewPublicKey(public)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".signers"), append([]byte(args[0]+"@acme.example "), ssh.MarshalAuthorizedKey(key)...), 0o600))
}
