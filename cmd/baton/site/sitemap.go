package site

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

const (
	sitemapSize = 64 << 20 // unpacked; the protocol allows 50 MB
	mostMaps    = 500      // sitemaps that one index leads to
	listedPages = 200_000  // what all of them may list
)

// listed collects the addresses of a sitemap, and of those it names.
func (r *Reader) listed(ctx context.Context, p *Pages) (pages []string, err error) {
	maps, seen, strange := []string{p.Sitemap}, map[string]bool{p.Sitemap: true}, 0
	for i := 0; i < len(maps); i++ {
		found, more, err := r.sitemap(ctx, maps[i])
		if err != nil && i == 0 {
			return nil, fmt.Errorf("%s cannot be read: %w", maps[i], err)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			p.Warnings, p.whole = append(p.Warnings, fmt.Sprintf("%s cannot be read: %v", maps[i], err)), false
			continue
		}
		pages = append(pages, found...)
		for _, m := range more {
			if _, err := r.admit(m); err != nil {
				strange++
			} else if !seen[m] && len(maps) < mostMaps {
				seen[m] = true
				maps = append(maps, m)
			}
		}
		if len(pages) > listedPages {
			return nil, fmt.Errorf("%s lists more than %d pages; name one of its parts", p.Sitemap, listedPages)
		}
	}
	if p.leave(strange, "sitemaps are not below an allowed site (knowledge.sites)"); strange > 0 || len(maps) == mostMaps {
		p.whole = false
	}
	return pages, nil
}

// sitemap reads one sitemap: its pages, or the sitemaps that it names.
func (r *Reader) sitemap(ctx context.Context, address string) (pages, maps []string, err error) {
	a, err := r.get(ctx, address, sitemapSize)
	if err != nil {
		return nil, nil, err
	}
	if begin := bytes.TrimSpace(bytes.TrimPrefix(a.body, []byte("\xef\xbb\xbf"))); len(begin) > 0 && begin[0] != '<' {
		return strings.Fields(string(begin)), nil, nil // an address per line
	}
	d := xml.NewDecoder(bytes.NewReader(a.body))
	d.CharsetReader = charset.NewReaderLabel
	var inside []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, errors.New("is no sitemap, or a damaged one")
		}
		switch t := token.(type) {
		case xml.StartElement:
			inside = append(inside, t.Name.Local)
		case xml.EndElement:
			inside = inside[:max(len(inside)-1, 0)]
		case xml.CharData:
			if len(inside) < 3 || inside[len(inside)-1] != "loc" {
				continue
			}
			text := strings.TrimSpace(string(t))
			switch inside[len(inside)-2] {
			case "url":
				pages = append(pages, text)
			case "sitemap":
				maps = append(maps, text)
			}
		}
	}
	if len(pages)+len(maps) == 0 {
		return nil, nil, errors.New("is no sitemap: it lists nothing")
	}
	return pages, maps, nil
}
