package main

import (
	"context"
	"errors"

	"github.com/batondesk/baton/cmd/baton/site"
	"github.com/batondesk/baton/knowledge"
)

// site is the pages that a sitemap lists.
func (h *house) site(ctx context.Context, sitemap string) (knowledge.DocumentSet, error) {
	c := h.config.Knowledge
	if len(c.Sites) == 0 {
		return knowledge.DocumentSet{}, errors.New("no site may be read yet: name it in knowledge.sites in the configuration")
	}
	reader, err := site.New(site.Options{Allowed: c.Sites, Private: c.AllowPrivate})
	if err != nil {
		return knowledge.DocumentSet{}, err
	}
	pages, err := reader.Open(ctx, sitemap)
	if err != nil {
		reader.Close()
		return knowledge.DocumentSet{}, err
	}
	return knowledge.DocumentSet{
		Documents: pages.Documents(ctx), Of: len(pages.URLs), Complete: pages.Below(), Gone: pages.Gone, Close: reader.Close,
	}, nil
}
