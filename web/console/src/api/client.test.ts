import { afterEach, describe, expect, test, vi } from 'vitest'

vi.stubGlobal('location', { origin: 'http://baton.test' })
const { api, ok } = await import('./client')
const { expired, signIn } = await import('@/session')

type Answer = [status: number, body: unknown]

/** Answers requests in order, and remembers them. */
function server(...answers: (Answer | 'down')[]) {
  const seen: { method: string; url: string; body: string; csrf: string | null }[] = []
  const fetch = vi.fn(async (input: Request | string, init?: RequestInit) => {
    const request = new Request(typeof input === 'string' ? new URL(input, 'http://baton.test') : input, init)
    seen.push({
      method: request.method,
      url: request.url.replace('http://baton.test', ''),
      body: await request.text(),
      csrf: request.headers.get('X-Baton-Request'),
    })
    const next = answers.shift()
    if (next === undefined) throw new Error('one request too many')
    if (next === 'down') throw new TypeError('Failed to fetch')
    return new Response(JSON.stringify(next[1]), { status: next[0] })
  })
  vi.stubGlobal('fetch', fetch)
  return seen
}

afterEach(() => void (expired.value = false))

describe('the client', () => {
  test('shows the header that other sites cannot send', async () => {
    const seen = server([200, { items: [] }])
    ok(await api.GET('/v1/handoffs', { params: { query: { status: ['waiting', 'claimed'] } } }))
    expect(seen).toMatchObject([{ url: '/v1/handoffs?status=waiting,claimed', csrf: '1' }])
  })

  test('throws what the server says as a problem', async () => {
    server([409, { type: 'urn:baton:problem:moved-on', status: 409 }])
    const claim = async () => ok(await api.POST('/v1/handoffs/{id}/claim', { params: { path: { id: 'c1' } } }))
    await expect(claim()).rejects.toMatchObject({ type: 'moved-on', status: 409 })
  })

  test('says that the server cannot be reached', async () => {
    server('down')
    await expect(api.GET('/v1/queues')).rejects.toMatchObject({ type: 'unreachable', status: 0 })
  })

  test('an ended session loses nothing: what was sent goes out again, whole, after signing in', async () => {
    const me = { id: 'mei', name: 'Mei', roles: ['agent'], permissions: [] }
    const seen = server([401, {}], [201, me], [201, { seq: 7 }])
    const reply = api.POST('/v1/conversations/{id}/notes', { params: { path: { id: 'c1' } }, body: { id: 'n1', text: 'Called back' } })
    await vi.waitFor(() => expect(expired.value).toBe(true))
    expect(seen).toHaveLength(1)

    await signIn('mei', 'secret')
    expect(ok(await reply)).toEqual({ seq: 7 })
    expect(expired.value).toBe(false)
    expect(seen[2]).toEqual(seen[0])
    expect(seen[2].body).toBe('{"id":"n1","text":"Called back"}')
  })
})
