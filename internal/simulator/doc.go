// Package simulator owns an Anaplan tenant that lives in memory and speaks real HTTP on a loopback
// port: the SCIM service, the token service and the two lists of the Integration API that scimsheet
// reads, with the behaviour Anaplan documents, made-up people, and faults on request. It is there to
// rehearse on and to test against. It refuses to listen anywhere but on loopback, to forward anything
// to a real service, and to know how scimsheet itself works.
//
// # What it decides where the documentation is silent
//
// Pages are in the order of ids, so that people who come and go shift the pages that follow.
//
// A write whose workspaces could not all be given keeps the user and the workspaces that are known, and
// is answered 207 with an error body:
//
//	{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"207","scimType":"invalidValue",
//	 "detail":"user 5f…: saved; workspaces assigned: 8a81…, 8a81…; not assigned: 8a81… (no such workspace)"}
//
// A PUT without active makes the user active, as it makes everything else it leaves out blank. The
// limit of 50 workspaces holds for every write, not only for POST. A request line over 8,190 bytes is
// answered 414, as common gateways do.
//
// # Faults
//
// A fault is one line of text:
//
//	METHOD[:PART]=KIND[@WHEN][,times=K][,retry-after=S|,retry-date=S]
//
// METHOD is an HTTP method or * (quoted, in a shell). A rule with a PART, which holds no equals sign, is
// for requests that have that text in their path, decoded query or body (a user name, say); a rule
// without one is for all requests to /Users. KIND is what happens:
//
//	500, 429 …     that status (400 to 599) is answered and nothing is done
//	502-after …    the request is carried out, then that status is answered
//	reset-before   the connection is closed, nothing is done
//	reset-after    the request is carried out, then the connection is closed without an answer
//	slow=2s        the request is carried out, the answer comes two seconds later
//	late=2s        the request is carried out two seconds later, whether or not anybody still waits
//	garbage        200 with a page of HTML, nothing is done
//	truncate       the request is carried out, the answer is cut in the middle
//	partial        a write keeps the user but not its workspaces: 207
//	shift          after the answer a user comes or, in turn, goes, so that following pages shift
//	expire         all tokens end before the request is looked at
//
// WHEN is a number (only the Nth matching request), every followed by a number (each Nth) or p followed
// by a probability; without it, every matching request. times bounds how often the rule strikes.
// retry-after and retry-date give a status its Retry-After header, as seconds or as an HTTP date.
// The first rule that strikes wins. Examples:
//
//	GET=503@3,retry-after=2      POST=reset-after@p0.05,times=20      POST:ada@acme.example=500@1
//	*:/token/=500@1              PATCH=partial@every10                GET=shift@2
package simulator
