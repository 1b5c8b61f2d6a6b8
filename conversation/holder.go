package conversation

import "strings"

// Holder is who speaks to the customer: HeldByBot, a queue, or one human.
type Holder string

// HeldByBot is the bot as holder.
const HeldByBot Holder = "bot"

// QueueHolder and AgentHolder name a queue and a human as holder.
func QueueHolder(queue string) Holder { return Holder("queue:" + queue) }

// AgentHolder names a human as holder.
func AgentHolder(id string) Holder { return Holder("agent:" + id) }

// IsBot reports whether the bot holds.
func (h Holder) IsBot() bool { return h == HeldByBot }

// Queue is the queue that holds, if one does.
func (h Holder) Queue() (string, bool) { return strings.CutPrefix(string(h), "queue:") }

// Agent is the human who holds, if one does.
func (h Holder) Agent() (string, bool) { return strings.CutPrefix(string(h), "agent:") }
