package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// packer is the zip writer that excelize packs a workbook into. excelize hands its parts over in
// random order and not always as they should be. The packer compresses each part as it comes into a
// scratch file, mends it on the way, and at the end lays the parts out in a fixed order without times:
// equal content gives equal bytes, and memory stays flat.
type packer struct {
	target   io.Writer
	scratch  *os.File
	mends    map[string][]mend // by the part's name
	buffered *bufio.Writer     // of scratch
	deflate  *flate.Writer
	parts    []part
	open     *partWriter
}

// mend puts other text in the place of a part's first text from one mark to the next. Marks hold a bracket,
// which no text of a person's does in XML. Several mends of one part come in the order of the part.
type mend struct{ from, to, with string }

// dimensionMend tells the range of a sheet: excelize gives those that it streams the range A1.
func dimensionMend(area string) mend {
	return mend{`<dimension ref="`, `"`, `<dimension ref="` + area + `"`}
}

type part struct {
	name         string
	crc          uint32
	size, packed int64
	offset       int64 // in the scratch file
}

func newPacker(target io.Writer, scratch *os.File, mends map[string][]mend) (*packer, error) {
	buffered := bufio.NewWriterSize(scratch, 1<<18)
	deflate, err := flate.NewWriter(buffered, flate.DefaultCompression)
	return &packer{target: target, scratch: scratch, mends: mends, buffered: buffered, deflate: deflate}, err
}

// attach is the packer as excelize wants it handed over.
func (p *packer) attach(io.Writer) excelize.ZipWriter { return p }

// Create begins the next part and ends the one before.
func (p *packer) Create(name string) (io.Writer, error) {
	if err := p.finish(); err != nil {
		return nil, err
	}
	offset, err := p.scratch.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	p.deflate.Reset(p.buffered)
	p.open = &partWriter{part: part{name: name, offset: offset}, deflate: p.deflate, crc: crc32.NewIEEE(), mends: p.mends[name]}
	return p.open, nil
}

// AddFS is part of excelize's interface and never used by it for workbooks made from nothing.
func (p *packer) AddFS(fs.FS) error { return errors.ErrUnsupported }

func (p *packer) finish() error {
	w := p.open
	if w == nil {
		return nil
	}
	p.open = nil
	if len(w.mends) > 0 {
		return fmt.Errorf("pack %s: there is no %s", w.name, w.mends[0].from)
	}
	if err := errors.Join(p.deflate.Close(), p.buffered.Flush()); err != nil {
		return err
	}
	end, err := p.scratch.Seek(0, io.SeekCurrent)
	w.part.crc, w.packed = w.crc.Sum32(), end-w.offset
	p.parts = append(p.parts, w.part)
	return err
}

// Close lays the zip file out.
func (p *packer) Close() error {
	if err := p.finish(); err != nil {
		return err
	}
	slices.SortFunc(p.parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(partRank(a.name), partRank(b.name)),
			cmp.Compare(len(a.name), len(b.name)), cmp.Compare(a.name, b.name))
	})
	packed := zip.NewWriter(p.target)
	for _, part := range p.parts {
		w, err := packed.CreateRaw(&zip.FileHeader{Name: part.name, Method: zip.Deflate, CRC32: part.crc,
			UncompressedSize64: uint64(part.size), CompressedSize64: uint64(part.packed)})
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, io.NewSectionReader(p.scratch, part.offset, part.packed)); err != nil {
			return err
		}
	}
	return packed.Close()
}

// partRank is the order in which office programs themselves lay parts out: what says how to read the
// rest first, then the sheets, then what hangs on them.
func partRank(name string) int {
	order := []string{"[Content_Types].xml", "_rels/.rels", "docProps", "xl/workbook.xml", "xl/_rels", "xl/theme",
		"xl/styles.xml", "xl/worksheets"}
	for rank, prefix := range order {
		if name == prefix || path.Dir(name) == prefix {
			return rank
		}
	}
	return len(order)
}

// partWriter is one part on its way into the scratch file.
type partWriter struct {
	part
	deflate *flate.Writer
	crc     hash.Hash32
	mends   []mend // still to be made
	held    []byte // may be the beginning of what the next mend replaces
}

// mostHeld bounds how long a text a mend replaces.
const mostHeld = 64 << 10

func (w *partWriter) Write(p []byte) (int, error) {
	written := len(p)
	for len(w.mends) > 0 {
		if len(w.held) > 0 {
			p = append(w.held, p...)
		}
		m := w.mends[0]
		begin := bytes.Index(p, []byte(m.from))
		if begin < 0 {
			return written, w.hold(p, max(0, len(p)-len(m.from)+1))
		}
		_, rest, closed := bytes.Cut(p[begin+len(m.from):], []byte(m.to))
		if !closed {
			return written, w.hold(p, begin)
		}
		if err := errors.Join(w.pass(p[:begin]), w.pass([]byte(m.with))); err != nil {
			return 0, err
		}
		p, w.held, w.mends = rest, nil, w.mends[1:]
	}
	return written, w.pass(p)
}

// hold passes what stands before a place and keeps the rest.
func (w *partWriter) hold(p []byte, from int) error {
	held := bytes.Clone(p[from:])
	if len(held) > mostHeld {
		return fmt.Errorf("pack %s: %s does not end", w.name, w.mends[0].from)
	}
	w.held = held
	return w.pass(p[:from])
}

func (w *partWriter) pass(p []byte) error {
	w.crc.Write(p)
	w.size += int64(len(p))
	_, err := w.deflate.Write(p)
	return err
}

// sheetPart is the name excelize gives the nth sheet, counted from 1.
func sheetPart(n int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", n) }
