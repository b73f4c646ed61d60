package dossier

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
	"scimsheet/internal/review"
)

// The files of a campaign's folder, which the evidence takes as they are.
const (
	campaignFile = "campaign.jsonl.gz"
	snapshotFile = "snapshot.jsonl.gz"
	closingFile  = "closing.jsonl.gz"
	laterFile    = "closing-snapshot.jsonl.gz"
	timelineFile = "timeline.jsonl"

	sourcesFolder   = "sources"
	reviewsFolder   = "reviews"
	delegatedFolder = "delegated"
	returnedFolder  = "returned"
)

// Where the parts of the evidence are.
const (
	populationPart = "1-population/"
	sentPart       = "2-sent/"
	returnedPart   = "3-returned/"
	decisionsPart  = "4-decisions/"
	executionPart  = "5-execution/"
	signOffPart    = "6-sign-off/"

	populationTable = populationPart + "population.csv"
	accountsTable   = populationPart + "accounts.csv"
	proofName       = populationPart + "proof.json"
	proofText       = populationPart + "proof.txt"
	returnedTable   = returnedPart + "returned.csv"
	decisionsBook   = decisionsPart + "decisions.xlsx"
	decisionsTable  = decisionsPart + "decisions.csv"
	executionTable  = executionPart + "execution.csv"
	indexName       = "index.html"
	readmeName      = "README.txt"
	sumsName        = "SHA256SUMS"
)

// population is the first part: every access, every account, and why they are all.
func (b *binder) population() error {
	if err := b.populationTable(); err != nil {
		return err
	}
	accounts, err := b.snapshot()
	if err != nil {
		return err
	}
	if accounts != nil {
		if err := b.accountsTable(accounts); err != nil {
			return err
		}
	}
	if err := b.proofs(); err != nil {
		return err
	}
	if err := b.take(campaignFile, populationPart+campaignFile, "the campaign as it was opened, for programs: one JSON object a line, packed", ""); err != nil {
		return err
	}
	for _, s := range b.Campaign.Sources {
		at := b.free(populationPart + sourcesFolder + "/" + fileName(s.Name))
		if err := b.take(sourcesFolder+"/"+s.Name, at, s.What+": the list that the campaign rests on, as it was given", s.SHA256); err != nil {
			return err
		}
	}
	return nil
}

// take copies a file of the campaign's folder. What is missing or differs is a gap.
func (b *binder) take(from, at, what, digest string) error {
	trouble, err := b.fetch(from, at, what, digest)
	if trouble != "" {
		b.miss("%s of the campaign's folder %s.", oneLine(from), trouble)
	}
	return err
}

// fetch copies a file of the campaign's folder, where its path stays within.
func (b *binder) fetch(from, at, what, digest string) (trouble string, err error) {
	local := filepath.FromSlash(from)
	if !filepath.IsLocal(local) || filepath.ToSlash(filepath.Clean(local)) != from || strings.ContainsRune(from, 0) {
		return "is missing: no file of that folder can have this name", nil
	}
	return b.copy(filepath.Join(b.Folder, local), at, what, digest)
}

func (b *binder) populationTable() error {
	headers := []string{"Row id", "User name", "Person", "User id", "Active", "Workspace", "Workspace id", "Workspace admin", "Last sign-in",
		"HR says", "Department", "Manager", "Look at", "New since the last review", "Last review", "Reviewer", "How the reviewer was found", "Why this reviewer"}
	what := fmt.Sprintf("the population: every access that was reviewed, %s", countOf(b.numbers.rows, "row", "rows"))
	return b.table(populationTable, what, headers, func(write func(...string) error) error {
		for i := range b.Campaign.People {
			p := &b.Campaign.People[i]
			hr := review.Employment{}
			if p.HR != nil {
				hr = *p.HR
			}
			for j := range p.Accesses {
				a := &p.Accesses[j]
				if err := write(a.Key, string(p.Account.UserName), nameOf(p), p.Account.ID, yesNo(p.Account.Active), a.Workspace.Name, a.Workspace.ID,
					adminOf(a), loginOf(p.Login), b.employmentOf(p), hr.Department, hr.Manager, flagsOf(a), yesNo(a.New), pastOf(a), a.Reviewer, b.routeOf(a), a.Why); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// snapshot copies the accounts as they were read, and reads them where they are those of the campaign.
func (b *binder) snapshot() ([]identity.Account, error) {
	at := populationPart + snapshotFile
	if err := b.take(snapshotFile, at, "every account as the tenant gave it, for programs: one JSON object a line, packed", ""); err != nil {
		return nil, err
	}
	file, err := os.Open(filepath.Join(b.folder, filepath.FromSlash(at)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	accounts, digest, err := directory.ReadSnapshot(bufio.NewReader(file))
	switch {
	case err != nil:
		b.miss("%s cannot be read, so that accounts.csv is missing: %s.", at, err)
		return nil, nil
	case digest != b.Campaign.Proof.Snapshot:
		b.miss("%s holds other accounts than the campaign was opened with, so that accounts.csv is missing: the digest of its lines (SHA-256) was %s and is %s.",
			at, b.Campaign.Proof.Snapshot, digest)
		return nil, nil
	}
	return accounts, nil
}

// accountsTable is every account of the snapshot, also those without a row and why: nobody was left out.
func (b *binder) accountsTable(accounts []identity.Account) error {
	names := b.workspaceNames()
	rows := make(map[string]int, len(b.Campaign.People))
	for i := range b.Campaign.People {
		rows[b.Campaign.People[i].Account.ID] += len(b.Campaign.People[i].Accesses)
	}
	leftOut := 0
	what := fmt.Sprintf("every account of the tenant, %s: also those without a row, and why they have none", number(len(accounts)))
	headers := []string{"User id", "User name", "Person", "External id", "Active", "Created", "Workspaces held", "Workspaces", "Rows in the population", "Why no row"}
	err := b.table(accountsTable, what, headers, func(write func(...string) error) error {
		for i := range accounts {
			a := &accounts[i]
			has, due := rows[a.ID], len(b.Campaign.Scope.Of(*a))
			delete(rows, a.ID)
			reason := ""
			switch {
			case has > due, has < due && b.Campaign.AddendumTo == nil:
				leftOut++
				reason = fmt.Sprintf("NOT EXPLAINED: it should have %d", due)
			case has == 0:
				reason = b.whyNone(a)
			}
			held := make([]string, len(a.Workspaces))
			for i, id := range a.Workspaces {
				held[i] = names[id]
				if held[i] == "" {
					held[i] = id
				}
			}
			if err := write(a.ID, string(a.UserName), accountName(a), a.ExternalID, yesNo(a.Active), a.Created, strconv.Itoa(len(held)), strings.Join(held, "; "),
				strconv.Itoa(has), reason); err != nil {
				return err
			}
		}
		return nil
	})
	if leftOut > 0 {
		b.miss("The population does not fit the snapshot: %s more or fewer rows than the scope asks for (accounts.csv, NOT EXPLAINED).", countOf(leftOut, "account has", "accounts have"))
	}
	if len(rows) > 0 {
		b.miss("The population does not fit the snapshot: %s in it, and the snapshot does not have them.", countOf(len(rows), "account is", "accounts are"))
	}
	if len(accounts) != b.Campaign.Proof.TotalResults {
		b.miss("The snapshot holds %s, and the service counted %s.", countOf(len(accounts), "account", "accounts"), number(b.Campaign.Proof.TotalResults))
	}
	return err
}

// whyNone says why an account that has no row needs none.
func (b *binder) whyNone(a *identity.Account) string {
	scope := b.Campaign.Scope
	switch {
	case len(a.Workspaces) == 0 && b.idle(a.ID):
		return "holds no workspace; it belongs to somebody who has left by HR's list"
	case len(a.Workspaces) == 0:
		return "holds no workspace"
	case len(scope.Of(*a)) > 0:
		return "reviewed by the campaign " + oneLine(b.Campaign.AddendumTo.Name)
	case scope.Active != nil && a.Active != *scope.Active && a.Active:
		return "outside the scope: the account is active"
	case scope.Active != nil && a.Active != *scope.Active:
		return "outside the scope: the account is not active"
	}
	return "outside the scope: holds none of its workspaces"
}

func (b *binder) workspaceNames() map[string]string {
	names := map[string]string{}
	for i := range b.Campaign.People {
		for _, a := range b.Campaign.People[i].Accesses {
			names[a.Workspace.ID] = a.Workspace.Name
		}
	}
	return names
}

// scopeWords say what of the tenant was reviewed.
func (b *binder) scopeWords() string {
	scope := b.Campaign.Scope
	who := "every account"
	if scope.Active != nil && *scope.Active {
		who = "every active account"
	} else if scope.Active != nil {
		who = "every account that is not active"
	}
	if scope.Workspaces == nil {
		return who + " to every workspace"
	}
	names := make([]string, len(scope.Workspaces))
	for i, w := range scope.Workspaces {
		names[i] = oneLine(workspaceOf(w))
	}
	if len(names) == 1 {
		return who + " to the workspace " + names[0]
	}
	return who + " to the workspaces " + listed(names)
}

// proofs writes why the population is complete, for people and for programs.
func (b *binder) proofs() error {
	c := b.Campaign
	err := b.put(proofName, "why the population is complete, for programs", func(w io.Writer) error {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(struct {
			Campaign string          `json:"campaign"`
			Name     string          `json:"name"`
			Control  string          `json:"control"`
			Digest   string          `json:"sha256"` // of the campaign's file up to its end record
			Tenant   plan.Tenant     `json:"tenant"`
			Scope    review.Scope    `json:"scope"`
			Tool     string          `json:"tool"`
			Proof    review.Proof    `json:"proof"`
			Sources  []review.Source `json:"sources"`
			Unknown  []string        `json:"unknown"`
		}{c.ID, c.Name, c.Control, c.Digest, c.Tenant, c.Scope, c.Tool, c.Proof, slices.Concat([]review.Source{}, c.Sources), slices.Concat([]string{}, c.Unknown)})
	})
	if err != nil {
		return err
	}
	return b.put(proofText, "why the population is complete, in words", func(w io.Writer) error {
		fmt.Fprintf(w, "Why the population of the access review %s is complete\n\n", oneLine(c.Name))
		for _, f := range b.proofFacts() {
			fmt.Fprintf(w, "%-28s %s\n", f.Name, f.Value)
		}
		fmt.Fprintf(w, "\nHow the accounts add up\n\n")
		for _, s := range b.sumOfAccounts() {
			fmt.Fprintf(w, "%12s  %s\n", number(s.N), s.Name)
		}
		_, err := fmt.Fprintf(w, "\nEach of these accounts stands in %s, those without a row with the reason.\n"+
			"The digest of the snapshot is that of its lines: gzip -dc %s | sha256sum\n", path.Base(accountsTable), snapshotFile)
		return err
	})
}
