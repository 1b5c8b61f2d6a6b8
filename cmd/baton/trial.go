package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/batondesk/baton/cmd/baton/config"
)

// trial is a whole server of its own on a free port of this machine, in a folder that goes with it: for evaluations that
// must meet what customers meet, HTTP and the database included. Its rates are not limited.
type trial struct {
	*server
	folder string
}

// startTrial starts one. fill may write to the empty store before it serves.
func startTrial(ctx context.Context, c config.Config, now func() time.Time, fill func(context.Context, *house) error) (*trial, error) {
	folder, err := os.MkdirTemp("", "baton-trial-")
	if err != nil {
		return nil, err
	}
	c.Store.Data, c.Store.DatabaseURL = filepath.Join(folder, "data"), ""
	c.Limits.Enabled, c.Server.PublicURL, c.Server.TLSCert = false, "", ""
	h, err := open(ctx, c, slog.New(slog.DiscardHandler), now)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if fill != nil {
		err = fill(ctx, h)
	}
	var s *server
	if err == nil {
		s, err = listen(ctx, h, "127.0.0.1:0")
	}
	if err != nil {
		return nil, errors.Join(err, h.close(), os.RemoveAll(folder))
	}
	return &trial{s, folder}, nil
}

func listen(ctx context.Context, h *house, addr string) (*server, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s, err := startServer(ctx, h, listener)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return s, nil
}

func (t *trial) stop() error {
	return errors.Join(t.server.stop(0, t.config.Server.Shutdown), os.RemoveAll(t.folder))
}
