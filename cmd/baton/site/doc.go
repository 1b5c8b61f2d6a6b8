// Package site reads the pages of a web site that its sitemap lists (https://www.sitemaps.org, indexes and .gz too) as
// documents.
//
// It is careful about where it calls: only at addresses below those that are allowed, also after a redirect, and never at an
// address that is not somebody's public server, whatever a name stands for at that moment, unless that is allowed. And it is
// polite: one page after the other with a pause between them, and nothing that robots.txt asks to leave alone.
//
// Weak at: pages that need a browser to show their text, or a login.
package site
