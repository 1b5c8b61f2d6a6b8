import { describe, expect, test } from 'vitest'
import { OpenCases } from './openCases'
import type { Case } from './order'

/** A server with cases, which counts what is read from it. */
function desk(...open: string[]) {
  const server = new Map(open.map((id) => [id, 1]))
  const asked: string[] = []
  let failing = 0
  const at = (id: string) => ({ conversation_id: id, priority: server.get(id) }) as Case
  const ticks: (() => void)[] = []
  const problems: unknown[] = []
  const list = new OpenCases(
    {
      async page(cursor) {
        asked.push(`page ${cursor ?? 0}`)
        if (failing-- > 0) throw new Error('away')
        const ids = [...server.keys()]
        const from = Number(cursor ?? 0)
        return { items: ids.slice(from, from + 2).map(at), next: from + 2 < ids.length ? String(from + 2) : undefined }
      },
      async of(ids) {
        asked.push(`of ${ids.join(' ')}`)
        if (failing-- > 0) throw new Error('away')
        return ids.filter((id) => server.has(id)).map(at)
      },
    },
    () => {},
    (problem) => problem && problems.push(problem),
    () => new Promise((resolve) => ticks.push(resolve)),
  )
  /** Lets so much time pass that whatever waits goes on once. */
  const tick = async () => {
    await settled()
    ticks.splice(0).forEach((go) => go())
    await settled()
  }
  return { server, asked, list, tick, problems, fail: (times: number) => (failing = times) }
}
const settled = () => new Promise((resolve) => setTimeout(resolve))
const shown = (list: OpenCases) => [...list.cases].map(([id, c]) => `${id}${c.priority}`).sort()

describe('open cases', () => {
  test('are read page by page', async () => {
    const { list, asked, tick } = desk('a', 'b', 'c')
    list.reload()
    await tick()
    expect(shown(list)).toEqual(['a1', 'b1', 'c1'])
    expect(asked).toEqual(['page 0', 'page 2'])
    expect(list.loaded && list.complete).toBe(true)
  })

  test('that move are read together, however often they do', async () => {
    const { list, server, asked, tick } = desk('a', 'b', 'c')
    list.reload()
    await tick()
    asked.length = 0
    server.set('a', 2).set('d', 7).delete('b')
    for (let i = 0; i < 50; i++) ['a', 'b', 'd'].forEach((id) => list.touch(id))
    await tick() // the first one went alone
    await tick()
    await tick()
    expect(shown(list)).toEqual(['a2', 'c1', 'd7'])
    expect(asked.length).toBeLessThanOrEqual(2)
  })

  test('are not lost when reading them fails: all are read again', async () => {
    const { list, server, tick, problems, fail } = desk('a')
    list.reload()
    await tick()
    fail(1)
    server.set('a', 5).set('z', 1)
    list.touch('a')
    await tick()
    expect(problems).toHaveLength(1)
    await tick()
    await tick()
    expect(shown(list)).toEqual(['a5', 'z1'])
  })
})
