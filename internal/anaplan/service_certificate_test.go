package anaplan

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"time"
)

// certificateDesk is the part of the service that knows certificates.
type certificateDesk struct {
	registered *x509.Certificate // nil for none
	wantDER    bool              // the header holds DER, not PEM
	noV1       bool              // data without the time are refused
	seen       map[string]bool   // data that were signed before
	why        string            // the last refusal
}

// accepts checks a sign-in as the documentation says it is checked.
func (d *certificateDesk) accepts(r *http.Request, header string, now time.Time) bool {
	var proof struct{ EncodedData, EncodedSignedData, EncodedDataFormat string }
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&proof); err != nil || r.Header.Get("Content-Type") != "application/json" {
		d.why = "the body is not JSON"
		return false
	}
	data, err1 := base64.StdEncoding.DecodeString(proof.EncodedData)
	signature, err2 := base64.StdEncoding.DecodeString(proof.EncodedSignedData)
	sent, err3 := base64.StdEncoding.DecodeString(header)
	d.why = ""
	switch {
	case err1 != nil || err2 != nil || err3 != nil:
		d.why = "not base64"
	case d.registered == nil || !bytes.Equal(sent, d.expected()):
		d.why = "not the registered certificate"
	case len(data) < 100:
		d.why = "too few bytes"
	case d.seen[proof.EncodedData]:
		d.why = "the same data again"
	case d.noV1 && proof.EncodedDataFormat != "v2" || proof.EncodedDataFormat != "v2" && proof.EncodedDataFormat != "":
		d.why = "the wrong format"
	case (proof.EncodedDataFormat == "v2") != (now.Sub(time.Unix(int64(binary.BigEndian.Uint64(data)), 0)).Abs() <= time.Minute):
		d.why = "too old or too new, or the time where it does not belong"
	default:
		sum := sha512.Sum512(data)
		if rsa.VerifyPKCS1v15(d.registered.PublicKey.(*rsa.PublicKey), crypto.SHA512, sum[:], signature) != nil {
			d.why = "the signature is wrong"
		}
	}
	if d.seen == nil {
		d.seen = map[string]bool{}
	}
	d.seen[proof.EncodedData] = true
	return d.why == ""
}

func (d *certificateDesk) expected() []byte {
	if d.wantDER {
		return d.registered.Raw
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.registered.Raw})
}
