import type { Conversation } from '../thread/useThread'

/** How somebody stands to a conversation: what they may do with it follows from this. */
export type Standing = 'mine' | 'waiting' | 'bot' | 'colleague' | 'over'

export function standingOf(c: Pick<Conversation, 'status' | 'holder'>, me: string): Standing {
  if (c.status !== 'open') return 'over'
  if (c.holder === `agent:${me}`) return 'mine'
  if (c.holder.startsWith('queue:')) return 'waiting'
  return c.holder === 'bot' ? 'bot' : 'colleague'
}
