package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"sync/atomic"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/bot/practice"
	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store"
)

// engine is the house with what answers customers: the knowledge in memory, the playbooks in force, the bot and the desk.
type engine struct {
	*house
	live      *knowledge.Live
	search    *articles
	playbooks atomic.Pointer[bot.Playbooks]
	pulse     store.Pulse // when it was last looked for changes
	variables map[string]string
	desk      *handoff.Desk
	bot       *bot.Bot
	runner    *bot.Runner
	intake    *bot.Intake
	scribe    *bot.Scribe // nil: no model writes for colleagues
	practice  *practice.Learner
}

// newEngine loads the knowledge and the playbooks. Nothing runs yet.
func newEngine(ctx context.Context, h *house) (*engine, error) {
	zone, err := time.LoadLocation(h.config.Business.Zone)
	if err != nil {
		return nil, err
	}
	if err := h.connectModel(zone); err != nil {
		return nil, err
	}
	search, err := newArticles(ctx, h)
	if err != nil {
		return nil, err
	}
	e := &engine{house: h, search: search, variables: maps.Clone(h.config.Knowledge.Variables)}
	if e.variables == nil {
		e.variables = map[string]string{}
	}
	if e.variables["business"] == "" {
		e.variables["business"] = h.config.Business.Name
	}
	if err := e.loadPlaybooks(ctx); err != nil {
		return nil, fmt.Errorf("cannot load the playbooks: %w", err)
	}
	if e.live, err = h.knowledge.Live(ctx); err != nil {
		return nil, fmt.Errorf("cannot load the knowledge: %w", err)
	}
	e.search.publish(ctx, e.live.Snapshot)

	e.desk = handoff.NewDesk(h.store, handoff.DeskOptions{
		Book: e.book, Phrases: func() handoff.Phrases { return e.phrases() }, Article: e.search.Article,
		Repository: h.store.Handoff(), People: h.people, Now: h.now,
	})
	modes := modes(h.config.Bot)
	options := bot.Options{
		Ledger: h.store, Understand: local.New(), Search: e.search, Phrases: e.phrases, Playbooks: e.playbooks.Load,
		Wait: e.desk.Wait, Gap: h.knowledge.AddGap, Adapt: h.config.Bot.Wording == "adapt", Across: h.config.Model.CrossLanguage,
		Modes: modes, Thresholds: thresholds(h.config.Bot.Thresholds), Timers: timers(h.config.Bot),
		Locale: h.config.Knowledge.DefaultLocale, Locales: h.config.Knowledge.Locales, Variables: e.variables,
		Zone: zone, Now: h.now, Log: h.log,
	}
	if h.model != nil {
		options.Bare = llm.Bare
	}
	if !chats(h.config.Model) {
		e.bot = bot.New(options)
	} else {
		model := llm.New(h.model)
		options.Advise = model
		e.bot = bot.New(options)
		e.scribe = &bot.Scribe{Bot: e.bot, Write: model}
	}
	e.practice = practice.New(practice.Options{
		Ledger: h.store, Feed: h.store, Conversations: e.conversations, Knowledge: h.knowledge, Search: e.search,
		Thresholds: options.Thresholds, Locale: options.Locale, Variables: e.variables, Now: h.now, Log: h.log,
	})
	e.runner = &bot.Runner{
		Turn: e.bot.Step, Leases: h.store, Workers: h.config.Bot.Workers, RenewEvery: h.config.Store.Lease * 2 / 5,
		Settle: h.config.Bot.Settle, Now: h.now, Log: h.log,
	}
	e.intake = &bot.Intake{
		Ledger: h.store, Runner: e.runner, Phrases: e.phrases, Book: e.book, Modes: modes, Now: h.now,
		Active: func(agent string) bool { return h.people.Active(ctx, agent) },
	}
	return e, nil
}

// conversations lists all of them, last updated first.
func (e *engine) conversations(ctx context.Context, cursor string, limit int) ([]conversation.State, string, error) {
	return e.store.Conversations(ctx, store.ConversationQuery{After: cursor, Limit: limit})
}

// loadPlaybooks puts the playbooks of the configuration in force; a new version is stored only if they changed. A
// configuration without any leaves those in force that the store has.
func (e *engine) loadPlaybooks(ctx context.Context) error {
	repository, c := e.store.Handoff(), e.config.Config
	for name, queue := range c.Queues { // a queue without a zone of its own works in that of the business
		if queue.Hours.Zone == "" {
			queue.Hours.Zone = e.config.Business.Zone
			c.Queues[name] = queue
		}
	}
	version, err := 0, error(nil)
	if len(c.Playbooks)+len(c.Queues)+len(c.Fields)+len(c.Rules)+len(c.Authority) > 0 {
		version, err = repository.SaveConfig(ctx, c, people.Operator.ID, e.now())
	} else {
		var none *handoff.NotFoundError
		if c, version, err = repository.Config(ctx, 0); errors.As(err, &none) {
			c, version, err = handoff.Config{}, 0, nil
		}
	}
	if err != nil {
		return err
	}
	return e.follow(version, c)
}

// follow puts a version of the playbooks in force.
func (e *engine) follow(version int, c handoff.Config) error {
	book, err := handoff.NewBook(version, c)
	if err == nil {
		e.playbooks.Store(&bot.Playbooks{Book: book, Matcher: handoff.NewMatcher(book)})
	}
	return err
}

func (e *engine) book() *handoff.Book            { return e.playbooks.Load().Book }
func (e *engine) phrases() *knowledge.Phrasebook { return e.live.Snapshot().Phrases }

// changed takes up what any process has changed since it was last called; never two at a time.
func (e *engine) changed(ctx context.Context, now store.Pulse) {
	before := e.pulse
	e.pulse = now
	e.refresh(ctx)
	if now.Config == before.Config {
		return
	}
	c, version, err := e.store.Handoff().Config(ctx, 0)
	var none *handoff.NotFoundError
	if errors.As(err, &none) || err == nil && version == e.book().Version() {
		return
	}
	if err == nil {
		err = e.follow(version, c)
	}
	if err != nil {
		e.pulse.Config = before.Config // again with the next change
		e.log.Error("the playbooks could not be read again; the bot goes on with those it has", "error", err)
		return
	}
	e.log.Info("playbooks refreshed", "version", version)
}

// refresh takes up what was published since, by this process or another. What was withdrawn stops at once; the rest
// follows when the new index is built.
func (e *engine) refresh(ctx context.Context) {
	before := e.live.Snapshot()
	changed, err := e.live.Refresh(ctx)
	if err != nil {
		if ctx.Err() == nil {
			e.log.Error("the knowledge could not be read again; the bot goes on with what it has", "error", err)
		}
		return
	}
	if !changed {
		return
	}
	now := e.live.Snapshot()
	if !now.Large { // else none is gone from what is searched
		e.search.Withdraw(gone(before, now)...)
	}
	e.search.publish(ctx, e.live.Snapshot)
	e.log.Info("knowledge refreshed", "articles", len(now.Articles), "revision", now.Revision)
}

// gone are the articles that are no longer published in the version in which they were.
func gone(before, now *knowledge.Snapshot) []string {
	version := make(map[string]int, len(now.Articles))
	for _, a := range now.Articles {
		version[a.ID] = a.Version
	}
	var ids []string
	for _, a := range before.Articles {
		if version[a.ID] != a.Version {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// unset names the variables that published texts use and nobody has set, each with an article that does: such an answer
// is never spoken.
func (e *engine) unset() map[string]string {
	missing := map[string]string{}
	for _, a := range e.live.Snapshot().Articles {
		for _, text := range a.Texts {
			for _, name := range knowledge.Variables(text.Answer) {
				if e.variables[name] == "" && missing[name] == "" {
					missing[name] = a.ID
				}
			}
		}
	}
	return missing
}

// secret is the installation's own key for tokens and sessions, made when it is first needed.
func (h *house) secret(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	return h.store.Secrets().Secret(ctx, "api", fresh)
}

func modes(c config.Bot) bot.Modes {
	m := bot.Modes{Default: bot.Mode(c.Mode)}
	for _, r := range c.Modes {
		m.Rules = append(m.Rules, bot.ModeRule{Channel: r.Channel, Locale: r.Locale, Tag: r.Tag, Mode: bot.Mode(r.Mode)})
	}
	return m
}

func thresholds(c config.Thresholds) retrieval.Thresholds {
	t := retrieval.DefaultThresholds()
	if c.Answer > 0 {
		t.Answer = c.Answer
	}
	if c.Clarify > 0 {
		t.Clarify = c.Clarify
	}
	t.Clarify = min(t.Clarify, t.Answer)
	return t
}

func timers(c config.Bot) conversation.Timers {
	return conversation.Timers{Silence: c.SilenceAfter, Close: c.CloseAfter}
}
