import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PublicEvent } from './events'
import { Follower, type Pace } from './follow'

/** A server with a record, whose streams break as told. */
function server(record: number, breakAfter: number, status = () => 200) {
  const event = (seq: number): PublicEvent => ({ seq, at: '2026-03-11T10:00:00Z', kind: 'message', text: String(seq) })
  const asked: string[] = []
  const answer = async (url: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>
    const stream = headers.Accept === 'text/event-stream'
    asked.push(stream ? `stream after ${headers['Last-Event-ID']}` : `page ${url.split('?')[1]}`)
    if (status() !== 200) return new Response('{}', { status: status() })
    if (!stream) {
      const after = Number(/after=(\d+)/.exec(url)?.[1])
      const events = Array.from({ length: Math.max(0, Math.min(2, record - after)) }, (_, i) => event(after + 1 + i))
      return Response.json({ events, more: after + events.length < Math.min(record, 4) })
    }
    const after = Number(headers['Last-Event-ID'])
    const lines = Array.from({ length: breakAfter }, (_, i) => after + 1 + i).filter((seq) => seq <= record)
    const text = 'retry: 1000\n\n' + lines.map((seq) => `id: ${seq}\ndata: ${JSON.stringify(event(seq))}\n\n`).join('') + 'data: {"seq":'
    return new Response(text, { headers: { 'Content-Type': 'text/event-stream' } })
  }
  return { asked, answer }
}

function follow(answer: (url: string, init: RequestInit) => Promise<Response>, pace: () => Pace = () => 'live') {
  vi.stubGlobal('fetch', answer)
  const seen: number[] = []
  const told: string[] = []
  const follower = new Follower('https://desk.example', { id: 'c 1', token: 'bct_x' }, {
    pace,
    seq: () => seen.at(-1) ?? 0,
    events: (events) => seen.push(...events.map(({ seq }) => seq)),
    caughtUp: () => told.push('caught up'),
    link: (up) => told.push(up ? 'up' : 'lost'),
    gone: () => told.push('gone'),
  })
  return { follower, seen, told }
}

describe('following', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  test('brings every event once and in order, however often the stream breaks', async () => {
    const { answer, asked } = server(20, 3)
    const { follower, seen, told } = follow(answer)
    await vi.advanceTimersByTimeAsync(20_000)
    follower.stop()
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(told.filter((one) => one === 'caught up')).toHaveLength(1)
    expect(asked.slice(0, 4)).toEqual(['page after=0', 'page after=2', 'stream after 4', 'stream after 7'])
  })

  test('waits longer and longer while the server is away, and goes on where it was', async () => {
    let up = true
    const { answer, asked } = server(9, 2, () => (up ? 200 : 503))
    const { follower, seen, told } = follow(answer)
    await vi.advanceTimersByTimeAsync(600)
    up = false
    await vi.advanceTimersByTimeAsync(60_000)
    const before = asked.length
    expect(told).toContain('lost')
    expect(before).toBeLessThan(20)
    up = true
    await vi.advanceTimersByTimeAsync(60_000)
    follower.stop()
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('says when the conversation is gone, and stops', async () => {
    const { answer, asked } = server(3, 3, () => 401)
    const { told } = follow(answer)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(told).toEqual(['gone'])
    expect(asked).toHaveLength(1)
  })

  test('asks now and then while nobody looks', async () => {
    const { answer, asked } = server(4, 3)
    const { follower } = follow(answer, () => 15_000)
    await vi.advanceTimersByTimeAsync(61_000)
    follower.stop()
    expect(asked.filter((one) => one.startsWith('stream'))).toEqual([])
    expect(asked).toHaveLength(6) // two pages of history, then every 15 s
  })

  test('asks for pages where streams are refused', async () => {
    const { answer, asked } = server(4, 3)
    const refused = (url: string, init: RequestInit) =>
      (init.headers as Record<string, string>).Accept ? Promise.resolve(new Response('', { status: 406 })) : answer(url, init)
    const { follower, seen } = follow(refused)
    await vi.advanceTimersByTimeAsync(3000)
    follower.stop()
    expect(seen).toEqual([1, 2, 3, 4])
    expect(asked.some((one) => one.includes('wait=25s'))).toBe(true)
  })

  test('asks for pages where something on the way holds streams back', async () => {
    const { answer, asked } = server(4, 3)
    const held = (url: string, init: RequestInit) =>
      (init.headers as Record<string, string>).Accept ? Promise.resolve(new Response(new ReadableStream(), { headers: { 'Content-Type': 'text/event-stream' } })) : answer(url, init)
    const { follower } = follow(held)
    await vi.advanceTimersByTimeAsync(9000)
    follower.stop()
    expect(asked.some((one) => one.includes('wait=25s'))).toBe(true)
  })
})
