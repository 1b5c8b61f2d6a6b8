import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { Problem } from '@/api/problem'
import { me } from '@/session'
import type { Fields } from './fields'
import { merge } from './fields'
import type { Item, Shelf } from './shelf'
import { useEditing } from './useEditing'

interface Note extends Item {
  fields: Fields
}

/** A shelf in memory with the rules of the real one that matter here. */
function shelfWith(...versions: Note[]) {
  const on = new Map([['a', versions]])
  const add = (id: string, fields: Fields, author: string) => {
    const list = on.get(id) ?? []
    const made: Note = { version: list.length + 1, state: 'draft', author, fields: { ...fields } }
    on.set(id, [...list.map((v) => (v.state === 'draft' ? { ...v, state: 'archived' as const } : v)), made])
    return made
  }
  return {
    name: 'articles',
    fields: (n: Note) => n.fields,
    versions: async (id: string) => on.get(id) ?? [],
    create: async (id: string, fields: Fields) => add(id, fields, 'me'),
    update: async (id: string, base: number, fields: Fields) => {
      const current = on.get(id)!.at(-1)!.version
      if (base !== current)
        throw new Problem({ status: 409, type: 'urn:baton:problem:moved-on', current_version: current })
      return add(id, fields, 'me')
    },
    step: vi.fn(),
    somebodySaves: (fields: Fields) => add('a', fields, 'other'),
    saved: (id: string) => on.get(id)?.at(-1)?.fields,
  }
}
type Fake = ReturnType<typeof shelfWith>

async function open(shelf: Fake, id = 'a', given: Fields = {}) {
  const editing = useEditing(shelf as unknown as Shelf<Note>, id, {
    draft: id || 'new',
    fresh: { question: '', answer: '' },
    given,
  })
  await editing.load()
  await nextTick()
  return editing
}
async function write(editing: Awaited<ReturnType<typeof open>>, fields: Fields) {
  Object.assign(editing.fields.value, fields)
  await nextTick()
}
const first: Note = { version: 1, state: 'published', fields: { question: 'Q', answer: 'A' } }

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => kept.set(k, v),
    removeItem: (k: string) => kept.delete(k),
  })
  me.value = { id: 'me', name: 'Me', roles: ['editor'], permissions: [] }
})

describe('working on a text', () => {
  it('keeps what is not saved until the editor comes back', async () => {
    const shelf = shelfWith(first)
    await write(await open(shelf), { answer: 'better' })
    const again = await open(shelf)
    expect(again.fields.value.answer).toBe('better')
    expect(again.changes.value).toEqual(['answer'])
  })

  it('forgets it when it is saved, undone, or written back', async () => {
    const shelf = shelfWith(first)
    const editing = await open(shelf)
    await write(editing, { answer: 'better' })
    expect(await editing.save()).toBe(true)
    expect(shelf.saved('a')).toEqual({ question: 'Q', answer: 'better' })
    expect([editing.dirty.value, editing.current.value?.version]).toEqual([false, 2])
    await write(editing, { answer: 'no' })
    await write(editing, { answer: 'better' })
    expect((await open(shelf)).dirty.value).toBe(false)
  })

  it('overwrites nothing that the editor has not read', async () => {
    const shelf = shelfWith(first)
    const editing = await open(shelf)
    await write(editing, { answer: 'mine' })
    shelf.somebodySaves({ question: 'Theirs?', answer: 'A' })
    expect(await editing.save()).toBe(false)
    expect(editing.overtaken.value).toBe(true)
    expect(editing.fields.value.answer).toBe('mine')
    expect((await open(shelf)).overtaken.value).toBe(true) // also after a reload

    const theirs = editing.current.value!.fields
    editing.rebase(merge(editing.original.value, editing.fields.value, theirs).fields)
    await nextTick()
    expect(editing.overtaken.value).toBe(false)
    expect(await editing.save()).toBe(true)
    expect(shelf.saved('a')).toEqual({ question: 'Theirs?', answer: 'mine' })
  })

  it('does not trouble an editor who has changed nothing', async () => {
    const shelf = shelfWith(first)
    const editing = await open(shelf)
    shelf.somebodySaves({ question: 'New', answer: 'A' })
    await editing.load()
    expect(editing.fields.value.question).toBe('New')
    expect([editing.dirty.value, editing.overtaken.value]).toEqual([false, false])
  })

  it('says why the server refuses and keeps the text', async () => {
    const shelf = shelfWith(first)
    shelf.update = async () => {
      throw new Problem({
        status: 422,
        type: 'urn:baton:problem:invalid',
        errors: [{ field: 'body.answer', message: 'is empty' }],
      })
    }
    const editing = await open(shelf)
    await write(editing, { answer: '' })
    expect(await editing.save()).toBe(false)
    expect(editing.refused.value?.errors).toHaveLength(1)
    expect(editing.changes.value).toEqual(['answer'])
  })

  it('begins something new with what it was given and leaves nothing behind', async () => {
    const shelf = shelfWith()
    const editing = await open(shelf, '', { question: 'Do you ship to Malta?' })
    expect(editing.changes.value).toEqual(['question'])
    await write(editing, { answer: 'Yes.' })
    expect(await editing.save('malta')).toBe(true)
    expect(shelf.saved('malta')).toEqual({ question: 'Do you ship to Malta?', answer: 'Yes.' })
    expect(editing.dirty.value).toBe(false)
    expect((await open(shelf, '')).fields.value).toEqual({ question: '', answer: '' })
  })
})
