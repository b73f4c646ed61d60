// Package simulator owns an Anaplan tenant that lives in memory and speaks real HTTP on a loopback
// port: the SCIM service, the token service, OAuth and what scimsheet reads of the Integration API, with the behaviour Anaplan documents, made-up people, and faults on request. It is there to
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
// Where versions are on, lists, users and replies carry them, and a PUT or PATCH whose If-Match does not
// fit is answered 412. ServiceProviderConfig goes on saying that there are none.
//
// A certificate signs in without regard to who issued it. What cannot be read (base64, the certificate
// or the form of it that is not taken, less than 100 bytes of data, an unknown encodedDataFormat) is
// answered 400; what can be read and is refused (not registered, revoked, not in force, data of the other
// version, a signature that does not fit, a time more than five minutes off) 401, each with a
// statusMessage of its own.
//
// OAuth has one public client, or a confidential one where a secret is set, and takes JSON and forms.
// Errors are those of RFC 6749 and RFC 8628 and come with 400, invalid_client with 401. A refresh token
// that was rotated away is refused and ends nothing else. Access tokens are taken wherever tokens are,
// but the token service only validates them. A device that asks again before nine tenths of its
// interval are over is slowed down, by five seconds each time; without the scope offline_access it gets
// no refresh token. A person approves it at /activate, without a password.
//
// Administrators of a workspace come as admins, in lines like those of /2/0/users; they and the
// exception users are such for all workspaces they have. Exception users want the User Admin role (of a
// real tenant, Tenant Security Admin). The audit knows creation, enabling, disabling and workspaces given
// or taken, since the start; the workspace is in additionalAttributes.workspaceId, which nobody documents.
//
// The rate limit is announced, where it is, by X-RateLimit-Limit (requests a minute), -Remaining (at
// once, now) and -Reset (seconds until all of a burst is there again).
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
//	500, 429 …       that status (400 to 599) is answered and nothing is done
//	502-after …      the request is carried out, then that status is answered
//	403/404 …        that status is answered with an error body that claims the other; also 403/404-after
//	reset-before     the connection is closed, nothing is done
//	reset-after      the request is carried out, then the connection is closed without an answer
//	slow=2s          the request is carried out, the answer comes two seconds later
//	late=2s          the request is carried out two seconds later, whether or not anybody still waits
//	garbage          200 with a page of HTML, nothing is done
//	redirect         302 to a login page on another host, nothing is done
//	truncate         the request is carried out, the answer is cut in the middle
//	partial          a write keeps the user but not its workspaces: 207
//	partial=2        the same, but the first two changes of workspaces are carried out: grants before
//	                 revocations, in the order of ids
//	error-in-200     as partial, but the error body comes with status 200 and claims 400
//	no-entitlements  a user, or a page of them, is answered without entitlements
//	shift            after the answer a user comes or, in turn, goes, so that following pages shift
//	duplicate        a page (not the first) has the last user of the page before in the place of its first
//	short            a page lacks its last user, who is counted all the same
//	total            totalResults is one too many, though nobody came
//	expire           all tokens end before the request is looked at
//
// Writes that change no workspaces are not struck by partial and error-in-200. *:/=garbage and
// *:/=redirect are for all paths: a captive portal.
//
// WHEN is a number (only the Nth matching request), every followed by a number (each Nth) or p followed
// by a probability; without it, every matching request. times bounds how often the rule strikes.
// retry-after and retry-date give a status its Retry-After header, as seconds or as an HTTP date.
// The first rule that strikes wins. Examples:
//
//	GET=503@3,retry-after=2      POST=reset-after@p0.05,times=20      POST:ada@acme.example=500@1
//	*:/token/=500@1              PATCH=partial@every10                GET=shift@2
//	POST:/oauth/=503,times=2     GET:/Users=403/404@2                 *:/=redirect@5
package simulator
