package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/batondesk/baton/bot/llm/service"
	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store"
)

// place says where the house is: the flags that most commands share.
type place struct {
	Config      string `help:"Configuration file. Default: baton.yaml, if it is there." placeholder:"FILE"`
	Data        string `help:"Folder of the embedded database. Default: ./baton-data." placeholder:"DIR"`
	DatabaseURL string `name:"database-url" help:"A database server instead of the folder." placeholder:"URL"`
}

// house is an open store with the services over it: what every command works with, beside a running server or without.
type house struct {
	config    config.Config
	log       *slog.Logger
	now       func() time.Time
	store     *store.Store
	owner     string         // names this process among those that share the store
	router    *outbox.Router // who outside is told what happens
	people    *people.Service
	knowledge *knowledge.Service
	model     *service.Client // nil: none is configured, or no engine was started
	demo      bool            // it is the demo shop
}

// with opens the house for one piece of work.
func (p place) with(ctx context.Context, io *console, work func(*house) error) error {
	c, err := p.settings(io)
	if err != nil {
		return err
	}
	h, err := open(ctx, c, newLog(c.Log, io), time.Now)
	if err != nil {
		return err
	}
	return errors.Join(work(h), h.close())
}

// close ends what the house is connected to.
func (h *house) close() error {
	var err error
	if h.model != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err = h.model.Close(ctx)
	}
	return errors.Join(err, h.store.Close())
}

// settings reads the configuration; what is wrong with it has been said when it fails.
func (p place) settings(io *console) (config.Config, error) {
	c, problems := config.Load(p.Config, os.Environ())
	return p.apply(c, problems, io)
}

// apply lets the flags win over the configuration.
func (p place) apply(c config.Config, problems config.Problems, io *console) (config.Config, error) {
	for _, problem := range problems {
		io.say("%s", problem)
	}
	if len(problems.Errors()) > 0 {
		return c, errReported
	}
	if p.Data != "" && p.DatabaseURL != "" {
		return c, &usageError{"--data and --database-url exclude each other"}
	}
	if p.Data != "" {
		c.Store.Data, c.Store.DatabaseURL = p.Data, ""
	}
	if p.DatabaseURL != "" {
		c.Store.DatabaseURL = p.DatabaseURL
	}
	return c, nil
}

func open(ctx context.Context, c config.Config, log *slog.Logger, now func() time.Time) (*house, error) {
	dsn := c.Store.DatabaseURL
	if dsn == "" {
		dsn = filepath.Join(c.Store.Data, "baton.db")
	}
	owner, router := ownerName(), newRouter()
	s, err := store.Open(ctx, dsn, store.Options{
		Now: now, Timers: timers(c.Bot), Owner: owner, LeaseFor: c.Store.Lease, Connections: c.Store.Connections, Outbox: router,
	})
	if err != nil {
		return nil, fmt.Errorf("cannot open the store: %w", err)
	}
	return &house{
		config: c, log: log, now: now, store: s, owner: owner, router: router,
		people: people.New(s.People(), people.Options{
			Now: now, IdentitySecret: []byte(c.Identity.Secret), IdentityMaxAge: c.Identity.MaxAge,
		}),
		knowledge: knowledge.New(s.Knowledge(), knowledge.Options{
			Now: now, FourEyes: c.Knowledge.FourEyes, Fallback: c.Knowledge.DefaultLocale, Large: large(s, c.Retrieval.DatabaseFrom),
		}),
	}, nil
}

// ownerName names this process among all that share a database, so that whoever looks at a lease finds it.
func ownerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), uuid.NewString()[:8])
}

func newLog(c config.Log, io *console) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Level)) // config has checked it
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(io.err, options))
	}
	return slog.New(slog.NewTextHandler(io.err, options))
}
