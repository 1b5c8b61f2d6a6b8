package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/batondesk/baton/api"
	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

type serveCmd struct {
	place
	Addr string `help:"Address to listen on. Default: 127.0.0.1:8080." placeholder:"HOST:PORT"`
	Demo bool   `help:"Serve the demo shop: its configuration, unless --config names another, and its articles and people in an empty store."`
}

func (serveCmd) Help() string {
	return `The data is in ./baton-data unless --data says otherwise. Stop the server with Ctrl-C: it finishes what it
has begun. Nothing that was acknowledged is lost, however it ends.

Examples:

    baton serve --demo                       a shop to try, on http://127.0.0.1:8080; it prints the logins
    baton serve --config baton.yaml --data /var/lib/baton --addr 0.0.0.0:8080
    BATON_LIMITS_ENABLED=false baton serve   any setting, from the environment`
}

func (cmd serveCmd) Run(ctx context.Context, io *console) error {
	c, err := cmd.settings(io)
	if err != nil {
		return err
	}
	log := newLog(c.Log, io)
	if c.Store.DatabaseURL == "" {
		release, err := lockData(c.Store.Data)
		if err != nil {
			return err
		}
		defer func() { _ = release() }() // the lock ends with the process anyway
	}
	listener, err := net.Listen("tcp", c.Server.Addr) // early: what is taken should be said before anything is done
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w\nChoose another address with --addr", c.Server.Addr, err)
	}
	defer listener.Close()

	h, err := openPatiently(ctx, c, log)
	if err != nil {
		return err
	}
	h.demo = cmd.Demo
	var logins []demoLogin
	if cmd.Demo {
		logins, err = seedDemo(ctx, h)
	}
	var s *server
	if err == nil {
		s, err = startServer(ctx, h, listener)
	}
	if err != nil {
		return errors.Join(err, h.close())
	}
	if os.Getenv("GOGC") == "" { // little is kept and much is thrown away: 4 MB more memory save 5 % of the work
		debug.SetGCPercent(200)
	}
	s.hints(ctx, io, cmd, logins)
	log.Info("serving", "url", s.url, "articles", len(s.live.Snapshot().Articles), "playbooks_version", s.book().Version())
	debug.FreeOSMemory() // starting takes more than serving: secrets are hashed, the knowledge is read and indexed
	select {
	case <-ctx.Done():
		log.Info("stopping", "at_most", c.Server.Drain+c.Server.Shutdown)
	case err = <-s.failed:
	}
	return errors.Join(err, s.stop(c.Server.Drain, c.Server.Shutdown))
}

// openPatiently waits for a database that is starting too, or again.
func openPatiently(ctx context.Context, c config.Config, log *slog.Logger) (*house, error) {
	const atMost, every = time.Minute, time.Second
	for start, said := time.Now(), false; ; said = true {
		h, err := open(ctx, c, log, time.Now)
		if !errors.Is(err, conversation.ErrUnavailable) || time.Since(start) > atMost {
			return h, err
		}
		if !said {
			log.Warn("waiting for the database", "at_most", atMost, "error", err)
		}
		select {
		case <-time.After(every):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// settings is the configuration of the file named, or of the demo, with the flags over it.
func (cmd serveCmd) settings(io *console) (config.Config, error) {
	read := cmd.place.settings
	if cmd.Demo && cmd.Config == "" {
		read = cmd.place.demoSettings
	}
	c, err := read(io)
	if cmd.Addr != "" {
		c.Server.Addr = cmd.Addr
	}
	if cmd.Demo && c.Identity.Secret == "" { // between the shop's site and this server, which are one process
		c.Identity.Secret = rand.Text()
	}
	return c, err
}

// server is an engine that runs behind an address.
type server struct {
	*engine
	url     string
	api     *api.Server
	http    *http.Server
	told    *webhooks
	failed  chan error // why it stopped serving by itself
	stopped context.CancelFunc
	working sync.WaitGroup
}

// startServer begins to serve on the listener. It returns when the server is ready.
func startServer(ctx context.Context, h *house, listener net.Listener) (*server, error) {
	if h.config.Store.DatabaseURL == "" { // no other server can be at work here: see lockData
		if err := h.store.VoidLeases(ctx); err != nil {
			return nil, err
		}
	}
	e, err := newEngine(ctx, h)
	if err != nil {
		return nil, err
	}
	secret, err := h.secret(ctx)
	if err != nil {
		return nil, err
	}
	told, err := newWebhooks(ctx, h)
	if err != nil {
		return nil, err
	}
	running, stopped := context.WithCancel(context.WithoutCancel(ctx))
	s := &server{engine: e, told: told, failed: make(chan error, 1), stopped: stopped, url: address(h.config.Server, listener)}
	s.api, err = api.New(api.Options{
		Store: h.store, Intake: e.intake, Runner: e.runner, Bot: e.bot, Desk: e.desk, Book: e.book,
		Model: h.model, Vectors: e.search.progress, Currency: h.config.Model.Currency, Scribe: e.scribe, Site: h.site, Sites: h.config.Knowledge.Sites,
		Knowledge: h.knowledge, Live: e.live, People: h.people, Webhooks: told.Service, Courier: told.courier, Variables: e.variables,
		KnowledgeChanged: func(withdrawn ...string) {
			e.search.Withdraw(withdrawn...)
			e.refresh(running)
		},
		Pages: h.pages(), Demo: h.demo, Secret: secret, Origins: h.config.Web.Origins, PublicOrigin: h.config.Server.PublicURL, TrustedProxies: proxies(h.config.Server.TrustedProxies),
		Limits: limits(h.config.Limits), Ready: h.store.Ping, Version: version, Log: h.log, Now: h.now,
	})
	if err != nil {
		stopped()
		return nil, err
	}
	s.http = s.api.HTTPServer(listener.Addr().String())
	e.runner.Start()
	s.working.Go(func() {
		h.store.Watch(running, watchEvery, func(p store.Pulse) {
			told.changed(p)
			e.changed(running, p)
		}, s.health)
	})
	s.working.Go(func() {
		told.follow(running, func(err error) { h.log.Error("the webhooks could not be read again", "error", err) })
	})
	told.courier.Start()
	if e.scribe != nil {
		s.working.Go(func() { e.scribe.Run(running, h.store.Own()) })
	}
	s.working.Go(func() { e.practice.Run(running) })
	s.working.Go(func() { e.search.keep(running, func() { e.refresh(running) }) })
	s.working.Go(func() {
		if err := s.serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	})
	h.sayModels()
	for name, article := range e.unset() {
		h.log.Warn("published texts use a variable that knowledge.variables does not set; they are not spoken", "variable", name, "for_example", article)
	}
	return s, nil
}

func (s *server) serve(l net.Listener) error {
	if c := s.config.Server; c.TLSCert != "" {
		return s.http.ServeTLS(l, c.TLSCert, c.TLSKey)
	}
	return s.http.Serve(l)
}

// health says once that the database went away, and once that it is back. In between everything that needs it is refused.
func (s *server) health(err error) {
	if err != nil {
		s.log.Error("the database does not answer; requests are refused until it does", "error", err)
	} else {
		s.log.Info("the database answers again")
	}
}

// watchEvery is how often the server looks for what other processes wrote: the contract says within a second.
const watchEvery = 300 * time.Millisecond

// stop ends the server in the order in which nothing is lost: not ready any more, and nobody sends requests here after the
// drain time; then no new requests, streams ended, requests and turns under way finished, leases given back, the store
// closed. Readers of streams go on elsewhere.
func (s *server) stop(drain, patience time.Duration) error {
	s.api.Drain()
	time.Sleep(drain)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests still under way after %s were cut off", patience), s.http.Close())
	}
	if err := s.runner.Stop(ctx); err != nil {
		s.log.Warn("turns still under way are taken up at the next start", "error", err)
	}
	s.told.stop(ctx)
	s.stopped()
	s.working.Wait()
	if err := s.store.Release(context.WithoutCancel(ctx)); err != nil {
		s.log.Warn("leases were not given back; they end by themselves", "error", err)
	}
	return errors.Join(err, s.close())
}

// address is how this server is reached, for people to click on.
func address(c config.Server, l net.Listener) string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	host, port, _ := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

func proxies(list []string) []netip.Prefix {
	var prefixes []netip.Prefix
	for _, text := range list { // config has checked them
		if p, err := netip.ParsePrefix(text); err == nil {
			prefixes = append(prefixes, p)
		} else if a, err := netip.ParseAddr(text); err == nil {
			prefixes = append(prefixes, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return prefixes
}

func limits(c config.Limits) api.Limits {
	rate := func(r config.Rate) api.Rate { return api.Rate{PerSecond: r.PerSecond, Burst: r.Burst} }
	return api.Limits{
		Disabled: !c.Enabled, MessageChars: c.MessageChars, BodyBytes: c.BodyBytes, ImportBytes: c.ImportBytes,
		Address: rate(c.Address), Opening: rate(c.Opening), Conversation: rate(c.Conversation), Principal: rate(c.Principal),
		Login: rate(c.Login), StreamsPerConversation: c.StreamsPerConversation, StreamsPerAddress: c.StreamsPerAddress,
		StreamsPerPrincipal: c.StreamsPerPrincipal,
	}
}
