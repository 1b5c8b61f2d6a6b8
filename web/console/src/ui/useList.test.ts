import { describe, expect, test } from 'vitest'
import { Problem } from '@/api/problem'
import { useList, type PageOf } from './useList'

/** Numbers in pages of two, served when the test says so. */
function shelf(all: number[]) {
  const open: (() => void)[] = []
  const fetchPage = (cursor?: string): Promise<PageOf<number>> =>
    new Promise((resolve) =>
      open.push(() => {
        const from = Number(cursor ?? 0)
        resolve({ items: all.slice(from, from + 2), next: from + 2 < all.length ? String(from + 2) : undefined })
      }),
    )
  const serve = async (n = 0) => {
    open.splice(n, 1)[0]()
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { fetchPage, serve, open }
}

describe('a list', () => {
  test('is read page by page', async () => {
    const { fetchPage, serve } = shelf([1, 2, 3])
    const list = useList(fetchPage)
    expect(list.loading.value).toBe(true)
    await serve()
    expect(list.items.value).toEqual([1, 2])
    expect(list.more.value).toBe(true)
    void list.loadMore()
    await serve()
    expect(list.items.value).toEqual([1, 2, 3])
    expect(list.more.value).toBe(false)
    expect(list.loading.value).toBe(false)
  })

  test('reading again keeps what is shown until as much is there again', async () => {
    const all = [1, 2, 3, 4, 5]
    const { fetchPage, serve } = shelf(all)
    const list = useList(fetchPage)
    await serve()
    void list.loadMore()
    await serve()
    all[0] = 9
    void list.reload()
    await serve()
    expect(list.items.value).toEqual([1, 2, 3, 4])
    await serve()
    expect(list.items.value).toEqual([9, 2, 3, 4])
  })

  test('of two readings that overlap the newer one counts, whichever comes last', async () => {
    const all = [1]
    const { fetchPage, serve } = shelf(all)
    const list = useList(fetchPage)
    all[0] = 2
    void list.restart()
    await serve(1)
    expect(list.items.value).toEqual([2])
    all[0] = 1
    await serve(0)
    expect(list.items.value).toEqual([2])
  })

  test('an empty page that has a next one is not the end', async () => {
    const pages: PageOf<string>[] = [{ items: [], next: 'a' }, { items: [], next: 'b' }, { items: ['found'] }]
    const list = useList(async () => pages.shift()!)
    await new Promise((resolve) => setTimeout(resolve))
    expect(list.items.value).toEqual(['found'])
  })

  test('a failure keeps what is shown, and the next success clears it', async () => {
    const answers: (PageOf<number> | Problem)[] = [{ items: [1] }, Problem.unreachable(), { items: [2] }]
    const list = useList(async () => {
      const next = answers.shift()!
      if (next instanceof Problem) throw next
      return next
    })
    await new Promise((resolve) => setTimeout(resolve))
    await list.reload()
    expect(list.problem.value?.type).toBe('unreachable')
    expect(list.items.value).toEqual([1])
    await list.reload()
    expect(list.problem.value).toBeNull()
    expect(list.items.value).toEqual([2])
  })
})
