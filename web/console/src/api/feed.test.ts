import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { backoff } from './backoff'

/** An EventSource whose server is the test. */
class Source {
  static opened: Source[] = []
  onopen?: () => void
  onmessage?: (event: { data: string }) => void
  onerror?: () => void
  named = new Map<string, () => void>()
  closed = false
  constructor(readonly url: string) {
    Source.opened.push(this)
  }
  addEventListener(name: string, run: () => void) {
    this.named.set(name, run)
  }
  close() {
    this.closed = true
  }
}

const open = () => Source.opened.filter((s) => !s.closed)
let status = 200
let events: Map<string, () => void>
let useFeed: typeof import('./feed').useFeed
let feedState: typeof import('./feed').feedState

beforeEach(async () => {
  vi.useFakeTimers()
  vi.resetModules()
  Source.opened = []
  status = 200
  events = new Map()
  vi.stubGlobal('EventSource', Source)
  vi.stubGlobal('addEventListener', (name: string, run: () => void) => events.set(name, run))
  vi.stubGlobal('fetch', async () => new Response('{}', { status }))
  ;({ useFeed, feedState } = await import('./feed'))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function follow() {
  const heard: unknown[] = []
  const scope = effectScope()
  scope.run(() => useFeed((news) => heard.push(news)))
  return { heard, stop: () => scope.stop() }
}

describe('the feed', () => {
  test('one connection serves all, and tells each to read its lists after connecting', () => {
    const [a, b] = [follow(), follow()]
    expect(open()).toHaveLength(1)
    open()[0].onopen!()
    open()[0].onmessage!({ data: '{"conversation_id":"c1","seq":4}' })
    b.stop()
    open()[0].named.get('refetch')!()
    expect(a.heard).toEqual(['refetch', { conversation_id: 'c1', seq: 4 }, 'refetch'])
    expect(b.heard).toEqual(['refetch', { conversation_id: 'c1', seq: 4 }])
    expect(feedState.value).toBe('live')
  })

  test('a lost connection is made again, and the lists are read again', async () => {
    const { heard } = follow()
    open()[0].onopen!()
    open()[0].onerror!()
    expect(open()).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(500)
    open()[0].onerror!()
    expect(feedState.value).toBe('lost')
    await vi.advanceTimersByTimeAsync(1000)
    open()[0].onopen!()
    expect(feedState.value).toBe('live')
    expect(heard).toEqual(['refetch', 'refetch'])
    expect(open()).toHaveLength(1)
  })

  test('after the session has ended it waits for somebody to sign in', async () => {
    const { expired } = await import('@/session')
    follow()
    status = 401
    open()[0].onerror!()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(expired.value).toBe(true)
    expect(open()).toHaveLength(0)
  })

  test('a network that is back is used at once', () => {
    follow()
    events.get('offline')!()
    expect(open()).toHaveLength(0)
    events.get('online')!()
    expect(open()).toHaveLength(1)
  })

  test('a tab that nobody looks at gives its connection back, and reads everything again when it is looked at', () => {
    const page = { hidden: true }
    vi.stubGlobal('document', page)
    const { heard } = follow()
    const look = (hidden: boolean) => {
      page.hidden = hidden
      events.get('visibilitychange')!()
    }
    look(true)
    vi.advanceTimersByTime(59_000)
    look(false)
    vi.advanceTimersByTime(60_000)
    expect(open()).toHaveLength(1)
    look(true)
    vi.advanceTimersByTime(61_000)
    expect(open()).toHaveLength(0)
    look(false)
    open()[0].onopen!()
    expect(heard).toEqual(['refetch'])
  })

  test('a machine that slept connects anew', () => {
    follow()
    const before = open()[0]
    vi.setSystemTime(Date.now() + 3_600_000)
    vi.advanceTimersByTime(15_000)
    expect(before.closed).toBe(true)
    expect(open()).toHaveLength(1)
  })
})

test('pauses double up to 15 s, and chance takes at most half of one', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 99].map((n) => backoff(n, 1))).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000, 15000])
  expect(backoff(2, 0)).toBe(1000)
})
