package main

import (
	"net"
	"sync"
	"testing"
)

// proxy is the network between one replica and the database.
type proxy struct {
	listener net.Listener
	target   string
	gate     sync.RWMutex // held for writing while nothing gets through

	mu    sync.Mutex
	conns map[net.Conn]bool
}

// newProxy listens for connections to target until the test ends.
func newProxy(t testing.TB, target string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", freeAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, target: target, conns: map[net.Conn]bool{}}
	t.Cleanup(func() { l.Close(); p.cut() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.forward(conn)
		}
	}()
	return p
}

func (p *proxy) forward(in net.Conn) {
	p.gate.RLock() // a network that is down makes no connections
	out, err := net.Dial("tcp", p.target)
	p.gate.RUnlock()
	if err != nil {
		in.Close()
		return
	}
	p.mu.Lock()
	p.conns[in], p.conns[out] = true, true
	p.mu.Unlock()
	go p.copy(out, in)
	p.copy(in, out)
}

// copy passes bytes on until one of the two ends.
func (p *proxy) copy(to, from net.Conn) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		p.gate.RLock()
		if n > 0 && err == nil {
			_, err = to.Write(buf[:n])
		}
		p.gate.RUnlock()
		if err != nil {
			break
		}
	}
	p.mu.Lock()
	delete(p.conns, to)
	delete(p.conns, from)
	p.mu.Unlock()
	to.Close()
	from.Close()
}

// cut breaks every connection; what was on its way is lost.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		conn.Close()
	}
	clear(p.conns)
}

// stall lets nothing through until the function that it returns is called; the connections stay.
func (p *proxy) stall() (end func()) {
	p.gate.Lock()
	return p.gate.Unlock
}
