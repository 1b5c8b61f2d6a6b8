import { computed, ref, shallowRef, watch } from 'vue'
import { Problem } from '@/api/problem'
import { can, me } from '@/session'
import { useDraft } from '@/ui/useDraft'
import { newId } from '../newId'
import { standingOf, type Standing } from '../steps/standing'
import type { Steps } from '../steps/useSteps'
import type { Thread } from '../thread/useThread'
import type { Source } from './outbox'
import { useCheck } from './useCheck'
import { useOutbox } from './useOutbox'

export type Mode = 'reply' | 'note' | 'consult'

interface Draft {
  mode: Mode
  reply: string
  reason: string
  /** Approved texts that were put into the reply, with the articles they come from. */
  used: { text: string; sources: Source[] }[]
  note: string
  question: string
  to: string
  answerTo: number
  /** Of the note or the question, so that sending it again does not say it twice. */
  id: string
}

const empty: Draft = { mode: 'reply', reply: '', reason: '', used: [], note: '', question: '', to: '', answerTo: 0, id: '' }

/** What is being written in one conversation, to the customer or to colleagues. Each conversation keeps its own draft. */
export function useComposer(thread: Thread, steps: Steps) {
  const draft = useDraft<Draft>(() => `desk:${thread.id.value}`, empty)
  const outbox = useOutbox(thread.id, thread)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  /** The wording needs a reason before it can be sent. */
  const askReason = ref(false)

  const standing = computed<Standing | null>(() =>
    thread.conversation.value ? standingOf(thread.conversation.value, me.value?.id ?? '') : null,
  )
  const mayReply = computed(() => {
    if (!can('work cases') || !standing.value || standing.value === 'colleague') return false
    return standing.value === 'mine' || standing.value === 'waiting' || can('take over')
  })
  const mode = computed<Mode>({
    // Where one cannot reply one may note; but what was begun as a reply does not turn into a note.
    get: () =>
      draft.value.mode === 'reply' && !draft.value.reply && !mayReply.value && thread.conversation.value ? 'note' : draft.value.mode,
    set: (to) => {
      draft.value.mode = to
      problem.value = null
    },
  })
  const text = computed({
    get: () => (mode.value === 'reply' ? draft.value.reply : mode.value === 'note' ? draft.value.note : draft.value.question),
    set: (to) => {
      if (mode.value === 'reply') draft.value.reply = to
      else if (mode.value === 'note') draft.value.note = to
      else draft.value.question = to
    },
  })

  const reply = computed(() => draft.value.reply)
  const check = useCheck(reply, thread.id, () => mode.value === 'reply' && mayReply.value && can('check wording'))
  const verdict = computed(() => {
    const v = check.verdict.value
    return v && v.text === draft.value.reply && v.verdict !== 'pass' ? v : null
  })

  watch(thread.id, () => {
    problem.value = null
    askReason.value = false
  })
  watch(verdict, (v) => {
    if (v?.verdict !== 'warn' && !check.checking.value) askReason.value = false
  })

  /** Sends what is written. It answers what stands in the way, if something does. */
  async function send(): Promise<'sent' | 'empty' | 'blocked' | 'reason' | 'failed'> {
    problem.value = null
    if (!text.value.trim()) return 'empty'
    return mode.value === 'reply' ? sendReply() : sendInside()
  }

  async function sendReply() {
    const { reply: said, reason, used } = draft.value
    if (!mayReply.value) return 'failed'
    if (verdict.value?.verdict === 'block') return 'blocked'
    if (verdict.value?.verdict === 'warn' && !reason.trim()) {
      askReason.value = true
      return 'reason'
    }
    const at = thread.id.value
    draft.value = { ...draft.value, reply: '', reason: '', used: [] }
    askReason.value = false
    try {
      await outbox.send(said, {
        reason: reason.trim() || undefined,
        claim: standing.value !== 'mine' || undefined,
        sources: sourcesOf(said, used),
      })
      return 'sent'
    } catch (e) {
      return refusedReply(Problem.caught(e), { reply: said, reason, used }, at)
    }
  }

  /** A reply that was refused goes back to where it was written, unless something new stands there. */
  function refusedReply(p: Problem, written: Pick<Draft, 'reply' | 'reason' | 'used'>, at: string) {
    const said = written.reply
    const stays = outbox.outgoing.value.some((o) => o.text === said && o.state === 'failed')
    if (thread.id.value !== at || stays) return 'failed'
    if (p.type === 'source-withdrawn') written.used = [] // its words may stay, on the sender's own authority
    if (!draft.value.reply) draft.value = { ...draft.value, ...written }
    if (p.type === 'wording-blocked' || p.type === 'wording-warning') {
      check.verdict.value = { text: said, verdict: p.type === 'wording-blocked' ? 'block' : 'warn', findings: p.findings }
      askReason.value = p.type === 'wording-warning'
      return askReason.value ? 'reason' : 'blocked'
    }
    problem.value = p
    return 'failed'
  }

  async function sendInside() {
    busy.value = true
    draft.value.id ||= newId()
    const { id, to, answerTo } = draft.value
    try {
      if (mode.value === 'note') {
        await steps.note(text.value, id)
        draft.value = { ...draft.value, note: '', id: '' }
      } else {
        await steps.consult({ text: text.value, ...(answerTo ? { answer_to: answerTo } : { to }) }, id)
        draft.value = { ...draft.value, question: '', to: '', answerTo: 0, id: '' }
      }
      return 'sent' as const
    } catch (e) {
      problem.value = Problem.caught(e)
      if (problem.value.type === 'id-reused') draft.value.id = '' // it was changed after it had arrived
      return 'failed' as const
    } finally {
      busy.value = false
    }
  }

  return {
    draft, mode, text, standing, mayReply, check, verdict, problem, busy, askReason, outbox, send,
    /** Remembers where a text comes from that is put into the reply. */
    took: (text: string, sources: Source[] | undefined) => {
      if (sources?.length) draft.value.used = [...draft.value.used, { text, sources }]
    },
    answer: (seq: number) => {
      draft.value.answerTo = seq
      mode.value = 'consult'
    },
  }
}

/** The articles whose texts still stand in a reply, each once. */
export function sourcesOf(reply: string, used: Draft['used']): Source[] | undefined {
  const found = new Map<string, Source>()
  for (const u of used) {
    if (!reply.includes(u.text)) continue
    for (const s of u.sources) found.set(s.article_id, { article_id: s.article_id, version: s.version })
  }
  return found.size ? [...found.values()] : undefined
}

export type Composer = ReturnType<typeof useComposer>
