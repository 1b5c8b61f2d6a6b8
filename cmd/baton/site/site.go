package site

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/outbox"
)

// Options says what may be read and how. Zero numbers mean the defaults.
type Options struct {
	Allowed []string       // addresses below which pages may be read: https://docs.example.org, https://example.org/help
	Private bool           // private, loopback and other special addresses too
	Pause   time.Duration  // between two requests; default 200 ms, robots.txt may ask for more
	Pages   int            // at most; default 10,000
	Within  time.Duration  // all pages; default 2 hours
	Roots   *x509.CertPool // whom to trust; nil: whom the system trusts
}

// Agent is what the reader calls itself, also in robots.txt.
const Agent = "Baton"

// Reader reads sites. Its pages are read by one caller at a time.
type Reader struct {
	o       Options
	allowed []*url.URL
	client  *http.Client
	robots  map[string]rules // by origin
	last    time.Time        // of the last request
}

// New makes a Reader.
func New(o Options) (*Reader, error) {
	if o.Pause <= 0 {
		o.Pause = 200 * time.Millisecond
	}
	if o.Pages <= 0 {
		o.Pages = 10_000
	}
	if o.Within <= 0 {
		o.Within = 2 * time.Hour
	}
	r := &Reader{o: o, robots: map[string]rules{}}
	for _, text := range o.Allowed {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("%q is no address of a site", text)
		}
		r.allowed = append(r.allowed, u)
	}
	r.client = client(r)
	return r, nil
}

// Close gives up idle connections.
func (r *Reader) Close() { r.client.CloseIdleConnections() }

// Pages are the pages that a sitemap lists, in its order.
type Pages struct {
	Sitemap  string
	URLs     []string
	Warnings []string // what it lists and is not read

	whole  bool // all are read
	reader *Reader
}

// refusal says why an address is not read.
type refusal string

func (e refusal) Error() string { return string(e) }

// Open reads a sitemap and the sitemaps that it names.
func (r *Reader) Open(ctx context.Context, sitemap string) (*Pages, error) {
	if _, err := r.admit(sitemap); err != nil {
		return nil, fmt.Errorf("%s %w", sitemap, err)
	}
	p := &Pages{Sitemap: sitemap, reader: r, whole: true}
	listed, err := r.listed(ctx, p)
	if err != nil {
		return nil, err
	}
	seen, strange, unwanted := map[string]bool{}, 0, 0
	for _, text := range listed {
		u, err := r.admit(text)
		if err != nil {
			strange++
			continue
		}
		if text = u.String(); seen[text] {
			continue
		}
		seen[text] = true
		if !r.rules(ctx, u).allow(u) {
			unwanted++
			continue
		}
		p.URLs = append(p.URLs, text)
	}
	p.leave(strange, "addresses are not below an allowed site (knowledge.sites)")
	p.leave(unwanted, "pages are not read because robots.txt asks so")
	if more := len(p.URLs) - r.o.Pages; more > 0 {
		p.leave(more, fmt.Sprintf("pages are not read: a sitemap may list %d", r.o.Pages))
		p.URLs, p.whole = p.URLs[:r.o.Pages], false
	}
	if len(p.URLs) == 0 {
		return nil, fmt.Errorf("%s lists no page that may be read%s", sitemap, strings.Join(append([]string{""}, p.Warnings...), "; "))
	}
	return p, nil
}

func (p *Pages) leave(n int, why string) {
	if n > 0 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("%d %s", n, why))
	}
}

// Documents reads the pages, one after the other. What the sitemap lists and is not read is told in the warnings of a
// document without passages that has the sitemap's name.
func (p *Pages) Documents(ctx context.Context) iter.Seq[knowledge.Document] {
	return func(yield func(knowledge.Document) bool) {
		deadline := time.Now().Add(p.reader.o.Within)
		seen := map[string]bool{}
		for i, address := range p.URLs {
			if ctx.Err() != nil {
				p.whole = false
				return
			}
			if time.Now().After(deadline) {
				p.leave(len(p.URLs)-i, fmt.Sprintf("pages are not read: it took longer than %v", p.reader.o.Within))
				p.whole = false
				break
			}
			d := p.reader.page(ctx, address)
			if seen[d.Name] { // another address led to it
				continue
			}
			seen[d.Name] = true
			if !yield(d) {
				return
			}
		}
		if len(p.Warnings) > 0 {
			yield(knowledge.Document{Name: p.Sitemap, Title: p.Sitemap, Warnings: p.Warnings})
		}
	}
}

// Below is what the addresses of the pages that belong to the sitemap begin with: the folder it is in.
func (p *Pages) Below() string { return p.Sitemap[:strings.LastIndex(p.Sitemap, "/")+1] }

// Gone reports whether a page that the sitemap does not list is no longer there: the site says so.
func (p *Pages) Gone(ctx context.Context, address string) bool {
	if !p.whole {
		return false
	}
	_, err := p.reader.get(ctx, address, pageSize)
	var status *statusError
	return errors.As(err, &status) && (status.code == http.StatusNotFound || status.code == http.StatusGone)
}

// admit checks an address and gives it without the part after #.
func (r *Reader) admit(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || len(text) > 2000:
		return nil, refusal("is not an address such as https://docs.example.org/sitemap.xml")
	case !r.covers(u):
		return nil, refusal("is not below an allowed site; add it to knowledge.sites in the configuration")
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && !r.o.Private && outbox.Special(addr) {
		return nil, refusal("is an address inside; knowledge.allow_private lifts this")
	}
	u.Fragment = ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u, nil
}

// covers reports whether an address is the same as one that is allowed, or below it.
func (r *Reader) covers(u *url.URL) bool {
	for _, a := range r.allowed {
		below := strings.TrimSuffix(a.Path, "/") + "/"
		if a.Scheme == u.Scheme && strings.EqualFold(a.Host, u.Host) && (u.Path == a.Path || strings.HasPrefix(u.JoinPath().Path+"/", below)) {
			return true
		}
	}
	return false
}
