import { Chat } from '../harness/chat.ts'
import { Server } from '../harness/server.ts'
import { Site } from '../harness/site.ts'
import { expect, test } from '../harness/test.ts'

const hostile = `
  * { all: unset !important; display: block !important; color: red !important; font-size: 40px !important; }
  button, textarea, input, section, div { position: static !important; width: 5px !important; visibility: hidden !important; }
  baton-widget { color: lime }`

test('the widget works on a listed site, whatever that site does with styles, and not on another one', async ({ visit, guard }) => {
  const [listed, other] = [await Site.open(), await Site.open()]
  const server = await Server.start({ env: { BATON_WEB_ORIGINS: listed.origin } })
  try {
    guard.origins.add(server.url).add(listed.origin).add(other.origin)
    const page = (style: string) =>
      `<!doctype html><html lang="en"><title>Somebody's site</title><style>${style}</style><h1>Hi</h1>` +
      `<script src="${server.url}/widget.js" defer data-title="Ask us" data-accent="#7a1fa2" data-greeting="Welcome to our site"></script>`
    listed.html = page('')
    const plain = new Chat(await visit('visitor'), 'en')
    await plain.page.goto(listed.origin)
    await plain.open()
    await expect(plain.log).toContainText('Welcome to our site')
    await expect(plain.window).toHaveAccessibleName('Ask us')
    await plain.says('How long is the warranty?')
    await expect(plain.message('24 months')).toBeVisible()

    listed.html = page(hostile)
    const styled = new Chat(await visit('visitor'), 'en')
    await styled.page.goto(listed.origin)
    await styled.open()
    await styled.says('How long is the warranty?')
    await expect(styled.message('24 months')).toBeVisible()
    for (const part of [styled.composer, styled.button(styled.t('send')), styled.window]) {
      const [a, b] = await Promise.all([part, plain.window].map((l) => l.evaluate((e) => getComputedStyle(e).color)))
      expect.soft(a).not.toBe('rgb(255, 0, 0)')
      expect.soft(b).not.toBe('rgb(255, 0, 0)')
    }
    expect.soft(await styled.window.boundingBox(), 'the same place and size').toEqual(await plain.window.boundingBox())

    guard.allowed.push(/has been blocked by CORS policy/, /is http:..127.0.0.1:\d+ listed in web.origins/)
    other.html = page('')
    const stranger = new Chat(await visit('visitor'), 'en')
    await stranger.page.goto(other.origin)
    await stranger.open().catch(() => {}) // it may as well not show itself
    const answer = await stranger.page.evaluate(async (url) => {
      try {
        const opened = await fetch(`${url}/v1/conversations`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
        return `opened: ${opened.status}`
      } catch (e) {
        return 'refused'
      }
    }, server.url)
    expect(answer).toBe('refused')
    const direct = await fetch(`${server.url}/v1/conversations`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Origin: other.origin }, body: '{}',
    })
    expect(direct.status, 'the server itself refuses it, not only the browser').toBe(403)
  } finally {
    await Promise.all([server.discard(), listed.close(), other.close()])
  }
})
