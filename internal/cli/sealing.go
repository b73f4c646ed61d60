package cli

import (
	"fmt"

	"scimsheet/internal/directory"
	"scimsheet/internal/identity"
	"scimsheet/internal/plan"
)

// seal makes the plan of a difference, with what the connection and the reading know added to its facts,
// and writes the snapshot and the plan to the stage.
func (conn *connection) seal(s *screen, stage *stage, difference plan.Difference, policy plan.Policy, read *reading, pace connectFlags, facts plan.Facts) (*plan.Plan, error) {
	digest, err := writeSnapshot(stage, read.Accounts)
	if err != nil {
		return nil, err
	}
	facts.CreatedAt, facts.Tool, facts.Tenant = s.Now(), tool(), conn.tenant
	facts.Snapshot = plan.Snapshot{Users: read.Total, Accounts: len(read.Accounts), Complete: read.Complete, Read: read.read,
		Why: read.why, TakenAt: read.TakenAt.UTC(), SHA256: digest}
	if facts.Kept, err = keptIn(stage); err != nil {
		return nil, err
	}
	facts.Read, facts.PerSecond, facts.Latency, facts.Workers = read.Requests, float64(pace.rate)/60, conn.latency(), pace.workers
	p, err := plan.Seal(difference, policy, facts)
	if err != nil {
		return nil, err
	}
	return p, keepPlan(stage, p)
}

// keptIn are the digests of the files that a plan vouches for.
func keptIn(stage *stage) (plan.Kept, error) {
	rows, err := digestOf(stage.path(rowsFile))
	if err != nil {
		return plan.Kept{}, err
	}
	findings, err := digestOf(stage.path(findingsFile))
	return plan.Kept{Rows: rows, Findings: findings}, err
}

func keepPlan(stage *stage, p *plan.Plan) error {
	file, err := stage.create(planFile)
	if err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	defer file.Close()
	if err := p.Write(file); err != nil {
		return err
	}
	return file.Close()
}

func writeSnapshot(stage *stage, accounts []identity.Account) (string, error) {
	file, err := stage.create(snapshotFile)
	if err != nil {
		return "", fmt.Errorf("write the snapshot: %w", err)
	}
	defer file.Close()
	digest, err := directory.WriteSnapshot(file, accounts)
	if err != nil {
		return "", err
	}
	return digest, file.Close()
}
