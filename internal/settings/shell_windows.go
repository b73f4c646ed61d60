package settings

import (
	"context"
	"os/exec"
	"syscall"
)

// shell passes the line on as it is: cmd does not read quotes as other programs do. With /s it takes
// off the outer ones and nothing else.
func shell(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /s /c "` + line + `"`}
	return cmd
}
