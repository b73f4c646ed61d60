package plan

// Only is the plan with some of its changes alone, and their counts: what one approver is asked about, or
// what was approved. It is for showing; its digest stays that of the whole plan.
func (p *Plan) Only(keep func(*Change) bool) *Plan {
	part := *p
	part.Changes, part.Counts = nil, Counts{}
	for i := range p.Changes {
		if c := &p.Changes[i]; keep(c) {
			part.Changes = append(part.Changes, *c)
			part.Counts.add(c)
		}
	}
	return &part
}
