import { computed, ref, shallowRef, watch } from 'vue'
import { Problem } from '@/api/problem'
import { me } from '@/session'
import { useDraft } from '@/ui/useDraft'
import { changed, type Fields } from './fields'
import { currentOf, publishedOf, type Item, type Shelf, type Step } from './shelf'

interface Unsaved {
  /** The version that the change was made from; 0 for something new. */
  base: number
  fields: Fields
}

/** What an editor begins with where there is nothing yet. */
export interface Start {
  /** Names what is kept in this browser. */
  draft: string
  /** The fields of an empty text. */
  fresh: Fields
  /** What the editor finds written in them already. */
  given?: Fields
}

/**
 * Works on one text: its versions as the server has them, and the fields as this editor has them. Unsaved changes are
 * kept in the browser with the version that they were made from, so nobody overwrites what they have not read.
 */
export function useEditing<T extends Item>(shelf: Shelf<T>, id: string, { draft, fresh, given }: Start) {
  const isNew = id === ''
  const versions = shallowRef<T[]>([])
  const loaded = ref(false)
  const busy = ref<Step | 'save' | null>(null)
  const unreadable = shallowRef<Problem | null>(null)
  /** Why the last attempt to save was refused. */
  const refused = shallowRef<Problem | null>(null)

  const fields = ref<Fields>({ ...fresh, ...given })
  const base = ref(0)
  const unsaved = useDraft<Unsaved | null>(`${shelf.name}/${draft}`, null)

  const current = computed(() => currentOf(versions.value))
  const published = computed(() => publishedOf(versions.value))
  const numbered = (version: number) => versions.value.find((v) => v.version === version)
  /** What the editor began with. */
  const original = computed(() => {
    const from = numbered(base.value)
    return from ? shelf.fields(from) : fresh
  })
  const changes = computed(() => changed(original.value, fields.value))
  const dirty = computed(() => changes.value.length > 0)
  /** Somebody else has saved a version since. */
  const overtaken = computed(() => dirty.value && !!current.value && current.value.version !== base.value)

  function begin(with_: Unsaved) {
    base.value = with_.base
    fields.value = { ...with_.fields }
  }

  /** Reads the versions; what is not saved stays as it is. */
  async function load() {
    try {
      if (!isNew) versions.value = await shelf.versions(id)
      unreadable.value = null
    } catch (e) {
      if (!loaded.value) unreadable.value = Problem.caught(e) // else what is shown stays
      return
    }
    if (!loaded.value && unsaved.value) begin(unsaved.value)
    else if (!dirty.value) reset()
    if (current.value && !changed(shelf.fields(current.value), fields.value).length) reset() // it has been saved elsewhere
    loaded.value = true
  }

  /** Back to what the server has. */
  function reset() {
    const now = current.value
    begin(
      now ? { base: now.version, fields: shelf.fields(now) } : { base: 0, fields: { ...fresh, ...(isNew && given) } },
    )
    refused.value = null
  }

  watch(
    [fields, base],
    () => {
      if (loaded.value) unsaved.value = dirty.value ? { base: base.value, fields: { ...fields.value } } : null
    },
    { deep: true },
  )

  /** Runs one request; afterwards what is shown is what the server has. True if it worked. */
  async function run(what: Step | 'save', request: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = what
    refused.value = null
    try {
      await request()
      return true
    } catch (e) {
      const problem = Problem.caught(e)
      if (problem.status === 409) await load() // the page then shows what has changed
      if (!overtaken.value || problem.type !== 'moved-on') refused.value = problem
      return false
    } finally {
      busy.value = null
    }
  }

  const save = (as = id) =>
    run('save', async () => {
      await (base.value ? shelf.update(as, base.value, fields.value) : shelf.create(as, fields.value))
      if (isNew) {
        loaded.value = false // nothing more is kept here: the page of the new text takes over
        unsaved.clear()
        fields.value = { ...fresh }
        return
      }
      versions.value = await shelf.versions(id)
      reset()
    })

  const step = (step: Step, what: { version?: number; reason?: string } = {}) =>
    run(step, async () => {
      await shelf.step(id, step, what)
      versions.value = await shelf.versions(id)
      reset()
    })

  /** Goes on from the newest version with these fields: somebody has put both together. */
  function rebase(merged: Fields) {
    if (current.value) begin({ base: current.value.version, fields: merged })
  }

  const mine = computed(() => current.value?.author === me.value?.id)

  return {
    id,
    isNew,
    shelf,
    versions,
    loaded,
    unreadable,
    refused,
    busy,
    fields,
    base,
    current,
    published,
    original,
    changes,
    dirty,
    overtaken,
    mine,
    numbered,
    load,
    reset,
    save,
    step,
    rebase,
  }
}

/** What the pieces of a page get; which kind of text it is does not matter to them. */
export type Editing = ReturnType<typeof useEditing<any>>
