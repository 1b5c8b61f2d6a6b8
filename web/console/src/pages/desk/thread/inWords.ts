import { t } from '@/i18n'
import { fieldLabel, fieldValue, partyName, playbookTitle, queueTitle } from '@/house'
import type { Event } from './eventLog'

type Translate = typeof t

/** Who caused an event, for people. */
export function actorName(e: Event): string {
  if (e.actor.kind === 'agent') return partyName(`agent:${e.actor.id ?? ''}`, e.actor.name)
  return e.actor.name || t(`desk.actor_${e.actor.kind}`)
}

/** One event in a sentence; empty for those that say nothing by themselves. */
export function inWords(e: Event, tr: Translate): string {
  const who = actorName(e)
  switch (e.kind) {
    case 'handoff_opened':
      return tr('desk.ev_opened', { playbook: playbookTitle(e.playbook), queue: queueTitle(e.queue) })
    case 'handoff_claimed':
      return tr('desk.ev_claimed', { name: partyName(`agent:${e.by}`, e.name) })
    case 'handoff_bounced':
      return tr('desk.ev_bounced', { name: who, queue: queueTitle(e.queue), reason: e.reason })
    case 'handoff_transferred': {
      const to = e.to ? partyName(`agent:${e.to}`, e.name) : queueTitle(e.queue)
      if (e.breach) return tr('desk.ev_breach', { deadline: tr(`desk.due_${e.breach}`), to })
      return tr('desk.ev_transferred', { name: who, to, reason: e.reason })
    }
    case 'handoff_returned':
      return e.reason ? tr('desk.ev_returned_why', { name: who, reason: e.reason }) : tr('desk.ev_returned', { name: who })
    case 'handoff_resolved':
      return tr('desk.ev_resolved', { name: who, outcome: outcomeName(e.outcome, tr) })
    case 'resolved':
    case 'closed':
      return tr('desk.ev_over', { outcome: outcomeName(e.outcome, tr) })
    case 'reopened':
      return tr('desk.ev_reopened')
    case 'holder':
      return tr('desk.ev_holder', { to: partyName(e.to, e.name) })
    case 'field': {
      const values = { name: who, field: fieldLabel(e.name), value: fieldValue(e.name, e.value ?? '') }
      return e.removed || !e.value ? tr('desk.ev_field_gone', values) : tr('desk.ev_field', values)
    }
    case 'tag': {
      const changes = [...(e.add ?? []).map((tag) => `+${tag}`), ...(e.remove ?? []).map((tag) => `−${tag}`)]
      if (e.source) changes.push(e.source)
      return tr('desk.ev_tags', { name: who, tags: changes.join(', ') })
    }
    case 'promise':
      return tr('desk.ev_promise', { text: e.text })
    case 'redacted':
      return tr('desk.ev_redacted', { reason: e.reason ?? '' })
    case 'suggestion':
      return tr('desk.suggested_to', { name: who })
    case 'summary':
      return tr('desk.ev_summary')
    case 'decision':
      return tr('desk.ev_decision', { acts: e.acts.map((a) => tr(`desk.act_${a.act}`)).join(', ') || tr('desk.act_silence') })
    default:
      return ''
  }
}

export function outcomeName(outcome: string | undefined, tr: Translate): string {
  const known = ['confirmed', 'assumed', 'abandoned']
  if (!outcome) return tr('desk.outcome_assumed')
  return known.includes(outcome) ? tr(`desk.outcome_${outcome}`) : outcome
}

const reasonCodes = new Set([
  'must_escalate', 'risk', 'wants_human', 'accepted_human', 'no_answer', 'no_answer_twice', 'asked_again', 'asked_again_twice',
  'did_not_help', 'did_not_help_twice', 'none_of_the_choices', 'none_of_the_choices_twice', 'answer_not_speakable',
  'answer_withdrawn', 'mode_off', 'mode_suggest', 'takeover', 'reopened', 'taken_over', 'handoff_is_open', 'in_queue',
  'human_holds', 'chosen', 'playbook', 'left', 'answer_in_other_language', 'nothing_to_quote',
])

/** What a model was asked about, and what became of its word: `model:asked:unsure`, `model:answer:<article>`. */
const doubts = new Set(['unsure', 'likeness', 'part_unsure', 'asked_again', 'field_unread'])
const ofModel = new Set([
  'asked', 'answer', 'perhaps', 'too_unlikely', 'none', 'case', 'field', 'rewritten', 'composed', 'reply_rejected', 'spent', 'failed',
])

function modelInWords(reason: string, tr: Translate): string {
  const [, what = '', ...seen] = reason.split(':')
  if (!ofModel.has(what)) return reason
  const detail = seen.join(':')
  const words = tr(`desk.why_model_${what}`)
  if (!detail) return words
  return `${words}: ${what === 'asked' && doubts.has(detail) ? tr(`desk.doubt_${detail}`) : detail}`
}

const triggers = new Set(['words', 'keyword', 'examples', 'attribute', 'source', 'channel', 'locale', 'tag', 'facts', 'model'])

/** What opened a kind of case: the sort of trigger and what it saw, as in `keyword lawyer`. */
function triggerInWords(trigger: string, tr: Translate): string {
  const [sort, ...seen] = trigger.split(' ')
  return triggers.has(sort!) ? [tr(`desk.trigger_${sort}`), ...seen].join(' ') : trigger
}

/** A reason of the bot: a code that may be followed by a colon and what it saw. Unknown ones are shown as they are. */
export function reasonInWords(reason: string, tr: Translate): string {
  const colon = reason.indexOf(':')
  const code = colon < 0 ? reason : reason.slice(0, colon)
  if (code === 'model' && colon > 0) return modelInWords(reason, tr)
  if (!reasonCodes.has(code)) return triggerInWords(reason, tr)
  const words = tr(`desk.why_${code}`)
  return colon < 0 ? words : `${words}: ${triggerInWords(reason.slice(colon + 1), tr)}`
}
