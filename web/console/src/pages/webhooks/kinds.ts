import type { Schemas } from '@/api/client'

export type Webhook = Schemas['OutboxEndpoint']
export type Delivery = Schemas['OutboxEntry']

/** The kinds of events, those that customers see first. */
export const kinds = [
  'message', 'message_edited', 'message_recalled', 'holder', 'handoff_opened', 'handoff_claimed', 'handoff_resolved',
  'feedback', 'resolved', 'reopened', 'closed', 'redacted',
  'handoff_bounced', 'handoff_transferred', 'handoff_returned', 'decision', 'suggestion', 'summary', 'field', 'tag', 'promise', 'note',
  'consult',
]

export const firstInternal = kinds.indexOf('handoff_bounced')
