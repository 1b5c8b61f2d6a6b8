import { describe, expect, test, vi } from 'vitest'
import { Problem, say } from './problem'

const answer = (status: number, body: string, headers = {}) => new Response(body, { status, headers })
const t = (key: string, named?: Record<string, unknown>) =>
  ({ 'problem.not-holder': `held by ${named?.holder}`, 'problem.unknown': `status ${named?.status}` })[key] ?? key

describe('a problem', () => {
  test('tells what the server says', async () => {
    const p = await Problem.from(
      answer(409, '{"type":"urn:baton:problem:not-holder","title":"T","detail":"D","holder":"agent:mei","holder_name":"Mei"}'),
    )
    expect(p).toMatchObject({ type: 'not-holder', status: 409, holder: 'agent:mei', detail: 'D', errors: [], findings: [] })
    expect(say(p, t)).toBe('held by Mei')
  })

  test.each(['', '<html>Bad gateway</html>', 'null', '"text"', '[1]'])('is made of any answer: %j', async (body) => {
    const p = await Problem.from(answer(502, body))
    expect(p).toMatchObject({ type: 'internal', status: 502 })
  })

  test('knows how long to wait', async () => {
    expect((await Problem.from(answer(429, '{}', { 'Retry-After': '7' }))).retryAfter).toBe(7)
    expect((await Problem.from(answer(429, '{}', { 'Retry-After': 'soon' }))).retryAfter).toBeUndefined()
  })

  test('without words of ours says the words of the server, or at least the status', () => {
    expect(say(new Problem({ status: 409, type: 'urn:baton:problem:new', detail: 'Do this.' }), t)).toBe('Do this.')
    expect(say(new Problem({ status: 418 }), t)).toBe('status 418')
  })

  test('is also what a fault of our own becomes, and the fault is not hidden', () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(Problem.caught(new TypeError('x is undefined'))).toMatchObject({ type: 'console', detail: 'x is undefined' })
    expect(logged).toHaveBeenCalledOnce()
    const own = Problem.unreachable()
    expect(Problem.caught(own)).toBe(own)
  })
})
