package cli

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// policyFlags are the flags that say how a roster is to be understood.
type policyFlags struct {
	plan.Policy
	scope   []string
	protect []string
}

func (p *policyFlags) bind(flags *pflag.FlagSet) {
	settings := pflag.NewFlagSet("policy", pflag.ContinueOnError)
	settings.StringVar((*string)(&p.Entitlements), "entitlements", "exact",
		"what a cell that lists workspaces means: exact (ends with those), add, remove, ignore")
	settings.StringVar((*string)(&p.Absent), "absent", "ignore", "tenant users who are in no row: ignore, report, deactivate")
	settings.StringSliceVar(&p.scope, "scope", nil, "workspaces (ids or names, or @FILE) this run may give or take; others are left alone")
	settings.StringSliceVar(&p.Manage, "manage", plan.Groups(), "attributes this run may touch")
	settings.StringVar((*string)(&p.Match), "match", "userName", "what finds a row's account where the row has no id: userName, externalId")
	settings.StringVar(&p.Read, "read", readAuto, "how to read the tenant: auto (the cheaper sufficient way), all, batched")
	settings.BoolVar(&p.AllowUnknownWorkspaces, "allow-unknown-workspaces", false, "accept workspace ids that nobody has named")
	settings.StringVar(&p.GroupBy, "group-by", "", "header of a column that reports group people by, or none (left out: the column Department, where there is one)")
	settings.StringVar(&p.SplitBy, "split-by", "", "header of a column: its values get a change report each, for an approver each")
	addSettings(flags, settings)
	p.bindWriting(flags)
	p.bindGuards(flags)
}

// bindWriting binds the flags that say how changes are written, which reviews share.
func (p *policyFlags) bindWriting(flags *pflag.FlagSet) {
	settings := pflag.NewFlagSet("writing", pflag.ContinueOnError)
	settings.StringVar(&p.PatchAdd, "patch-add", "", "append, where this service is known to append on PATCH add (over 50 workspaces)")
	settings.StringVar(&p.EntitlementFormat, "entitlement-format", "WORKSPACE", "how workspaces are written: WORKSPACE, WORKSPACE_IDS, WORKSPACE_NAMES")
	settings.StringVar(&p.WriteMethod, "write-method", plan.WritePatch, "how a change is written: patch, put")
	addSettings(flags, settings)
}

// bindGuards binds the flags that hold a plan back, which undo shares.
func (p *policyFlags) bindGuards(flags *pflag.FlagSet) {
	settings := pflag.NewFlagSet("guards", pflag.ContinueOnError)
	settings.StringVar(&p.MaxCreates, "max-creates", "all", "at most this many users created: a number, a percentage of the tenant's users, or all")
	settings.StringVar(&p.MaxDeactivations, "max-deactivations", "10%", "at most this many users deactivated: a number, a percentage of the tenant's users (never fewer than 5), or all")
	settings.StringVar(&p.MaxRevocations, "max-revocations", "10%",
		"at most this many workspaces taken: a number, a percentage of those the people concerned hold now (never fewer than 5), or all")
	settings.StringSliceVar(&p.protect, "protect", nil, "users (or @FILE) who are never deactivated and never lose a workspace")
	addSettings(flags, settings)
	bindApprovalRules(flags, &p.RequireApproval, &p.FourEyes)
}

const (
	readAuto    = "auto"
	readAll     = "all"
	readBatched = "batched"
)

// resolve checks the flags and gives the policy they mean; the scope's workspaces are resolved later,
// once their names are known.
func (p *policyFlags) resolve() (plan.Policy, error) {
	for _, check := range []struct {
		flag, value string
		allowed     []string
	}{
		{"entitlements", string(p.Entitlements), []string{"exact", "add", "remove", "ignore"}},
		{"absent", string(p.Absent), []string{"ignore", "report", "deactivate"}},
		{"match", string(p.Match), []string{"userName", "externalId"}},
		{"read", p.Read, []string{readAuto, readAll, readBatched}},
		{"patch-add", p.PatchAdd, []string{"", plan.PatchAppends}},
		{"entitlement-format", p.EntitlementFormat, []string{"WORKSPACE", "WORKSPACE_IDS", "WORKSPACE_NAMES"}},
		{"write-method", p.WriteMethod, []string{plan.WritePatch, plan.WritePut}},
	} {
		if err := oneOf(check.flag, check.value, check.allowed...); err != nil {
			return plan.Policy{}, err
		}
	}
	for _, group := range p.Manage {
		if err := oneOf("manage", group, plan.Groups()...); err != nil {
			return plan.Policy{}, err
		}
	}
	for _, limit := range []struct{ flag, value string }{
		{"max-creates", p.MaxCreates}, {"max-deactivations", p.MaxDeactivations}, {"max-revocations", p.MaxRevocations},
	} {
		if err := plan.CheckLimit(limit.value); err != nil {
			return plan.Policy{}, fail(exitUsage, "for example 25, 10% or all", "--%s: %w", limit.flag, err)
		}
	}
	if p.Absent == plan.AbsentDeactivate && !slices.Contains(p.Manage, plan.ManageActive) {
		return plan.Policy{}, fail(exitUsage, "add active to --manage, or leave --absent out", "--absent deactivate needs --manage active")
	}
	if p.Absent != plan.AbsentIgnore && p.Read == readBatched {
		return plan.Policy{}, fail(exitUsage, "leave --read out: every account has to be read to find those in no row",
			"--absent %s and --read batched exclude each other", p.Absent)
	}
	var err error
	policy := p.Policy
	policy.RequireApproval = policy.RequireApproval || policy.FourEyes
	if policy.Protect, err = fromFiles("protect", p.protect); err != nil {
		return plan.Policy{}, err
	}
	slices.Sort(policy.Protect)
	policy.Protect = slices.Compact(policy.Protect)
	return policy, nil
}

// scopeNames are the ids and names that --scope gives; nil where there is no scope.
func (p *policyFlags) scopeNames() ([]string, error) {
	if p.scope == nil {
		return nil, nil
	}
	names, err := fromFiles("scope", p.scope)
	if err == nil && len(names) == 0 {
		err = fail(exitUsage, "name the workspaces, or leave --scope out: then it is all of them", "--scope names no workspace")
	}
	return names, err
}

// resolveScope turns a scope into sorted workspace ids. A name that is unknown or stands for several
// workspaces is refused: a scope that is smaller or larger than meant does harm.
func resolveScope(names []string, known *identity.Workspaces) ([]string, error) {
	if names == nil {
		return nil, nil
	}
	scope := make([]string, 0, len(names))
	for _, name := range names {
		if ws, ok := known.ByID(name); ok {
			scope = append(scope, ws.ID)
			continue
		}
		switch found := known.ByName(name); len(found) {
		case 1:
			scope = append(scope, found[0].ID)
		case 0:
			return nil, fail(exitUsage, "scimsheet export lists the workspaces that are known, with their ids", "--scope: no workspace %q", name)
		default:
			return nil, fail(exitUsage, "give its id instead: "+found[0].ID+" or "+found[1].ID, "--scope: %d workspaces are named %q", len(found), name)
		}
	}
	return identity.Set(scope), nil
}

// fromFiles expands the values of a list flag: @FILE stands for the lines of a file.
func fromFiles(flag string, values []string) ([]string, error) {
	var all []string
	for _, value := range values {
		path, isFile := strings.CutPrefix(value, "@")
		if !isFile {
			if value = strings.TrimSpace(value); value != "" {
				all = append(all, value)
			}
			continue
		}
		lines, err := readLines(path)
		if err != nil {
			return nil, fail(exitUsage, "", "--%s @%s: %w", flag, path, err)
		}
		all = append(all, lines...)
	}
	return all, nil
}

func readLines(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var lines []string
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(scanner.Text(), "\ufeff"))
		if quoted, ok := strings.CutPrefix(line, `"`); ok && strings.HasSuffix(quoted, `"`) {
			line = strings.TrimSuffix(quoted, `"`)
		}
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read the list: %w", err)
	}
	return lines, nil
}
