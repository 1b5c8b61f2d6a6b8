import { api, ok, type Schemas } from '@/api/client'

export type Situation = Schemas['KnowledgeSituation']

export const situations = async () => ok(await api.GET('/v1/situations')).items

/** The parts of a conversation, in their order, and what the bot says in each. */
const parts: Record<string, string[]> = {
  beginning: ['greeting', 'greeting_again', 'mode_off', 'facts_noted'],
  answering: ['clarify', 'clarify_none', 'no_answer', 'no_answer_again', 'not_solved', 'attachment_only'],
  asking: ['ask_field', 'ask_field_again', 'correction_noted', 'ask_contact', 'contact_noted'],
  handoff: [
    'human_requested',
    'handoff',
    'handoff_wait',
    'out_of_hours',
    'out_of_hours_opens',
    'queue_waiting',
    'safety',
  ],
  person: ['claimed', 'claimed_unnamed', 'transferred', 'returned'],
  end: ['thanks', 'resolved', 'closing'],
}

// What could stand for a variable, in the language of the sentence.
const examples: Record<string, Record<string, string>> = {
  en: { field: 'order number', wait: '5 minutes', opens: 'tomorrow at 9:00', name: 'Mina', value: 'TW204518' },
  zh: { field: '订单号', wait: '5 分钟', opens: '明天 9:00', name: '小敏', value: 'TW204518' },
}

/** Examples for the variables of a situation's sentences in a language. */
export function samples(situation: Situation, language: string): Record<string, string> {
  const of = examples[language.split('-')[0]!] ?? examples.en!
  return Object.fromEntries((situation.variables ?? []).map((v) => [v, of[v] ?? '']))
}

/** Situations by the part of the conversation that they belong to; those that this page does not know come last. */
export function grouped(all: Situation[]): { part: string; situations: Situation[] }[] {
  const known = new Set(Object.values(parts).flat())
  const byName = new Map(all.map((s) => [s.name, s]))
  return [
    ...Object.entries(parts).map(([part, names]) => ({ part, situations: names.flatMap((n) => byName.get(n) ?? []) })),
    { part: 'other', situations: all.filter((s) => !known.has(s.name)) },
  ].filter((g) => g.situations.length)
}
