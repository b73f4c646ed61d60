package reviewbook

import (
	"cmp"
	"errors"

	"scimsheet/internal/plan"
	"scimsheet/internal/review"
	"scimsheet/internal/sheet"
)

// cover is written for somebody who has never seen this program: what is asked, by when, how to answer and what
// it rests on.
func (b *outgoing) cover(book *sheet.Workbook) error {
	layout := b.layout(CoverSheet, []sheet.Column{{Width: 3}, {Width: 27, Wrapped: true}, {Width: 15, Wrapped: true},
		{Width: 15, Wrapped: true}, {Width: 62, Wrapped: true}})
	layout.Portrait, layout.OnePage, layout.Tab = true, true, "17324D"
	page, err := book.Page(layout)
	if err != nil {
		return err
	}
	steps := []func(*sheet.SheetWriter) error{b.opening, b.figures, b.howToDecide, b.whatToLookAt, b.howToReturn, b.proof}
	for _, write := range steps {
		if err := write(page); err != nil {
			return err
		}
	}
	return nil
}

func (b *outgoing) opening(page *sheet.SheetWriter) error {
	if err := page.Line(sheet.String(b.title()).As(sheet.Title)); err != nil {
		return err
	}
	asked := b.asked()
	for i, text := range asked {
		line := sheet.String(text)
		if i == len(asked)-1 {
			line = line.As(sheet.Strong)
		}
		if err := page.Line(line); err != nil {
			return err
		}
	}
	return nil
}

// figures are the size of the task at a glance.
func (b *outgoing) figures(page *sheet.SheetWriter) error {
	page.Gap()
	numbers, names := []sheet.Value{{}}, []sheet.Value{{}}
	for _, f := range []struct {
		n         int
		one, many string
	}{{len(b.rows), "row to decide", "rows to decide"}, {b.people, "person", "people"}, {b.workspaces, "workspace", "workspaces"},
		{b.flagged, "row to look at with care", "rows to look at with care"}} {
		numbers = append(numbers, sheet.String(number(f.n)).As(sheet.Title))
		names = append(names, sheet.String(verb(f.n, f.one, f.many)).As(sheet.Muted))
	}
	return errors.Join(page.Row(numbers...), page.Row(names...),
		page.Line(sheet.Value{}, sheet.String("→ To the rows").To(ReviewSheet)))
}

func (b *outgoing) howToDecide(page *sheet.SheetWriter) error {
	if err := section(page, "How to decide"); err != nil {
		return err
	}
	for _, w := range []struct {
		word  string
		style sheet.Style
		text  string
	}{
		{string(review.Keep), sheet.Good, "The person needs the access for their work. Where the row says something under Look at, write into Justification why it stays."},
		{string(review.Revoke), sheet.Bad, "The person does not need it. It will be taken, and that cannot be undone: " + destroyed + "."},
		{string(review.Change), sheet.Warn, "Neither: something else has to be done, such as another role. Write into Justification what; somebody follows it up, and nothing is taken meanwhile."},
		{"blank", sheet.Muted, "Not decided yet. The review cannot be closed while rows are blank."},
		{DelegateHeader, sheet.Strong, b.delegating()},
	} {
		if err := page.Line(sheet.Value{}, sheet.String(w.word).As(w.style), sheet.String(w.text)); err != nil {
			return err
		}
	}
	return nil
}

func (b *outgoing) whatToLookAt(page *sheet.SheetWriter) error {
	var rows [][]sheet.Value
	for _, code := range flagCodes {
		if n := b.flags[code]; n > 0 {
			rows = append(rows, []sheet.Value{{}, sheet.String(flagTitle(code)).As(sheet.Strong), sheet.String(countOf(n, "row", "rows")), sheet.String(flagMeaning(code, b.campaign))})
		}
	}
	if len(rows)+len(b.campaign.Unknown) == 0 {
		return nil
	}
	if err := section(page, "What stands under Look at"); err != nil {
		return err
	}
	for _, row := range rows {
		if err := page.Line(row...); err != nil {
			return err
		}
	}
	for i, text := range b.campaign.Unknown {
		label := sheet.Value{}
		if i == 0 {
			label = sheet.String("Could not be found out").As(sheet.Strong)
		}
		if err := page.Line(sheet.Value{}, label, sheet.String(sentence(oneLine(text)))); err != nil {
			return err
		}
	}
	return nil
}

func (b *outgoing) howToReturn(page *sheet.SheetWriter) error {
	err := section(page, "How to return it")
	for i, text := range b.returning() {
		err = errors.Join(err, page.Line(sheet.String(number(i+1)+".").As(sheet.Strong), sheet.String(text)))
	}
	return err
}

func (b *outgoing) proof(page *sheet.SheetWriter) error {
	return errors.Join(section(page, "What this rests on"), factRows(page, b.facts()))
}

// section begins a part of a page.
func section(page *sheet.SheetWriter, title string) error {
	page.Gap()
	return page.Line(sheet.String(title).As(sheet.Heading))
}

// fact is one line of what a workbook rests on.
type fact struct {
	name, value string
	id          bool // shown as an id or a digest
}

// factRows writes facts below each other, their names in the second column as on every page. What is not known
// has no line.
func factRows(page *sheet.SheetWriter, facts []fact) error {
	for _, f := range facts {
		if f.value == "" {
			continue
		}
		value := sheet.String(f.value)
		if f.id {
			value = value.As(sheet.Mono)
		}
		if err := page.Line(sheet.Value{}, sheet.String(f.name).As(sheet.Strong), value); err != nil {
			return err
		}
	}
	return nil
}

// tenantName is what people call a tenant; its address where nobody named it.
func tenantName(t plan.Tenant) string { return cmp.Or(oneLine(t.Name), oneLine(t.SCIMURL)) }
