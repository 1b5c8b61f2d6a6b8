package site

import (
	"bufio"
	"bytes"
	"context"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// rules are what robots.txt of a site asks of this reader (RFC 9309).
type rules struct {
	lines []rule
}

type rule struct {
	allow bool
	path  *regexp.Regexp
	size  int // of the pattern: the longest one that matches decides
}

const (
	robotsSize   = 512 << 10
	longestPause = 5 * time.Second // that a site may ask for between two pages
)

// rules reads robots.txt of an address's site, once. A site without one asks for nothing.
func (r *Reader) rules(ctx context.Context, u *url.URL) rules {
	origin := u.Scheme + "://" + u.Host
	if known, ok := r.robots[origin]; ok {
		return known
	}
	var asked rules
	// Read without regard to what is allowed: it says only what to leave alone.
	if a, err := r.once(ctx, origin+"/robots.txt", robotsSize); err == nil {
		var pause time.Duration
		asked, pause = parseRobots(a.body, Agent)
		r.o.Pause = max(r.o.Pause, min(pause, longestPause))
	}
	r.robots[origin] = asked
	return asked
}

// parseRobots finds the group for an agent, or the one for all.
func parseRobots(body []byte, agent string) (rules, time.Duration) {
	type group struct {
		rules rules
		pause time.Duration
	}
	groups := map[string]*group{}
	var current []*group
	naming := false // the lines before named agents
	for lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))); lines.Scan(); {
		line, _, _ := strings.Cut(lines.Text(), "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if key == "user-agent" {
			if !naming {
				current = nil
			}
			naming = true
			name := strings.ToLower(value)
			if groups[name] == nil {
				groups[name] = &group{}
			}
			current = append(current, groups[name])
			continue
		}
		naming = false
		for _, g := range current {
			switch key {
			case "allow", "disallow":
				if path, err := pattern(value); err == nil && value != "" {
					g.rules.lines = append(g.rules.lines, rule{key == "allow", path, len(value)})
				}
			case "crawl-delay":
				if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
					g.pause = time.Duration(min(seconds, longestPause.Seconds()) * float64(time.Second))
				}
			}
		}
	}
	for _, name := range []string{strings.ToLower(agent), "*"} {
		if g := groups[name]; g != nil {
			return g.rules, g.pause
		}
	}
	return rules{}, 0
}

// pattern matches the paths that a rule is about: * is anything, $ the end.
func pattern(value string) (*regexp.Regexp, error) {
	whole := strings.HasSuffix(value, "$")
	quoted := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSuffix(value, "$")), `\*`, ".*")
	if whole {
		quoted += "$"
	}
	return regexp.Compile("^" + quoted)
}

func (r rules) allow(u *url.URL) bool {
	path := u.EscapedPath()
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	allowed, longest := true, -1
	for _, l := range r.lines {
		if (l.size > longest || l.size == longest && l.allow) && l.path.MatchString(path) {
			allowed, longest = l.allow, l.size
		}
	}
	return allowed
}
