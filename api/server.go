package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// Server is the HTTP door. It is an http.Handler.
type Server struct {
	o        Options
	limits   Limits
	log      *slog.Logger
	origins  []string
	proxies  proxies
	signer   signer
	counters *counters
	metrics  *metrics

	engine   *gin.Engine
	huma     huma.API
	document func() []byte     // the OpenAPI document
	guards   map[string]access // by method and path, while routes are registered
	embedded map[string]bool   // by method and gin's path: those that the pages of other sites may call
	own      *http.CrossOriginProtection
	pages    map[string]bool // paths of the pages for people

	draining atomic.Bool
	closing  chan struct{} // closed by Close: streams end
	close    sync.Once
}

// New builds the door over its services.
func New(o Options) (*Server, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	s := &Server{
		o: o, limits: o.Limits, log: o.Log, origins: o.Origins, proxies: o.TrustedProxies,
		signer: signer{o.Secret}, counters: newCounters(o.Limits, o.Now),
		engine: gin.New(), guards: map[string]access{}, embedded: map[string]bool{}, pages: map[string]bool{}, closing: make(chan struct{}),
	}
	var err error
	if s.own, err = sameSite(o.PublicOrigin); err != nil {
		return nil, fmt.Errorf("api: the server's own address: %w", err)
	}
	s.metrics = newMetrics(s)
	s.engine.RedirectTrailingSlash = false
	s.engine.HandleMethodNotAllowed = true
	s.engine.Use(s.observe)
	s.engine.NoRoute(func(c *gin.Context) { s.fail(c, notFound.problem("there is no such path; see /openapi.json")) })
	s.engine.NoMethod(func(c *gin.Context) {
		s.fail(c, methodNotAllowed.problem("this path takes "+c.Writer.Header().Get("Allow")))
	})
	s.huma = huma.NewAPI(openAPI(o.Version), adapter{s})
	for _, r := range s.routes() {
		s.register(r)
	}
	s.servePages()
	s.document = sync.OnceValue(s.writeDocument)
	s.metrics.watch(o.Store, s.closing)
	return s, nil
}

// ServeHTTP serves one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.engine.ServeHTTP(w, r) }

// Drain makes /readyz answer 503, so that no new requests are sent here.
func (s *Server) Drain() { s.draining.Store(true) }

// Close ends all streams and waiting requests. Their readers reconnect elsewhere and lose nothing.
func (s *Server) Close() {
	s.Drain()
	s.close.Do(func() { close(s.closing) })
}

// HTTPServer is a server for this door with the timeouts that it is made for. A graceful shutdown is, in this order:
// Drain; then Shutdown of this server, which ends the streams and waits for requests; then stop the bot's runner; then
// close the store.
func (s *Server) HTTPServer(addr string) *http.Server {
	server := &http.Server{
		Addr:              addr,
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       maxWait + time.Minute, // also of a body that nobody reads, because its sender was refused
		IdleTimeout:       2 * time.Minute,
		WriteTimeout:      maxWait + time.Minute, // streams move it with every write
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	server.RegisterOnShutdown(s.Close)
	return server
}

// ready is why this process should get no requests.
func (s *Server) ready(ctx context.Context) error {
	if s.draining.Load() {
		return unavailable.problem("shutting down")
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := s.o.Ready(ctx); err != nil {
		return unavailable.problem("the store or the knowledge is not available").caused(err)
	}
	if s.o.Live != nil && s.o.Live.Snapshot() == nil {
		return unavailable.problem("the knowledge is not loaded yet")
	}
	return nil
}
