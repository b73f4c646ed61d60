package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// tokens writes a document's tokens down, pieces of text joined, until its end or an error.
func tokens(r io.Reader) (string, error) {
	var out strings.Builder
	s := newXMLScanner(r, mainSpace)
	for {
		token, err := s.scan()
		switch {
		case err == io.EOF:
			return out.String(), nil
		case err != nil:
			return out.String(), err
		case token == xmlStart:
			fmt.Fprintf(&out, "<%s", s.local)
			for _, a := range s.attrs {
				value, err := unescape(nil, a.value)
				if err != nil {
					return out.String(), err
				}
				fmt.Fprintf(&out, " %s|%s=%q", a.prefix, a.local, value)
			}
			out.WriteString(">")
		case token == xmlEnd:
			fmt.Fprintf(&out, "</%s>", s.local)
		case token == xmlText:
			out.Write(bytes.ReplaceAll(s.text, []byte("<"), []byte("&lt;")))
		}
	}
}

func TestXMLIsReadInTokens(t *testing.T) {
	for _, test := range []struct{ name, document, want string }{
		{"elements, attributes, text", `<a b="1" c = '2'>x<d/>y</a>`, `<a |b="1" |c="2">x<d></d>y</a>`},
		{"a declaration and blanks around", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<a>\n</a>\n", "<a>\n</a>"},
		{"a byte-order mark", "\ufeff<?xml version='1.0' encoding='utf-8'?><a/>", `<a></a>`},
		{"prefixes", `<x:row x:r="1" r="2"><x:c/></x:row>`, `<row x|r="1" |r="2"><c></c></row>`},
		{"entities by name and number", `<a b="&lt;&quot;&#233;">&amp;&gt;&apos;&#xE9;&#65;</a>`, `<a |b="<\"é">&>'éA</a>`},
		{"CDATA keeps what looks like tags", `<a>x<![CDATA[<b>&amp;]]>y</a>`, `<a>x&lt;b>&amp;y</a>`},
		{"comments and instructions say nothing", `<!-- <a> --><a><?go on?>x<!--y-->z</a><!-- end -->`, `<a>xz</a>`},
		{"line ends become one kind", "<a>1\r\n2\r3\n</a>", "<a>1\n2\n3\n</a>"},
		{"an attribute may hold a closing bracket", `<a b="x>y"/>`, `<a |b="x>y"></a>`},
		{"blanks inside tags", "<a\n b='1'\t></a >", `<a |b="1"></a>`},
		{"names beyond ASCII", `<größe>1</größe>`, `<größe>1</größe>`},
		{"long text", "<a>" + strings.Repeat("é&amp;\r\n", 20_000) + "</a>", "<a>" + strings.Repeat("é&\n", 20_000) + "</a>"},
		{"a long tag", `<a b="` + strings.Repeat("x", 200_000) + `"/>`, `<a |b="` + strings.Repeat("x", 200_000) + `"></a>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(test.document), &dribble{[]byte(test.document)}} {
				if got, err := tokens(r); err != nil || got != test.want {
					t.Errorf("got %.300s, %v\nwant %.300s", got, err, test.want)
				}
			}
		})
	}
}

func TestDamagedXMLIsRefused(t *testing.T) {
	for _, test := range []struct{ name, document, message string }{
		{"nothing", "", "holds no element"},
		{"an end without a start", "</a>", "closes <a>, which is not open"},
		{"badly nested", "<a><b></a></b>", "closes <a> inside <b>"},
		{"a prefix that does not match", "<x:a></a>", "closes <a> inside <x:a>"},
		{"cut before the end", "<a><b></b>", "ends inside <a>"},
		{"cut in a tag", "<a><b", "ends in the middle of a tag"},
		{"cut in an attribute", `<a b="`, "ends in the middle of a tag"},
		{"cut in a comment", "<a/><!-- x", "ends in the middle of a tag"},
		{"cut in CDATA", "<a><![CDATA[x", "ends in the middle of a tag"},
		{"two roots", "<a/><b/>", "goes on with <b> after its end"},
		{"text after the end", "<a/>x", "has text outside its root element"},
		{"an attribute without quotes", "<a b=1/>", `has an attribute "b" without quotes`},
		{"an attribute without a value", "<a b/>", `has a badly written attribute "b"`},
		{"attributes without a blank between", `<a b="1"c="2"/>`, "has a badly written tag <a>"},
		{"a tag in an attribute", `<a b="<"/>`, `has a "<" inside the attribute "b"`},
		{"a bracket that begins no tag", "<a> < b</a>", `has a "<" that begins no tag`},
		{"an unknown entity", "<a>&nbsp;</a>", "holds the unknown entity &nbsp;"},
		{"a bare ampersand", "<a>R&D department</a>", `holds a "&" that begins no entity`},
		{"a character that XML has not", "<a>&#0;</a>", "holds the unknown entity &#0;"},
		{"a control character", "<a>\x01</a>", "holds a control character"},
		{"bytes that are not UTF-8", "<a>\xe9</a>", "holds text that is not UTF-8"},
		{"another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, `is encoded as "ISO-8859-1"; workbooks are UTF-8`},
		{"a document type", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "declares a document type or entities, which no workbook does"},
		{"elements nested beyond sense", strings.Repeat("<a>", 1000), "nests more than 256 elements"},
		{"a tag without end", "<a b='" + strings.Repeat("x", 2<<20), "has a tag of more than 1 MB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := tokens(strings.NewReader(test.document))
			var damage errXML
			if !errors.As(err, &damage) || damage.message != strings.TrimSuffix(test.message, ";") && damage.message != test.message {
				t.Errorf("error %v, want %s", err, test.message)
			}
		})
	}
}

// FuzzXML holds that what the scanner and encoding/xml both read they read as the same tokens, that the
// scanner refuses what encoding/xml finds cut or badly nested, and that the sizes of reads change nothing.
func FuzzXML(f *testing.F) {
	for _, seed := range []string{`<a b="1">x<c/>&amp;&#65;</a>`, "<?xml version='1.0'?><x:a xmlns:x='y'><!-- z --><![CDATA[<]]>\r\n</x:a>", `<!DOCTYPE a><a/>`, "<a>\xff</a>", "<a><b></a>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		ours, err := tokens(bytes.NewReader(document))
		pieces, errInPieces := tokens(&dribble{document})
		if (err == nil) != (errInPieces == nil) || err == nil && ours != pieces {
			t.Fatalf("in one: %q, %v\nin pieces: %q, %v", ours, err, pieces, errInPieces)
		}
		if err != nil {
			return
		}
		theirs, err := tokensOfLibrary(document)
		switch {
		case err != nil && !errors.Is(err, errNesting) && !strings.Contains(err.Error(), "EOF"):
			return // it is stricter in matters that lose no rows, such as letters that names may not have
		case err != nil || theirs != ours:
			t.Fatalf("ours:   %q\ntheirs: %q, %v", ours, theirs, err)
		}
	})
}

var errNesting = errors.New("badly nested")

// tokensOfLibrary is tokens by encoding/xml.
func tokensOfLibrary(document []byte) (string, error) {
	var out strings.Builder
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(document, []byte(byteOrderMark))))
	var open []xml.Name
	for {
		token, err := d.RawToken()
		if err == io.EOF && len(open) == 0 {
			return out.String(), nil
		}
		if err != nil {
			return out.String(), err
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, token.Name)
			fmt.Fprintf(&out, "<%s", token.Name.Local)
			for _, a := range token.Attr {
				fmt.Fprintf(&out, " %s|%s=%q", a.Name.Space, a.Name.Local, a.Value)
			}
			out.WriteString(">")
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != token.Name {
				return out.String(), errNesting
			}
			open = open[:len(open)-1]
			fmt.Fprintf(&out, "</%s>", token.Name.Local)
		case xml.CharData:
			if len(open) > 0 {
				out.Write(bytes.ReplaceAll(token, []byte("<"), []byte("&lt;")))
			}
		}
	}
}
