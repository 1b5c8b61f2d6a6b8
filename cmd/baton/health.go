package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
)

type healthCmd struct {
	URL string `help:"Where the server is." default:"http://127.0.0.1:8080" placeholder:"URL"`
}

func (healthCmd) Help() string {
	return `For containers, in which there is no other program to ask with: exit code 0 if the server can serve
(GET /readyz), 1 if not.`
}

func (cmd healthCmd) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	server := client.New(cmd.URL, "")
	defer server.Close()
	if err := server.Call(ctx, http.MethodGet, "/readyz", nil, nil); err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	return nil
}
