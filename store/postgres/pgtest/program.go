//go:build unix

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// programs are the server's programs on this machine, or in a folder that is a system of its own.
type programs struct {
	bin  string              // folder of initdb and postgres
	root string              // of the system that they live in; "" for this one
	user *syscall.Credential // who runs them; nil for whoever runs the tests
}

// program is a Postgres run by programs.
type program struct {
	programs
	data    string // as the programs see it
	options []string
	cmd     *exec.Cmd
	exited  chan struct{}
	log     *os.File
	watch   *watchdog
}

// cluster makes a fresh one.
func (p programs) cluster(port int, options []string) (engine, error) {
	temporary := os.TempDir()
	if p.root != "" {
		temporary = filepath.Join(p.root, "var", "lib", "postgresql")
	}
	outside, err := os.MkdirTemp(temporary, "baton-pgtest-")
	if err != nil {
		return nil, err
	}
	c := &program{programs: p, options: slices.Concat(options, []string{
		"-c", "listen_addresses=127.0.0.1", "-c", "port=" + strconv.Itoa(port), "-c", "unix_socket_directories=",
	})}
	// A server that was frozen must run on to be ended; the time that it takes to end is its own.
	c.watch, err = watchOver(`
		if [ -n "$told" ]; then
			kill -CONT "$told"; kill -QUIT "$told"
			while kill -0 "$told"; do sleep 0.05; done
		fi 2>/dev/null
		rm -rf "$1"`, outside)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(outside))
	}
	if err := c.initialize(outside); err != nil {
		return nil, errors.Join(err, c.watch.end())
	}
	return c, nil
}

func (p *program) initialize(outside string) (err error) {
	if p.user != nil {
		if err := os.Chown(outside, int(p.user.Uid), int(p.user.Gid)); err != nil {
			return err
		}
	}
	if p.log, err = os.Create(filepath.Join(outside, "log")); err != nil {
		return err
	}
	p.data = filepath.Join(strings.TrimPrefix(outside, p.root), "data")
	_, err = said(p.command("initdb", "-D", p.data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"))
	return err
}

func (p programs) client(name string, args ...string) *exec.Cmd { return p.command(name, args...) }

// command is one of the programs, to be run by their user in their system.
func (p programs) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Path = filepath.Join(p.bin, name) // it exists in root, which LookPath does not know
	cmd.Err = nil
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	apart(cmd)
	cmd.SysProcAttr.Chroot, cmd.SysProcAttr.Credential = p.root, p.user
	return cmd
}

func (p *program) run() error {
	p.cmd = p.command("postgres", append([]string{"-D", p.data}, p.options...)...)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	if err := p.cmd.Start(); err != nil {
		return err
	}
	p.exited = make(chan struct{})
	go func() { _ = p.cmd.Wait(); close(p.exited) }()
	return p.watch.tell(p.cmd.Process.Pid)
}

func (p *program) halt() error {
	if err := p.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		return err
	}
	select {
	case <-p.exited:
		return p.watch.tell("") // the number may become another process's
	case <-time.After(30 * time.Second):
		return errors.New("Postgres still runs 30 s after SIGQUIT")
	}
}

func (p *program) pause() error { return p.signalAll(syscall.SIGSTOP) }

func (p *program) resume() error { return p.signalAll(syscall.SIGCONT) }

// signalAll signals the server and then its children, of which no new ones come while it is stopped.
func (p *program) signalAll(signal syscall.Signal) error {
	server := p.cmd.Process.Pid
	if err := syscall.Kill(server, signal); err != nil {
		return err
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return errors.New("only Linux shows the processes of Postgres in /proc")
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // gone meanwhile
		}
		// pid (name) state ppid ...; the name may hold anything (proc_pid_stat(5))
		_, after, _ := strings.Cut(string(text), ") ")
		var state string
		var parent int
		if _, err := fmt.Sscan(after, &state, &parent); err != nil || parent != server {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(stat))); err == nil {
			_ = syscall.Kill(pid, signal)
		}
	}
	return nil
}

func (p *program) remove() error {
	err := p.watch.end()
	<-p.exited
	return errors.Join(err, p.log.Close())
}

// findPrograms looks for a Postgres of this machine that is new enough and knows pgvector.
func findPrograms() (supply, error) {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, path := range []string{"pg_config", "postgres"} {
		if found, err := exec.LookPath(path); err == nil {
			if found, err = filepath.EvalSymlinks(found); err == nil {
				folders = append(folders, filepath.Dir(found))
			}
		}
	}
	who, err := serverUser()
	if err != nil {
		return nil, err
	}
	var why []error
	for _, folder := range slices.Backward(folders) {
		if err := suitable(folder); err != nil {
			why = append(why, fmt.Errorf("%s: %w", folder, err))
			continue
		}
		return programs{bin: folder, user: who}, nil
	}
	if len(why) == 0 {
		return nil, errors.New("there are none")
	}
	return nil, errors.Join(why...)
}

// suitable says what a folder of programs lacks.
func suitable(bin string) error {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil {
			return fmt.Errorf("there is no %s", name)
		}
	}
	text, err := said(exec.Command(filepath.Join(bin, "postgres"), "--version")) // postgres (PostgreSQL) 17.5 (Debian ...)
	if err != nil {
		return err
	}
	_, number, _ := strings.Cut(text, "(PostgreSQL) ")
	var major int
	if _, _ = fmt.Sscan(number, &major); major < 16 {
		return fmt.Errorf("version %s is too old", number)
	}
	share := filepath.Join("/usr/share/postgresql", strconv.Itoa(major)) // where Debian has it
	if config := filepath.Join(bin, "pg_config"); exists(config) {
		if share, err = said(exec.Command(config, "--sharedir")); err != nil {
			return err
		}
	}
	if !exists(filepath.Join(share, "extension", "vector.control")) {
		return errors.New("it has no pgvector")
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// serverUser is who may run the server: it refuses to run as root.
func serverUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return credential(u.Uid, u.Gid)
		}
	}
	return nil, errors.New("there is no user postgres or nobody, and as root Postgres does not run")
}

func credential(uid, gid string) (*syscall.Credential, error) {
	u, err := strconv.ParseUint(uid, 10, 32)
	if err != nil {
		return nil, err
	}
	g, err := strconv.ParseUint(gid, 10, 32)
	return &syscall.Credential{Uid: uint32(u), Gid: uint32(g)}, err
}

// apart keeps what the terminal sends to the tests (Ctrl-C) from a command.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
