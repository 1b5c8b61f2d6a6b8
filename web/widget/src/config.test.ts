import { describe, expect, test } from 'vitest'
import { cleanCustomer, readConfig } from './config'

const read = (data: Record<string, string>, page: string[] = ['en']) => {
  const warnings: string[] = []
  return { ...readConfig(data, 'https://desk.example/widget.js?v=3', page, (what) => warnings.push(what)), warnings }
}

describe('the tag', () => {
  test('without attributes is enough: the server is where the script came from', () => {
    const config = read({})
    expect(config.server).toBe('https://desk.example')
    expect(config).toMatchObject({ theme: 'auto', position: 'right', tags: [], language: 'en', warnings: [] })
  })

  test('may name a server below a path', () => {
    expect(read({ server: 'https://shop.example/help/' }).server).toBe('https://shop.example/help')
  })

  test('speaks the language of the page, and Chinese of any kind is Chinese', () => {
    expect(read({}, ['zh-Hant-TW', 'en'])).toMatchObject({ language: 'zh', locale: 'zh-Hant-TW' })
    expect(read({ locale: 'zh' }, ['en'])).toMatchObject({ language: 'zh', locale: 'zh' })
    expect(read({}, ['', 'zh-CN'])).toMatchObject({ language: 'zh' })
  })

  test('leaves the language to the bot where the server does not speak that of the page', () => {
    expect(read({}, ['fr'])).toMatchObject({ language: 'en', locale: undefined })
  })

  test('says what it cannot use and goes on without it', () => {
    const config = read({ theme: 'blue', customer: '{"name":' })
    expect(config).toMatchObject({ theme: 'auto', customer: undefined })
    expect(config.warnings).toHaveLength(2)
  })

  test('keeps only tags that the server takes', () => {
    expect(read({ tags: ' shop, ,vip,' + 'x'.repeat(65) }).tags).toEqual(['shop', 'vip'])
  })
})

describe('the customer', () => {
  test('keeps what the server knows, as text', () => {
    const given = { external_id: 4711, issued_at: 1795249008, signature: 'ab', vip: true, attributes: { order_no: 'TW1', n: 2, list: [] } }
    expect(cleanCustomer(given)).toEqual({
      external_id: '4711',
      issued_at: '1795249008',
      signature: 'ab',
      attributes: { order_no: 'TW1', n: '2' },
    })
  })

  test.each([null, undefined, 'Robin', 4711, {}])('is nobody when the page says %j', (given) => {
    expect(cleanCustomer(given)).toBeUndefined()
  })
})
