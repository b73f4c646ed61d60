package sheet

import (
	"bytes"
	"fmt"
	"io"
)

// compoundFile says which kind of OLE2 container the input is, by the names of the streams in it, which
// are UTF-16. An encrypted workbook is one with a stream EncryptedPackage (ECMA-376 part 2 and MS-OFFCRYPTO
// 2.3.4.4); where rights management encrypted it there is a transform DRMEncryptedTransform as well (2.2.11).
func compoundFile(src *source) error {
	found, err := streamsNamed(src, "EncryptedPackage", "DRMEncryptedTransform", "Workbook", "WordDocument", "PowerPoint Document", "__substg1.0_")
	if err != nil {
		return err
	}
	refuse := func(message, hint string) error { return &Unreadable{File: src.name, Message: message, Hint: hint} }
	switch {
	case found["DRMEncryptedTransform"]:
		return refuse("is encrypted by a sensitivity label or rights management", "open it with the account that may read it and save a copy without that protection, or as CSV")
	case found["EncryptedPackage"]:
		return refuse("is protected with a password to open it", "open it and save it without that password (File, Info, Protect Workbook, Encrypt with Password)")
	case found["Workbook"]: // which may have documents of other kinds inside
		return refuse(isOldExcel, saveAs)
	case found["WordDocument"]:
		return refuse("is a text document (Word), not a workbook", saveAs)
	case found["PowerPoint Document"]:
		return refuse("is a presentation, not a workbook", saveAs)
	case found["__substg1.0_"]:
		return refuse("is an e-mail saved from Outlook, not a table", "save the attachment that is in it")
	}
	return refuse(isOldExcel, saveAs)
}

// streamsNamed tells which of some names occur anywhere in the input.
func streamsNamed(src *source, names ...string) (map[string]bool, error) {
	r, err := src.reader()
	if err != nil {
		return nil, err
	}
	longest := 0
	for _, name := range names {
		longest = max(longest, 2*len(name))
	}
	found := map[string]bool{}
	window := make([]byte, 0, headSize+longest)
	for {
		n, err := r.Read(window[len(window) : len(window)+headSize])
		window = window[:len(window)+n]
		for _, name := range names {
			found[name] = found[name] || bytes.Contains(window, utf16Bytes(name))
		}
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", src.name, err)
		}
		window = window[:copy(window, window[max(0, len(window)-longest):])]
	}
}

func utf16Bytes(ascii string) []byte {
	wide := make([]byte, 0, 2*len(ascii))
	for _, c := range []byte(ascii) {
		wide = append(wide, c, 0)
	}
	return wide
}
