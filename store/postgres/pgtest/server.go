package pgtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a Postgres. Its methods must not be called concurrently.
type Server struct {
	engine engine
	port   int
}

// engine is what can run a Postgres: a container or a program.
type engine interface {
	run() error  // starts it, on the data it had before; it need not answer yet
	halt() error // stops it at once, as a crash of its host would: what was not on disk is gone
	pause() error
	resume() error
	remove() error // stops it and removes its data
}

// start starts a server on new data and waits until it answers.
func start(durable bool) (*Server, error) {
	from, err := source()
	if err != nil {
		return nil, err
	}
	s := &Server{}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	if s.engine, err = from.cluster(s.port, settings(durable)); err != nil {
		return nil, err
	}
	if err := s.Start(); err != nil {
		_ = s.engine.remove()
		return nil, err
	}
	return s, nil
}

// settings are the options of the server program.
func settings(durable bool) []string {
	options := []string{
		"-c", "max_connections=300", // several packages, several replicas
		"-c", "max_wal_size=2GB",
		"-c", "dynamic_shared_memory_type=mmap", // there may be no /dev/shm
	}
	if !durable {
		options = append(options, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	return options
}

// URL is where the server is; its database is "postgres".
func (s *Server) URL() string {
	return "postgres://postgres@127.0.0.1:" + strconv.Itoa(s.port) + "/postgres?sslmode=disable"
}

// Address is its host and port.
func (s *Server) Address() string { return "127.0.0.1:" + strconv.Itoa(s.port) }

// Start starts a server that was stopped and waits until it answers.
func (s *Server) Start() error {
	if err := s.engine.run(); err != nil {
		return err
	}
	var err error
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
		if err = s.ping(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("Postgres does not answer after a minute: %w", err)
}

func (s *Server) ping() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL())
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// Stop stops the server in immediate mode: no checkpoint, every connection cut. Start recovers it.
func (s *Server) Stop() error { return s.engine.halt() }

// Restart is Stop and Start.
func (s *Server) Restart() error {
	if err := s.Stop(); err != nil {
		return err
	}
	return s.Start()
}

// Pause freezes all its processes: connections stay and nothing is answered until Resume.
func (s *Server) Pause() error { return s.engine.pause() }

// Resume lets a paused server go on.
func (s *Server) Resume() error { return s.engine.resume() }

// freePort is a port that nobody listens on, below those that systems give to outgoing connections (RFC 6335, and 32768 up
// on Linux): one of them might take it while the server is down.
func freePort() (port int, err error) {
	for range 100 {
		port = 20000 + rand.IntN(10000)
		var l net.Listener
		if l, err = net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port)); err == nil {
			return port, l.Close()
		}
	}
	return 0, err
}
