import { computed, shallowRef } from 'vue'
import { api, ok, type Schemas } from '@/api/client'
import { i18n, t } from '@/i18n'
import { me } from '@/session'

export type Queue = Schemas['Queue']
export type Playbook = Schemas['Playbook']
export type Colleague = Schemas['Colleague']

export const queues = shallowRef<Queue[]>([])
export const playbooks = shallowRef<Playbook[]>([])
export const colleagues = shallowRef<Colleague[]>([])

/** Reads the names of queues, kinds of cases and colleagues: what the desk shows beside their ids. */
export async function readHouse(): Promise<void> {
  const [q, p, c] = await Promise.all([api.GET('/v1/queues'), api.GET('/v1/playbooks'), api.GET('/v1/colleagues')])
  queues.value = ok(q).items
  playbooks.value = ok(p).items
  colleagues.value = ok(c).items
}

const queueNamed = computed(() => new Map(queues.value.map((q) => [q.name, q])))
const playbookNamed = computed(() => new Map(playbooks.value.map((p) => [p.name, p])))
const colleagueNamed = computed(() => new Map(colleagues.value.map((c) => [c.id, c])))

/** Words in the reader's language, or in English, or in any. */
export function inWords(words: { [locale: string]: string } | undefined, otherwise: string): string {
  if (!words) return otherwise
  return words[i18n.global.locale.value] || words.en || Object.values(words)[0] || otherwise
}

export const queueTitle = (name: string) => inWords(queueNamed.value.get(name)?.title, name)
export const playbookTitle = (name: string) => inWords(playbookNamed.value.get(name)?.title, name)
export const personName = (id: string) => colleagueNamed.value.get(id)?.name || id

/** A holder or somebody asked, for people: "agent:mei" is Mei, "queue:experts" the title of the queue. */
export function partyName(party: string, name?: string): string {
  if (party === 'bot') return t('common.bot')
  if (party.startsWith('queue:')) return queueTitle(party.slice('queue:'.length))
  const id = party.replace(/^agent:/, '')
  if (id === me.value?.id) return t('common.you')
  return name || personName(id)
}

/** What a field is called, and the values it may have, as far as a kind of case says so. */
export function fieldInfo(name: string) {
  for (const p of playbooks.value) {
    const found = p.fields.find((f) => f.name === name)
    if (found) return found
  }
  return undefined
}

export function fieldLabel(name: string): string {
  return inWords(fieldInfo(name)?.label, name.replaceAll('_', ' '))
}

export function fieldValue(name: string, value: string): string {
  return inWords(fieldInfo(name)?.options?.find((o) => o.value === value)?.label, value)
}
