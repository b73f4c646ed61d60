package cli

import (
	"runtime"

	"github.com/spf13/cobra"
)

// version is set when the program is built.
var version = "dev"

// tool is how this program names itself in plans and to services.
func tool() string { return "scimsheet/" + version }

func newVersion(s *screen) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Which version this is",
		Long:  "Prints the version, and what it was built with." + exits(exitDone),
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			s.answer("scimsheet %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return s.finish(map[string]string{"version": version, "go": runtime.Version(),
				"os": runtime.GOOS, "arch": runtime.GOARCH}, nil)
		},
	}
}
