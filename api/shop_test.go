package api

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store"
)

var shopArticles = []knowledge.Article{
	{ID: "opening-hours", Texts: map[string]knowledge.Text{
		"en": {Question: "When are you open?", Alternatives: []string{"What are your opening hours?"}, Answer: "We are open from 9:00 to 18:00, Monday to Friday."},
		"zh": {Question: "你们几点开门？", Answer: "我们周一到周五 9:00 到 18:00 营业。"},
	}},
	{ID: "return-window", Texts: map[string]knowledge.Text{
		"en": {Question: "How long can I send something back?", Alternatives: []string{"What is the return period?"}, Answer: "You can return goods within 30 days of delivery."},
	}},
	{ID: "loyalty-card", Texts: map[string]knowledge.Text{
		"en": {Question: "How do I get a loyalty card?", Answer: "Ask for a loyalty card at any till."},
	}},
}

var shopConfig = handoff.Config{
	Fields: map[string]handoff.Field{
		"order_no": {Type: "id", Label: handoff.Words{"en": "Order number", "zh": "订单号"}, Prompt: handoff.Words{"en": "What is the order number?", "zh": "订单号是多少？"}, Words: []string{"order number", "order", "订单号"}},
	},
	Playbooks: map[string]handoff.Playbook{
		"refund":  {Triggers: handoff.Triggers{Keywords: []string{"refund", "退款"}}, MustEscalate: true, Fields: []string{"order_no"}, Queue: "front"},
		"repairs": {Triggers: handoff.Triggers{Keywords: []string{"broken screen"}}, MustEscalate: true, Queue: "experts"},
	},
	Authority: map[string]handoff.Authority{"agent": {Kinds: map[string]string{"amount": "block"}}},
	Queues: map[string]handoff.Queue{
		"front":   {Default: true, Members: []string{"mina", "jonas"}},
		"experts": {Members: []string{"wei"}},
		"watch":   {Supervisor: true, Members: []string{"role:supervisor", "role:admin"}},
	},
}

// staffed are the people of the shop, by id.
var staffed = map[string]people.Role{
	"mina": people.RoleAgent, "jonas": people.RoleAgent, "zoe": people.RoleAgent, "wei": people.RoleExpert, "priya": people.RoleEditor,
	"elena": people.RolePublisher, "hong": people.RoleSupervisor, "ada": people.RoleAdmin,
}

var (
	stocking sync.Once
	stock    []byte
)

// stocked puts a database with the shop's articles and configuration at a path. It is made once and copied for each house.
func stocked(t testing.TB, at string) {
	t.Helper()
	stocking.Do(func() {
		ctx := context.Background()
		path := filepath.Join(t.TempDir(), "stocked.db")
		st, err := store.Open(ctx, path, store.Options{})
		must(t, err)
		texts := knowledge.New(st.Knowledge(), knowledge.Options{FourEyes: true})
		boss := knowledge.Actor{ID: "operator", Operator: true}
		for _, a := range shopArticles {
			_, err := texts.Articles.Create(ctx, boss, a)
			must(t, err)
			_, err = texts.Articles.Publish(ctx, boss, a.ID, 0)
			must(t, err)
		}
		_, err = st.Handoff().SaveConfig(ctx, shopConfig, "operator", time.Now())
		must(t, err)
		must(t, st.Close())
		stock, err = os.ReadFile(path)
		must(t, err)
	})
	must(t, os.WriteFile(at, stock, 0o600))
}

// key is an API key of one of the shop's people, who is added when first asked for.
func (h *house) key(user string) string {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if key, ok := h.keys[user]; ok {
		return key
	}
	role, ok := staffed[user]
	if !ok {
		h.t.Fatalf("nobody called %q works here", user)
	}
	// Straight into the store, with a hash that costs little: the hash says itself what it cost.
	ctx, now := context.Background(), time.Now()
	who := people.User{ID: user, Name: strings.ToUpper(user[:1]) + user[1:], Roles: []people.Role{role}, CreatedAt: now, SecretAt: now, Version: 1}
	must(h.t, h.store.People().AddUser(ctx, who, cheapHash("baton_login_"+user), people.AuditEntry{At: now, Action: "user.add", Object: user}))
	secret := "baton_" + user + "_for-tests"
	key := people.Key{ID: user, Name: user, Roles: who.Roles, UserID: user, CreatedAt: now}
	must(h.t, h.store.People().AddKey(ctx, key, cheapHash(secret), people.AuditEntry{At: now, Action: "key.create", Object: user}))
	h.keys[user] = secret
	return secret
}

func cheapHash(secret string) string {
	salt := make([]byte, 16)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64.EncodeToString(salt),
		b64.EncodeToString(argon2.IDKey([]byte(secret), salt, 1, 8, 1, 32)))
}
