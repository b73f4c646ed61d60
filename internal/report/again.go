package report

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"scimsheet/internal/plan"
)

// plainValue tells the values that a flag can be shown with on any command line.
var plainValue = regexp.MustCompile(`^[\pL\pN@._+,-]{1,100}$`)

// sameAs stands between a flag and the digest of its value, where the value does not tell all.
const sameAs = " #"

// PlanFlags are the flags of the plan command that decide what a row means, as far as they differ from the
// defaults: "--entitlements add". Values that are too long to be shown, and what a mapping says, stand there
// as digests (see ShownFlags), so that equal flags mean equal plans.
func PlanFlags(policy plan.Policy, inputs []plan.Input) []string {
	var flags []string
	for _, f := range []struct{ name, value, normal string }{
		{"entitlements", string(policy.Entitlements), string(plan.Exact)},
		{"match", string(policy.Match), string(plan.MatchUserName)},
		{"entitlement-format", policy.EntitlementFormat, "WORKSPACE"},
		{"write-method", policy.WriteMethod, plan.WritePatch},
		{"patch-add", policy.PatchAdd, ""},
	} {
		if f.value != "" && f.value != f.normal {
			flags = append(flags, "--"+f.name+" "+f.value)
		}
	}
	if policy.AllowUnknownWorkspaces {
		flags = append(flags, "--allow-unknown-workspaces")
	}
	managed := slices.DeleteFunc(plan.Groups(), func(group string) bool { return !slices.Contains(policy.Manage, group) })
	if len(managed) < len(plan.Groups()) {
		flags = append(flags, listFlag("manage", managed))
	}
	if policy.Scope != nil {
		flags = append(flags, listFlag("scope", policy.Scope))
	}
	if len(policy.Protect) > 0 {
		flags = append(flags, listFlag("protect", policy.Protect))
	}
	if len(inputs) > 0 && inputs[0].Layout != "" {
		flags = append(flags, "--layout "+inputs[0].Layout)
	}
	if mapped := oneMapping(inputs); mapped.Mapping != "" {
		flags = append(flags, "--mapping "+quotedWord(mapped.Mapping)+sameAs+mapped.MappingSHA256[:min(16, len(mapped.MappingSHA256))])
	}
	return flags
}

// listFlag shows a list, or its digest where it is long.
func listFlag(name string, values []string) string {
	if joined := strings.Join(values, ","); plainValue.MatchString(joined) {
		return "--" + name + " " + joined
	}
	digest := sha256.Sum256([]byte(strings.Join(values, "\n")))
	return "--" + name + sameAs + hex.EncodeToString(digest[:8])
}

// oneMapping is an input with the mapping that all inputs were read by. Where they were read by different
// ones, these were recognised and will be again.
func oneMapping(inputs []plan.Input) plan.Input {
	if len(inputs) == 0 {
		return plan.Input{}
	}
	for _, in := range inputs {
		if in.MappingSHA256 != inputs[0].MappingSHA256 {
			return plan.Input{}
		}
	}
	return inputs[0]
}

// quotedWord is one word of a command line.
func quotedWord(word string) string {
	if plainValue.MatchString(word) {
		return word
	}
	return "'" + word + "'"
}

// ShownFlags are flags of PlanFlags as a person types them: "--entitlements add, with the same --scope and
// --protect".
func ShownFlags(flags []string) string {
	var typed, same []string
	for _, flag := range flags {
		shown, digest := flag, ""
		if at := strings.LastIndex(flag, sameAs); at >= 0 {
			shown, digest = flag[:at], flag[at:]
		}
		if digest != "" && !strings.Contains(shown, " ") {
			same = append(same, shown)
			continue
		}
		typed = append(typed, shown)
	}
	text := strings.Join(typed, " ")
	if len(same) == 0 {
		return text
	}
	if text != "" {
		text += ", "
	}
	return text + "with the same " + listed(same)
}

// PlanCommand is the command that plans inputs with flags of PlanFlags.
func PlanCommand(inputs string, flags []string) string {
	return strings.TrimSuffix("scimsheet plan "+inputs+" "+ShownFlags(flags), " ")
}
