// Package osspecific: what argoexec needs of Linux. Upstream's module (v3.7.4) ships this file's
// siblings for Darwin and Windows only, so it does not compile for Linux without it.
package osspecific

import (
	"os"
	"syscall"

	"github.com/argoproj/argo-workflows/v3/util/errors"
)

var Term = syscall.SIGTERM

// CanIgnoreSignal tells signals of the runtime and of children from those meant for the container.
func CanIgnoreSignal(s os.Signal) bool {
	return s == syscall.SIGCHLD || s == syscall.SIGURG
}

// Setpgid gives the command a process group of its own, which Kill then reaches as a whole.
func Setpgid(a *syscall.SysProcAttr) {
	a.Setpgid = true
}

func Kill(pid int, s syscall.Signal) error {
	if group, err := syscall.Getpgid(pid); err == nil {
		pid = -group
	}
	return syscall.Kill(pid, s)
}

// Wait waits for this one process and gives its exit code as upstream's error, 128 + n for signal n.
func Wait(process *os.Process) error {
	state, err := process.Wait()
	if err != nil {
		return err
	}
	status, _ := state.Sys().(syscall.WaitStatus)
	switch {
	case status.Signaled():
		return errors.NewExitErr(128 + int(status.Signal()))
	case state.ExitCode() != 0:
		return errors.NewExitErr(state.ExitCode())
	}
	return nil
}

