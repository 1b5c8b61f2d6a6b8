import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { me } from '@/session'
import { useDraft } from './useDraft'

let stored: Map<string, string>

beforeEach(() => {
  stored = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (k: string) => stored.get(k) ?? null,
    setItem: (k: string, v: string) => stored.set(k, v),
    removeItem: (k: string) => stored.delete(k),
  })
  me.value = { id: 'mei', name: 'Mei', roles: [], permissions: [] }
})
afterEach(() => vi.unstubAllGlobals())

describe('a draft', () => {
  test('survives a reload', () => {
    useDraft('c1', '').value = 'Dear'
    expect(useDraft('c1', '').value).toBe('Dear')
  })

  test('of something with parts is kept with every change', () => {
    const draft = useDraft('a1', { question: '', tags: [] as string[] })
    draft.value.question = 'Why?'
    draft.value.tags.push('x')
    expect(useDraft('a1', { question: '', tags: [] }).value).toEqual({ question: 'Why?', tags: ['x'] })
  })

  test('belongs to its key and its user', () => {
    const key = ref('c1')
    const draft = useDraft(key, '')
    draft.value = 'for c1'
    key.value = 'c2'
    expect(draft.value).toBe('')
    draft.value = 'for c2'
    key.value = 'c1'
    expect(draft.value).toBe('for c1')
    me.value = { id: 'jo', name: 'Jo', roles: [], permissions: [] }
    expect(useDraft('c1', '').value).toBe('')
  })

  test('is forgotten when it is sent, and leaves nothing behind', () => {
    const draft = useDraft('c1', '')
    draft.value = 'Dear'
    draft.clear()
    expect(draft.value).toBe('')
    expect(stored.size).toBe(0)
    draft.value = 'again'
    draft.value = ''
    expect(stored.size).toBe(0)
  })

  test('works without storage, and over what somebody else has put there', () => {
    stored.set('baton:draft:mei:c1', '{broken')
    expect(useDraft('c1', 'fresh').value).toBe('fresh')
    vi.stubGlobal('localStorage', undefined)
    const draft = useDraft('c1', '')
    draft.value = 'kept for now'
    expect(draft.value).toBe('kept for now')
  })

  test('of the one before does not start the next one', () => {
    const initial = { tags: [] as string[] }
    useDraft('a', initial).value.tags.push('x')
    expect(useDraft('b', initial).value.tags).toEqual([])
  })
})
