package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strings"
)

// DefaultFile is read when no file is named, if it is there.
const DefaultFile = "baton.yaml"

// Load reads the file, the environment (as os.Environ gives it) and the files with secrets. With path "" it reads
// DefaultFile, or nothing if there is none. The Config can be used if Problems has no Errors.
func Load(path string, environ []string) (Config, Problems) {
	text, err := readFile(path)
	if path == "" {
		path = DefaultFile
		if errors.Is(err, fs.ErrNotExist) {
			text, err = nil, nil
		}
	}
	if err != nil {
		return Default(), Problems{{File: path, Message: reason(err)}}
	}
	return Read(path, text, environ)
}

// Read is Load for a text that is already there; name is what problems call it.
func Read(name string, text []byte, environ []string) (Config, Problems) {
	c := Default()
	d := &decoder{file: name, places: map[string]place{}}
	root, at, err := parse(text)
	if err != nil {
		d.problem(at, "%v", err)
		return c, d.problems
	}
	d.decode("", root, reflect.ValueOf(&c).Elem())
	secretsInClear(d, c)
	variables := override(&c, environ, &d.problems)
	readSecrets(&c, d)
	w := &where{decoder: d, variables: variables}
	services(&c.Model, environ, w)
	validate(&c, w)
	d.problems.sort()
	return c, d.problems
}

func readFile(path string) ([]byte, error) {
	if path == "" {
		path = DefaultFile
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxBytes+1))
}

func reason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return "cannot read it: " + pathErr.Err.Error()
	}
	return err.Error()
}

// secretsInClear warns of secrets in the file itself: it is read by many, copied and kept in version control.
func secretsInClear(d *decoder, c Config) {
	warn := func(path, value string) {
		if value == "" {
			return
		}
		d.problems = append(d.problems, Problem{File: d.file, Line: d.places[path].line, Column: d.places[path].column, Warning: true,
			Message: path + " stands here in clear; better set " + Variable(path) + " or " + path + "_file"})
	}
	warn("identity.secret", c.Identity.Secret)
	if strings.Contains(c.Store.DatabaseURL, "@") {
		warn("store.database_url", c.Store.DatabaseURL)
	}
}

// readSecrets reads the files that hold secrets. A value given directly wins.
func readSecrets(c *Config, d *decoder) {
	read := func(path, file string, into *string) {
		if file == "" || *into != "" {
			return
		}
		text, err := os.ReadFile(file)
		if err != nil {
			d.problem(d.places[path], "%s: %s: %s", path, file, reason(err))
			return
		}
		if *into = strings.TrimSpace(string(text)); *into == "" {
			d.problem(d.places[path], "%s: %s is empty", path, file)
		}
	}
	read("identity.secret_file", c.Identity.SecretFile, &c.Identity.Secret)
	read("store.database_url_file", c.Store.DatabaseURLFile, &c.Store.DatabaseURL)
	for i := range c.Model.Endpoints {
		e := &c.Model.Endpoints[i]
		read(fmt.Sprintf("model.endpoints[%d].key_file", i), e.KeyFile, &e.Key)
	}
}
