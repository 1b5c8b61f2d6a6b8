//go:build unix

package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	suite    = "trixie" // Debian 13, the first with a package of pgvector for this version of Postgres
	packages = "postgresql-17,postgresql-17-pgvector"
	binaries = "/usr/lib/postgresql/17/bin"
)

// installPrograms installs Debian's packages into a system of their own in the cache folder, unless it is there.
func installPrograms() (supply, error) {
	if os.Geteuid() != 0 {
		return nil, errors.New("only root can install and run them in a folder")
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return nil, errors.New("this system does not have Debian's packages")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	root := filepath.Join(cache, "baton-pgtest", suite)
	if err := install(root); err != nil {
		return nil, fmt.Errorf("installing %s into %s: %w", packages, root, err)
	}
	who, err := packagedUser(root)
	if err != nil {
		return nil, err
	}
	return programs{bin: binaries, root: root, user: who}, nil
}

// install makes the folder whole or not at all. Test binaries run at the same time; one installs, the others wait.
func install(root string) error {
	if err := os.MkdirAll(filepath.Dir(root), 0o755); err != nil {
		return err
	}
	lock, err := os.Create(root + ".lock")
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	if exists(root) {
		return nil
	}
	if _, err := exec.LookPath("debootstrap"); err != nil {
		for _, args := range [][]string{{"update"}, {"install", "--yes", "--no-install-recommends", "debootstrap"}} {
			if _, err := said(exec.Command("apt-get", args...)); err != nil {
				return err
			}
		}
	}
	fresh := root + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if out, err := exec.Command("debootstrap", "--variant=minbase", "--include="+packages, suite, fresh).CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("debootstrap: %w: %s", err, strings.Join(lines[max(0, len(lines)-5):], "; "))
	}
	for _, unused := range []string{"var/cache/apt", "var/lib/apt/lists", "var/lib/postgresql/17", "usr/share/doc", "usr/share/man", "usr/share/locale"} {
		if err := os.RemoveAll(filepath.Join(fresh, unused)); err != nil {
			return err
		}
	}
	return os.Rename(fresh, root)
}

// packagedUser is the user that the packages made for the server in their system.
func packagedUser(root string) (*syscall.Credential, error) {
	file, err := os.Open(filepath.Join(root, "etc", "passwd"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if f := strings.Split(lines.Text(), ":"); len(f) > 3 && f[0] == "postgres" {
			return credential(f[2], f[3])
		}
	}
	return nil, fmt.Errorf("%s has no user postgres", root)
}
