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
// random order and with a wrong <dimension> in every streamed sheet. The packer compresses each part
// as it comes into a scratch file, mends the dimension on the way, and at the end lays the parts out
// in a fixed order without times: equal content gives equal bytes, and memory stays flat.
type packer struct {
	target     io.Writer
	scratch    *os.File
	dimensions map[string]string // part name to range, for sheets
	buffered   *bufio.Writer     // of scratch
	deflate    *flate.Writer
	parts      []part
	open       *partWriter
}

type part struct {
	name         string
	crc          uint32
	size, packed int64
	offset       int64 // in the scratch file
}

func newPacker(target io.Writer, scratch *os.File, dimensions map[string]string) (*packer, error) {
	buffered := bufio.NewWriterSize(scratch, 1<<18)
	deflate, err := flate.NewWriter(buffered, flate.DefaultCompression)
	return &packer{target: target, scratch: scratch, dimensions: dimensions, buffered: buffered, deflate: deflate}, err
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
	p.open = &partWriter{part: part{name: name, offset: offset}, deflate: p.deflate, crc: crc32.NewIEEE(),
		dimension: p.dimensions[name]}
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
	if w.dimension != "" {
		return fmt.Errorf("pack %s: no dimension found to correct", w.name)
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
	deflate   *flate.Writer
	crc       hash.Hash32
	dimension string // still to be put in; empty where there is none or it is done
	head      []byte // held back until the dimension has been seen
}

// maxHead bounds how far into a sheet the dimension is looked for: it follows the namespaces at once.
const maxHead = 64 << 10

func (w *partWriter) Write(p []byte) (int, error) {
	if w.dimension == "" {
		return len(p), w.pass(p)
	}
	w.head = append(w.head, p...)
	before, after, found := bytes.Cut(w.head, []byte(`<dimension ref="`))
	_, rest, closed := bytes.Cut(after, []byte(`"`))
	if !found || !closed {
		if len(w.head) > maxHead {
			return 0, fmt.Errorf("pack %s: no dimension found to correct", w.name)
		}
		return len(p), nil
	}
	dimension := w.dimension
	w.dimension, w.head = "", nil
	return len(p), errors.Join(w.pass(before), w.pass([]byte(`<dimension ref="`+dimension+`"`)), w.pass(rest))
}

func (w *partWriter) pass(p []byte) error {
	w.crc.Write(p)
	w.size += int64(len(p))
	_, err := w.deflate.Write(p)
	return err
}

// sheetPart is the name excelize gives the nth sheet, counted from 1.
func sheetPart(n int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", n) }
