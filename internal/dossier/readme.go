package dossier

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"scimsheet/internal/report"
)

// textWidth is how many columns plain text has.
const textWidth = 90

// text writes plain text.
type text struct{ *bufio.Writer }

func (t text) heading(title, under string) {
	fmt.Fprintf(t, "%s\n%s\n\n", title, strings.Repeat(under, len([]rune(title))))
}

// paragraph breaks a text into lines, the second and all further ones below the first one's text.
func (t text) paragraph(mark, words string) {
	for _, line := range report.Wrapped(words, textWidth-len(mark)) {
		fmt.Fprintf(t, "%s%s\n", mark, line)
		mark = strings.Repeat(" ", len(mark))
	}
}

func (t text) paragraphs(all []string) {
	for _, words := range all {
		t.paragraph("", words)
	}
	fmt.Fprintln(t)
}

// readme is the index in short.
func (b *binder) readme(w io.Writer) error {
	t := text{bufio.NewWriter(w)}
	t.heading(b.kicker(), "=")
	t.paragraph("", b.headline())
	t.paragraph("", "Open index.html first: it tells everything in order, and leads to every file. Nothing here needs the program that made it, or a network.")
	fmt.Fprintln(t)
	t.heading("What is missing", "-")
	gaps := b.gaps()
	if len(gaps) == 0 {
		t.paragraph("", "Nothing: every part of the evidence is here, and it fits together.")
	}
	for _, gap := range gaps {
		t.paragraph("! ", gap)
	}
	fmt.Fprintln(t)
	t.heading("What was reviewed", "-")
	t.paragraphs(b.whatWasReviewed())
	t.heading("Why it is complete", "-")
	t.paragraphs(b.whyComplete())
	t.heading("What was decided", "-")
	t.paragraphs(b.whatWasDecided())
	t.heading("What was done", "-")
	t.paragraphs(b.whatWasDone())
	t.heading("Where what is", "-")
	for _, p := range b.parts()[1:] {
		t.paragraph(fmt.Sprintf("%-16s", p.Title), countOf(len(p.Pages), "file", "files")+". "+p.What)
	}
	fmt.Fprintln(t)
	t.heading("How to check it", "-")
	t.paragraph("", "SHA256SUMS has the digest of every file. In this folder:")
	fmt.Fprintf(t, "\n  Linux      sha256sum -c SHA256SUMS\n  macOS      shasum -a 256 -c SHA256SUMS\n  Windows    in PowerShell; it prints nothing where all is well:\n\n%s\n\n  Windows, a single file:  certutil -hashfile index.html SHA256\n",
		"    "+strings.ReplaceAll(powerShell, "\n", "\n    "))
	return t.Flush()
}
