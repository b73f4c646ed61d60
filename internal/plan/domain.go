package plan

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"scimsheet/internal/identity"
)

// A domain is unusual where fewer than three other accounts have it and they are fewer than one in a
// hundred: a company that was bought, or a second country, soon has three people, and in a tenant of
// fifty two people of one domain are its usual partners. A share says something of every account, or of
// a reading that is large enough not to be a handful of odd ones.
const (
	usualDomainAccounts = 3
	usualDomainPercent  = 1
	accountsToJudge     = 20
)

// domains counts the accounts of each e-mail domain; nil where too few were read to call one unusual.
func (d *differ) domains() map[string]int {
	if !d.actual.Complete && len(d.actual.Accounts) < accountsToJudge {
		return nil
	}
	counts := map[string]int{}
	for i := range d.actual.Accounts {
		if domain := domainOf(d.actual.Accounts[i].UserName); domain != "" {
			counts[domain]++
		}
	}
	return counts
}

// unusualDomain tells of somebody who is given something and whose address is not like those of the
// others.
func (s *survey) unusualDomain(c *Change) []Risk {
	if s.domains == nil || c.Action != Create && c.Action != Reactivate && len(c.Grants) == 0 {
		return nil
	}
	domain := domainOf(c.UserName)
	same, others := s.domains[domain], len(s.actual.Accounts)
	if c.Before != nil {
		same, others = same-1, others-1
	}
	if domain == "" || same >= usualDomainAccounts || same*100 >= others*usualDomainPercent {
		return nil
	}
	who := "no other account has"
	switch {
	case same == 1:
		who = "only one other account has"
	case same > 1:
		who = fmt.Sprintf("only %d other accounts have", same)
	}
	return []Risk{{RiskUnusualDomain, fmt.Sprintf("%s an address at %s (%s read)", who, spelledDomain(c.UserName, domain), countOf(len(s.actual.Accounts), "account"))}}
}

// domainOf is the part of an address that tells whose it is, in the form in which it is compared: lower
// case, and of an internationalised domain the one on the wire (RFC 5891), which its letters and its
// punycode share. Sub-domains are domains of their own. It is empty for a userName that is no address.
func domainOf(name identity.UserName) string {
	at := strings.LastIndexByte(string(name), '@')
	if at < 1 {
		return ""
	}
	domain := strings.TrimSuffix(identity.Visible(string(name[at+1:])), ".")
	if strings.ContainsAny(domain, " \n") {
		return ""
	}
	domain = identity.Fold(domain)
	for i := range len(domain) {
		if domain[i] >= utf8.RuneSelf {
			if wire, err := idna.Lookup.ToASCII(domain); err == nil {
				return strings.TrimSuffix(wire, ".")
			}
			break
		}
	}
	return domain
}

// spelledDomain is a domain in a sentence: as the userName has it and, where letters are in it that may
// only look like others, as the wire has it too.
func spelledDomain(name identity.UserName, domain string) string {
	_, spelled, _ := strings.Cut(string(name[strings.LastIndexByte(string(name), '@'):]), "@")
	if spelled = short(spelled); strings.EqualFold(spelled, domain) || domain == identity.Fold(spelled) {
		return spelled
	}
	return spelled + " (" + domain + ")"
}
