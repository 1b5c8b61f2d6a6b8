package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/batondesk/baton/store/driver"
)

// failed says that a failure is the database's absence, where it is: driver.ErrUnavailable, with what happened.
func failed(err error) error {
	if err == nil || errors.Is(err, driver.ErrUnavailable) || !absent(err) {
		return err
	}
	return fmt.Errorf("%w (%w)", driver.ErrUnavailable, err)
}

// absent: no connection, a lost one, no answer in time, a server that is going, coming, full or only a copy.
func absent(err error) bool {
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok {
		class, code := answer.Code[:min(2, len(answer.Code))], answer.Code
		return class == "08" || // connection exception
			class == "53" || // too many connections, out of memory, disk full
			class == "58" || // the server's own files
			strings.HasPrefix(code, "57P") || // shutting down, starting
			code == "57014" || code == "55P03" || // took too long
			code == "25006" // read only: a standby
	}
	if errors.Is(err, context.Canceled) { // the caller's own wish
		return false
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	for _, lost := range []error{context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgx.ErrTxClosed} {
		if errors.Is(err, lost) {
			return true
		}
	}
	return pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed")
}

// code is the database's own name of an error ("23505"), or "".
func code(err error) string {
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok {
		return answer.Code
	}
	return ""
}

// unlucky says that a transaction was undone only because of others at the same moment: it may be tried again.
func unlucky(err error) bool {
	c := code(err)
	return c == "40001" || c == "40P01"
}
